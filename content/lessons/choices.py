"""Wrong choices for a question: near enough to make one think, and certainly wrong."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

from content.languages import Language
from content.lessons.course import Lesson, meaning_languages

WRONG_CHOICES = 3
"""At most so many beside the right one."""

_BETWEEN_GLOSSES = re.compile("[,;،؛；、/]")
_LITTLE_LONGER, _LONGER = 1, 4
"""Letters by which a choice may differ from the right one before its length gives it away."""


@dataclass(frozen=True, kw_only=True)
class _Traits:
    """What tells an item from another, by letters alone: its words, readings and meanings."""

    words: frozenset[str]
    readings: frozenset[str]
    meanings: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, lesson: Lesson) -> Self:
        item = lesson.item
        return cls(
            words=frozenset({lesson.token, _letters(item.word)}),
            readings=frozenset({_letters(item.reading), _letters(item.said or item.reading)}),
            meanings=frozenset(
                (language, _letters(gloss))
                for language, meaning in item.meaning.items()
                for gloss in _BETWEEN_GLOSSES.split(meaning)
                if _letters(gloss)
            ),
        )

    def overlap(self, other: Self) -> bool:
        """Return whether one may be taken for the other: “home, family” and “family”."""
        return bool(
            self.words & other.words
            or self.readings & other.readings
            or self.meanings & other.meanings
        )


def meaning_in(lesson: Lesson, reader: Language) -> str:
    """Return the meaning for *reader*: in the own language, else in all that there are."""
    languages = meaning_languages(lesson.deck, reader)
    return " · ".join(lesson.item.meaning[language] for language in languages)


def wrong_choices(
    lesson: Lesson,
    course: Sequence[Lesson],
    *,
    reader: Language,
    text: Callable[[Lesson], str],
    order: Callable[[Lesson], bytes],
) -> list[Lesson]:
    """
    Return up to three lessons whose *text* is a wrong choice.

    Those of the same deck and level come first, then the same deck, then the same language to
    learn; among them those that look alike; among these *order* decides. None shares a word, a
    reading (homophones) or a part of the meaning with the right one or with another choice.
    """

    def nearness(one: Lesson) -> tuple[int, int, bytes]:
        return _distance(lesson, one), _unlikeness(text(lesson), text(one)), order(one)

    languages = meaning_languages(lesson.deck, reader)
    taken, found = [_Traits.of(lesson)], list[Lesson]()
    for one in sorted((one for one in course if _alike(lesson, one)), key=nearness):
        traits = _Traits.of(one)
        if meaning_languages(one.deck, reader) != languages or any(map(traits.overlap, taken)):
            continue
        taken.append(traits)
        found.append(one)
        if len(found) == WRONG_CHOICES:
            break
    return found


def _alike(lesson: Lesson, one: Lesson) -> bool:
    return one.deck.learn == lesson.deck.learn and one.key != lesson.key


def _distance(lesson: Lesson, one: Lesson) -> int:
    same_deck = one.deck.slug == lesson.deck.slug
    return 2 - same_deck - (same_deck and one.item.level == lesson.item.level)


def _unlikeness(right: str, other: str) -> int:
    """Return how much a text gives itself away by its length, or by a full stop at its end."""
    longer = abs(len(_letters(other)) - len(_letters(right)))
    stops = (unicodedata.category(text[-1])[0] == "P" for text in (right, other))
    return (longer > _LITTLE_LONGER) + (longer > _LONGER) + (len(set(stops)) - 1)


def _letters(text: str) -> str:
    """Return letters, digits and tone marks alone, in one form of spelling."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LMN")
