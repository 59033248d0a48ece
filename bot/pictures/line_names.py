"""The names of a chart's lines: each stands at the end of its own line, behind its marker."""

from dataclasses import dataclass

from bot.pictures.lettering import Letters
from bot.pictures.sheet import INNER, MARGIN, WIDTH, Point, Sheet
from bot.pictures.strands import STRANDS
from content.languages import Language

_SIZE = 34
_MOST_LINES = 2
_SAMPLE = 68
_GAP = 16
_WIDEST = 250
_APART = 14


@dataclass(kw_only=True)
class _Name:
    strand: int
    lines: list[str]
    tall: float
    top: float


def name_width(language: Language, names: list[str]) -> float:
    """Return how many pixels names beside the lines take, with their samples."""
    letters = Letters(language=language, size=_SIZE)
    return 2 * _GAP + _SAMPLE + _GAP + min(_WIDEST, max(letters.width(name) for name in names))


def put_name_above(sheet: Sheet, top: float, name: str) -> float:
    """Write the name of a chart's only line under the title; return where it ends."""
    letters = Letters(language=sheet.language, size=_SIZE)
    baseline = top + letters.leading
    _put_sample(sheet, 0, (MARGIN, baseline - _SIZE * 0.36))
    line = letters.ellipsized(name, INNER - _SAMPLE - _GAP)
    sheet.text((MARGIN + _SAMPLE + _GAP, baseline), line, letters)
    return baseline + _SIZE / 2


def put_names_beside(
    sheet: Sheet, start: float, names: list[str], ends: list[float], between: tuple[float, float]
) -> None:
    """Write each name at the height where its line ends, moved as little as keeps them apart."""
    letters = Letters(language=sheet.language, size=_SIZE)
    start += 2 * _GAP
    room = WIDTH - MARGIN - start - _SAMPLE - _GAP
    placed = list[_Name]()
    for n, (name, end) in enumerate(zip(names, ends, strict=True)):
        lines = letters.wrapped(name, room, _MOST_LINES)
        tall = len(lines) * letters.leading
        placed.append(_Name(strand=n, lines=lines, tall=tall, top=end - tall / 2))
    _spread(placed, *between)
    for one in placed:
        baseline = one.top + _SIZE
        _put_sample(sheet, one.strand, (start, baseline - _SIZE * 0.36))
        for k, line in enumerate(one.lines):
            at = (start + _SAMPLE + _GAP, baseline + k * letters.leading)
            sheet.text(at, line, letters)


def _spread(names: list[_Name], top: float, bottom: float) -> None:
    """Push names that overlap down, then those that leave the plot up again."""
    names.sort(key=lambda name: name.top + name.tall / 2)
    for name in names:
        name.top = max(name.top, top)
        top = name.top + name.tall + _APART
    for name in reversed(names):
        name.top = min(name.top, bottom - name.tall)
        bottom = name.top - _APART


def _put_sample(sheet: Sheet, n: int, start: Point) -> None:
    x, y = start
    STRANDS[n].put_line(sheet, [(x, y), (x + _SAMPLE, y)])
    STRANDS[n].put_marker(sheet, (x + _SAMPLE / 2, y))
