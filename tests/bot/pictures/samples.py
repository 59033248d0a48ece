"""Cards under test: every shipped lesson, and the few whose pictures are kept in docs/."""

from functools import cache
from pathlib import Path

from bot.pictures.cards import FACES, CardPicture
from content.languages import LANGUAGES
from content.lessons.course import Catalogue, meaning_languages
from content.lessons.load import load_decks

LIBRARY = Path("content/library/lessons")
KEPT = (("greetings-home", "ni-hao"), ("clinic-school-offices", "zhe-zhang-biao-zen-me-tian"), ("uyghur-first-words", "yaxshimusiz"))  # fmt: skip
PROMPTS = {"zh": "哪个是它的意思？", "ug": "قايسىسى بۇنىڭ مەنىسى؟", "en": "Which one means this?"}


@cache
def catalogue():
    return Catalogue(load_decks([LIBRARY]))


def lesson(key):
    return catalogue().by_key[key]


def card(it, face, language, **more):
    """Return a card; a question asks for the meanings of the item and of its neighbours."""
    if face == "question" and not more:
        others = [one for one in catalogue().lessons if one.deck is it.deck]
        at = others.index(it)
        options = [others[(at + n) % len(others)] for n in (1, 0, 2, 3)]
        explain = meaning_languages(it.deck, language)[0]
        more = {
            "prompt": PROMPTS[language],
            "shown": it.item.word,
            "options": tuple(one.item.meaning[explain] for one in options),
        }
    return CardPicture(face=face, lesson=it, language=language, **more)


def kept():
    """Yield the name and the card of each picture in docs/."""
    for key in KEPT:
        for face in FACES:
            for language in LANGUAGES:
                yield f"{key[1]}-{face}-{language}", card(lesson(key), face, language)
