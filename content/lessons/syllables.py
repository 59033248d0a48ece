"""
Pinyin set beside its hanzi, syllable by syllable.

No dictionary is asked: the grammar of syllables (initials × finals) and the number of characters
settle where one syllable ends and the next begins.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Self

Tone = Literal[0, 1, 2, 3, 4, 5]
"""1 flat, 2 rising, 3 dipping, 4 falling, 5 neutral; 0 is no syllable at all (punctuation)."""

_TONES: dict[str, Tone] = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0300": 4}
_LETTER = re.compile(r"([A-Za-z])([\u0300-\u036f]*)")
_HANZI = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ERHUA = "儿"
_LONGEST = 6
_COLUMNS = {
    "": "a o e ê ai ei ao ou an en ang eng er",
    "y": "a o e i u ai ao ou an in ang ing ong ue uan un",
    "w": "a o u ai ei an en ang eng",
    "b p m f": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "e iu",
    "d t n l": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo ui uan un",
    "n l": "ü üe",
    "l": "o",
    "g k h zh ch sh": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "zh ch sh r z c s": "i",
    "j q x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "r z c s": "a e ei ai ei ao ou an en ang eng ong u ua uo ui uan un",
}
_SYLLABLES = frozenset(
    initial + final
    for initials, finals in _COLUMNS.items()
    for initial in initials.split() or [""]
    for final in finals.split()
)
_HUMMED = {"嗯": {"n", "ng"}, "唔": {"m", "ng"}, "呣": {"m"}, "噷": {"hm"}, "哼": {"hng"}}
"""Characters that may be read without a vowel."""


@dataclass(frozen=True, kw_only=True)
class Syllable:
    """
    A character with its reading; 儿 stands with the character whose syllable it colours.

    Punctuation has no pinyin and tone 0.
    """

    hanzi: str
    pinyin: str = ""
    tone: Tone = 0


@dataclass(frozen=True, kw_only=True)
class _Reading:
    """The letters of a reading: as written, plain, each with its tone; where a word begins."""

    written: tuple[str, ...]
    plain: str
    tones: tuple[Tone, ...]
    begins: frozenset[int]

    @classmethod
    def of(cls, reading: str) -> Self:
        text = unicodedata.normalize("NFD", reading)
        letters = list(_LETTER.finditer(text))
        ends = [0, *(letter.end() for letter in letters)]
        return cls(
            written=tuple(unicodedata.normalize("NFC", letter[0]) for letter in letters),
            plain="".join(_plain(letter[0]) for letter in letters),
            tones=tuple(_tone(letter[2]) for letter in letters),
            begins=frozenset(n for n, e in enumerate(letters) if e.start() != ends[n] or n == 0),
        )

    def syllable(self, start: int, end: int) -> tuple[str, Tone] | None:
        """Return pinyin and tone of the letters from *start* to *end*, if they stand together."""
        marked = [n for n in range(start, end) if self.tones[n] != 0]
        if len(marked) > 1 or any(n in self.begins for n in range(start + 1, end)):
            return None
        if marked and marked[0] - start != _marked_letter(self.plain[start:end]):
            return None
        tone = self.tones[marked[0]] if marked else 5
        return "".join(self.written[start:end]), tone


@lru_cache(maxsize=1024)
def syllables(word: str, reading: str) -> tuple[Syllable, ...]:
    """
    Return the characters of a word with their pinyin; raise ValueError where they do not fit.

    Spelling asks for an apostrophe before an inner a, o or e (xī'ān), so a split without such a
    syllable is preferred: fǎngǎn is fǎn gǎn.
    """
    characters = [c for c in word if not c.isspace() and unicodedata.category(c) != "Cf"]
    if re.search(r"\d", reading):
        raise ValueError(f"{reading} is not pinyin with tone marks")
    for strict in (True, False):
        found = _Fitting(characters, _Reading.of(reading), strict=strict).fitted(0, 0)
        if found is not None:
            return tuple(found)
    raise ValueError(f"{reading} does not read {word}, one syllable for each character")


class _Fitting:
    """One attempt to set a reading beside characters; remembers what leads nowhere."""

    def __init__(self, characters: list[str], reading: _Reading, *, strict: bool) -> None:
        self._characters = characters
        self._reading = reading
        self._strict = strict
        self._dead = set[tuple[int, int]]()

    def fitted(self, n: int, at: int) -> list[Syllable] | None:
        """Return the syllables from the *n*th character and the letter *at* on, or None."""
        if n == len(self._characters):
            return [] if at == len(self._reading.plain) else None
        if (n, at) in self._dead:
            return None
        for syllable, end in self._candidates(n, at):
            rest = self.fitted(n + len(syllable.hanzi), end)
            if rest is not None:
                return [syllable, *rest]
        self._dead.add((n, at))
        return None

    def _candidates(self, n: int, at: int) -> list[tuple[Syllable, int]]:
        character = self._characters[n]
        if not _HANZI.match(character):
            return [(Syllable(hanzi=character), at)]
        coloured = self._characters[n + 1 : n + 2] == [_ERHUA]
        found = list[tuple[Syllable, int]]()
        for end in range(min(at + _LONGEST + 1, len(self._reading.plain)), at, -1):
            said = self._reading.syllable(at, end)
            if said is None or self._runs_on(at):
                continue
            plain, (pinyin, tone) = self._reading.plain[at:end], said
            if coloured and plain[-1] == "r" and plain[:-1] in _SYLLABLES:
                found.append((Syllable(hanzi=character + _ERHUA, pinyin=pinyin, tone=tone), end))
            if plain in _SYLLABLES or plain in _HUMMED.get(character, ()):
                found.append((Syllable(hanzi=character, pinyin=pinyin, tone=tone), end))
        return found

    def _runs_on(self, at: int) -> bool:
        """Return whether an a, o or e follows letters where an apostrophe ought to be."""
        inner = at not in self._reading.begins
        return self._strict and inner and self._reading.plain[at] in "aoeê"


def _plain(letter: str) -> str:
    kept = "".join(mark for mark in letter.lower() if mark not in _TONES)
    return unicodedata.normalize("NFC", kept)[0]


def _tone(marks: str) -> Tone:
    return next((_TONES[mark] for mark in marks if mark in _TONES), 0)


def _marked_letter(plain: str) -> int:
    """Return where the tone mark of a syllable stands: a or e, the o of ou, else the last vowel."""
    for vowel in ("a", "e", "ê", "ou"):
        if vowel in plain:
            return plain.index(vowel)
    vowels = [n for n, letter in enumerate(plain) if letter in "iouü"]
    return vowels[-1] if vowels else plain.index("n") if "n" in plain else plain.index("m")
