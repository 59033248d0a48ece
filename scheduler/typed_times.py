"""A time as an editor types it: 2026-11-24 08:00, 明天早上8点, every monday 9:00."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.errors import Refused
from scheduler.phrases.grammar import said
from scheduler.phrases.said import InDays, Said
from scheduler.recurrence import Recurrence
from scheduler.times import to_instant


@dataclass(frozen=True, kw_only=True)
class When:
    """
    One instant *at* (UTC), or a *recurrence*; exactly one of them is set.

    *wall* is the naive local time that *at* stands for, for sending at each reader's local time.
    """

    at: datetime | None = None
    wall: datetime | None = None
    recurrence: Recurrence | None = None

    def __post_init__(self) -> None:
        if (self.at is None) == (self.recurrence is None):
            raise ValueError("a time is one instant or a recurrence")
        if (self.at is None) != (self.wall is None):
            raise ValueError("an instant comes with its wall time")


def read_when(text: str, *, zone: str, now: datetime) -> When:
    """
    Return what *text* means in *zone*, in English, Chinese or Uyghur; raise Refused if unclear.

    A time without a date is the next such time, a weekday the next such day, a date without a
    year in this year. A single time may lie in the past: check_ahead refuses that.
    """
    try:
        it = said(text)
        return _recurring(it, zone, now) if it.repeats else _single(it, zone, now)
    except (ValueError, OverflowError):
        raise Refused("time_unclear") from None


def read_end(text: str, *, zone: str, now: datetime) -> date | None:
    """Return the last local date of a series that *text* names, like "until 31 Dec"; else None."""
    try:
        it = said(text)
        if it.until is None or it != Said(until=it.until):
            return None
        return it.until.on(_wall_clock(now, zone).date())
    except (Refused, ValueError, OverflowError):
        return None


def _single(it: Said, zone: str, now: datetime) -> When:
    if it.until or it.times:
        raise Refused("time_unclear")
    local = _wall_clock(now, zone)
    if it.later:
        return _later(it, zone, now)
    if isinstance(it.day, InDays) and it.day.same_clock and not (it.clock or it.part):
        return _when(it.day.on(local.date()), local.time(), zone)
    clock = it.time_of_day()
    found = _when(_day(it, local.date()), clock, zone)
    names_one_day = it.day or (it.weekday and it.weekday.week is not None)
    if found.at and found.at <= now and not names_one_day:
        found = _when(_day(it, local.date() + timedelta(days=1)), clock, zone)
    return found


def _later(it: Said, zone: str, now: datetime) -> When:
    if it.later is None or it != Said(later=it.later):
        raise Refused("time_unclear")
    at = (now + it.later).replace(second=0, microsecond=0)
    return When(at=at, wall=_wall_clock(at, zone))


def _day(it: Said, today: date) -> date:
    """Return the day that is named, or *today*; raise Refused if date and weekday disagree."""
    if it.day is None:
        return it.weekday.on(today) if it.weekday else today
    day = it.day.on(today)
    if it.weekday and (it.weekday.week is not None or it.weekday.weekday != day.weekday()):
        raise Refused("time_unclear")
    return day


def _recurring(it: Said, zone: str, now: datetime) -> When:
    if it.repeats is None or it.day or it.weekday or it.later:
        raise Refused("time_unclear")
    clock = it.time_of_day()
    today = _wall_clock(now, zone).date()
    has_passed = to_instant(datetime.combine(today, clock), zone) <= now
    start = today + timedelta(days=has_passed)
    until = it.until.on(today) if it.until else None
    if until and until < start:
        raise Refused("time_past")
    return When(
        recurrence=Recurrence(
            at=clock, zone=zone, start=start, repeats=it.repeats, until=until, times=it.times
        )
    )


def _when(day: date, clock: time, zone: str) -> When:
    wall = datetime.combine(day, clock)
    return When(at=to_instant(wall, zone), wall=wall)


def _wall_clock(instant: datetime, zone: str) -> datetime:
    """Return the naive local time to the minute."""
    local = instant.astimezone(ZoneInfo(zone))
    return local.replace(tzinfo=None, second=0, microsecond=0, fold=0)
