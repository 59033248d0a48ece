"""A report as data: sections in three languages, figures with the words they rest on."""

import unicodedata
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from content.languages import Language, Localised, LocalisedProse

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
ShortSlug = Annotated[Slug, Field(max_length=24)]
"""A report's and a section's: both must fit into a button's 64 bytes."""


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("write a plain number, like 1075 or 43.58")
    return value


Number = Annotated[int | float, BeforeValidator(_number)]


class _Value(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Value):
    """Where a report was published, as its publisher names it."""

    publisher: Localised
    title: Annotated[str, Field(min_length=1)]
    date: date
    address: Annotated[str, Field(pattern=r"^https?://")]
    rights: Localised


class Figure(_Value):
    """One quantity as reported; *quote* is the place in the source that it rests on."""

    id: Slug
    label: Localised
    value: Number
    unit: Localised
    at_least: bool = False
    quote: Annotated[str, Field(min_length=1, max_length=40)]


class Section(_Value):
    """One part of a report, in this project's own neutral words."""

    id: ShortSlug
    title: Localised
    summary: LocalisedProse
    body: LocalisedProse
    figures: tuple[Figure, ...] = ()


class Report(_Value):
    """A report's sections in their order, and the source that stands under each."""

    slug: ShortSlug
    title: Localised
    source: Source
    languages: tuple[Language, ...]
    review: dict[Language, Literal["drafted", "checked"]]
    sections: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        ids = [section.id for section in self.sections]
        figures = [figure.id for section in self.sections for figure in section.figures]
        for name in (*ids, *figures):
            if ids.count(name) > 1 or figures.count(name) > 1:
                raise ValueError(f"the id {name} is used twice")
        for section in self.sections:
            complete = set(section.title) & set(section.summary) & set(section.body)
            missing = set(self.languages) - complete
            if missing:
                raise ValueError(f"section {section.id} has no {', '.join(sorted(missing))} text")
        return self

    def section(self, wanted: str) -> Section | None:
        """Return the section named by id, or by its number (3, ３, ٣, 三), the overview being 0."""
        by_name = {section.id: section for section in self.sections}
        by_name |= {str(n): section for n, section in enumerate(self.sections)}
        name = wanted.strip().lower()
        return by_name.get(_CHINESE_NUMBERS.get(name) or _plain_digits(name))


_CHINESE_NUMBERS = {numeral: str(n) for n, numeral in enumerate("零一二三四五六七八九十")}


def _plain_digits(name: str) -> str:
    """Return the digits of any script as 0 to 9, as keyboards in Chinese and Arabic give others."""
    return "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in name)
