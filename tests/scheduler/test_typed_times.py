"""A time as it is typed: every form, every digit, and one refusal for all the rest."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.errors import Refused
from tests.scheduler.moments import instants, read_time, utc, zones

URUMQI = "Asia/Urumqi"
NOW = utc(2026, 11, 24, 2, 0)  # 08:00 in Urumqi


def read(text, zone=URUMQI, now=NOW):
    return f"{read_time(text, zone=zone, now=now).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-25 08:00", "2026-11-25 08:00"),
        ("2026-11-25T08:00", "2026-11-25 08:00"),
        ("2026/1/5 8:00", "2026-01-05 08:00"),
        ("2026.11.25 8:00", "2026-11-25 08:00"),
        ("2026年11月25日 8：00", "2026-11-25 08:00"),
        ("2026年11月25日8:00", "2026-11-25 08:00"),
        ("2026-11-25، 08:00", "2026-11-25 08:00"),
        ("25.11.2026 8:05", "2026-11-25 08:05"),
        ("5.1.2027, 8:05", "2027-01-05 08:05"),
        ("11-25 08:00", "2026-11-25 08:00"),
        ("11月25日 08:00", "2026-11-25 08:00"),
        ("08:30", "2026-11-24 08:30"),
        ("8 : 30", "2026-11-24 08:30"),
        ("  08:30\n", "2026-11-24 08:30"),
        ("00:00", "2026-11-25 00:00"),
        ("٠٩:٣٠", "2026-11-24 09:30"),
        ("۲۰۲۶-۱۱-۲۵ ۰۸:۰۰", "2026-11-25 08:00"),
        ("２０２６-１１-２５ ０８：００", "2026-11-25 08:00"),
    ],
)
def test_every_form_is_read_on_the_wall_clock_of_the_zone(text, meant):
    assert read(text) == meant


def test_a_time_alone_is_the_next_such_time():
    assert read("08:01") == "2026-11-24 08:01"
    assert read("08:00") == "2026-11-25 08:00"
    assert read("07:59") == "2026-11-25 07:59"


@given(st.integers(0, 23), st.integers(0, 59), zones, instants)
def test_a_time_alone_lies_ahead_and_not_further_than_a_day(hour, minute, zone, now):
    found = read_time(f"{hour}:{minute:02}", zone=zone, now=now)
    assert now < found <= now + timedelta(hours=26)


def test_a_past_date_is_read_as_it_stands_for_another_to_refuse():
    assert read("2020-01-01 00:00") == "2020-01-01 00:00"
    assert read("01-05 08:00") == "2026-01-05 08:00"


def test_a_skipped_time_is_an_hour_later_and_a_repeated_one_the_first():
    now = utc(2026, 1, 1)
    assert read_time("2026-03-29 02:30", zone="Europe/Berlin", now=now) == utc(2026, 3, 29, 1, 30)
    assert read_time("2026-10-25 02:30", zone="Europe/Berlin", now=now) == utc(2026, 10, 25, 0, 30)


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "8", "8:0", "24:00", "12:60", "8:00 x", "2026-13-01 08:00",
     "2026-02-30 08:00", "29.2.2027 8:00", "0000-01-01 00:00", "00-00 00:00", "٣٢-١٣ ٢٥:٦١",
     "-1:00", "²:³⁰", "2026-11-25", "2026-11-25 08:00:00", "😀",
     "99999999999999999999:00", "2026-11-25 " + "9" * 5000 + ":00", "9" * 5000],
)  # fmt: skip
def test_what_is_no_time_is_refused_in_one_way(text):
    with pytest.raises(Refused, match="time_unclear"):
        read_time(text, zone=URUMQI, now=NOW)


@pytest.mark.parametrize("zone", [URUMQI, "America/New_York"])
@pytest.mark.parametrize("text", ["9999-12-31 23:59", "0001-01-01 00:00"])
def test_the_first_and_the_last_day_there_is_do_not_crash(text, zone):
    try:
        assert read_time(text, zone=zone, now=NOW).tzinfo
    except Refused as refused:
        assert refused.reason == "time_unclear"


@given(
    st.text(max_size=30)
    | st.text(alphabet="0123456789٠٩۵５-/.:：年月日T، ", max_size=24)
    | st.from_regex(r"\A\d{1,6}[-/.]\d{1,3}[-/.]\d{1,4} \d{1,3}:\d{2}\Z")
)
def test_anything_typed_is_an_aware_instant_or_one_refusal(text):
    try:
        assert read_time(text, zone=URUMQI, now=NOW).utcoffset() == timedelta(0)
    except Refused as refused:
        assert refused.reason == "time_unclear"


@pytest.mark.parametrize(
    "text", ["8" + " " * 4096 + "x", "2026-1-1" + "T" * 4096, "1月1日" + "، " * 2000]
)
@pytest.mark.timeout(10)  # in proportion it takes a millisecond
def test_a_long_text_is_refused_at_once(text):
    with pytest.raises(Refused):
        read_time(text, zone=URUMQI, now=NOW)
