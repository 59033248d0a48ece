"""The three languages everything is said in, and texts that exist in several of them."""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field

Language = Literal["zh", "ug", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Line = Annotated[str, Field(min_length=1, max_length=300)]
Prose = Annotated[str, Field(min_length=1, max_length=6000)]
Localised = Annotated[dict[Language, Line], Field(min_length=1)]
LocalisedProse = Annotated[dict[Language, Prose], Field(min_length=1)]


def in_language(texts: Mapping[Language, str], language: Language) -> str:
    """Return the text in *language*, else in the first of zh, ug, en that there is."""
    if language in texts:
        return texts[language]
    return next(texts[other] for other in LANGUAGES if other in texts)
