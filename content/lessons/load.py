"""Decks read from folders: one YAML file a deck."""

from collections.abc import Iterable
from pathlib import Path

from content.errors import ContentError, ContentErrors
from content.lessons.deck import Deck
from content.strict_yaml import read_document


def load_decks(folders: Iterable[Path]) -> tuple[Deck, ...]:
    """Return every deck in *folders*, by file name; raise ContentErrors with all faults."""
    found: dict[str, Deck] = {}
    errors: list[ContentError] = []
    for folder in folders:
        if not folder.is_dir():
            errors.append(ContentError("is not a folder", path=folder))
        for path in sorted(folder.glob("*.yaml")):
            try:
                deck = read_document(path).validate(Deck)
            except ContentErrors as wrong:
                errors.extend(wrong.errors)
                continue
            if deck.slug in found:
                errors.append(ContentError(f"{deck.slug} exists twice", path=path, key="slug"))
            found[deck.slug] = deck
    if errors:
        raise ContentErrors(errors)
    return tuple(found.values())
