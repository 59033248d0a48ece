"""A deck to take home: a package for Anki, whose notes keep their names when it is made again."""

import tempfile
from collections.abc import Sequence
from hashlib import blake2s, sha256
from html import escape
from pathlib import Path

from bot.views.message import Attached
from content.languages import Language
from content.lessons.course import meaning_languages
from content.lessons.deck import Deck, Item

_FIELDS = ("Word", "Reading", "Meaning", "Example", "Sound")
_FRONT = '<div class="word" dir="auto">{{Word}}</div>{{Sound}}'
_BACK = (
    "{{FrontSide}}<hr>"
    '<div class="reading">{{Reading}}</div>'
    '<div class="meaning" dir="auto">{{Meaning}}</div>'
    '<div class="example" dir="auto">{{Example}}</div>'
)
_STYLE = (
    ".card { font-family: sans-serif; text-align: center; line-height: 1.6; }"
    " .word { font-size: 48px; } .reading { font-size: 24px; color: #0b57a4; }"
    " .meaning { font-size: 24px; } .example { font-size: 20px; margin-top: 1em; }"
)


def package(decks: Sequence[Deck], reader: Language) -> bytes:
    """Return decks as an .apkg file, with meanings in the reader's language."""
    import genanki  # noqa: PLC0415 (few ask for it)

    model = genanki.Model(
        _number("littlehands model"),
        "littlehands",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Card", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    made, sounds = [], list[str]()
    for deck in decks:
        notes = genanki.Deck(_number(deck.slug), f"littlehands::{deck.title[reader]}")
        for item in deck.items:
            guid = genanki.guid_for(deck.slug, item.id)
            fields = _fields(deck, item, reader)
            notes.add_note(genanki.Note(model=model, fields=fields, guid=guid))
            sounds += [item.audio] if item.audio else []
        made.append(notes)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "decks.apkg"
        genanki.Package(made, media_files=sounds).write_to_file(file)
        return file.read_bytes()


def attached(decks: Sequence[Deck], reader: Language) -> Attached:
    """Return the package as a file of the bot's own."""
    content = "".join(deck.model_dump_json() for deck in decks)
    key = sha256(f"anki {reader} {content}".encode()).hexdigest()[:32]
    return Attached(
        key=key, kind="document", name="words.apkg", make=lambda: package(decks, reader)
    )


def _fields(deck: Deck, item: Item, reader: Language) -> list[str]:
    languages = meaning_languages(deck, reader)
    reading = f"{item.reading} → {item.said}" if item.said else item.reading
    example = [item.example.word, item.example.reading]
    example += [item.example.meaning[language] for language in languages]
    sound = f"[sound:{Path(item.audio).name}]" if item.audio else ""
    meaning = " · ".join(item.meaning[language] for language in languages)
    texts = [item.word, reading, meaning]
    return [*map(escape, texts), "<br>".join(map(escape, example)), sound]


def _number(name: str) -> int:
    """Return Anki's number for a name; the same name has the same."""
    return int.from_bytes(blake2s(name.encode(), digest_size=5).digest(), "big")
