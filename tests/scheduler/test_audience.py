"""A bulletin is for chats that chose its topic, now, and for nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.languages import LANGUAGES
from content.topics import TOPICS
from scheduler.audience import Audience
from tests.scheduler.moments import utc
from tests.scheduler.people import subscriber

NOW = utc(2026, 11, 24)
ANA = subscriber(topics=frozenset({"notices", "work"}), language="ug", kind="private")
topics = st.frozensets(st.sampled_from(TOPICS))
languages = st.frozensets(st.sampled_from(LANGUAGES))
kinds = st.frozensets(st.sampled_from(["private", "group", "channel"]))


@pytest.mark.parametrize(
    ("audience", "meant"),
    [
        (Audience(topics=frozenset({"notices"})), True),
        (Audience(topics=frozenset({"notices", "culture"})), True),
        (Audience(topics=frozenset({"culture"})), False),
        (Audience(topics=frozenset()), False),
        (Audience(topics=frozenset({"work"}), languages=frozenset({"ug", "en"})), True),
        (Audience(topics=frozenset({"work"}), languages=frozenset({"zh"})), False),
        (Audience(topics=frozenset({"work"}), kinds=frozenset({"private"})), True),
        (Audience(topics=frozenset({"work"}), kinds=frozenset({"group"})), False),
    ],
)
def test_a_chat_is_meant_by_its_topics_its_language_and_its_kind(audience, meant):
    assert audience.includes(ANA, NOW) == meant


@pytest.mark.parametrize("status", ["left", "gone"])
def test_a_chat_that_left_or_is_gone_is_never_meant(status):
    everyone = Audience(topics=frozenset(TOPICS))
    assert everyone.includes(ANA, NOW)
    assert not everyone.includes(replace(ANA, status=status), NOW)


def test_a_pause_ends_at_its_very_instant():
    paused = replace(ANA, paused_until=NOW)
    everyone = Audience(topics=frozenset(TOPICS))
    assert everyone.includes(paused, NOW)
    assert not everyone.includes(paused, NOW - timedelta(microseconds=1))


@given(topics, languages, kinds, topics, st.sampled_from(LANGUAGES))
def test_no_narrower_audience_reaches_a_chat_that_the_wider_one_does_not(
    wanted, speaking, of_kind, chosen, language
):
    chat = subscriber(topics=chosen, language=language, kind="group")
    narrow = Audience(topics=wanted, languages=speaking, kinds=of_kind)
    if narrow.includes(chat, NOW):
        assert wanted & chosen
        assert Audience(topics=wanted).includes(chat, NOW)
        assert not speaking or language in speaking
        assert not of_kind or "group" in of_kind
