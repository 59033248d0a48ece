"""Counts over days, as lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from bot.pictures.lettering import Letters
from bot.pictures.line_names import name_width, put_name_above, put_names_beside
from bot.pictures.scale import thinned, ticks
from bot.pictures.sheet import GREY, INNER, LINE, MARGIN, WIDTH, Sheet
from bot.pictures.strands import STRANDS
from bot.pictures.titles import put_small_print, put_title
from content.languages import Language

_TALL = 560
_SMALL = 34
_HALF_A_DAY = 60
"""Half the breadth of a chart's only day, in pixels."""
_MARKERS_APART = 52
_LANE = 22
"""Height of the row under the days' axis in which a series shows its hidden counts."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """A named count for each day; None is one too small to be shown."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True, kw_only=True)
class LineChart:
    """One to six series over the same days; *labels* name the days, *note* is small print."""

    language: Language
    title: str
    days: tuple[date, ...]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    note: str = ""

    def __post_init__(self) -> None:
        if not self.days or len(self.labels) != len(self.days):
            raise ValueError("a line chart has one label for each day, and a day at least")
        if not 1 <= len(self.series) <= len(STRANDS):
            raise ValueError(f"a line chart has 1 to {len(STRANDS)} series")
        if any(len(series.values) != len(self.days) for series in self.series):
            raise ValueError("a series has one value for each day")
        if any(value is not None and value < 0 for s in self.series for value in s.values):
            raise ValueError("a count is not negative")


@dataclass(frozen=True, kw_only=True)
class _Plot:
    """The place of days and counts on the sheet, in pixels; *lanes*: who hides counts."""

    start: float
    end: float
    top: float
    days: int
    greatest: int
    lanes: tuple[int, ...]

    @property
    def floor(self) -> float:
        return self.top + _TALL

    @property
    def base(self) -> float:
        """Return where the rows of hidden counts end."""
        return self.floor + _LANE * len(self.lanes)

    @property
    def apart(self) -> float:
        return (self.end - self.start) / max(1, self.days - 1)

    def x(self, day: int) -> float:
        """Return where a day is; the only day of a chart is in the middle."""
        if self.days == 1:
            return (self.start + self.end) / 2
        return self.start + day * self.apart

    def y(self, value: int) -> float:
        """Return how high a count is."""
        return self.floor - _TALL * value / self.greatest

    def lane(self, n: int) -> float:
        """Return the middle of the row that is a series' own for its hidden counts."""
        return self.floor + _LANE * (self.lanes.index(n) + 0.75)


def line_sheet(chart: LineChart) -> tuple[Sheet, int]:
    """Return the sheet of a line chart before it is drawn, and its height in pixels."""
    sheet = Sheet(chart.language)
    top = put_title(sheet, chart.title)
    names = [series.name for series in chart.series]
    if len(names) == 1:
        top = put_name_above(sheet, top, names[0])
    known = [value for series in chart.series for value in series.values if value is not None]
    scale = ticks(max(known)) if known else ()
    plot = _plot(sheet, chart, top + _SMALL, scale)
    _put_scale(sheet, plot, scale)
    _put_days(sheet, plot, chart.labels)
    for n, series in enumerate(chart.series):
        _put_series(sheet, plot, n, series.values)
    if len(names) > 1:
        ends = [_last_height(plot, n, series) for n, series in enumerate(chart.series)]
        put_names_beside(sheet, plot.end, names, ends, (plot.top, plot.base))
    bottom = plot.base + 2 * _SMALL
    return sheet, round(put_small_print(sheet, bottom, chart.note) + MARGIN)


def _plot(sheet: Sheet, chart: LineChart, top: float, scale: tuple[int, ...]) -> _Plot:
    letters = Letters(language=sheet.language, size=_SMALL)
    numbers = max((letters.width(f"{tick:,}") for tick in scale), default=0)
    names = [series.name for series in chart.series]
    beside = name_width(sheet.language, names) if len(names) > 1 else 2 * _SMALL
    return _Plot(
        start=MARGIN + numbers + _SMALL,
        end=WIDTH - MARGIN - beside,
        top=top,
        days=len(chart.days),
        greatest=scale[-1] if scale else 1,
        lanes=tuple(n for n, series in enumerate(chart.series) if None in series.values),
    )


def _put_scale(sheet: Sheet, plot: _Plot, scale: tuple[int, ...]) -> None:
    letters = Letters(language=sheet.language, size=_SMALL)
    start, end = plot.start - _SMALL / 2, plot.end + _SMALL / 2
    for tick in scale[1:]:
        sheet.line([(start, plot.y(tick)), (end, plot.y(tick))], LINE, 2)
    sheet.line([(start, plot.floor), (end, plot.floor)], GREY, 3)
    for tick in scale:
        at = (start - _SMALL / 2, plot.y(tick) + _SMALL * 0.36)
        sheet.text(at, f"{tick:,}", letters, GREY, "end")


def _put_days(sheet: Sheet, plot: _Plot, labels: tuple[str, ...]) -> None:
    letters = Letters(language=sheet.language, size=_SMALL)
    short = [letters.ellipsized(label, INNER / 3) for label in labels]
    widths = [letters.width(label) for label in short]
    edge = min(plot.start - MARGIN, WIDTH - MARGIN - plot.end)
    moved_in = max(0, max(widths) / 2 - edge)
    for day in thinned(len(short), plot.apart, max(widths) + _SMALL + moved_in):
        half = widths[day] / 2
        x = min(max(plot.x(day), MARGIN + half), WIDTH - MARGIN - half)
        sheet.text((x, plot.base + 1.4 * _SMALL), short[day], letters, GREY, "middle")


def _put_series(sheet: Sheet, plot: _Plot, n: int, values: tuple[int | None, ...]) -> None:
    for run in _runs(values):
        if values[run[0]] is None:
            _put_hidden(sheet, plot, n, run)
            continue
        points = [(plot.x(day), plot.y(values[day] or 0)) for day in run]
        if len(points) > 1:
            STRANDS[n].put_line(sheet, points)
        for k in thinned(len(points), plot.apart, _MARKERS_APART):
            STRANDS[n].put_marker(sheet, points[k])


def _put_hidden(sheet: Sheet, plot: _Plot, n: int, run: list[int]) -> None:
    """Hatch the days of a run under the axis, always alike: it says nothing of the number."""
    half = plot.apart / 2 if plot.days > 1 else _HALF_A_DAY
    start, end = plot.x(run[0]) - half * 0.7, plot.x(run[-1]) + half * 0.7
    start, end = max(start, plot.start - _SMALL / 2), min(end, plot.end + _SMALL / 2)
    middle, half = plot.lane(n), _LANE * 0.3
    STRANDS[n].put_hatching(sheet, (start, middle - half), (end, middle + half))


def _last_height(plot: _Plot, n: int, series: Series) -> float:
    last = series.values[-1]
    return plot.lane(n) if last is None else plot.y(last)


def _runs(values: tuple[int | None, ...]) -> Iterator[list[int]]:
    """Yield the days of each stretch that is known throughout or hidden throughout."""
    for _, days in groupby(range(len(values)), key=lambda day: values[day] is None):
        yield list(days)
