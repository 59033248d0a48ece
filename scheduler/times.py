"""Wall clocks and instants. Local time exists only beside a zone; instants are aware UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from scheduler.errors import Refused

ZONES = ("Asia/Urumqi", "Asia/Shanghai")
"""The two clocks that residents live by: UTC+6 and UTC+8. Both are offered everywhere."""

HORIZON = timedelta(days=366)
"""How far ahead a bulletin may be scheduled."""


@cache
def known_zones() -> frozenset[str]:
    """Return the names of all time zones on this machine."""
    return frozenset(available_timezones())


def to_instant(local: datetime, zone: str) -> datetime:
    """
    Return the UTC instant of the naive *local* time in *zone*.

    A time that a clock change skips falls later by the size of the jump; one that occurs twice
    means the first time.
    """
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def local_day(instant: datetime, zone: str) -> date:
    """Return the day of an instant on the clocks of *zone*."""
    return instant.astimezone(ZoneInfo(zone)).date()


def check_ahead(instant: datetime, *, now: datetime) -> datetime:
    """Return *instant* if it lies ahead and within a year; else raise Refused."""
    if instant <= now:
        raise Refused("time_past")
    if instant - now > HORIZON:
        raise Refused("time_far")
    return instant


@dataclass(frozen=True, kw_only=True)
class QuietHours:
    """Local hours in which nothing is pushed; *since* later than *until* spans midnight."""

    since: time
    until: time

    def end(self, now: datetime, zone: str) -> datetime | None:
        """Return the instant at which the quiet hours around *now* end, or None outside them."""
        local = now.astimezone(ZoneInfo(zone))
        clock = local.time().replace(tzinfo=None)
        spans_midnight = self.since > self.until
        inside = (
            clock >= self.since or clock < self.until
            if spans_midnight
            else self.since <= clock < self.until
        )
        if not inside:
            return None
        day = local.date() + timedelta(days=spans_midnight and clock >= self.since)
        end = to_instant(datetime.combine(day, self.until), zone)
        return end if end > now else None  # in a repeated hour they ended the first time
