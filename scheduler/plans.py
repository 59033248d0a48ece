"""When a bulletin is to go out: at once, at a time, or again and again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.recurrence import Recurrence
from scheduler.times import check_ahead, to_instant


@dataclass(frozen=True, kw_only=True)
class Plan:
    """
    The instant *at* (None: at once) as the wall clock of *zone* shows it, or a *recurrence*.

    With *local* each reader gets it when that wall-clock time comes in the reader's own zone.
    """

    zone: str
    at: datetime | None = None
    recurrence: Recurrence | None = None
    local: bool = False

    def __post_init__(self) -> None:
        if self.local and self.at is None and self.recurrence is None:
            raise ValueError("at once is no local time")

    def checked(self, now: datetime) -> "Plan":
        """Return the plan if its first instant lies ahead and within a year; else raise Refused."""
        first = self.first_after(now)
        if first is not None:
            check_ahead(first, now=now)
        return self

    def first_after(self, now: datetime) -> datetime | None:
        """Return the instant in the plan's zone at which it goes out first; None: at once."""
        return self.recurrence.next_after(now) or now if self.recurrence else self.at


def wall_clock(at: datetime, zone: str) -> datetime:
    """Return the naive date and time that the clocks of *zone* show at an instant."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def in_readers_zone(at: datetime, *, zone: str, reader: str) -> datetime:
    """Return the instant at which a reader's clocks show what those of *zone* show at *at*."""
    return to_instant(wall_clock(at, zone), reader)


def earliest(at: datetime, *, zone: str, readers: Iterable[str]) -> datetime:
    """Return when the first of these zones shows the wall-clock time that *at* has in *zone*."""
    return min([at, *(in_readers_zone(at, zone=zone, reader=it) for it in readers)])
