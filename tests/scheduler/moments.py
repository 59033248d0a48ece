"""Zones, instants and rules for properties to try."""

from datetime import UTC, datetime

from hypothesis import strategies as st

from scheduler.recurrence import Weekly

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
