"""Threads in the tables: one chat's, the team's, and when they die."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from bot.store.audit import Audit
from bot.store.bulletins import Bulletins
from bot.store.contributions import Contributions
from bot.store.inbox import Inbox, Letter
from bot.store.once import handling
from bot.store.operations import Operations
from bot.store.runners import LONER
from bot.store.subscribers import Subscribers
from bot.store.threads import Threads
from content.bulletins.media import Media
from scheduler.bulletins import changed
from scheduler.errors import Refused
from scheduler.handing_in import submitted
from scheduler.offspring import duplicate, instalment
from scheduler.plans import Plan
from tests.bot.test_store import address, db

__all__ = ["address", "db"]
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
READER, OTHER, EDITOR = 2003, 2004, 1001
PHOTO = Media(kind="photo", file_id="p")


@pytest.fixture
def chats(db):
    return Contributions(db)


@pytest.fixture
def threads(db):
    return Threads(db)


async def contribute(chats, chat=READER, text="Words", now=NOW):
    code = (await chats.begin(chat, "ug", now)).code
    await chats.add(code, chat_id=chat, text=text, photos=[PHOTO], now=now)
    return (await chats.send(code, chat_id=chat, now=now)).code


async def rows(db):
    async with db.read() as c:
        return (await c.execute(sa.select(t.thread).order_by(t.thread.c.id))).all()


async def test_what_is_not_sent_is_kept_and_nobody_of_the_team_finds_it(chats, threads):
    begun = await chats.begin(READER, "ug", NOW)
    await chats.add(begun.code, chat_id=READER, text="One", photos=[], now=NOW)
    again = await chats.begin(READER, "zh", NOW + DAY)
    assert (again.code, again.text) == (begun.code, "One")
    assert await threads.waiting(offset=0, limit=5) == ([], 0)
    with pytest.raises(Refused):
        await threads.get(begun.code)


async def test_another_chat_cannot_add_send_withdraw_or_throw_away_by_the_code(chats, db):
    code = (await chats.begin(READER, "ug", NOW)).code
    await chats.add(code, chat_id=READER, text="One", photos=[], now=NOW)
    for act in (
        chats.add(code, chat_id=OTHER, text="no", photos=[], now=NOW),
        chats.send(code, chat_id=OTHER, now=NOW),
        chats.withdraw(code, chat_id=OTHER, now=NOW),
    ):
        with pytest.raises(Refused, match="thread_closed"):
            await act
    await chats.discard(code, chat_id=OTHER)
    assert [row.text for row in await rows(db)] == ["One"]


async def test_codes_are_new_for_each_thread(chats):
    codes = {await contribute(chats, chat=READER + n) for n in range(30)}
    assert len(codes) == 30
    assert all(len(code) == 4 and code.isalnum() for code in codes)


async def test_three_of_a_kind_a_day_withdrawn_ones_too(chats):
    for _ in range(3):
        await chats.withdraw(await contribute(chats), chat_id=READER, now=NOW)
        await chats.send_feedback(READER, "en", "Hello", NOW)
    for act in (chats.begin(READER, "ug", NOW), chats.send_feedback(READER, "en", "no", NOW)):
        with pytest.raises(Refused, match="too_often"):
            await act
    await contribute(chats, chat=OTHER)
    await contribute(chats, now=NOW + DAY + HOUR)


async def test_contributions_go_first_and_the_newest_first_in_pages(chats, threads):
    feedback = (await chats.send_feedback(OTHER, "en", "Hello", NOW + 9 * HOUR)).code
    codes = [await contribute(chats, chat=READER + n, now=NOW + n * HOUR) for n in range(6)]
    first, total = await threads.waiting(offset=0, limit=5)
    second, _ = await threads.waiting(offset=5, limit=5)
    assert total == 7
    assert [it.code for it in (*first, *second)] == [*reversed(codes), feedback]


async def test_withdrawing_erases_at_once_and_cancels_the_draft_in_the_programs_own_name(
    chats, threads, db
):
    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    gone = await chats.withdraw(code, chat_id=READER, now=NOW)
    assert gone is not None
    assert (gone.id, gone.author_id, gone.state) == (draft.id, EDITOR, "cancelled")
    assert (gone.texts, gone.media) == ({}, ())
    (row,) = await rows(db)
    assert (row.text, row.media, row.state) == ("", [], "withdrawn")
    latest = (await Audit(db).latest(1))[0]
    assert (latest.act, latest.actor_id, latest.bulletin_id) == ("cancel", None, draft.id)
    assert latest.detail == "withdrawn by the contributor"
    assert await chats.withdraw(code, chat_id=READER, now=NOW) is None
    with pytest.raises(Refused, match="thread_closed"):
        await threads.answer(code, by=EDITOR, now=NOW)


async def test_a_scheduled_draft_is_cancelled_and_one_that_was_thrown_away_is_emptied(
    chats, threads, db
):
    bulletins = Bulletins(db)
    scheduled, dropped = [await contribute(chats), await contribute(chats)]
    for code, state in ((scheduled, "scheduled"), (dropped, "cancelled")):
        draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
        await bulletins.change(draft.id, _became(state), now=NOW)
        told = await chats.withdraw(code, chat_id=READER, now=NOW)
        assert (told is not None) == (state == "scheduled")
        it = await bulletins.get(draft.id)
        assert (it.state, it.texts, it.media) == ("cancelled", {}, ())


@pytest.mark.parametrize("state", ["sending", "sent", "stopped", "recalled"])
async def test_what_has_left_cannot_be_withdrawn(chats, threads, db, state):
    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    await Bulletins(db).change(draft.id, _became(state), now=NOW)
    with pytest.raises(Refused, match="contribution_published"):
        await chats.withdraw(code, chat_id=READER, now=NOW)
    assert (await threads.get(code)).text == "Words"


async def test_who_acts_second_on_a_thread_is_refused_and_makes_no_second_draft(chats, threads, db):
    code = await contribute(chats)
    await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    for act in (
        threads.accept(code, by=1002, zone="UTC", now=NOW),
        threads.close(code, by=1002, now=NOW),
    ):
        with pytest.raises(Refused, match="thread_closed"):
            await act
    await threads.answer(code, by=1002, now=NOW)
    with pytest.raises(Refused, match="thread_closed"):
        await threads.answer(code, by=EDITOR, now=NOW)
    async with db.read() as c:
        assert await c.scalar(sa.select(sa.func.count()).select_from(t.bulletin)) == 1
    entries = await Audit(db).latest(5)
    assert [(it.act, it.detail) for it in entries] == [("answer", code), ("accept", code)]


async def test_the_team_hears_once_in_fifteen_minutes_of_all_that_waits(chats, threads):
    assert await threads.arrived(NOW) == 0
    await contribute(chats)
    assert await threads.arrived(NOW) == 1
    await contribute(chats)
    assert await threads.arrived(NOW + timedelta(minutes=14)) == 0
    assert await threads.arrived(NOW + timedelta(minutes=15)) == 2
    assert await threads.arrived(NOW + DAY) == 0


async def test_mydata_shows_a_chats_threads_and_forget_erases_them(chats, threads, db):
    subscribers = Subscribers(db)
    code = await contribute(chats)
    await chats.begin(READER, "ug", NOW)
    await chats.send_feedback(OTHER, "en", "Theirs", NOW)
    held = await subscribers.everything(READER)
    assert next((it["code"], it["text"], it["media"]) for it in held["threads"]) == (
        code, "Words", [{"kind": "photo", "file_id": "p"}]
    )  # fmt: skip
    await subscribers.forget(READER, NOW)
    assert await subscribers.everything(READER) is None
    mine, theirs = await rows(db)
    assert (mine.chat_id, mine.text, mine.media, mine.state) == (None, "", [], "withdrawn")
    assert theirs.text == "Theirs"


async def test_what_is_done_with_dies_after_the_days_that_were_promised(chats, threads, db):
    keep = 30 * DAY
    closed, waiting = await contribute(chats), await contribute(chats)
    await threads.close(closed, by=EDITOR, now=NOW)
    await chats.begin(OTHER, "ug", NOW)
    await threads.clean_up(NOW + keep, keep=keep)
    assert len(await rows(db)) == 3
    await threads.clean_up(NOW + keep + HOUR, keep=keep)
    assert [row.code for row in await rows(db)] == [waiting]
    await chats.withdraw(waiting, chat_id=READER, now=NOW)
    await threads.clean_up(NOW + DAY + HOUR, keep=keep)
    assert await rows(db) == []


async def test_while_its_draft_waits_a_contribution_can_still_be_withdrawn(chats, threads, db):
    keep = 30 * DAY
    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    await threads.clean_up(NOW + 2 * keep, keep=keep)
    (row,) = await rows(db)
    assert (row.text, row.media, row.chat_id) == ("", [], READER)
    await Bulletins(db).change(draft.id, _became("sent"), now=NOW)
    await threads.clean_up(NOW + 2 * keep, keep=keep)
    assert await rows(db) == []


async def test_while_a_copy_of_its_draft_waits_a_contribution_can_still_be_withdrawn(
    chats, threads, db
):
    keep, bulletins = 30 * DAY, Bulletins(db)
    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    copy = await bulletins.add(duplicate(draft, by=EDITOR), NOW)
    await bulletins.change(draft.id, _became("cancelled"), now=NOW)
    await threads.clean_up(NOW + 2 * keep, keep=keep)
    assert (await chats.withdraw(code, chat_id=READER, now=NOW)) is None
    assert (await bulletins.get(copy.id)).texts == {}


@pytest.mark.parametrize("state", ["held", "draft"])
async def test_while_something_made_of_a_series_waits_a_contribution_can_still_be_withdrawn(
    chats, threads, db, state
):
    """The series ended; an instalment was held, or one that was skipped was copied."""
    keep, bulletins = 30 * DAY, Bulletins(db)
    code = await contribute(chats)
    series = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    if state == "held":
        last = await bulletins.add(instalment(series, state="held"), NOW)
    else:
        skipped = await bulletins.add(instalment(series, state="skipped"), NOW)
        last = await bulletins.add(duplicate(skipped, by=EDITOR), NOW)
    await bulletins.change(series.id, _became("ended"), now=NOW)
    await threads.clean_up(NOW + 2 * keep, keep=keep)
    assert (await chats.withdraw(code, chat_id=READER, now=NOW)) is None
    it = await bulletins.get(last.id)
    assert (it.state, it.texts) == ("cancelled", {})


async def test_a_series_can_be_withdrawn_that_was_only_ever_skipped(chats, threads, db):
    bulletins = Bulletins(db)
    for state in ("skipped", "sent"):
        code = await contribute(chats)
        series = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
        one = await bulletins.add(instalment(series, state=state), NOW)
        await bulletins.change(series.id, _became("ended"), now=NOW)
        if state == "sent":
            with pytest.raises(Refused, match="contribution_published"):
                await chats.withdraw(code, chat_id=READER, now=NOW)
            return
        await chats.withdraw(code, chat_id=READER, now=NOW)
        assert [(await bulletins.get(each.id)).texts for each in (series, one)] == [{}, {}]


async def test_a_withdrawn_draft_cannot_come_back(chats, threads, db):
    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    gone = await chats.withdraw(code, chat_id=READER, now=NOW)
    bulletins = Bulletins(db)
    with pytest.raises(Refused, match="undo_late"):
        await bulletins.undo(draft.id, version=gone.version, by=EDITOR, now=NOW)
    with pytest.raises(Refused):
        await bulletins.change(
            draft.id,
            lambda it: submitted(it, plan=Plan(zone="UTC"), approvals=0, now=NOW),
            now=NOW,
        )


def _became(state):
    return lambda it: changed(it, state=state)


async def test_a_duplicate_of_the_draft_is_withdrawn_too_and_one_that_left_stays(
    chats, threads, db
):
    code = await contribute(chats)
    bulletins = Bulletins(db)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    copy = await bulletins.add(duplicate(draft, by=EDITOR), NOW)
    second = await bulletins.add(duplicate(copy, by=OTHER), NOW)
    await chats.withdraw(code, chat_id=READER, now=NOW)
    for number in (draft.id, copy.id, second.id):
        it = await bulletins.get(number)
        assert (it.state, it.texts, it.media) == ("cancelled", {}, ())

    code = await contribute(chats)
    draft = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    copy = await bulletins.add(duplicate(draft, by=EDITOR), NOW)
    await bulletins.change(copy.id, lambda it: changed(it, state="sent"), now=NOW)
    await chats.withdraw(code, chat_id=READER, now=NOW)
    assert (await bulletins.get(draft.id)).texts == {}
    assert (await bulletins.get(copy.id)).texts


async def test_an_update_that_is_handled_again_adds_sends_and_makes_nothing_twice(
    chats, threads, db
):
    """As after a crash between the change and the tick in the inbox."""
    code = (await chats.begin(READER, "ug", NOW)).code
    for _ in range(2):
        with await _update(db, 1):
            added = await chats.add(code, chat_id=READER, text="One", photos=[PHOTO], now=NOW)
        assert (added.text, len(added.media)) == ("One", 1)
    for _ in range(2):
        assert (await chats.send(code, chat_id=READER, now=NOW)).state == "open"
    written = []
    for _ in range(2):
        with await _update(db, 2):
            written.append((await chats.send_feedback(READER, "ug", "Hello", NOW)).code)
    assert len(set(written)) == 1
    drafts = []
    for _ in range(2):
        with await _update(db, 3):
            drafts.append((await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)).id)
    assert drafts == [1, 1]
    told = []
    for _ in range(2):
        with await _update(db, 4):
            told.append(await chats.withdraw(code, chat_id=READER, now=NOW))
    assert [it and it.id for it in told] == [1, 1]
    assert [it.act for it in await Audit(db).latest(9)] == ["cancel", "accept"]


async def _update(db, update_id):
    letter = Letter(update_id=update_id, lane=READER, raw="{}")
    await Inbox(db, runner=LONER).store([letter], NOW)
    return handling(update_id)


async def test_of_a_series_that_has_begun_the_rest_is_withdrawn_and_nothing_is_copied(
    chats, threads, db
):
    code = await contribute(chats)
    bulletins, operations = Bulletins(db), Operations(db)
    series = await threads.accept(code, by=EDITOR, zone="UTC", now=NOW)
    await bulletins.change(series.id, lambda it: changed(it, state="scheduled"), now=NOW)
    own = await bulletins.add(instalment(await bulletins.get(series.id), state="sent"), NOW)
    await chats.withdraw(code, chat_id=READER, now=NOW)
    stopped, left = await bulletins.get(series.id), await bulletins.get(own.id)
    assert (stopped.state, stopped.texts) == ("cancelled", {})
    assert (left.state, left.texts["ug"].html) == ("sent", "Words")
    for it in (stopped, left):
        with pytest.raises(Refused, match="contribution_withdrawn"):
            await operations.duplicate(it.id, version=it.version, by=EDITOR, now=NOW)
