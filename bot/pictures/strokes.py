"""
The strokes of a character, from the optional data of hanzi-writer: one JSON file a character.

Each file holds outlines (SVG paths) and medians on a grid of 1024 units whose y grows upwards from
-124 to 900. What is not there, or cannot be read, is passed over in silence.
"""

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from bot.pictures.sheet import LINE, Point, Sheet

_GRID, _CEILING = 1024, 900
_CURVE_STEPS = 6
_HANZI = re.compile(r"[\u3007\u3400-\u9fff]")
_COMMAND = re.compile(r"([A-Z])([^A-Z]*)")
_POINTS = {"M": 1, "L": 1, "Q": 2, "C": 3, "Z": 0}
_CELL, _APART, _MARGIN = 80, 9, 48
_PER_ROW = 8
_NOW, _BEFORE, _LATER, _GROUND = "#0B57A4", "#1B1F24", "#E3E6EA", "#F6F8FA"

Outline = tuple[Point, ...]


@dataclass(frozen=True, kw_only=True)
class Glyph:
    """A character's strokes in their order; points from 0 to 1, y growing downwards."""

    outlines: tuple[Outline, ...]
    medians: tuple[Outline, ...]


@dataclass(frozen=True, kw_only=True)
class Strokes:
    """The folder in which the data lie."""

    folder: Path

    def of(self, character: str) -> Glyph | None:
        """Return a character's strokes, if there are any."""
        return _glyph(self.folder, character) if _HANZI.fullmatch(character) else None


def put_strip(sheet: Sheet, top: float, glyph: Glyph) -> float:
    """Draw the character once for each stroke, growing; return where the strip ends."""
    for n in range(len(glyph.outlines)):
        row, column = divmod(n, _PER_ROW)
        x = _MARGIN + column * (_CELL + _APART)
        _put_cell(sheet, (x, top + row * (_CELL + _APART)), glyph, n)
    rows = -(-len(glyph.outlines) // _PER_ROW)
    return top + rows * (_CELL + _APART)


def _put_cell(sheet: Sheet, corner: Point, glyph: Glyph, now: int) -> None:
    x, y = corner
    sheet.box(corner, (x + _CELL, y + _CELL), LINE, 8)
    sheet.box((x + 2, y + 2), (x + _CELL - 2, y + _CELL - 2), _GROUND, 7)
    left = min(sheet.from_left(x), sheet.from_left(x + _CELL))
    order = [*range(now + 1, len(glyph.outlines)), *range(now + 1)]
    for n in order:
        colour = _LATER if n > now else _NOW if n == now else _BEFORE
        outline = [
            (sheet.from_left(left + 5 + px * (_CELL - 10)), y + 5 + py * (_CELL - 10))
            for px, py in glyph.outlines[n]
        ]
        sheet.area(outline, colour)


@lru_cache(maxsize=2048)
def _glyph(folder: Path, character: str) -> Glyph | None:
    try:
        data = json.loads((folder / f"{character}.json").read_text(encoding="utf-8"))
        outlines = tuple(_outline(path) for path in data["strokes"])
        medians = tuple(tuple(_point(x, y) for x, y in line) for line in data["medians"])
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None
    whole = all(len(line) > 1 for line in (*outlines, *medians))
    if not outlines or len(outlines) != len(medians) or not whole:
        return None
    return Glyph(outlines=outlines, medians=medians)


def _outline(path: str) -> Outline:
    """Return the points of an SVG path; curves become short lines."""
    points = list[Point]()
    for command, numbers in _COMMAND.findall(path):
        values = [float(number) for number in numbers.split()]
        controls = [_point(x, y) for x, y in zip(values[::2], values[1::2], strict=True)]
        if len(controls) != _POINTS[command]:
            raise ValueError(f"{command} takes {_POINTS[command]} points")
        points += controls if command in "MLZ" else _curve([points[-1], *controls])
    return tuple(points)


def _curve(controls: list[Point]) -> list[Point]:
    """Return points on a Bézier curve, without its first (de Casteljau)."""
    return [_on_curve(controls, n / _CURVE_STEPS) for n in range(1, _CURVE_STEPS + 1)]


def _on_curve(controls: list[Point], t: float) -> Point:
    while len(controls) > 1:
        pairs = pairwise(controls)
        controls = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairs]
    return controls[0]


def _point(x: float, y: float) -> Point:
    return x / _GRID, (_CEILING - y) / _GRID
