"""Who teaches, who learns, and when; a child's grade moves only the adult's card."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.errors import Refused
from scheduler.families import (
    LARGEST,
    Code,
    Family,
    Relative,
    earlier,
    joined,
    nickname,
    usable,
)
from scheduler.recurrence import Weekly

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
RULE = Weekly(at=time(19, 30), days=frozenset({0, 2, 4}), zone="Asia/Urumqi")
ROLES = st.lists(st.sampled_from(["teacher", "learner"]), min_size=1, max_size=6)


def family(roles, active=None):
    active = active or [True] * len(roles)
    relatives = tuple(
        Relative(
            id=10 + n, subscriber_id=n, chat_id=100 + n, role=role, nickname=f"n{n}", active=on
        )
        for n, (role, on) in enumerate(zip(roles, active, strict=False))
    )
    return Family(id=1, rule=RULE, lead=30, relatives=relatives)


@given(ROLES, st.integers(0, 7), st.integers(0, 20))
@settings(max_examples=100, derandomize=True)
def test_a_grade_reaches_a_learner_and_comes_from_a_teacher_or_is_refused(roles, by, who):
    it = family(roles)
    try:
        found = it.graded_by(by, who)
    except Refused as refused:
        assert refused.reason == "not_your_learner"
        teaches = by < len(roles) and roles[by] == "teacher"
        learns = 10 <= who < 10 + len(roles) and roles[who - 10] == "learner"
        assert not (teaches and learns)
    else:
        assert found.role == "learner"
        assert roles[by] == "teacher"
        assert found.subscriber_id != by


@given(ROLES, st.lists(st.booleans(), min_size=6, max_size=6))
@settings(max_examples=60, derandomize=True)
def test_a_family_teaches_only_while_both_sides_are_there(roles, active):
    it = family(roles, active[: len(roles)])
    assert it.teaches == bool(it.those("teacher") and it.those("learner"))


@given(
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 120),
    st.sampled_from(["Asia/Urumqi", "Asia/Shanghai"]),
)
@settings(max_examples=100, derandomize=True)
def test_the_teachers_card_comes_by_the_lead_before_each_lesson(at, days, lead, zone):
    rule = Weekly(at=at, days=frozenset(days), zone=zone)
    before = earlier(rule, lead)
    prepared, instant = NOW - timedelta(minutes=lead), NOW
    for _ in range(8):
        prepared, instant = before.next_after(prepared), rule.next_after(instant)
        assert instant - prepared == timedelta(minutes=lead)


@pytest.mark.parametrize(
    ("code", "by", "reason"),
    [
        (None, 2, "code_unknown"),
        ({}, 1, "code_own"),
        ({"used_at": NOW}, 2, "code_used"),
        ({"taker_id": 3}, 2, "code_used"),
        ({"expires_at": NOW}, 2, "code_late"),
    ],
)
def test_a_code_that_cannot_be_used_says_why(code, by, reason):
    whole = {"code": "ABCDEF", "maker_id": 1, "role": "teacher", "nickname": "A"}
    made = (
        None
        if code is None
        else Code(**{**whole, "expires_at": NOW + timedelta(minutes=1), **code})
    )
    with pytest.raises(Refused) as refused:
        usable(made, by=by, now=NOW)
    assert refused.value.reason == reason


def test_a_family_has_six_chats_at_most_and_a_chat_one_family():
    with pytest.raises(Refused):
        joined(family(["learner"] * LARGEST), None)
    with pytest.raises(Refused):
        joined(None, family(["learner"]))
    joined(family(["learner"] * (LARGEST - 1)), None)


@given(st.text(max_size=40))
@settings(max_examples=100, derandomize=True)
def test_a_nickname_is_one_short_line_or_refused(text):
    try:
        name = nickname(text, ["Aziz"])
    except Refused:
        return
    assert 1 <= len(name) <= 20
    assert "\n" not in name
    assert name == name.strip()


def test_a_nickname_that_somebody_has_is_refused_in_any_case():
    with pytest.raises(Refused):
        nickname(" aziz ", ["Aziz"])
