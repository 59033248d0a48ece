"""
Hanzi with the pinyin of each character centred over it, wrapped like a Chinese text.

Such lines run from left to right for every reader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.pictures.lettering import Letters
from bot.pictures.sheet import GREY, INK, Sheet
from bot.pictures.tones import TONE_COLOURS, put_contour
from content.lessons.syllables import Syllable

_CLOSING = "，。、！？：；…”’）》】」,.!?:;)%"
_OPENING = "“‘（《【「("
_PINYIN, _SMALLEST = 0.34, 30
_BETWEEN = 0.36
"""The least space between the pinyin of two characters, in sizes of the pinyin."""
_BALANCING = 6

Line = tuple[Syllable, ...]


@dataclass(frozen=True, kw_only=True)
class Ruby:
    """Hanzi of one size (pixels) with pinyin over them; *toned* adds colours and contours."""

    size: int
    toned: bool = True
    strong: bool = False

    @property
    def hanzi(self) -> Letters:
        """The letters of the characters."""
        return Letters(language="zh", size=self.size, strong=self.strong)

    @property
    def pinyin(self) -> Letters:
        """The letters of the reading."""
        return Letters(language="en", size=max(_SMALLEST, round(self.size * _PINYIN)))

    @property
    def contour(self) -> float:
        """The height of a tone's contour, 0 where there is none."""
        return max(17.0, self.size * 0.12) if self.toned else 0.0

    @property
    def height(self) -> float:
        """The height of one line, in pixels."""
        below = self.contour + self.size * 0.2 if self.toned else self.size * 0.1
        return self.pinyin.size * 1.28 + self.size * 1.02 + below

    def cell(self, syllable: Syllable) -> float:
        """Return the width that a syllable takes."""
        return _cell(self, syllable)

    def width(self, syllables: Iterable[Syllable]) -> float:
        """Return the width of a line."""
        return sum(map(self.cell, syllables))

    def needs(self, syllables: Sequence[Syllable], room: float) -> int:
        """Return how many lines syllables need."""
        return len(self._greedy(syllables, room))

    def lines(self, syllables: Sequence[Syllable], room: float) -> list[Line]:
        """Return lines of about one length that fit; no stop begins one, no bracket ends one."""
        found = self._greedy(syllables, room)
        narrow, wide = self.width(syllables) / max(1, len(found)), room
        for _ in range(_BALANCING if len(found) > 1 else 0):
            trial = (narrow + wide) / 2
            lines = self._greedy(syllables, trial)
            if len(lines) == len(found) and all(self.width(line) <= trial for line in lines):
                found, wide = lines, trial
            else:
                narrow = trial
        return found

    def put(
        self,
        sheet: Sheet,
        top: float,
        lines: Iterable[Line],
        *,
        middle: float,
        lit: frozenset[int] = frozenset(),
        light: str = INK,
    ) -> float:
        """Write centred lines; characters numbered in *lit* take the colour *light*."""
        n = 0
        for line in lines:
            left = sheet.from_left(middle) - self.width(line) / 2
            for syllable in line:
                self._put(sheet, (left, top), syllable, light if n in lit else INK)
                left += self.cell(syllable)
                n += len(syllable.hanzi)
            top += self.height
        return top

    def _put(self, sheet: Sheet, corner: tuple[float, float], it: Syllable, colour: str) -> None:
        left, top = corner
        middle = left + self.cell(it) / 2
        at = sheet.from_left(middle)
        over = top + self.pinyin.size
        baseline = over + self.pinyin.size * 0.28 + self.size * 0.9
        sheet.text((at, baseline), it.hanzi, self.hanzi, colour, "middle")
        if not it.pinyin:
            return
        tinted = TONE_COLOURS[it.tone] if self.toned else GREY
        sheet.text((at, over), it.pinyin, self.pinyin, tinted, "middle")
        if self.toned:
            place = middle, baseline + self.size * 0.16 + self.contour / 2
            put_contour(sheet, place, it.tone, self.contour)

    def _greedy(self, syllables: Sequence[Syllable], room: float) -> list[Line]:
        found, line = list[Line](), tuple[Syllable, ...]()
        for part in _unbroken(tuple(syllables)):
            if line and self.width(line) + self.width(part) > room:
                found.append(line)
                line = ()
            line += part
        return [*found, line] if line else found


@lru_cache(maxsize=4096)
def _cell(ruby: Ruby, syllable: Syllable) -> float:
    over = ruby.pinyin.width(syllable.pinyin) + ruby.pinyin.size * _BETWEEN
    return max(ruby.hanzi.width(syllable.hanzi), over if syllable.pinyin else 0)


@lru_cache(maxsize=1024)
def _unbroken(syllables: Line) -> tuple[Line, ...]:
    """Return the parts that stay on one line: a character with its brackets and stops."""
    found = list[Line]()
    for syllable in syllables:
        closes = syllable.hanzi in _CLOSING
        opened = bool(found) and found[-1][-1].hanzi in _OPENING
        if found and (closes or opened):
            found[-1] += (syllable,)
        else:
            found.append((syllable,))
    return tuple(found)
