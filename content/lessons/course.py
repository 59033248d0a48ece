"""What there is to learn: every item of the decks, and the course that a wish makes of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2s

from content.languages import Language
from content.lessons.deck import Deck, Item, Learnable
from content.lessons.themes import Theme

ItemKey = tuple[str, str]
"""(deck slug, item id)."""

SENTENCES_FROM = 3
"""From this level on there is a sentence of the week: the words of HSK 1 and 2 are known."""
LEVELS = (1, 2, SENTENCES_FROM)
"""Where a learner may begin."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Lesson:
    """An item together with the deck that it comes from."""

    deck: Deck
    item: Item

    @cached_property
    def key(self) -> ItemKey:
        """The name under which a person's memory of this item is kept."""
        return self.deck.slug, self.item.id

    @cached_property
    def token(self) -> str:
        """A short name of the item, for the data of a button."""
        return token(self.key)

    @property
    def theme(self) -> Theme:
        """The theme of daily life that it belongs to."""
        return self.item.theme or self.deck.theme


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What a chat wants to learn: no *themes* means all, *level* is where it begins."""

    learn: Learnable = "zh"
    themes: frozenset[Theme] = frozenset()
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Course:
    """New items in the order in which a chat meets them."""

    words: tuple[Lesson, ...] = ()
    sentences: tuple[Lesson, ...] = ()


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All lessons of an edition, found by key and by token; courses are put together once."""

    decks: tuple[Deck, ...]
    _courses: dict[Wish, Course] = field(default_factory=dict)

    @cached_property
    def lessons(self) -> tuple[Lesson, ...]:
        """Every lesson, deck by deck."""
        return tuple(Lesson(deck=deck, item=item) for deck in self.decks for item in deck.items)

    @cached_property
    def by_key(self) -> Mapping[ItemKey, Lesson]:
        """Every lesson by the name that memories have for it."""
        return {lesson.key: lesson for lesson in self.lessons}

    @cached_property
    def by_token(self) -> Mapping[str, Lesson]:
        """Every lesson by the name that buttons have for it."""
        return {lesson.token: lesson for lesson in self.lessons}

    @cached_property
    def beside(self) -> Mapping[Learnable, tuple[Lesson, ...]]:
        """The lessons of each language to learn, from which wrong answers are taken."""
        kinds: tuple[Learnable, ...] = ("zh", "ug")
        return {it: tuple(one for one in self.lessons if one.deck.learn == it) for it in kinds}

    def course(self, wish: Wish) -> Course:
        """Return the new items that a wish asks for, easy ones first, else in the decks' order."""
        if wish not in self._courses:
            wanted = sorted(self._wanted(wish), key=lambda one: _rank(one, wish))
            self._courses[wish] = Course(
                words=tuple(one for one in wanted if one.deck.kind == "words"),
                sentences=_sentences(wanted, wish),
            )
        return self._courses[wish]

    def _wanted(self, wish: Wish) -> Iterable[Lesson]:
        for lesson in self.beside[wish.learn]:
            fits = not wish.themes or lesson.theme in wish.themes
            if fits and _rank(lesson, wish) >= wish.level:
                yield lesson


def token(key: ItemKey) -> str:
    """Return the short name of an item: eight hexadecimal digits."""
    return blake2s("\0".join(key).encode(), digest_size=4).hexdigest()


def meaning_languages(deck: Deck, reader: Language) -> tuple[Language, ...]:
    """Return the languages to explain in: the reader's own, else all that the deck is made for."""
    return (reader,) if reader in deck.speakers else deck.speakers


def _rank(lesson: Lesson, wish: Wish) -> int:
    """Return the item's level; one that has none is met where the learner begins."""
    return lesson.item.level or wish.level


def _sentences(wanted: Sequence[Lesson], wish: Wish) -> tuple[Lesson, ...]:
    if wish.level < SENTENCES_FROM:
        return ()
    return tuple(one for one in wanted if one.deck.kind == "sentences")
