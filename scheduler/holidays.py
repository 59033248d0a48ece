"""Days that a chat wants no lesson on, planned ahead."""

from dataclasses import dataclass
from datetime import date, timedelta

from scheduler.errors import Refused

LONGEST = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """From the morning of *first* to the evening of *last*, in the chat's own zone."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        """Tell whether there is no lesson on *day*."""
        return self.first <= day <= self.last


def planned(first: date, last: date, *, today: date) -> Holiday:
    """Return a holiday that ends today or later and lasts a year at most; else raise Refused."""
    if last < first or last < today:
        raise Refused("holiday_past")
    if last - first > LONGEST or first - today > LONGEST:
        raise Refused("time_far")
    return Holiday(first=first, last=last)
