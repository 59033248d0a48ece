"""The mark of each state of a bulletin: told apart by shape as well as by colour."""

from collections.abc import Callable
from typing import Literal, get_args

from bot.pictures.sheet import PAPER, Point, Sheet

State = Literal["draft", "waiting", "scheduled", "sending", "sent", "held"]
STATES: tuple[State, ...] = get_args(State)

COLOURS: dict[State, str] = {
    "draft": "#5B636D",
    "waiting": "#8A5A00",
    "scheduled": "#0B57A4",
    "sending": "#00697A",
    "sent": "#1B6E3C",
    "held": "#B3261E",
}
"""Dark enough to be read as text on white."""

RADIUS = 14
_RING = 5


def put_mark(sheet: Sheet, state: State, middle: Point) -> None:
    """Draw a state's mark around a point."""
    _DRAWN[state](sheet, middle, COLOURS[state])


def _ring(sheet: Sheet, middle: Point, colour: str) -> None:
    sheet.disc(middle, RADIUS, colour)
    sheet.disc(middle, RADIUS - _RING, PAPER)


def _ring_with_a_core(sheet: Sheet, middle: Point, colour: str) -> None:
    _ring(sheet, middle, colour)
    sheet.disc(middle, _RING, colour)


def _full(sheet: Sheet, middle: Point, colour: str) -> None:
    sheet.disc(middle, RADIUS, colour)


def _arrow(sheet: Sheet, middle: Point, colour: str) -> None:
    x, y = middle
    back, tall = RADIUS * 0.8, RADIUS
    sheet.area([(x - back, y - tall), (x - back, y + tall), (x + RADIUS, y)], colour)


def _tick(sheet: Sheet, middle: Point, colour: str) -> None:
    """Draw a tick; it looks the same in every script, so it is not mirrored with the sheet."""
    x, y = middle
    way = -1 if sheet.language == "ug" else 1
    left, low, right = (x - 14 * way, y), (x - 4 * way, y + 11), (x + 15 * way, y - 12)
    sheet.line([left, low, right], colour, 6)


def _two_bars(sheet: Sheet, middle: Point, colour: str) -> None:
    x, y = middle
    for side in (-1, 1):
        inner, outer = x + 3 * side, x + 11 * side
        sheet.box((inner, y - RADIUS), (outer, y + RADIUS), colour)


_DRAWN: dict[State, Callable[[Sheet, Point, str], None]] = {
    "draft": _ring,
    "waiting": _ring_with_a_core,
    "scheduled": _full,
    "sending": _arrow,
    "sent": _tick,
    "held": _two_bars,
}
