"""A database with an audience. It is written by SQL, because no public door enrols people."""

from datetime import UTC, datetime

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.bulletins import Bulletins
from bot.store.database import Database
from bot.store.schedules import Schedules
from bot.store.upgrade import upgrade
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.drafts import addressed, written
from scheduler.handing_in import submitted
from scheduler.plans import Plan

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TEXT = "<b>The market</b> opens at nine on Friday. Bring your own bags."
_BLOCK = 50_000


async def prepared(address, size):
    """Make a database with *size* subscribers to notices, and return it."""
    await upgrade(address, copies=None, now=NOW)
    database = Database(address)
    for first in range(1, size + 1, _BLOCK):
        people = [
            {"chat_id": n, "kind": "private", "status": "active", "language": "en", "learn": "zh",
             "zone": "Asia/Urumqi", "card_at": "19:30", "card_days": "024", "subscribed_on": NOW.date()}
            for n in range(first, min(first + _BLOCK, size + 1))
        ]  # fmt: skip
        async with database.write() as c:
            await c.execute(sa.insert(t.subscriber), people)
    async with database.write() as c:
        chosen = sa.select(t.subscriber.c.id, sa.literal("notices"))
        await c.execute(sa.insert(t.subscription).from_select(["subscriber_id", "topic"], chosen))
    return database


async def handed_in(database):
    """Hand in a bulletin for everybody, and return what is due."""
    bulletins = Bulletins(database)
    draft = await bulletins.draft(1, NOW)

    def fill(it):
        it = addressed(written(it, check_text(TEXT), "en"), Audience(topics=frozenset({"notices"})))
        return submitted(it, plan=Plan(zone="UTC", at=None), approvals=0, now=NOW)

    await bulletins.change(draft.id, fill, now=NOW)
    (due,) = await Schedules(database).due_bulletins(NOW)
    return due


async def states(database):
    """Return how many rows are in each state."""
    state = t.delivery.c.state
    async with database.read() as c:
        found = await c.execute(sa.select(state, sa.func.count()).group_by(state))
        return dict(found.all())
