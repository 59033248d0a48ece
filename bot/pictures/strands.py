"""How the lines of a chart are told apart without colour: by their dashes and their markers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist

from bot.pictures.sheet import PAPER, Point, Sheet

_THICK = 6
_RADIUS = 11
_HATCH = 14


@dataclass(frozen=True, kw_only=True)
class Strand:
    """The looks of one line: a colour, dashes (drawn, left out, ... in pixels) and a marker."""

    colour: str
    dashes: tuple[int, ...]
    marker: Callable[[Sheet, Point, str], None]

    def put_line(self, sheet: Sheet, points: Sequence[Point]) -> None:
        """Draw the line through points."""
        for part in _dashed(points, self.dashes):
            sheet.line(part, self.colour, _THICK)

    def put_marker(self, sheet: Sheet, point: Point) -> None:
        """Draw the marker on a point."""
        self.marker(sheet, point, self.colour)

    def put_hatching(self, sheet: Sheet, corner: Point, opposite: Point) -> None:
        """Fill a box with slanted strokes: a number that is too small to be shown."""
        (start, top), (end, low) = corner, opposite
        lean = (low - top) * 0.4
        start, end = start + lean, end - lean
        strokes = max(1, round((end - start) / _HATCH))
        for n in range(strokes):
            x = start + (n + 0.5) * (end - start) / strokes
            sheet.line([(x - lean, low), (x + lean, top)], self.colour, 4)


def _dashed(points: Sequence[Point], dashes: tuple[int, ...]) -> list[list[Point]]:
    """Cut a line into what is drawn of it; without dashes it stays whole."""
    if not dashes:
        return [list(points)]
    parts, turn, left = [[points[0]]], 0, float(dashes[0])
    for start, end in pairwise(points):
        length, done = dist(start, end), 0.0
        while length - done > left:
            done += left
            corner = _between(start, end, done / length)
            parts[-1].append(corner)
            parts.append([corner])
            turn = (turn + 1) % len(dashes)
            left = float(dashes[turn])
        left -= length - done
        parts[-1].append(end)
    return [part for part in parts[::2] if len(part) > 1]


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _disc(sheet: Sheet, point: Point, colour: str) -> None:
    sheet.disc(point, _RADIUS, colour)


def _square(sheet: Sheet, point: Point, colour: str) -> None:
    x, y = point
    sheet.box((x - 10, y - 10), (x + 10, y + 10), colour)


def _triangle(sheet: Sheet, point: Point, colour: str) -> None:
    x, y = point
    sheet.area([(x, y - 14), (x - 13, y + 10), (x + 13, y + 10)], colour)


def _diamond(sheet: Sheet, point: Point, colour: str) -> None:
    x, y = point
    sheet.area([(x, y - 15), (x + 13, y), (x, y + 15), (x - 13, y)], colour)


def _ring(sheet: Sheet, point: Point, colour: str) -> None:
    sheet.disc(point, _RADIUS + 1, colour)
    sheet.disc(point, _RADIUS - 5, PAPER)


def _cross(sheet: Sheet, point: Point, colour: str) -> None:
    x, y = point
    for way in (-1, 1):
        sheet.line([(x - 10, y - 10 * way), (x + 10, y + 10 * way)], colour, 6)


STRANDS = (
    Strand(colour="#0072B2", dashes=(), marker=_disc),
    Strand(colour="#D55E00", dashes=(26, 14), marker=_square),
    Strand(colour="#00795C", dashes=(7, 11), marker=_triangle),
    Strand(colour="#AA4499", dashes=(30, 10, 7, 10), marker=_diamond),
    Strand(colour="#3A3F45", dashes=(14, 9), marker=_ring),
    Strand(colour="#8A5A00", dashes=(44, 10), marker=_cross),
)
"""Hues that stay apart for colour-blind eyes (after Okabe and Ito), dark enough on white."""
