"""What a person said about a time, before it is placed in a calendar."""

from dataclasses import dataclass
from datetime import date, time, timedelta

from scheduler.errors import Refused
from scheduler.repeats import Daily, Repeats

_NOON = 12
_HALF_DAY = 12
_OPEN_HOURS = range(1, 7)


@dataclass(frozen=True)
class Part:
    """A part of the day: its first and last full hour (0 to 23)."""

    first: int
    last: int

    def hour(self, spoken: int) -> int:
        """Return the one hour in this part that *spoken* can mean, or raise Refused."""
        other = {0} if spoken == _NOON else {spoken + _HALF_DAY} if 0 < spoken < _NOON else set()
        meant = [hour for hour in {spoken, *other} if self.first <= hour <= self.last]
        if len(meant) != 1:
            raise Refused("time_unclear")
        return meant[0]


SMALL_HOURS = Part(0, 5)
DAWN = Part(3, 9)
MORNING = Part(4, 11)
FORENOON = Part(5, 11)
NOON = Part(11, 14)
AFTERNOON = Part(12, 19)
EVENING = Part(17, 23)
NIGHT = Part(20, 23)
AM = Part(0, 11)
PM = Part(12, 23)


@dataclass(frozen=True)
class Clock:
    """An hour and a minute as said; *loose* when only the hour of a 12-hour face may be meant."""

    hour: int
    minute: int
    loose: bool = False

    def at(self, part: Part | None) -> time:
        """Return the time of day in that *part*; raise Refused if morning or evening is open."""
        if part:
            return time(part.hour(self.hour), self.minute)
        if self.loose and self.hour in _OPEN_HOURS:  # 3 at night or 3 in the afternoon?
            raise Refused("time_unclear")
        return time(self.hour, self.minute)


@dataclass(frozen=True)
class OnDate:
    """A date; without a year it is in this one."""

    year: int | None
    month: int
    day: int

    def on(self, today: date) -> date:
        """Return the date, seen from *today*; raise ValueError if there is none."""
        year = today.year if self.year is None else self.year
        return date(year, self.month, self.day)


@dataclass(frozen=True)
class InDays:
    """Some days from today; *same_clock* if it may stand without a time of day."""

    days: int
    same_clock: bool = False

    def on(self, today: date) -> date:
        """Return the date, seen from *today*."""
        return today + timedelta(days=self.days)


@dataclass(frozen=True)
class WeekdayNamed:
    """A weekday (Monday is 0): the next ahead, or that of the *week* 0 (this) or 1 (the next)."""

    weekday: int
    week: int | None = None

    def on(self, today: date) -> date:
        """Return the first such date from *today* on, or the one in the week that was named."""
        monday = today - timedelta(days=today.weekday())
        if self.week is not None:
            return monday + timedelta(weeks=self.week, days=self.weekday)
        return today + timedelta(days=(self.weekday - today.weekday()) % 7)


@dataclass(frozen=True, kw_only=True)
class Said:
    """Everything that one text says about a time; what it doesn't say is None."""

    clock: Clock | None = None
    part: Part | None = None
    midnight: bool = False
    day: OnDate | InDays | None = None
    weekday: WeekdayNamed | None = None
    later: timedelta | None = None
    repeats: Repeats | None = None
    until: OnDate | None = None
    times: int | None = None

    def time_of_day(self) -> time:
        """Return the time of day that is meant, or raise Refused if it is open."""
        names_a_day = self.day or self.weekday or self.repeats not in {None, Daily()}
        if self.midnight and not (names_a_day or self.clock or self.part):
            return time()
        if self.midnight:  # the midnight before that day, or after it?
            raise Refused("time_unclear")
        if self.clock:
            return self.clock.at(self.part)
        if self.part == NOON:
            return time(_NOON)
        raise Refused("time_unclear")
