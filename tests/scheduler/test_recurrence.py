"""What repeats comes at each of its local times, once: checked against walking every quarter hour."""

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.recurrence import DAYS, Weekly, spread
from tests.scheduler.moments import ZONES, instants, rules, utc, weekdays, zones

FIRST, LAST = utc(2025, 1, 1), utc(2027, 12, 31)
QUARTER = timedelta(minutes=15)


@cache
def walk(zone):
    """Every quarter hour from FIRST to LAST as its wall clock shows it."""
    there, instant, steps = ZoneInfo(zone), FIRST, []
    while instant <= LAST:
        steps.append((instant, instant.astimezone(there).replace(tzinfo=None, fold=0)))
        instant += QUARTER
    return steps


@cache
def first_shown(zone):
    """When each wall time is shown for the first time; a skipped one when it would have been."""
    shown = {}
    for instant, local in walk(zone):
        shown.setdefault(local, instant)
    for (before, left), (_, right) in zip(walk(zone), walk(zone)[1:], strict=False):
        for n in range(1, (right - left) // QUARTER):
            shown[left + n * QUARTER] = before + n * QUARTER
    return shown


@cache
def by_clock(zone):
    """The same, gathered by the time of day."""
    found = defaultdict(list)
    for local, instant in first_shown(zone).items():
        found[local.time()].append((instant, local.weekday()))
    return found


def oracle(rule):
    return sorted(
        instant for instant, weekday in by_clock(rule.zone)[rule.at] if weekday in rule.days
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("at", ["00:00", "01:30", "02:00", "02:30", "03:00", "08:00", "23:45"])
@pytest.mark.parametrize("days", [DAYS, frozenset({6}), frozenset({0, 3})])
def test_three_years_of_occurrences_are_those_that_a_walk_finds(zone, at, days):
    rule = Weekly(at=time.fromisoformat(at), days=days, zone=zone)
    expected = oracle(rule)
    found, instant = [], FIRST - timedelta(microseconds=1)
    while len(found) < len(expected):
        instant = rule.next_after(instant)
        found.append(instant)
    assert found == expected


@given(
    zones,
    st.integers(0, 95).map(lambda n: time(n // 4, n % 4 * 15)),
    weekdays,
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 20)).map(
        lambda d: utc(*d.timetuple()[:6])
    ),
)
def test_from_any_instant_the_next_one_is_the_walks_next(zone, at, days, instant):
    rule = Weekly(at=at, days=days, zone=zone)
    expected = oracle(rule)
    assert rule.next_after(instant) == expected[bisect_right(expected, instant)]


@given(rules, instants)
def test_the_next_one_is_later_within_nine_days_and_nothing_lies_between(rule, instant):
    found = rule.next_after(instant)
    assert instant < found <= instant + timedelta(days=8, hours=2)
    assert rule.next_after(found - timedelta(microseconds=1)) == found


@pytest.mark.parametrize(
    "zone", [*ZONES, "Asia/Shanghai", "America/Scoresbysund", "Australia/Lord_Howe"]
)
@pytest.mark.parametrize("at", ["00:15", "01:30", "02:30", "23:30"])
def test_a_daily_occurrence_has_the_name_of_its_own_day_and_no_two_share_one(zone, at):
    rule = Weekly(at=time.fromisoformat(at), days=DAYS, zone=zone)
    instant, keys = utc(2027, 1, 1, 12), []
    for _ in range(365):
        instant = rule.next_after(instant)
        keys.append(rule.local_key(instant))
    assert len(set(keys)) == 365
    assert keys == sorted(keys)


def test_a_repeated_hour_posts_once_and_a_skipped_one_too():
    daily = Weekly(at=time(2, 30), days=DAYS, zone="Europe/Berlin")
    autumn = daily.next_after(utc(2026, 10, 24, 12))
    assert autumn == utc(2026, 10, 25, 0, 30)
    assert daily.next_after(autumn) == utc(2026, 10, 26, 1, 30)
    spring = daily.next_after(utc(2026, 3, 28, 12))
    assert spring == utc(2026, 3, 29, 1, 30)
    assert daily.next_after(spring) == utc(2026, 3, 30, 0, 30)


@pytest.mark.parametrize("days", [frozenset(), frozenset({7}), frozenset({-1, 2})])
def test_a_rule_without_real_weekdays_is_refused(days):
    with pytest.raises(ValueError, match="weekdays from 0 to 6"):
        Weekly(at=time(8), days=days, zone="Asia/Urumqi")


@pytest.mark.parametrize("per_week", range(1, 8))
def test_lessons_are_spread_over_the_week_from_once_to_daily(per_week):
    assert len(spread(per_week)) == per_week
    assert spread(per_week) <= DAYS
    if per_week <= 3:
        assert not any((day + 1) % 7 in spread(per_week) for day in spread(per_week))
