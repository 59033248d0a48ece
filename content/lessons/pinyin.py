"""
Pinyin checked against hanzi.

A reading that was drafted by a program is right for about 96 of 100 words, so it is checked: each
character must have one syllable, and the syllable must be among the character's known readings.
Known readings come as an argument, because the dictionary is an author's tool, not the bot's.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator

Readings = Callable[[str], frozenset[str]]
"""One character → its syllables with tone marks (中 → zhōng, zhòng)."""

_MARKS = {"\u0304", "\u0301", "\u030c", "\u0300"}
_HANZI = re.compile(r"[\u4e00-\u9fff]")
_NOISE = re.compile(r"[^a-zü]")


def toneless(reading: str) -> str:
    """Return *reading* in lower case without tone marks, spaces and punctuation; ü stays."""
    letters = unicodedata.normalize("NFD", reading.lower())
    bare = "".join(letter for letter in letters if letter not in _MARKS)
    return _NOISE.sub("", unicodedata.normalize("NFC", bare))


def disagreement(hanzi: str, pinyin: str, readings: Readings) -> str | None:
    """Say where *pinyin* does not read *hanzi*, character by character, or return None."""
    characters = _HANZI.findall(hanzi)
    spelled = re.sub(r"[^\w]", "", unicodedata.normalize("NFC", pinyin.lower()))
    if "" in _match(characters, spelled, readings):
        return None
    return f"{pinyin} does not read {hanzi}"


def _match(characters: list[str], spelled: str, readings: Readings) -> Iterator[str]:
    """Yield what remains of *spelled* for every way to read all *characters* from its start."""
    if not characters:
        yield spelled
        return
    for syllable in _syllables(characters[0], readings):
        if spelled.startswith(syllable):
            yield from _match(characters[1:], spelled[len(syllable) :], readings)


def _syllables(character: str, readings: Readings) -> set[str]:
    """A character's readings, each also in the neutral tone; 儿 also as a final r."""
    known = readings(character)
    erhua = {"r"} if character == "儿" else set()
    return {*known, *map(toneless, known), *erhua}
