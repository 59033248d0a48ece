"""Tabs, the week and undo in the store, on both databases."""

from datetime import timedelta

import pytest

from bot.store.bulletins import Bulletins
from bot.store.operations import Operations
from bot.store.schedules import Schedules
from scheduler.errors import Refused
from scheduler.handing_in import replanned
from scheduler.plans import Plan
from scheduler.roles import Member
from tests.bot.test_store import NOW, address, db, scheduled, taken

__all__ = ["address", "db"]

AUTHOR, OTHER, OWNER = (
    Member(user_id=1, role="editor"),
    Member(user_id=2, role="editor"),
    Member(user_id=3, role="owner"),
)


async def test_each_finds_under_a_tab_what_is_there_and_drafts_that_may_be_opened(db):
    bulletins = Bulletins(db)
    draft = await bulletins.draft(AUTHOR.user_id, NOW)
    later = await scheduled(db, at=NOW + timedelta(hours=1))
    counts = {"drafts": 1, "waiting": 0, "scheduled": 1, "sending": 0, "sent": 0}
    assert await bulletins.counts(AUTHOR) == await bulletins.counts(OWNER) == counts
    assert await bulletins.counts(OTHER) == {**counts, "drafts": 0}
    assert [it.id for it in await bulletins.tab("drafts", OWNER, limit=5)] == [draft.id]
    assert await bulletins.tab("drafts", OTHER, limit=5) == []
    assert [it.id for it in await bulletins.tab("scheduled", OTHER, limit=5)] == [later.id]
    assert await bulletins.tab("scheduled", OTHER, limit=5, skip=1) == []


async def test_the_week_has_what_comes_and_what_is_being_sent_now(db):
    bulletins = Bulletins(db)
    now = await scheduled(db)
    await taken(db)
    later = await scheduled(db, at=NOW + timedelta(hours=1))
    await scheduled(db, at=NOW + timedelta(days=8))
    week = NOW - timedelta(days=1), NOW + timedelta(days=6)
    found = await bulletins.between(*week, member=OTHER, now=NOW)
    assert [(it.bulletin.id, it.at) for it in found] == [(now.id, NOW), (later.id, later.at)]


async def test_what_has_left_by_itself_cannot_be_undone_by_any_button(db):
    """Its time came within the ten seconds: the version that its leaving made undoes nothing."""
    bulletins = Bulletins(db)
    it = await scheduled(db, at=NOW + timedelta(hours=1))
    soon = Plan(zone="UTC", at=NOW + timedelta(seconds=3))
    it = await bulletins.change(
        it.id,
        lambda seen: replanned(seen, plan=soon, by=AUTHOR, approvals=0, now=NOW),
        now=NOW,
        undoable=True,
    )
    later = NOW + timedelta(seconds=4)
    (due,) = await Schedules(db).due_bulletins(later)
    await Schedules(db).take_bulletin(due, "send", later)
    for version in (it.version, it.version + 1):
        with pytest.raises(Refused):
            await bulletins.undo(it.id, version=version, by=1, now=later)
    assert (await bulletins.get(it.id)).state == "sending"


async def test_a_cancel_that_is_undone_after_its_time_goes_out_with_the_next_tick(db):
    it = await scheduled(db, at=NOW + timedelta(seconds=3))
    it = await Operations(db).cancel(it.id, version=it.version, by=1, now=NOW)
    later = NOW + timedelta(seconds=5)
    assert await Schedules(db).due_bulletins(later) == []
    await Bulletins(db).undo(it.id, version=it.version, by=2, now=later)
    (due,) = await Schedules(db).due_bulletins(later)
    assert due.bulletin.id == it.id
