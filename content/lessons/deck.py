"""A deck as data. Direction-free: the same shape teaches Mandarin or Uyghur."""

from typing import Annotated, Literal, Self

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from content.languages import LANGUAGES, Language, Line, Localised
from content.lessons.themes import Theme
from content.reports.report import Slug

Learnable = Literal["zh", "ug"]
Kind = Literal["words", "sentences"]
"""A deck of words, or of sentences of the week for those who know the words."""
HIGHEST_LEVEL = 7
"""HSK 3.0 has levels 1 to 6 and one last, 7–9, which is 7 here."""

_Word = Annotated[Line, Field(validation_alias=AliasChoices("hanzi", "uyghur"))]
_Reading = Annotated[Line, Field(validation_alias=AliasChoices("pinyin", "latin"))]
_STEPS = 3


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Example(_Value):
    """A sentence in which the item is used."""

    word: _Word
    reading: _Reading
    meaning: Localised


class Item(_Value):
    """
    One word or sentence to teach: how it is written, read and meant, and how to teach it.

    *said* is the reading with tones as spoken, only where it differs (你好: ní hǎo).
    *teach* holds three steps for the little teacher: say it, show it, play it.
    *level* is that of the HSK syllabus of 2025; what is in no syllabus has none.
    *theme* is the item's own where it differs from the deck's. *audio* is a recording beside the
    deck's file; once a deck is loaded, its full path.
    """

    id: Slug
    word: _Word
    reading: _Reading
    said: Line | None = None
    meaning: Localised
    example: Example
    teach: dict[Language, Annotated[tuple[Line, ...], Field(min_length=_STEPS, max_length=_STEPS)]]
    review: dict[Language, Literal["drafted", "checked"]]
    level: Annotated[int, Field(strict=True, ge=1, le=HIGHEST_LEVEL)] | None = None
    theme: Theme | None = None
    audio: Line | None = None


class Deck(_Value):
    """Items of one theme, for people who read one of the languages in *speakers*."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    slug: Slug
    title: Localised
    learn: Learnable
    speakers: Annotated[tuple[Language, ...], Field(alias="from", min_length=1)]
    level: Line
    theme: Theme
    kind: Kind = "words"
    items: Annotated[tuple[Item, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [item.id for item in self.items]
        for item in self.items:
            if ids.count(item.id) > 1:
                raise ValueError(f"the item {item.id} stands here twice")
            missing = set(self.speakers) - (set(item.meaning) & set(item.example.meaning))
            if missing or set(item.teach) != set(LANGUAGES):
                raise ValueError(f"the item {item.id} lacks a meaning or teaching steps")
        return self
