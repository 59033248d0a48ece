"""On which local dates something that repeats falls."""

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

WEEK = 7
DAYS = frozenset(range(WEEK))
"""Weekdays as numbers, Monday is 0 (datetime.date.weekday)."""

_MONTHS = 12
_LONGEST_MONTH = 31


@dataclass(frozen=True)
class Daily:
    """Every day."""

    def nth_from(self, day: date, n: int) -> date:
        """Return the *n*-th date (1, 2…) on or after *day*."""
        return day + timedelta(days=n - 1)

    def as_data(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {"repeats": "daily"}


@dataclass(frozen=True)
class OnWeekdays:
    """On some days of every week; Monday is 0."""

    days: frozenset[int]

    def __post_init__(self) -> None:
        if not self.days or not self.days <= DAYS:
            raise ValueError("a weekly rule needs weekdays from 0 to 6")

    def nth_from(self, day: date, n: int) -> date:
        """Return the *n*-th date (1, 2…) on or after *day*."""
        ordered = sorted(self.days)
        passed = sum(weekday < day.weekday() for weekday in ordered)
        weeks, place = divmod(passed + n - 1, len(ordered))
        return day + timedelta(days=WEEK * weeks + ordered[place] - day.weekday())

    def as_data(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {"repeats": "weekly", "days": sorted(self.days)}


@dataclass(frozen=True)
class MonthlyOn:
    """On one day of every month; a month that is shorter uses its last day."""

    day: int

    def __post_init__(self) -> None:
        if not 1 <= self.day <= _LONGEST_MONTH:
            raise ValueError("a day of the month is from 1 to 31")

    def nth_from(self, day: date, n: int) -> date:
        """Return the *n*-th date (1, 2…) on or after *day*."""
        return _nth_month(self._in_month, day, n)

    def _in_month(self, year: int, month: int) -> date:
        return date(year, month, min(self.day, monthrange(year, month)[1]))

    def as_data(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {"repeats": "monthly", "day": self.day}


@dataclass(frozen=True)
class MonthlyLast:
    """On the last Monday (0) … Sunday (6) of every month."""

    weekday: int

    def __post_init__(self) -> None:
        if self.weekday not in DAYS:
            raise ValueError("a weekday is from 0 to 6")

    def nth_from(self, day: date, n: int) -> date:
        """Return the *n*-th date (1, 2…) on or after *day*."""
        return _nth_month(self._in_month, day, n)

    def _in_month(self, year: int, month: int) -> date:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - self.weekday) % WEEK)

    def as_data(self) -> dict[str, Any]:
        """Return the rule as plain data."""
        return {"repeats": "monthly_last", "weekday": self.weekday}


Repeats = Daily | OnWeekdays | MonthlyOn | MonthlyLast

WORKING_DAYS = OnWeekdays(frozenset(range(5)))
"""Monday to Friday."""


def repeats(data: Mapping[str, Any]) -> Repeats:
    """Return the rule that *as_data* described; raise ValueError, KeyError or TypeError."""
    kind = data["repeats"]
    if kind == "daily":
        return Daily()
    if kind == "weekly":
        return OnWeekdays(frozenset(data["days"]))
    if kind == "monthly":
        return MonthlyOn(data["day"])
    if kind == "monthly_last":
        return MonthlyLast(data["weekday"])
    raise ValueError(f"nothing repeats {kind!r}")


def _nth_month(in_month: Callable[[int, int], date], day: date, n: int) -> date:
    skips_this_month = in_month(day.year, day.month) < day
    years, month = divmod(day.month - 1 + n - 1 + skips_this_month, _MONTHS)
    return in_month(day.year + years, month + 1)
