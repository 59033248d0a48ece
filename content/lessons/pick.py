"""Which item a person meets today: one a day, each deck in turn, in the author's order."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from content.languages import Language
from content.lessons.deck import Deck, Item, Learnable

ItemKey = tuple[str, str]
"""(deck slug, item id)."""


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """An item together with the deck that it comes from."""

    deck: Deck
    item: Item

    @property
    def key(self) -> ItemKey:
        """The name under which a person's memory of this item is kept."""
        return self.deck.slug, self.item.id


def lessons_for(decks: Iterable[Deck], *, learn: Learnable) -> tuple[Lesson, ...]:
    """Return the items that teach *learn*, deck by deck."""
    return tuple(
        Lesson(deck=deck, item=item) for deck in decks if deck.learn == learn for item in deck.items
    )


def pick(lessons: Iterable[Lesson], met: Mapping[ItemKey, date], *, today: date) -> Lesson | None:
    """
    Return today's lesson: the one already met today, else the first new one.

    When everything was met, the one met longest ago comes back. A memory of an item that is no
    longer in any deck is passed over.
    """
    known = tuple(lessons)
    for lesson in known:
        if met.get(lesson.key) == today:
            return lesson
    for lesson in known:
        if lesson.key not in met:
            return lesson
    return min(known, key=lambda lesson: met[lesson.key], default=None)


def meaning_languages(deck: Deck, reader: Language) -> tuple[Language, ...]:
    """Return the languages to explain in: the reader's own, else all that the deck is made for."""
    return (reader,) if reader in deck.speakers else deck.speakers
