"""
Ask before show: a question about an item, with wrong choices that are wrong without doubt.

The same lesson, reader's language and seed make the same question, so that one picture of it
serves everybody. A later judgement needs the lesson and the pressed key only: a deck that was
edited meanwhile, or a choice that is gone, cannot break it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2s
from typing import Literal, get_args

from content.languages import Language
from content.lessons.asked_tone import TONES, asked_syllable, in_tone, without_tone
from content.lessons.choices import meaning_in, wrong_choices
from content.lessons.course import Lesson
from content.lessons.syllables import Syllable

QuestionKind = Literal["word_of_meaning", "meaning_of_word", "word_of_sound", "tone"]
QUESTION_KINDS: tuple[QuestionKind, ...] = get_args(QuestionKind)


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer to press: *key* goes into the button's data, at most 8 ASCII characters."""

    key: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """
    What is asked: *shown* is the meaning, the word, the reading, or a syllable without its tone.

    Two to four choices, of which the one with the key *right* is right.
    """

    lesson: Lesson
    kind: QuestionKind
    shown: str
    choices: tuple[Choice, ...]
    right: str
    syllable: Syllable | None = None


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """
    What feedback names: the right answer, and the lesson or the tone that was chosen instead.

    Both stay empty after a right answer, and where the choice is in no deck any more.
    """

    right: bool
    lesson: Lesson
    syllable: Syllable | None = None
    chosen: Lesson | None = None
    chosen_tone: int | None = None


def question(
    lesson: Lesson,
    course: Sequence[Lesson],
    *,
    reader: Language,
    seed: int,
    kinds: Sequence[QuestionKind] = QUESTION_KINDS,
) -> Question | None:
    """
    Return a question about *lesson*; wrong choices come from *course*.

    The kind rotates with *seed*; one that finds no wrong choice gives way to the next. None when
    no kind fits, as for a Uyghur deck of one item.
    """
    possible = [kind for kind in kinds if kind != "tone" or asked_syllable(lesson)]
    first = int(lesson.token, 16) + seed
    for n in range(len(possible)):
        kind = possible[(first + n) % len(possible)]
        asked = (
            _tone_question(lesson)
            if kind == "tone"
            else _item_question(kind, lesson, course, reader, seed)
        )
        if asked is not None:
            return asked
    return None


def judged(asked: Question, choice_key: str) -> bool:
    """Return whether the choice answers the question."""
    return is_right(asked.kind, asked.lesson, choice_key)


def is_right(kind: QuestionKind, lesson: Lesson, choice_key: str) -> bool:
    """Return whether the choice is right by the deck as it is now."""
    if kind != "tone":
        return choice_key == lesson.token
    asked = asked_syllable(lesson)
    return asked is not None and choice_key == str(asked.tone)


def explanation(
    kind: QuestionKind, lesson: Lesson, choice_key: str, course: Sequence[Lesson]
) -> Explanation:
    """Return what feedback on a choice has to name; *course* holds the lessons to choose from."""
    right = is_right(kind, lesson, choice_key)
    if kind == "tone":
        tone = None if right or choice_key not in TONES else int(choice_key)
        return Explanation(
            right=right, lesson=lesson, syllable=asked_syllable(lesson), chosen_tone=tone
        )
    others = (one for one in course if not right and one.token == choice_key)
    return Explanation(right=right, lesson=lesson, chosen=next(others, None))


def _tone_question(lesson: Lesson) -> Question | None:
    asked = asked_syllable(lesson)
    if asked is None:
        return None
    return Question(
        lesson=lesson,
        kind="tone",
        shown=f"{asked.hanzi} {without_tone(asked)}",
        choices=tuple(Choice(key=tone, text=in_tone(asked, tone)) for tone in TONES),
        right=str(asked.tone),
        syllable=asked,
    )


def _item_question(
    kind: QuestionKind, lesson: Lesson, course: Sequence[Lesson], reader: Language, seed: int
) -> Question | None:
    chance = f"{lesson.token} {kind} {reader} {seed}"

    def text(one: Lesson) -> str:
        return meaning_in(one, reader) if kind == "meaning_of_word" else one.item.word

    wrong = wrong_choices(
        lesson, course, reader=reader, text=text, order=_shuffled(f"{chance} drawn")
    )
    if not wrong:
        return None
    choices = sorted((lesson, *wrong), key=_shuffled(f"{chance} laid out"))
    shown = {
        "word_of_meaning": meaning_in(lesson, reader),
        "meaning_of_word": lesson.item.word,
        "word_of_sound": lesson.item.reading,
    }
    return Question(
        lesson=lesson,
        kind=kind,
        shown=shown[kind],
        choices=tuple(Choice(key=one.token, text=text(one)) for one in choices),
        right=lesson.token,
    )


def _shuffled(chance: str) -> Callable[[Lesson], bytes]:
    """Return a sorting key that is chance to a reader, and the same on every machine."""
    return lambda one: blake2s(f"{chance} {one.token}".encode()).digest()
