"""
Typed pinyin: no tones (nihao), marks (nǐ hǎo), numbers (ni3hao3), or some of each.

What is taken as right:
- tones that are given are compared, those left out are not; 5, 0 or nothing is the neutral tone;
- each tone may be the written or the spoken one (nǐ hǎo, ní hǎo);
- ü may be ü, v or u:, and u after j, q, x, y; also nue and lue, which can be nothing else than nüe
  and lüe; but nu is not nü, because that is another syllable;
- 儿 that colours a syllable is needed, as r or as er (nǎr, nǎ'er): nǎ is another word.
"""

import difflib
import re
import unicodedata
from dataclasses import dataclass
from typing import Literal, Self

from content.lessons.deck import Item
from content.lessons.syllables import syllables
from content.lessons.typed_signs import folded, passed_over

_DIAERESIS = "\u0308"
_TONES = {"\u0304": 1, "\u0301": 2, "\u030c": 3, "\u0306": 3, "\u0300": 4}
"""A breve is typed for the mark of the third tone."""
_NEUTRAL = 5
_DIGITS = {"0": _NEUTRAL, "1": 1, "2": 2, "3": 3, "4": 4, "5": _NEUTRAL}
_ANY = frozenset(range(1, _NEUTRAL + 1))

_SYLLABLE = re.compile(
    "(?:[bpmfwly]?o|(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:a|ai|ang?|ao|e|ei|eng?|ou|ong|u|ua|uai|uang?|ui|un|uo|üe?|ue"
    "|i|ia|iang?|iao|ie|ing?|iong|iu)|er|r)"
)
_LONGEST = 6
_ALIKE = 0.6
"""From this share of common letters on, a slip of the finger is an answer: nhiao."""


@dataclass(frozen=True, kw_only=True)
class Spelled:
    """Letters without tones, and every tone given as (place of its letter, tone)."""

    letters: str
    tones: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Return folded *text* as letters and tones; None where it holds any other sign."""
        letters, tones = list[str](), list[tuple[int, int]]()
        for sign in unicodedata.normalize("NFD", text):
            tone = _TONES.get(sign) or _DIGITS.get(sign)
            if "a" <= sign <= "z":
                letters.append("ü" if sign == "v" else sign)
            elif letters and tone:
                tones.append((len(letters) - 1, tone))
            elif letters and letters[-1] == "u" and sign in (_DIAERESIS, ":"):
                letters[-1] = "ü"
            elif not passed_over(sign):
                return None
        return cls(letters=re.sub("(?<=[jqxy])ü", "u", "".join(letters)), tones=tuple(tones))

    def within(self, start: int, end: int) -> frozenset[int]:
        """Return the tones given to the letters from *start* to *end*."""
        return frozenset(tone for place, tone in self.tones if start <= place < end)


def read_pinyin(text: str, item: Item) -> Literal["right", "tones", "wrong", "no_answer"]:
    """Grade folded *text* as the pinyin of *item*."""
    typed = Spelled.of(text)
    if typed is None:
        return "no_answer"
    expected = _expected(item)
    found = re.fullmatch("".join(map(_spellings, (name for name, _ in expected))), typed.letters)
    if found is None:
        return "wrong" if _is_attempt(typed.letters, expected) else "no_answer"
    wanted = [tones for name, tones in expected for _ in range(_groups(name))]
    spans = enumerate(wanted, 1)
    fits = all(typed.within(*found.span(n)) <= tones for n, tones in spans)
    return "right" if fits else "tones"


def _expected(item: Item) -> list[tuple[str, frozenset[int]]]:
    """
    Return the letters of each syllable with the tones that are right.

    Where a deck's reading does not fit its word, the letters decide and every tone is right.
    """
    try:
        written = syllables(item.word, item.reading)
        spoken = syllables(item.word, item.said or item.reading)
    except ValueError:
        return [(_plain(item.reading), _ANY)]
    return [
        (_plain(one.pinyin), frozenset({one.tone, said.tone}))
        for one, said in zip(written, spoken, strict=True)
        if one.pinyin
    ]


def _plain(reading: str) -> str:
    spelled = Spelled.of(folded(reading))
    return spelled.letters if spelled else ""


def _is_coloured(name: str) -> bool:
    return name.endswith("r") and name != "er"


def _groups(name: str) -> int:
    return 2 if _is_coloured(name) else 1


def _spellings(name: str) -> str:
    """Return the pattern of a syllable; its tones stand in the group or groups."""
    spelled = re.sub("(?<=[nl])üe", "(?:ü|u)e", re.escape(name))
    if not _is_coloured(name):
        return f"({spelled})"
    return f"(?:({spelled})|({spelled[:-1]})er)"


def _is_attempt(letters: str, expected: list[tuple[str, frozenset[int]]]) -> bool:
    """Return whether letters could be pinyin, roughly, or are nearly those that are expected."""
    reached = {0}
    for start in range(len(letters)):
        if start in reached:
            ends = range(start + 1, min(start + _LONGEST, len(letters)) + 1)
            reached.update(end for end in ends if _SYLLABLE.fullmatch(letters, start, end))
    if len(letters) in reached:
        return True
    right = "".join(name for name, _ in expected)
    return difflib.SequenceMatcher(None, letters, right, autojunk=False).ratio() >= _ALIKE
