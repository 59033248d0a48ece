"""A time as an editor types it: 2026-11-24 08:00, 24.11.2026 8:00, 11-24 08:00 or 08:00."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.errors import Refused
from scheduler.times import to_instant

_CLOCK = r"(?P<hour>\d{1,2})\s*[:：]\s*(?P<minute>\d{2})"
_FORMS = tuple(
    re.compile(day + _CLOCK)
    for day in (
        r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?[\sT،,]*",
        r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})[\s،,]*",
        r"(?P<month>\d{1,2})[-/月](?P<day>\d{1,2})日?[\s،,]+",
        r"",
    )
)


def read_time(text: str, *, zone: str, now: datetime) -> datetime:
    """
    Return the instant that *text* means in *zone*; raise Refused if it is no time.

    A time without a date is the next such time; a date without a year is in this year.
    """
    found = next((m for form in _FORMS if (m := form.fullmatch(text.strip()))), None)
    if found is None:
        raise Refused("time_unclear")
    parts = {name: int(value) for name, value in found.groupdict().items()}
    local = now.astimezone(ZoneInfo(zone))
    try:
        wanted = datetime(  # noqa: DTZ001 (a wall clock's time)
            parts.get("year", local.year),
            parts.get("month", local.month),
            parts.get("day", local.day),
            parts["hour"],
            parts["minute"],
        )
        instant = to_instant(wanted, zone)
        if instant <= now and "day" not in parts:
            instant = to_instant(wanted + timedelta(days=1), zone)
    except (ValueError, OverflowError):
        raise Refused("time_unclear") from None
    return instant
