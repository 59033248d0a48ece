"""When something that repeats comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from scheduler.repeats import DAYS, Repeats, repeats
from scheduler.times import known_zones, local_day, to_instant

__all__ = ["DAYS", "MOST_TIMES", "Recurrence", "Weekly", "recurrence", "spread"]

MOST_TIMES = 9999
"""How often a rule with a count may occur."""

_FIRST_YEAR, _LAST_YEAR = 1900, 9000
_NEVER_LATER = date(9998, 12, 31)
_EVE = timedelta(days=1)

_SPREAD: dict[int, frozenset[int]] = {
    1: frozenset({2}),
    2: frozenset({1, 4}),
    3: frozenset({0, 2, 4}),
    4: frozenset({0, 1, 3, 5}),
    5: frozenset({0, 1, 2, 3, 4}),
    6: frozenset({0, 1, 2, 3, 4, 5}),
    7: DAYS,
}


def spread(per_week: int) -> frozenset[int]:
    """Return the weekdays on which *per_week* (1 to 7) lessons fall, well apart."""
    return _SPREAD[per_week]


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """At a local time on some weekdays in a zone."""

    at: time
    days: frozenset[int]
    zone: str

    def __post_init__(self) -> None:
        if not self.days or not self.days <= DAYS:
            raise ValueError("a weekly rule needs weekdays from 0 to 6")

    def next_after(self, instant: datetime) -> datetime:
        """Return the first occurrence strictly later than *instant*, in UTC."""
        today = local_day(instant, self.zone)
        ahead = (
            to_instant(datetime.combine(day, self.at), self.zone)
            for day in (today + timedelta(days=n) for n in range(-1, 9))
            if day.weekday() in self.days
        )
        return next(found for found in ahead if found > instant)

    def local_key(self, instant: datetime) -> str:
        """Name an occurrence by the local date it is meant for; no two are alike."""
        day = local_day(instant, self.zone)
        eve = day - timedelta(days=1)
        fell_past_midnight = to_instant(datetime.combine(eve, self.at), self.zone) == instant
        return (eve if fell_past_midnight else day).isoformat()


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """
    At a local time on repeating dates, from *start* on.

    It ends with the local date *until* (inclusive), or after *times* occurrences counted from
    *start*, or never. A time that a clock change skips falls later by the size of the jump; one
    that occurs twice means the first time.
    """

    at: time
    zone: str
    start: date
    repeats: Repeats
    until: date | None = None
    times: int | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo or self.at.second or self.at.microsecond:
            raise ValueError("a recurrence's time is a local hour and minute")
        if self.zone not in known_zones():
            raise ValueError(f"there is no time zone {self.zone!r}")
        if not _FIRST_YEAR <= self.start.year <= _LAST_YEAR:
            raise ValueError(f"a recurrence starts between {_FIRST_YEAR} and {_LAST_YEAR}")
        if self.until is not None and self.times is not None:
            raise ValueError("a recurrence ends with a date or a count, not both")
        if self.until is not None and self.until < self.start:
            raise ValueError("a recurrence ends before it starts")
        if self.times is not None and not 1 <= self.times <= MOST_TIMES:
            raise ValueError(f"a recurrence occurs 1 to {MOST_TIMES} times")

    def next_after(self, instant: datetime) -> datetime | None:
        """Return the first occurrence strictly later than *instant*, in UTC; None when ended."""
        eve = local_day(instant, self.zone) - _EVE
        last = self._last()
        day = max(eve, self.start)
        while day <= last and (day := self._date_from(day)) <= last:
            found = self._on(day)
            if found > instant:
                return found
            day += _EVE
        return None

    def following(self, instant: datetime, n: int) -> tuple[datetime, ...]:
        """Return up to *n* occurrences strictly later than *instant*, in UTC."""
        found: list[datetime] = []
        while len(found) < n and (ahead := self.next_after(instant)):
            found.append(ahead)
            instant = ahead
        return tuple(found)

    def local_key(self, instant: datetime) -> str:
        """Name an occurrence by the local time that is meant, 2026-11-24T08:00; no two alike."""
        day = local_day(instant, self.zone)
        eve = day - _EVE
        fell_past_midnight = self._date_from(eve) == eve and self._on(eve) == instant
        meant = datetime.combine(eve if fell_past_midnight else day, self.at)
        return meant.isoformat(timespec="minutes")

    def as_data(self) -> dict[str, Any]:
        """Return the rule as strings, numbers and lists, for storing as JSON."""
        data = {
            "at": self.at.isoformat(timespec="minutes"),
            "zone": self.zone,
            "start": self.start.isoformat(),
            **self.repeats.as_data(),
        }
        if self.until is not None:
            data["until"] = self.until.isoformat()
        if self.times is not None:
            data["times"] = self.times
        return data

    def _on(self, day: date) -> datetime:
        return to_instant(datetime.combine(day, self.at), self.zone)

    def _date_from(self, day: date) -> date:
        return self.repeats.nth_from(day, 1)

    def _last(self) -> date:
        if self.times is not None:
            return self.repeats.nth_from(self.start, self.times)
        return min(self.until or _NEVER_LATER, _NEVER_LATER)


def recurrence(data: Mapping[str, Any]) -> Recurrence:
    """Return the rule that *as_data* described; raise ValueError if it is none."""
    try:
        return Recurrence(
            at=time.fromisoformat(data["at"]),
            zone=data["zone"],
            start=date.fromisoformat(data["start"]),
            repeats=repeats(data),
            until=date.fromisoformat(data["until"]) if "until" in data else None,
            times=data.get("times"),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no recurrence: {error!r}") from error
