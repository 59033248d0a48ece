"""Times as people say them in English, Chinese and Uyghur: one table a language, one refusal."""

import time as stopwatch
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.errors import Refused
from scheduler.phrases.spelling import fold
from scheduler.phrases.tokens import LANGUAGES
from scheduler.recurrence import Recurrence
from scheduler.typed_times import When, read_when
from tests.scheduler.moments import instants, read_time, utc, zones
from tests.scheduler.said_times import CHINESE, ENGLISH, RECURRING, UNCLEAR, UYGHUR
from tests.scheduler.written_times import FORMS

URUMQI = "Asia/Urumqi"
NOW = utc(2026, 11, 25, 4, 20)  # Wednesday 10:20 in Urumqi


def single(text, now=NOW):
    found = read_when(text, zone=URUMQI, now=now)
    assert found.at.astimezone(ZoneInfo(URUMQI)).replace(tzinfo=None) == found.wall
    return f"{found.wall:%Y-%m-%d %H:%M}"


def rule(text, now=NOW):
    found = read_when(text, zone=URUMQI, now=now)
    assert found.at is found.wall is None
    return found.recurrence


@pytest.mark.parametrize(("text", "meant"), [*ENGLISH, *CHINESE, *UYGHUR])
def test_a_time_is_understood_as_it_is_said(text, meant):
    assert single(text) == meant


@pytest.mark.parametrize(("text", "repeats", "at", "ends"), RECURRING)
def test_what_repeats_is_understood_as_it_is_said(text, repeats, at, ends):
    clock = time.fromisoformat(at)
    start = date(2026, 11, 25) if clock > time(10, 20) else date(2026, 11, 26)
    assert rule(text) == Recurrence(at=clock, zone=URUMQI, start=start, repeats=repeats, **ends)


def test_a_count_begins_with_the_first_time_that_lies_ahead():
    found = rule("every day 8:00 3 times").following(NOW, 9)
    assert found == tuple(utc(2026, 11, day, 2) for day in (26, 27, 28))


def test_a_rule_that_has_ended_before_it_begins_lies_in_the_past():
    with pytest.raises(Refused, match="time_past"):
        rule("every day 8:00 until 2026-11-25")
    assert rule("every day 11:00 until 2026-11-25").next_after(NOW) == utc(2026, 11, 25, 5)


def test_the_wall_time_is_what_was_said_even_where_the_clock_skips_it():
    found = read_when("2026-03-29 02:30", zone="Europe/Berlin", now=utc(2026, 1, 1))
    assert found.wall == datetime(2026, 3, 29, 2, 30)
    assert found.at == utc(2026, 3, 29, 1, 30)


def test_a_single_time_is_wanted_where_a_rule_is_typed():
    with pytest.raises(Refused, match="time_unclear"):
        read_time("every day 8:00", zone=URUMQI, now=NOW)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_may_mean_two_things_or_none_is_refused(text):
    with pytest.raises(Refused, match="time_unclear"):
        read_when(text, zone=URUMQI, now=NOW)


def test_no_word_has_two_kinds():
    kinds = {}
    for language in LANGUAGES:
        for kind, words in language.items():
            for word in words:
                kinds.setdefault(fold(word).replace(" ", ""), set()).add(kind)
    assert {word: found for word, found in kinds.items() if len(found) > 1} == {}


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31)).map(
        lambda d: d.replace(second=0, microsecond=0)
    ),
    st.sampled_from(FORMS),
    zones,
    instants,
)
def test_whatever_is_written_reads_back_to_the_same_minute(wall, form, zone, now):
    assert read_when(form(wall), zone=zone, now=now).wall == wall


VOCABULARY = sorted(
    {word for language in LANGUAGES for words in language.values() for word in words}
)


@given(
    st.text(max_size=40)
    | st.lists(
        st.sampled_from(VOCABULARY) | st.from_regex(r"\A[0-9]{1,4}(:[0-9]{2}|日|月|th)?\Z"),
        max_size=9,
    ).map(" ".join)
    | st.lists(st.sampled_from(VOCABULARY) | st.integers(0, 2100).map(str), max_size=9).map(
        "".join
    ),
    zones,
    instants,
)
def test_any_row_of_words_is_a_time_or_one_refusal(text, zone, now):
    try:
        found = read_when(text, zone=zone, now=now)
    except Refused as refused:
        assert refused.reason in {"time_unclear", "time_past"}
    else:
        assert (found.at is None) != (found.recurrence is None)


@pytest.mark.parametrize(
    "piece",
    ["8", " ", "明天", "ئەتە ", "every monday ", "、", "周一、", "十", "1:", "2026-", "😀", "ﷺ"],
)
def test_a_message_of_full_length_is_refused_at_once(piece):
    text = (piece * 4096)[:4096]
    begun = stopwatch.perf_counter()
    with pytest.raises(Refused):
        read_when(text, zone=URUMQI, now=NOW)
    assert stopwatch.perf_counter() - begun < 0.05
    with pytest.raises(Refused):
        read_when(text[:200], zone=URUMQI, now=NOW)


@pytest.mark.parametrize("parts", [{}, {"at": NOW}, {"wall": datetime(2026, 1, 1)}])
def test_a_when_is_one_instant_with_its_wall_time_or_a_rule(parts):
    with pytest.raises(ValueError, match="instant"):
        When(**parts)


def test_in_some_minutes_lies_ahead():
    assert (
        timedelta(0)
        < read_time("in 1 minute", zone=URUMQI, now=NOW.replace(second=59)) - NOW.replace(second=59)
        <= timedelta(minutes=1)
    )
