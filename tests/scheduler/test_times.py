"""Wall clocks become instants, over clock changes and over midnight."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.errors import Refused
from scheduler.times import HORIZON, ZONES, QuietHours, check_ahead, known_zones, to_instant
from tests.scheduler.moments import clocks, instants, utc, zones

BERLIN = "Europe/Berlin"
NIGHT = QuietHours(since=time(22), until=time(7))
NAP = QuietHours(since=time(13), until=time(15))


def wall(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("local", "instant"),
    [
        ("2026-03-29T01:59", utc(2026, 3, 29, 0, 59)),
        ("2026-03-29T02:00", utc(2026, 3, 29, 1, 0)),
        ("2026-03-29T02:30", utc(2026, 3, 29, 1, 30)),
        ("2026-03-29T03:00", utc(2026, 3, 29, 1, 0)),
        ("2026-10-25T01:59", utc(2026, 10, 24, 23, 59)),
        ("2026-10-25T02:30", utc(2026, 10, 25, 0, 30)),
        ("2026-10-25T03:00", utc(2026, 10, 25, 2, 0)),
        ("2026-07-01T12:00", utc(2026, 7, 1, 10, 0)),
    ],
)
def test_a_skipped_time_falls_an_hour_later_and_a_repeated_one_means_the_first(local, instant):
    assert to_instant(datetime.fromisoformat(local), BERLIN) == instant


@given(instants, zones)
def test_an_instant_comes_back_from_its_wall_time_unless_the_hour_is_repeated(instant, zone):
    back = to_instant(wall(instant, zone), zone)
    assert back.tzinfo is UTC
    assert back == instant or (instant - back == timedelta(hours=1))


@given(st.datetimes(datetime(2026, 10, 24, 12), datetime(2026, 10, 25, 12)))
def test_the_side_of_a_repeated_hour_that_a_value_carries_does_not_matter(local):
    assert to_instant(local.replace(fold=1), BERLIN) == to_instant(local, BERLIN)


def test_what_is_ahead_is_taken_and_what_is_past_or_too_far_is_refused():
    now = utc(2026, 11, 24)
    for ahead in (now + timedelta(microseconds=1), now + HORIZON):
        assert check_ahead(ahead, now=now) is ahead
    for wrong, reason in [
        (now, "time_past"),
        (now - timedelta(days=900), "time_past"),
        (now + HORIZON + timedelta(seconds=1), "time_far"),
    ]:
        with pytest.raises(Refused, match=reason):
            check_ahead(wrong, now=now)


def test_the_zones_on_offer_are_known_here():
    assert set(ZONES) <= known_zones()
    assert "Mars/Olympus" not in known_zones()


@pytest.mark.parametrize(
    ("quiet", "now", "end"),
    [
        (NIGHT, "2026-11-24T21:59", None),
        (NIGHT, "2026-11-24T22:00", "2026-11-25T07:00"),
        (NIGHT, "2026-11-24T23:59", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T00:00", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T06:59", "2026-11-25T07:00"),
        (NIGHT, "2026-11-25T07:00", None),
        (NIGHT, "2026-12-31T23:00", "2027-01-01T07:00"),
        (NAP, "2026-11-24T12:59", None),
        (NAP, "2026-11-24T13:00", "2026-11-24T15:00"),
        (NAP, "2026-11-24T15:00", None),
        (NAP, "2026-11-24T23:00", None),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Urumqi", "Asia/Shanghai", BERLIN])
def test_quiet_hours_end_at_their_hour_today_or_tomorrow(quiet, now, end, zone):
    found = quiet.end(to_instant(datetime.fromisoformat(now), zone), zone)
    assert (found and wall(found, zone).isoformat(timespec="minutes")) == end


def test_hours_that_begin_when_they_end_are_never_quiet():
    quiet = QuietHours(since=time(8), until=time(8))
    assert quiet.end(utc(2026, 11, 24, 8), "Asia/Urumqi") is None
    assert quiet.end(utc(2026, 11, 24, 2), "Asia/Urumqi") is None


@given(clocks, clocks, zones, instants)
@example(time(22), time(2, 30), BERLIN, utc(2026, 10, 25, 1, 15))
@example(time(22), time(2, 30), BERLIN, utc(2026, 10, 25, 0, 15))
@example(time(22), time(2, 30), BERLIN, utc(2026, 3, 29, 0, 15))
@example(time(1, 30), time(2, 30), "America/New_York", utc(2026, 11, 1, 6, 45))
def test_the_end_lies_ahead_within_a_day_and_at_it_the_quiet_is_over(since, until, zone, now):
    quiet = QuietHours(since=since, until=until)
    end = quiet.end(now, zone)
    clock = wall(now, zone).time()
    if end is None:
        outside = not (clock >= since or clock < until if since > until else since <= clock < until)
        again = wall(now, zone) == wall(now - timedelta(hours=1), zone)
        assert outside or again
        return
    assert now < end <= now + timedelta(hours=25)
    assert quiet.end(end, zone) is None
