"""What readers send to the team: bounds, one answer, drafts made of it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bulletins.media import MAX_ALBUM, AlbumError, Media
from content.bulletins.text import TextLengthError
from scheduler.bulletins import OPEN, Bulletin
from scheduler.errors import Refused
from scheduler.threads import (
    MAX_LETTER,
    Thread,
    accepted,
    added,
    answered,
    check_rate,
    closed,
    draft_from,
    retracted,
    sent,
    withdrawn,
)

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PHOTO = Media(kind="photo", file_id="p")
BEGUN = Thread(id=1, code="K7M2", kind="contribution", chat_id=5, language="ug", at=NOW)


def opened(**changes):
    return replace(BEGUN, state="open", text="Hello", **changes)


@given(st.lists(st.tuples(st.text(max_size=1_200), st.integers(0, 4)), max_size=6))
def test_what_is_written_step_by_step_never_passes_the_bounds_and_loses_nothing(steps):
    it, kept = BEGUN, []
    for text, photos in steps:
        try:
            it = added(it, text=text, photos=[PHOTO] * photos, now=NOW)
        except (TextLengthError, AlbumError):
            continue
        kept.append(text.strip())
    assert len(it.text) <= MAX_LETTER
    assert len(it.media) <= MAX_ALBUM
    assert it.text == "\n\n".join(text for text in kept if text)


def test_nothing_empty_is_sent_and_nothing_is_sent_twice():
    with pytest.raises(Refused, match="nothing_typed"):
        sent(BEGUN, NOW)
    over = sent(added(BEGUN, text="", photos=[PHOTO], now=NOW), NOW)
    assert over.state == "open"
    with pytest.raises(Refused, match="thread_closed"):
        sent(over, NOW)


@given(st.lists(st.sampled_from(["accept", "answer", "close", "withdraw"]), max_size=6))
def test_one_answer_one_draft_and_nothing_after_it_was_withdrawn(acts):
    do = {
        "accept": lambda it: accepted(it, bulletin_id=7, now=NOW),
        "answer": lambda it: answered(it, NOW),
        "close": lambda it: closed(it, NOW),
        "withdraw": lambda it: withdrawn(it, NOW),
    }
    it, done = opened(), []
    for act in acts:
        try:
            it = do[act](it)
        except Refused:
            continue
        done.append(act)
    before = done[: done.index("withdraw")] if "withdraw" in done else done
    assert set(done[len(before) :]) <= {"withdraw"}
    assert before in ([], ["accept"], ["accept", "answer"], ["answer"], ["close"])
    if "withdraw" in done:
        assert (it.text, it.media) == ("", ())


def test_no_draft_is_made_of_feedback():
    with pytest.raises(Refused, match="thread_closed"):
        accepted(opened(kind="feedback"), bulletin_id=7, now=NOW)


def test_a_fourth_within_a_day_is_too_many():
    check_rate(2)
    with pytest.raises(Refused, match="too_often"):
        check_rate(3)


def test_a_draft_holds_the_words_as_they_came_and_a_long_text_no_single_photo():
    draft = draft_from(opened(media=(PHOTO,)), author_id=1, zone="Asia/Urumqi")
    assert draft.texts["ug"].html == "Hello"
    assert draft.media == (PHOTO,)
    marked = draft_from(replace(opened(), text="1 < 2 & <b>"), author_id=1, zone="UTC")
    assert marked.texts["ug"].html == "1 &lt; 2 &amp; &lt;b&gt;"
    long = replace(opened(media=(PHOTO,)), text="x" * 1_025)
    assert draft_from(long, author_id=1, zone="UTC").media == ()
    assert draft_from(replace(long, media=(PHOTO,) * 2), author_id=1, zone="UTC").media


@pytest.mark.parametrize("state", [*sorted(OPEN), "cancelled", "skipped"])
def test_a_retracted_draft_is_empty_and_will_not_leave(state):
    draft = replace(draft_from(opened(), author_id=1, zone="UTC"), state=state)
    gone = retracted(draft)
    assert gone.state in {"cancelled", "skipped"}
    assert (gone.texts, gone.media) == ({}, ())
    assert isinstance(gone, Bulletin)
