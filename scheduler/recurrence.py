"""When something that repeats comes next."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from scheduler.times import to_instant

DAYS = frozenset(range(7))
"""Weekdays as numbers, Monday is 0 (datetime.date.weekday)."""

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
        today = instant.astimezone(ZoneInfo(self.zone)).date()
        ahead = (
            to_instant(datetime.combine(day, self.at), self.zone)
            for day in (today + timedelta(days=n) for n in range(-1, 9))
            if day.weekday() in self.days
        )
        return next(found for found in ahead if found > instant)

    def local_key(self, instant: datetime) -> str:
        """Name an occurrence by the local date it is meant for; no two are alike."""
        day = instant.astimezone(ZoneInfo(self.zone)).date()
        eve = day - timedelta(days=1)
        fell_past_midnight = to_instant(datetime.combine(eve, self.at), self.zone) == instant
        return (eve if fell_past_midnight else day).isoformat()
