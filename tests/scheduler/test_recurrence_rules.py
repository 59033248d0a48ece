"""A recurrence's occurrences are those that dateutil finds on naive local times, clock changes too."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from dateutil import rrule, tz
from hypothesis import example, given
from hypothesis import strategies as st

from scheduler.recurrence import Recurrence, recurrence
from scheduler.repeats import DAYS, Daily, MonthlyLast, MonthlyOn, OnWeekdays
from tests.scheduler.moments import utc

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Urumqi")
TEN_YEARS = timedelta(days=3653)
MOMENT = timedelta(microseconds=1)

days = st.dates(date(2024, 1, 1), date(2028, 12, 31))
clocks = st.sampled_from(
    [time(0), time(1, 30), time(2), time(2, 15), time(2, 30), time(23, 59)]
) | (st.builds(time, st.integers(0, 23), st.integers(0, 59)))
repeats = (
    st.just(Daily())
    | st.builds(OnWeekdays, st.frozensets(st.integers(0, 6), min_size=1))
    | st.builds(MonthlyOn, st.integers(1, 31))
    | st.builds(MonthlyLast, st.integers(0, 6))
)
endings = st.fixed_dictionaries({}) | st.one_of(
    st.fixed_dictionaries({"until": st.dates(date(2029, 1, 1), date(2033, 12, 31))}),
    st.fixed_dictionaries({"times": st.integers(1, 400)}),
)


@st.composite
def recurrences(draw, at=clocks):
    return Recurrence(
        at=draw(at),
        zone=draw(st.sampled_from(ZONES)),
        start=draw(days),
        repeats=draw(repeats),
        **draw(endings),
    )


def in_rfc_5545(rule):
    if isinstance(rule, Daily):
        return {"freq": rrule.DAILY}
    if isinstance(rule, OnWeekdays):
        return {"freq": rrule.WEEKLY, "byweekday": sorted(rule.days)}
    if isinstance(rule, MonthlyLast):
        return {"freq": rrule.MONTHLY, "byweekday": rrule.weekday(rule.weekday)(-1)}
    at_most = [day for day in (*range(1, 29), 29, 30, 31) if day <= rule.day]
    return {"freq": rrule.MONTHLY, "bymonthday": at_most, "bysetpos": -1}


def oracle(rule):
    """Ten years of occurrences as another library has them."""
    first = datetime.combine(rule.start, rule.at)
    until = datetime.combine(rule.until, time.max) if rule.until else first + TEN_YEARS
    ends = {"count": rule.times} if rule.times else {"until": until}
    walls = rrule.rrule(dtstart=first, **in_rfc_5545(rule.repeats), **ends)
    zone = tz.gettz(rule.zone)
    return [
        tz.resolve_imaginary(wall.replace(tzinfo=zone, fold=0)).astimezone(UTC)
        for wall in walls
        if wall <= first + TEN_YEARS
    ]


def before(rule):
    return datetime.combine(rule.start, time(), UTC) - timedelta(days=2)


@given(recurrences())
@example(Recurrence(at=time(2, 30), zone="Europe/Berlin", start=date(2026, 1, 1), repeats=Daily()))
@example(
    Recurrence(
        at=time(2, 30),
        zone="America/New_York",
        start=date(2026, 1, 1),
        repeats=OnWeekdays(frozenset({6})),
    )
)
@example(
    Recurrence(at=time(2, 15), zone="Australia/Lord_Howe", start=date(2026, 1, 1), repeats=Daily())
)
@example(
    Recurrence(at=time(1, 45), zone="Australia/Lord_Howe", start=date(2026, 1, 1), repeats=Daily())
)
@example(
    Recurrence(
        at=time(2, 30), zone="Europe/Berlin", start=date(2026, 1, 31), repeats=MonthlyLast(6)
    )
)
@example(
    Recurrence(
        at=time(8), zone="Asia/Urumqi", start=date(2028, 1, 31), repeats=MonthlyOn(31), times=5
    )
)
def test_ten_years_of_occurrences_are_those_of_another_library(rule):
    expected = oracle(rule)
    assert list(rule.following(before(rule), len(expected))) == expected
    if rule.times:
        assert (
            rule.following(before(rule), rule.times + 1)[-1]
            == rule.following(before(rule), 400)[-1]
        )


@given(recurrences(), st.integers(0, 3000), st.integers(0, 86_399))
def test_from_any_instant_the_next_one_is_the_other_librarys_next(rule, later, seconds):
    instant = before(rule) + timedelta(days=later, seconds=seconds)
    ahead = [found for found in oracle(rule) if found > instant]
    assert rule.next_after(instant) == (ahead[0] if ahead else None)


@given(recurrences())
def test_an_occurrence_is_strictly_later_and_is_found_again_just_before_it(rule):
    for found in rule.following(before(rule), 60):
        assert rule.next_after(found - MOMENT) == found
        assert rule.next_after(found) != found


@given(recurrences(), st.sampled_from(ZONES))
def test_each_occurrence_is_named_by_the_local_time_that_was_meant_in_every_zone(rule, zone):
    def keys(it):
        return [it.local_key(instant) for instant in it.following(before(it), 40)]

    assert len(set(keys(rule))) == len(keys(rule))
    assert keys(rule) == sorted(keys(rule))
    assert all(key.endswith(f"T{rule.at:%H:%M}") for key in keys(rule))
    assert keys(replace(rule, zone=zone)) == keys(rule)


@given(recurrences())
def test_a_rule_comes_back_from_json_as_it_was(rule):
    assert recurrence(json.loads(json.dumps(rule.as_data()))) == rule


def test_a_skipped_hour_falls_later_and_a_repeated_one_counts_once():
    rule = Recurrence(at=time(2, 30), zone="Europe/Berlin", start=date(2026, 1, 1), repeats=Daily())
    assert rule.following(utc(2026, 3, 28, 12), 2) == (
        utc(2026, 3, 29, 1, 30),
        utc(2026, 3, 30, 0, 30),
    )
    assert rule.following(utc(2026, 10, 24, 12), 2) == (
        utc(2026, 10, 25, 0, 30),
        utc(2026, 10, 26, 1, 30),
    )
    assert rule.local_key(utc(2026, 3, 29, 1, 30)) == "2026-03-29T02:30"


def test_a_midnight_that_is_skipped_keeps_the_name_of_its_own_day():
    rule = Recurrence(
        at=time(23, 30), zone="America/Scoresbysund", start=date(2027, 1, 1), repeats=Daily()
    )
    keys = [rule.local_key(instant) for instant in rule.following(utc(2027, 1, 1, 12), 365)]
    assert len(set(keys)) == 365


def test_a_day_that_an_island_skipped_does_not_confuse_its_neighbours():
    saturdays = Recurrence(
        at=time(8), zone="Pacific/Apia", start=date(2011, 12, 1), repeats=OnWeekdays(frozenset({5}))
    )
    found = saturdays.next_after(utc(2011, 12, 28))
    assert found == utc(2011, 12, 30, 18)
    assert saturdays.local_key(found) == "2011-12-31T08:00"


def test_a_shorter_month_uses_its_last_day():
    rule = Recurrence(
        at=time(8), zone="Asia/Urumqi", start=date(2027, 1, 31), repeats=MonthlyOn(31), times=4
    )
    local = [f"{found + timedelta(hours=6):%m-%d}" for found in rule.following(utc(2027, 1, 1), 9)]
    assert local == ["01-31", "02-28", "03-31", "04-30"]


def test_centuries_later_and_after_the_end_the_answer_comes_at_once():
    daily = Recurrence(at=time(8), zone="Asia/Urumqi", start=date(1900, 1, 1), repeats=Daily())
    assert daily.next_after(utc(8000, 1, 1)) == utc(8000, 1, 1, 2)
    assert daily.next_after(utc(9999, 12, 30)) is None
    counted = Recurrence(
        at=time(8), zone="Asia/Urumqi", start=date(9000, 1, 1), repeats=MonthlyOn(31), times=9999
    )
    assert counted.next_after(utc(9900, 1, 1)) is None


GOOD = {"at": time(8), "zone": "Asia/Urumqi", "start": date(2026, 1, 1), "repeats": Daily()}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"at": time(8, 0, 1)}, "hour and minute"),
        ({"at": time(8, tzinfo=UTC)}, "hour and minute"),
        ({"zone": "Mars/Olympus"}, "no time zone"),
        ({"start": date(1899, 12, 31)}, "starts between"),
        ({"start": date(9001, 1, 1)}, "starts between"),
        ({"times": 0}, "occurs 1 to"),
        ({"times": 10_000}, "occurs 1 to"),
        ({"until": date(2025, 12, 31)}, "before it starts"),
        ({"until": date(2026, 12, 31), "times": 3}, "not both"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused_at_birth(wrong, why):
    with pytest.raises(ValueError, match=why):
        Recurrence(**{**GOOD, **wrong})


@pytest.mark.parametrize(
    "make",
    [lambda: OnWeekdays(frozenset()), lambda: OnWeekdays(DAYS | {7}), lambda: MonthlyOn(0),
     lambda: MonthlyOn(32), lambda: MonthlyLast(7), lambda: MonthlyLast(-1)],
)  # fmt: skip
def test_days_that_no_calendar_has_are_refused(make):
    with pytest.raises(ValueError, match="from"):
        make()


@pytest.mark.parametrize(
    "wrong",
    [{"at": "25:00"}, {"at": None}, {"repeats": "hourly"}, {"repeats": "weekly"},
     {"repeats": "monthly", "day": "x"}, {"until": 5}, {"zone": None}],
)  # fmt: skip
def test_data_that_is_no_rule_is_refused(wrong):
    data = Recurrence(**GOOD).as_data()
    with pytest.raises(ValueError):  # noqa: PT011 (several sentences, one kind)
        recurrence({**data, **wrong})
