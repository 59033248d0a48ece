"""Counts as they are shown: small ones are hidden, and cannot be worked out from the others."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.views import sending
from bot.views.counts import bar, outcomes
from bot.views.words import words
from content.bulletins.text import check_text
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Account
from scheduler.progress import Progress

STATES = ["sent", "blocked", "gone", "rejected", "unreachable", "expired", "stopped", "missing", "withdrawn", "unknown"]  # fmt: skip
SMALLEST = 5


def figures(lines):
    return {line.split(":")[0]: line.split(": ")[1] for line in map(str, lines)}


@given(st.dictionaries(st.sampled_from(STATES), st.integers(1, 40), min_size=1))
def test_every_outcome_is_shown_and_the_hidden_ones_do_not_follow_from_the_audience(counts):
    shown = figures(outcomes(words("en"), "send", counts, SMALLEST))
    audience = shown.pop("audience")
    assert len(shown) == len(counts)
    small = [n for n in counts.values() if n < SMALLEST]
    assert sum("fewer than 5" in text for text in shown.values()) == len(small)
    assert audience.isdecimal() == (not small)
    if not small:
        assert int(audience) == sum(counts.values())


@given(st.integers(0, 100), st.sampled_from(["zh", "ug", "en"]))
def test_a_bar_has_ten_cells_and_its_per_cent(per_cent, language):
    shown = str(bar(words(language), per_cent))
    assert len(re.findall("[■□]", shown)) == 10
    assert f"{per_cent} %" in shown


@given(
    st.sampled_from(["zh", "ug", "en"]),
    st.sampled_from(["send", "edit", "recall"]),
    st.sampled_from(["sending", "paused", "sent", "stopped", "cancelled", "recalled"]),
    st.dictionaries(st.sampled_from([*STATES, "pending", "sending"]), st.integers(0, 3_000_000)),
)
def test_progress_and_account_fit_a_message_and_their_buttons_fit_telegram(
    language, deed, state, counts
):
    t = words(language)
    facts = {"bulletin_id": 2**31, "version": 2**31, "title": "“<b>”" * 12, "author_id": 1,
             "deed": deed, "state": state, "counts": counts}  # fmt: skip
    account = Account(**facts, occurrence_id=1, stopped=state == "stopped")
    views = [
        sending.progress(t, Progress(**facts), SMALLEST),
        sending.account(t, account, SMALLEST),
        sending.ended(t, account, SMALLEST),
    ]
    for view in views:
        assert 0 < len(view.html) <= 4096
        assert "<b>”" not in view.html
        assert all(len(b.data.encode()) <= 64 for row in view.rows for b in row)
    assert views[2].rows == ()


def test_what_makes_no_sense_has_no_button():
    def labels(state, deed="send", **counts):
        it = Account(occurrence_id=1, bulletin_id=1, title="x", author_id=1, stopped=False, counts=counts, deed=deed, state=state)  # fmt: skip
        return [row[0].data.split(":")[1] for row in sending.account(words("en"), it, 5).rows]

    assert labels("sent", sent=5) == ["correct", "ask", "follow"]
    assert labels("sent", sent=5, unreachable=1, unknown=1) == ["correct", "ask", "failed", "unknown", "follow"]  # fmt: skip
    assert labels("sent", gone=3) == []
    assert labels("cancelled", sent=1, stopped=3) == ["correct", "ask", "follow"]
    assert labels("recalled", "recall", sent=1, unreachable=3) == ["failed"]
    assert labels("sent", "edit", sent=1, unreachable=3) == ["failed"]


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_what_a_standstill_broke_off_asks_with_resume_and_stop(language):
    it = Bulletin(id=7, author_id=1, version=3, state="paused", texts={"en": check_text("x")})
    (row,) = sending.unfinished(words(language), it).rows
    assert [button.data for button in row] == ["sending:resume:7:3", "sending:stop:7:3"]
