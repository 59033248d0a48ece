"""What can be wrong in a deck beyond its shape: readings, levels, twins, letters, recordings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.authoring.levels import STANDARD, level_of
from bot.authoring.readings import readings
from bot.pictures.lettering import missing_glyphs
from bot.pictures.typefaces import missing_fonts
from bot.voice.notes import VoiceError, voice_note
from content.errors import ContentError
from content.languages import LANGUAGES
from content.lessons.deck import Deck, Item
from content.lessons.pinyin import disagreement, toneless
from content.lessons.uly import latin_disagreement
from content.strict_yaml import Document, Loc, read_document


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A deck that is whole, and where its lines stand."""

    deck: Deck
    document: Document


def deck_faults(folders: Iterable[Path], decks: Sequence[Deck]) -> list[ContentError]:
    """Return every fault in decks that are whole, each with file, line and key."""
    by_slug = {deck.slug: deck for deck in decks}
    files = sorted(file for folder in folders for file in folder.glob("*.yaml"))
    placed = []
    for file in files:
        document = read_document(file)
        slug = document.data.get("slug") if isinstance(document.data, dict) else None
        if slug in by_slug:
            placed.append(Placed(deck=by_slug[slug], document=document))
    found = [ContentError(problem, path=Path("fonts")) for problem in missing_fonts()]
    for it in placed:
        for n, item in enumerate(it.deck.items):
            for key, problem in _item_faults(it.deck, item, letters=not found):
                found.append(it.document.error(problem, ("items", n, *key)))
    return found + _twins(placed)


def drafted(decks: Iterable[Deck]) -> list[str]:
    """Return a line for each deck with texts that nobody has checked yet."""
    lines = []
    for deck in decks:
        counts = {
            language: sum(item.review.get(language) != "checked" for item in deck.items)
            for language in LANGUAGES
        }
        told = ", ".join(f"{language} {n}" for language, n in counts.items() if n)
        if told:
            lines.append(f"drafted only: {deck.slug}: {told} of {len(deck.items)} items")
    return lines


def _item_faults(deck: Deck, item: Item, *, letters: bool) -> Iterator[tuple[Loc, str]]:
    reading = "pinyin" if deck.learn == "zh" else "latin"
    both = (
        ((reading,), item.word, item.reading),
        (
            ("example", reading),
            item.example.word,
            item.example.reading,
        ),
    )
    for key, word, given in both:
        if problem := _misread(deck, word, given):
            yield key, problem
    if item.said and toneless(item.said) != toneless(item.reading):
        yield ("said",), f"{item.said} differs from {item.reading} in more than its tones"
    if problem := _level_fault(deck, item):
        yield ("level",), problem
    if letters and (unknown := missing_glyphs(f"{item.word}{item.example.word}")):
        yield (), f"no font can draw {unknown}"
    if set(item.review) != set(LANGUAGES):
        missing = ", ".join(sorted(set(LANGUAGES) - set(item.review)))
        yield ("review",), f"says nothing of {missing}"
    if item.audio and (problem := _unheard(item.audio)):
        yield ("audio",), problem


def _misread(deck: Deck, word: str, reading: str) -> str | None:
    if deck.learn == "ug":
        return latin_disagreement(word, reading)
    problem = disagreement(word, reading, readings)
    if problem is None:
        return None
    known = " ".join("/".join(sorted(readings(c))) for c in word if "\u4e00" <= c <= "\u9fff")
    return f"{problem}: its characters read {known}"


def _level_fault(deck: Deck, item: Item) -> str | None:
    """A word that the syllabus lists has the syllabus's level; what it does not list is free."""
    if deck.learn != "zh" or item.level is None:
        return None
    listed = level_of(item.word)
    if listed is None or listed == item.level:
        return None
    return f"{item.word} is level {listed} in the HSK syllabus of {STANDARD}, not {item.level}"


def _unheard(audio: str) -> str | None:
    try:
        voice_note(Path(audio))
    except VoiceError as error:
        return str(error).partition(": ")[2]
    return None


def _twins(placed: Sequence[Placed]) -> list[ContentError]:
    """A word that two decks of one direction have would be met twice."""
    first: dict[tuple[str, str], str] = {}
    found = []
    for it in placed:
        for n, item in enumerate(it.deck.items):
            key = it.deck.learn, item.word
            if key in first:
                problem = f"{item.word} is also in {first[key]}"
                found.append(it.document.error(problem, ("items", n, "id")))
            first.setdefault(key, f"{it.deck.slug} as {item.id}")
    return found
