"""A chat's own choices decide when its next card comes, and whether one comes at all."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.topics import TOPICS
from tests.scheduler.moments import instants, rules, utc
from tests.scheduler.people import subscriber

NOW = utc(2026, 11, 24, 2, 0)  # Tuesday, 08:00 in Urumqi
PAUSES = st.none() | st.timedeltas(timedelta(days=-40), timedelta(days=40))


def test_the_next_card_comes_at_the_local_time_on_a_chosen_day():
    chat = subscriber(card_at=time(19), card_days=frozenset({1, 4}))
    assert chat.next_card(NOW) == utc(2026, 11, 24, 13, 0)
    assert chat.next_card(utc(2026, 11, 24, 13, 0)) == utc(2026, 11, 27, 13, 0)


@pytest.mark.parametrize(
    "change", [{"topics": frozenset({"notices"})}, {"status": "left"}, {"status": "gone"}]
)
def test_no_card_comes_to_a_chat_that_did_not_choose_it_or_is_no_longer_there(change):
    assert replace(subscriber(), **change).next_card(NOW) is None


def test_a_pause_lasts_until_its_instant():
    paused = subscriber(paused_until=NOW)
    assert paused.paused(NOW - timedelta(microseconds=1))
    assert not paused.paused(NOW)
    assert not subscriber().paused(NOW)


def test_a_card_that_is_due_just_when_a_pause_ends_comes():
    chat = subscriber(paused_until=utc(2026, 11, 30, 13, 0))
    assert chat.next_card(NOW) == utc(2026, 11, 30, 13, 0)


@given(rules, instants, PAUSES)
@example(subscriber().card_rule, NOW, timedelta(days=6, hours=11))
def test_the_next_card_is_the_first_of_its_rule_that_no_pause_holds_back(rule, now, pause):
    chat = subscriber(
        card_at=rule.at, card_days=rule.days, zone=rule.zone,
        paused_until=None if pause is None else now + pause,
    )  # fmt: skip
    expected = rule.next_after(now)
    while chat.paused(expected):
        expected = rule.next_after(expected)
    assert chat.next_card(now) == expected


@given(st.frozensets(st.sampled_from(TOPICS)), st.sampled_from(TOPICS))
def test_a_topic_switched_twice_is_as_before_and_no_other_is_touched(topics, topic):
    chat = subscriber(topics=topics)
    once = chat.toggled(topic)
    assert (topic in once.topics) != (topic in topics)
    assert once.topics - {topic} == topics - {topic}
    assert once.toggled(topic) == chat
