"""Zones, instants and rules for properties to try."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from scheduler.errors import Refused
from scheduler.recurrence import Weekly
from scheduler.typed_times import read_when

ZONES = ("Asia/Urumqi", "Europe/Berlin", "America/New_York")


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


zones = st.sampled_from(ZONES)
instants = st.datetimes(datetime(2024, 1, 1), datetime(2033, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
weekdays = st.frozensets(st.integers(0, 6), min_size=1)
rules = st.builds(Weekly, at=clocks, days=weekdays, zone=zones)


def read_time(text, *, zone, now):
    """Return the one instant that a text means; what repeats is none."""
    at = read_when(text, zone=zone, now=now).at
    if at is None:
        raise Refused("time_unclear")
    return at
