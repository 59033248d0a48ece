"""The bot's words: gettext catalogues, read once; a fact set into a sentence is always escaped."""

import gettext
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from content.languages import Language

LOCALE = Path(__file__).parent.parent / "locale"
CATALOGUE = "LC_MESSAGES/littlehands.po"

RIGHT = "\u200f"
"""A mark that makes a line without Arabic letters in front begin on the right."""
_ISOLATE, _END = "\u2068", "\u2069"
"""Keep a command, a number or Chinese text in order inside a right-to-left sentence."""


def marked(text: str) -> str:
    """Mark a text for the catalogues where it is not yet said."""
    return text


class Words:
    """Says things in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, text: str, /, **facts: object) -> Markup:
        """Return the sentence as HTML; facts that are not Markup are escaped."""
        return Markup(self._catalogue.gettext(text)).format(**self._placed(facts))

    def plain(self, text: str, /, **facts: object) -> str:
        """Return the words without markup, for a button."""
        return self._catalogue.gettext(text).format(**facts)

    def _placed(self, facts: Mapping[str, object]) -> dict[str, object]:
        if self.language != "ug":
            return dict(facts)
        return {name: self._isolated(fact) for name, fact in facts.items()}

    def _isolated(self, fact: object) -> object:
        return Markup(f"{_ISOLATE}{escape(fact)}{_END}") if isinstance(fact, str) else fact


@cache
def words(language: Language) -> Words:
    """Return the words of a language."""
    return Words(language)


def isolated(text: str) -> Markup:
    """Return text of another script, escaped and kept in its own order."""
    return Markup(f"{_ISOLATE}{escape(text)}{_END}")


def bullet(t: Words) -> Markup:
    """Return what a line of a list begins with; in Uyghur it also says where lines begin."""
    return Markup(f"{RIGHT}• ") if t.language == "ug" else Markup("• ")


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    """Read a catalogue from its source, so that there is no compiled file to go stale."""
    path = LOCALE / language / CATALOGUE
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
