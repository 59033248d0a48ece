"""Decks read from folders: one YAML file a deck."""

from collections.abc import Iterable
from pathlib import Path

from content.errors import ContentError, ContentErrors
from content.lessons.deck import Deck, Item
from content.strict_yaml import Document, read_document


def load_decks(folders: Iterable[Path]) -> tuple[Deck, ...]:
    """Return every deck in *folders*, by file name; raise ContentErrors with all faults."""
    found: dict[str, Deck] = {}
    errors: list[ContentError] = []
    for folder in folders:
        if not folder.is_dir():
            errors.append(ContentError("is not a folder", path=folder))
        for path in sorted(folder.glob("*.yaml")):
            try:
                document = read_document(path)
                deck = _with_audio(document.validate(Deck), document)
            except ContentErrors as wrong:
                errors.extend(wrong.errors)
                continue
            if deck.slug in found:
                errors.append(ContentError(f"{deck.slug} exists twice", path=path, key="slug"))
            found[deck.slug] = deck
    if errors:
        raise ContentErrors(errors)
    return tuple(found.values())


def _with_audio(deck: Deck, document: Document) -> Deck:
    """Return the deck with full paths of its recordings; raise ContentErrors for one not there."""
    folder, errors, items = document.path.parent.resolve(), list[ContentError](), list[Item]()
    for n, item in enumerate(deck.items):
        if item.audio is None:
            items.append(item)
            continue
        file = (folder / item.audio).resolve()
        if not file.is_relative_to(folder):
            problem = "lies outside the deck's folder"
            errors.append(document.error(problem, ("items", n, "audio")))
        elif not file.is_file():
            errors.append(document.error("there is no such file", ("items", n, "audio")))
        items.append(item.model_copy(update={"audio": str(file)}))
    if errors:
        raise ContentErrors(errors)
    return deck.model_copy(update={"items": tuple(items)})
