"""A week of bulletins: a band for each day, one under the other, as a phone is held."""

from dataclasses import dataclass

from bot.pictures.lettering import Letters
from bot.pictures.marks import COLOURS, RADIUS, State, put_mark
from bot.pictures.sheet import GREY, INK, INNER, LINE, MARGIN, WIDTH, Sheet
from bot.pictures.titles import put_title
from content.languages import Language

DAYS = 7
MOST, FEWEST = 6, 3
"""Entries shown of one day, in a quiet week and in a busy one."""
_MOST_OF_A_WEEK = 24
"""Entries after which days show fewer: a longer picture is made small by the phone."""
_MOST_ON_TWO_LINES = 16
"""Entries of a week whose titles may take two lines, so that the picture stays readable."""
_NAME, _ENTRY, _STATE = 38, 38, 32
_GAP = 20
_PAD = 18
_TODAY = "#EAF2FB"
_TODAY_BAR = "#0B57A4"
_NOTHING = "–"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A bulletin of a day: a time (or words), a title and a state in the reader's language."""

    clock: str
    title: str
    state: State
    state_name: str


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day by its name, such as "Mon 23 Nov"; *today* is set off from the others."""

    name: str
    today: bool
    entries: tuple[Entry, ...]


@dataclass(frozen=True, kw_only=True)
class Week:
    """Seven days under a title, everything in the reader's language."""

    language: Language
    title: str
    days: tuple[Day, ...]

    def __post_init__(self) -> None:
        if len(self.days) != DAYS:
            raise ValueError(f"a week has {DAYS} days, not {len(self.days)}")


@dataclass(frozen=True, kw_only=True)
class _Columns:
    """Where clock, title and state begin and how wide they are, in pixels; how much is shown."""

    clock: float
    title: float
    state: float
    lines: int
    most: int

    @property
    def title_at(self) -> float:
        return MARGIN + 2 * RADIUS + _GAP + self.clock + _GAP


def week_picture(week: Week) -> bytes:
    """Return the week as a PNG, 1080 pixels wide. Safe on any thread."""
    sheet, height = week_sheet(week)
    return sheet.png(height)


def week_sheet(week: Week) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    sheet = Sheet(week.language)
    top = put_title(sheet, week.title) + _PAD
    columns = _columns(week)
    for day in week.days:
        top = _put_day(sheet, top, day, columns)
    return sheet, round(top + MARGIN / 2)


def _columns(week: Week) -> _Columns:
    """Give clock and state what they need, within reason, and the title the rest."""
    most = _most(week)
    entries = [entry for day in week.days for entry in day.entries[:most]]
    clock, state = _letters(week.language, _ENTRY), _letters(week.language, _STATE)
    clocks = min(max((clock.width(e.clock) for e in entries), default=0), INNER * 0.2)
    states = min(max((state.width(e.state_name) for e in entries), default=0), INNER * 0.26)
    titles = INNER - 2 * RADIUS - clocks - states - 3 * _GAP
    lines = 2 if len(entries) <= _MOST_ON_TWO_LINES else 1
    return _Columns(clock=clocks, title=titles, state=states, lines=lines, most=most)


def _most(week: Week) -> int:
    """Return how many entries of a day are shown."""
    for most in range(MOST, FEWEST, -1):
        if sum(min(most, len(day.entries)) for day in week.days) <= _MOST_OF_A_WEEK:
            return most
    return FEWEST


def _put_day(sheet: Sheet, top: float, day: Day, columns: _Columns) -> float:
    inside = Sheet(sheet.language)
    end = _put_entries(inside, _put_name(inside, top, day), day, columns)
    end += 2 * _PAD if day.entries else _PAD
    if day.today:
        sheet.box((0, top), (WIDTH, end), _TODAY)
        sheet.box((0, top), (12, end), _TODAY_BAR)
    sheet.line([(MARGIN, top), (WIDTH - MARGIN, top)], LINE, 2)
    sheet.put(inside)
    return end


def _put_name(sheet: Sheet, top: float, day: Day) -> float:
    letters = Letters(language=sheet.language, size=_NAME, strong=True)
    baseline = top + _PAD + _NAME
    name = letters.ellipsized(day.name, INNER - 2 * _GAP - _NAME)
    sheet.text((MARGIN, baseline), name, letters)
    if not day.entries:
        sheet.text((MARGIN + INNER, baseline), _NOTHING, letters, GREY, "end")
    return baseline


def _put_entries(sheet: Sheet, baseline: float, day: Day, columns: _Columns) -> float:
    letters = _letters(sheet.language, _ENTRY)
    for entry in day.entries[: columns.most]:
        baseline = _put_entry(sheet, baseline + letters.leading + 6, entry, columns)
    if more := len(day.entries[columns.most :]):
        baseline += letters.leading
        sheet.text((columns.title_at, baseline), f"+{more}", letters, GREY)
    return baseline


def _put_entry(sheet: Sheet, baseline: float, entry: Entry, columns: _Columns) -> float:
    """Write an entry from its first baseline on; return its last one."""
    letters, small = _letters(sheet.language, _ENTRY), _letters(sheet.language, _STATE)
    put_mark(sheet, entry.state, (MARGIN + RADIUS, baseline - _ENTRY * 0.36))
    clock = letters.ellipsized(entry.clock, columns.clock)
    sheet.text((MARGIN + 2 * RADIUS + _GAP, baseline), clock, letters, GREY)
    titles = letters.wrapped(entry.title, columns.title, columns.lines)
    states = small.wrapped(entry.state_name, columns.state, 2)
    for n, line in enumerate(titles):
        sheet.text((columns.title_at, baseline + n * letters.leading), line, letters, INK)
    for n, line in enumerate(states):
        at = (MARGIN + INNER, baseline + n * small.leading)
        sheet.text(at, line, small, COLOURS[entry.state], "end")
    last = max((len(titles) - 1) * letters.leading, (len(states) - 1) * small.leading, 0)
    return baseline + last


def _letters(language: Language, size: int) -> Letters:
    return Letters(language=language, size=size)
