"""What all faces share: their width, the band with the title, lines of text that never overflow."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import bidirectional

from bot.pictures.direction import is_rtl
from bot.pictures.lettering import Letters
from bot.pictures.sheet import INK, LINE, Sheet, Side
from content.languages import Language

WIDTH = 800
"""Pixels: a phone shows them in 360 units, so 30 pixels are the smallest print."""
MARGIN = 48
INNER = WIDTH - 2 * MARGIN
MIDDLE = WIDTH / 2
SMALLEST = 30
GAP = 28

_TITLE, _PAD, _BAR = 38, 22, 12
_NO_END = 1000


@dataclass(frozen=True, kw_only=True)
class Accent:
    """The colour of a face: *strong* is read as text on white, *pale* lies under text."""

    strong: str
    pale: str


def face_sheet(language: Language) -> Sheet:
    """Return an empty sheet for a reader."""
    return Sheet(language, width=WIDTH)


def put_band(sheet: Sheet, title: str, accent: Accent) -> float:
    """Write the title on a band across the top; return where it ends, in pixels from the top."""
    letters = Letters(language=sheet.language, size=_TITLE, strong=True)
    lines = letters.wrapped(title, INNER, _NO_END)
    end = len(lines) * letters.leading + 2 * _PAD
    sheet.box((0, 0), (WIDTH, end), accent.pale)
    sheet.box((0, 0), (_BAR, end), accent.strong)
    put_lines(sheet, _PAD, lines, letters, colour=accent.strong, at=MARGIN, side="start")
    return end


def put_rule(sheet: Sheet, top: float) -> float:
    """Draw a thin line between two parts; return where the next begins."""
    sheet.line([(MARGIN, top + GAP), (WIDTH - MARGIN, top + GAP)], LINE, 2)
    return top + 2 * GAP


def put_text(
    sheet: Sheet,
    top: float,
    text: str,
    letters: Letters,
    *,
    colour: str = INK,
    at: float = MIDDLE,
    side: Side = "middle",
    room: float = INNER,
) -> float:
    """
    Write a text on as many lines as it needs; return where it ends.

    All lines run the way of the text's language, also one that holds only a foreign word.
    """
    rtl = letters.language == "ug" and is_rtl(text, rtl_reader=True)
    letters = replace(letters, rtl=rtl)
    lines = letters.wrapped(text, room, _NO_END)
    return put_lines(sheet, top, lines, letters, colour=colour, at=at, side=side)


def put_lines(
    sheet: Sheet,
    top: float,
    lines: Iterable[str],
    letters: Letters,
    *,
    colour: str = INK,
    at: float = MIDDLE,
    side: Side = "middle",
) -> float:
    """Write lines one under the other; return where they end."""
    for line in lines:
        baseline = top + letters.size * 1.02
        sheet.text((at, baseline), line, letters, colour, side)
        top += letters.leading
    return top


def fitting(text: str, letters: Letters, sizes: Iterable[tuple[int, int]], room: float) -> Letters:
    """Return the letters in the first size at which a text needs no more than so many lines."""
    found = letters
    for size, most in sizes:
        found = Letters(language=letters.language, size=size, strong=letters.strong)
        whole = all(found.width(word) <= room for word in text.split())
        if whole and len(found.wrapped(text, room, _NO_END)) <= most:
            return found
    return found


def language_of(text: str, reader: Language) -> Language:
    """Return the language whose typography a text asks for: that of its letters."""
    if any(bidirectional(c) == "AL" for c in text):
        return "ug"
    return "zh" if any("\u2e80" <= c <= "\u9fff" for c in text) else reader
