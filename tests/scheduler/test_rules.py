"""The rules of who and when, as pure functions."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bulletins.markup import MarkupError, check_markup
from content.bulletins.text import TextLengthError, check_text
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, cancelled, released
from scheduler.drafts import addressed, written
from scheduler.errors import Refused
from scheduler.handing_in import approvals_needed, approved, sent_back, submitted
from scheduler.lateness import GRACE, judge
from scheduler.plans import Plan
from scheduler.recurrence import Weekly, spread
from scheduler.times import QuietHours, to_instant
from tests.scheduler.moments import read_time

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
ZONES = st.sampled_from(["Asia/Urumqi", "Asia/Shanghai", "Europe/Berlin", "America/New_York"])
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2033, 12, 31)).map(
    lambda d: d.replace(tzinfo=UTC)
)


@given(
    ZONES,
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sets(st.integers(0, 6), min_size=1),
    INSTANTS,
)
def test_the_next_occurrence_is_the_first_of_all_later_ones(zone, at, days, after):
    rule = Weekly(at=at, days=frozenset(days), zone=zone)
    found = rule.next_after(after)
    assert found > after
    local = after.astimezone(ZoneInfo(zone)).date()
    every = [
        to_instant(datetime.combine(local + timedelta(days=n), at), zone)
        for n in range(-2, 10)
        if (local + timedelta(days=n)).weekday() in days
    ]
    assert found == min(i for i in every if i > after)


def test_a_skipped_hour_falls_later_and_a_repeated_one_counts_once():
    daily = Weekly(at=time(2, 30), days=frozenset(range(7)), zone="Europe/Berlin")
    spring = daily.next_after(datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert spring.astimezone(ZoneInfo("Europe/Berlin")).strftime("%d %H:%M") == "29 03:30"
    autumn = daily.next_after(datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert daily.local_key(daily.next_after(autumn)) == "2026-10-26"


@pytest.mark.parametrize("per_week", range(1, 8))
def test_days_are_spread_over_the_week(per_week):
    assert len(spread(per_week)) == per_week


@given(st.times(), st.times(), ZONES, INSTANTS)
def test_quiet_hours_end_within_a_day_and_at_their_end_it_is_not_quiet(since, until, zone, now):
    quiet = QuietHours(
        since=since.replace(second=0, microsecond=0), until=until.replace(second=0, microsecond=0)
    )
    end = quiet.end(now, zone)
    assert end is None or timedelta(0) < end - now <= timedelta(hours=26)
    if quiet.since == quiet.until:
        assert end is None


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2026-11-25 08:00", "2026-11-25 08:00"),
        ("25.11.2026 8:05", "2026-11-25 08:05"),
        ("11-25 08:00", "2026-11-25 08:00"),
        ("2026年11月25日 8：00", "2026-11-25 08:00"),
        ("08:30", "2026-11-24 08:30"),
        ("07:30", "2026-11-25 07:30"),
        ("٠٩:٣٠", "2026-11-24 09:30"),
    ],
)
def test_a_typed_time_is_read_in_the_offices_zone(text, local):
    found = read_time(text, zone="Asia/Urumqi", now=NOW)
    assert found.astimezone(ZoneInfo("Asia/Urumqi")).strftime("%Y-%m-%d %H:%M") == local


@given(
    st.text(max_size=40) | st.from_regex(r"\d{1,6}-\d{1,3}-\d{1,3} \d{1,3}:\d{2}", fullmatch=True)
)
def test_anything_typed_is_a_time_or_one_refusal(text):
    try:
        assert read_time(text, zone="Asia/Urumqi", now=NOW).tzinfo
    except Refused as refused:
        assert refused.reason == "time_unclear"


def test_a_restart_is_not_late_and_a_night_is():
    assert judge(NOW, now=NOW + GRACE, policy="hold") == "send"
    assert judge(NOW, now=NOW + GRACE + timedelta(seconds=1), policy="hold") == "hold"


STEPS = {
    "write": lambda it: written(it, check_text("x"), "en"),
    "address": lambda it: addressed(it, Audience(topics=frozenset({"notices"}))),
    "submit": lambda it: submitted(it, plan=Plan(zone="UTC", at=None), approvals=2, now=NOW),
    "own": lambda it: approved(it, by=1, approvals=2),
    "second": lambda it: approved(it, by=2, approvals=2),
    "third": lambda it: approved(it, by=3, approvals=2),
    "back": sent_back,
    "release": released,
    "cancel": cancelled,
}


@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_no_path_schedules_a_text_that_two_others_did_not_approve(steps):
    it, since_draft = Bulletin(id=1, author_id=1), set()
    for step in steps:
        try:
            after = STEPS[step](it)
        except Refused:
            continue
        since_draft = set() if after.state == "draft" else since_draft | {step}
        assert after.version == it.version + 1
        assert step not in {"own", "release"}
        if after.state == "scheduled":
            assert {"second", "third"} <= since_draft
            assert after.texts
            assert after.audience.topics
        it = after


def test_never_more_approvals_are_needed_than_there_are_other_people():
    assert approvals_needed(2, team=frozenset({1, 2}), author=1) == 1
    assert approvals_needed(1, team=frozenset({1}), author=1) == 0


@given(st.text(max_size=200))
def test_any_text_is_markup_or_one_named_fault_and_canonical_text_stays_as_it_is(text):
    try:
        once = check_markup(text)
    except MarkupError as fault:
        assert fault.line >= 1
        return
    again = check_markup(once.html)
    assert again == once


def test_a_text_may_have_4096_characters_without_its_markup():
    assert check_text(f"<b>{'x' * 4096}</b>").title.endswith("…")
    with pytest.raises(TextLengthError):
        check_text("x" * 4097)
