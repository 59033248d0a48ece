"""The last look at a card: one a day on the clock in use, none on a holiday."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.holidays import Holiday
from scheduler.pushes import may_be_pushed
from scheduler.times import local_day
from tests.scheduler.moments import utc

ZONES = st.sampled_from(
    ["Asia/Urumqi", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]
)
INSTANTS = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2027, 12, 31), timezones=st.just(UTC)
)


@given(st.lists(st.tuples(INSTANTS, ZONES), max_size=40))
def test_whenever_it_is_asked_no_day_of_the_clock_in_use_sees_two(asked):
    last, pushed = None, []
    for now, zone in sorted(asked):
        if may_be_pushed(now, zone=zone, last=last, holiday=None):
            assert local_day(now, zone) not in {local_day(then, zone) for then in pushed}
            pushed.append(now)
            last = now


@given(now=INSTANTS, zone=ZONES, first=st.integers(-3, 3), days=st.integers(0, 3))
def test_there_is_none_on_a_holiday_and_one_on_any_other_day(now, zone, first, days):
    begin = local_day(now, zone) + timedelta(days=first)
    holiday = Holiday(first=begin, last=begin + timedelta(days=days))
    is_free = first <= 0 <= first + days
    assert may_be_pushed(now, zone=zone, last=None, holiday=holiday) != is_free


def test_on_a_clock_that_was_moved_west_the_day_that_was_served_does_not_come_twice():
    evening = utc(2026, 11, 24, 13)
    there = {"zone": "Pacific/Kiritimati", "holiday": None}
    assert local_day(evening, "Pacific/Kiritimati") > local_day(evening, "Pacific/Pago_Pago")
    back = {**there, "zone": "Pacific/Pago_Pago"}
    assert not may_be_pushed(evening - timedelta(hours=3), last=evening, **back)
    assert not may_be_pushed(evening + timedelta(hours=3), last=evening, **back)
    assert may_be_pushed(evening + timedelta(hours=24), last=evening, **back)
