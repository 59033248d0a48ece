"""A week of bulletins: what goes or went out when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from scheduler.bulletins import Bulletin
from scheduler.repeats import WEEK
from scheduler.times import to_instant

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A bulletin, and an instant at which it goes or went out."""

    at: datetime
    bulletin: Bulletin


def monday(day: date) -> date:
    """Return the Monday of the week in which a day lies."""
    return day - timedelta(days=day.weekday())


def bounds(first: date, zone: str) -> tuple[datetime, datetime]:
    """Return when seven local days from *first* on begin and end."""
    days = first, first + timedelta(days=WEEK)
    since, until = (to_instant(datetime.combine(day, datetime.min.time()), zone) for day in days)
    return since, until


def instants(series: Bulletin, *, since: datetime, until: datetime) -> Iterator[datetime]:
    """Give each instant of a series from *since* until before *until* that is still to come."""
    if series.recurrence is None or series.at is None:
        return
    at: datetime | None = max(since, series.at) - _MOMENT
    while at and (at := series.recurrence.next_after(at)) and at < until:
        yield at
