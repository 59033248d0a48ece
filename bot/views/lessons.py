"""The word face of an item: hanzi, pinyin, meaning, example, and what the little teacher does."""

from markupsafe import Markup

from bot.views.message import Message
from bot.views.words import Words, isolated
from content.lessons.deck import Item
from content.lessons.pick import Lesson, meaning_languages


def card(t: Words, lesson: Lesson) -> Message:
    """Show today's item. Another script inside a Uyghur line keeps its own order."""
    item, deck = lesson.item, lesson.deck
    languages = meaning_languages(deck, t.language)
    meanings = [Markup("{}").format(item.meaning[language]) for language in languages]
    examples = [
        Markup("<i>{}</i>").format(item.example.meaning[language]) for language in languages
    ]
    steps = [Markup("{}. {}").format(n, step) for n, step in enumerate(item.teach[t.language], 1)]
    blocks = [
        [t("🌱 <b>Word of the day</b>")],
        [Markup("<b>{}</b>").format(isolated(item.word)), *_reading(t, item), *meanings],
        [isolated(item.example.word), isolated(item.example.reading), *examples],
        [t("👋 <b>Little teacher, tonight you teach:</b>"), *steps],
    ]
    return Message(html=str(Markup("\n\n").join(Markup("\n").join(block) for block in blocks)))


def none_today(t: Words) -> Message:
    """Say that there is no item to learn."""
    return Message(html=str(t("There is no word for today.")))


def _reading(t: Words, item: Item) -> list[Markup]:
    if item.said is None:
        return [isolated(item.reading)]
    return [isolated(item.reading), t("As it is said: {said}", said=isolated(item.said))]
