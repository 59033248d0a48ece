"""Counts side by side, as horizontal bars, each under its own words."""

from dataclasses import dataclass

from bot.pictures.lettering import Letters
from bot.pictures.sheet import GREY, INK, INNER, MARGIN, WIDTH, Sheet
from bot.pictures.strands import STRANDS
from bot.pictures.titles import put_small_print, put_title
from content.languages import Language

_SIZE = 38
_BAR = 26
_APART = 26
_HIDDEN = 72
"""Length of a bar whose count is too small to be shown, in pixels."""
_THINNEST = 4
_TRACK = "#EEF1F4"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A bar: its name, its count (None: too small to be shown) and the count in words."""

    label: str
    value: int | None
    value_text: str

    def __post_init__(self) -> None:
        if self.value is not None and self.value < 0:
            raise ValueError("a count is not negative")


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars under a title, in the order given; *note* is small print."""

    language: Language
    title: str
    rows: tuple[Row, ...]
    note: str = ""


def bar_sheet(chart: BarChart) -> tuple[Sheet, int]:
    """Return the sheet of a bar chart before it is drawn, and its height in pixels."""
    sheet = Sheet(chart.language)
    top = put_title(sheet, chart.title)
    greatest = max((row.value or 0 for row in chart.rows), default=0)
    for row in chart.rows:
        top = _put_words(sheet, top + _APART, row)
        _put_bar(sheet, top, row.value, greatest)
        top += _BAR
    return sheet, round(put_small_print(sheet, top + _SIZE / 2, chart.note) + MARGIN)


def _put_words(sheet: Sheet, top: float, row: Row) -> float:
    """Write name and count on one line, the name on two if it must; return where the bar begins."""
    plain = Letters(language=sheet.language, size=_SIZE)
    strong = Letters(language=sheet.language, size=_SIZE, strong=True)
    letters, colour = (plain, GREY) if row.value is None else (strong, INK)
    words = letters.ellipsized(row.value_text, INNER * 0.45)
    room = INNER - letters.width(words) - _SIZE
    baseline = top
    for line in plain.wrapped(row.label, room, 2) or [""]:
        baseline += plain.leading
        sheet.text((MARGIN, baseline), line, plain)
    sheet.text((WIDTH - MARGIN, baseline), words, letters, colour, "end")
    return baseline + _SIZE * 0.5


def _put_bar(sheet: Sheet, top: float, value: int | None, greatest: int) -> None:
    bottom = top + _BAR
    if value is None:
        STRANDS[0].put_hatching(sheet, (MARGIN, top), (MARGIN + _HIDDEN, bottom))
        return
    sheet.box((MARGIN, top), (MARGIN + INNER, bottom), _TRACK, 6)
    length = max(_THINNEST, INNER * value / greatest) if value else 0
    if length:
        sheet.box((MARGIN, top), (MARGIN + length, bottom), STRANDS[0].colour, min(6, length / 2))
