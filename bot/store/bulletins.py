"""Bulletins in SQL: every change is compare-and-set on the version that its maker saw."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed, sign
from bot.store.bulletin_rows import load, store_texts, to_columns
from bot.store.database import Database
from bot.store.occurrences import go_on
from bot.store.undo import UNDO_WITHIN, memory, undone
from scheduler.bulletins import Bulletin, State
from scheduler.errors import Refused
from scheduler.plans import earliest
from scheduler.roles import Member

QUEUE: tuple[State, ...] = ("review", "held", "scheduled", "sending", "paused")
_AFTERWARDS: tuple[State, ...] = ("sent", "stopped", "cancelled", "recalled")


class Bulletins:
    """Drafts, what waits, and the archive of what was sent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def draft(self, author_id: int, now: datetime, *, zone: str = "UTC") -> Bulletin:
        """Begin an empty draft."""
        return await self.add(Bulletin(id=0, author_id=author_id, zone=zone), now)

    async def add(self, it: Bulletin, now: datetime, *, signed: Signed | None = None) -> Bulletin:
        """Write a new bulletin and return it with its id."""
        signed = signed or Signed(by=it.author_id, act="draft")
        async with self._db.write() as c:
            begun = await begin(c, it, now)
            await sign(c, signed, now, bulletin_id=begun.id)
            return begun

    async def get(self, bulletin_id: int) -> Bulletin:
        """Return a bulletin; raise Refused if there is none."""
        async with self._db.read() as c:
            return await load(c, bulletin_id)

    async def change(
        self,
        bulletin_id: int,
        change: Callable[[Bulletin], Bulletin],
        *,
        version: int | None = None,
        now: datetime,
        signed: Signed | None = None,
        undoable: bool = False,
    ) -> Bulletin:
        """
        Apply *change* to the bulletin and store it; its schedule follows in the same transaction.

        Raises Refused if *version* is given and somebody changed the bulletin since. An *undoable*
        change can be taken back for UNDO_WITHIN.
        """
        async with self._db.write() as c:
            return await apply(
                c,
                bulletin_id,
                change,
                version=version,
                now=now,
                signed=signed,
                undoable=undoable,
            )

    async def undo(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """Take the last change back; raise Refused if it is too late, or not the last any more."""
        async with self._db.write() as c:
            kept = await c.scalar(
                sa.select(t.bulletin.c.undo).where(t.bulletin.c.id == bulletin_id)
            )
            return await apply(
                c,
                bulletin_id,
                lambda seen: undone(seen, kept, now=now),
                version=version,
                now=now,
                signed=Signed(by=by, act="undo"),
            )

    async def queue(self) -> Sequence[Bulletin]:
        """Return what waits or is under way, in the order of its time."""
        return await self._list(
            t.bulletin.c.state.in_(QUEUE), sa.nulls_first(t.bulletin.c.at.asc()), limit=20
        )

    async def drafts(self, member: Member) -> Sequence[Bulletin]:
        """Return the drafts that somebody of the team may open, the latest first."""
        b = t.bulletin.c
        mine = sa.or_(b.author_id == member.user_id, b.shared, sa.literal(member.may("appoint")))
        return await self._list(sa.and_(b.state == "draft", mine), b.written_at.desc(), limit=20)

    async def between(self, since: datetime, until: datetime) -> Sequence[Bulletin]:
        """Return what goes or went out from *since* until before *until*, by its time."""
        b = t.bulletin.c
        when = sa.func.coalesce(b.sent_at, b.at)
        shown = (*QUEUE, "sent", "stopped")
        inside = sa.and_(b.state.in_(shown), when >= since, when < until, b.corrects.is_(None))
        return await self._list(inside, when, limit=200)

    async def archive(self, limit: int) -> Sequence[Bulletin]:
        """Return what was sent, the latest first; a correction is found in what it corrects."""
        sent = sa.and_(t.bulletin.c.state == "sent", t.bulletin.c.corrects.is_(None))
        return await self._list(sent, t.bulletin.c.sent_at.desc(), limit)

    async def latest(self, limit: int) -> Sequence[Bulletin]:
        """Return what left last, whatever became of it afterwards."""
        left = sa.and_(
            t.bulletin.c.state.in_(_AFTERWARDS),
            t.bulletin.c.sent_at.is_not(None),
            t.bulletin.c.corrects.is_(None),
        )
        return await self._list(left, t.bulletin.c.sent_at.desc(), limit)

    async def _list(self, where: Any, order: Any, limit: int) -> Sequence[Bulletin]:
        async with self._db.read() as c:
            wanted = sa.select(t.bulletin.c.id).where(where).order_by(order, t.bulletin.c.id)
            ids = (await c.scalars(wanted.limit(limit))).all()
            return [await load(c, found) for found in ids]


async def begin(c: AsyncConnection, it: Bulletin, now: datetime) -> Bulletin:
    """Write a new bulletin inside a transaction and return it with its id."""
    values = {**to_columns(it), "written_at": now}
    writing = sa.insert(t.bulletin).values(values).returning(t.bulletin.c.id)
    written = replace(it, id=(await c.execute(writing)).scalar_one())
    await store_texts(c, written.id, written.texts)
    return written


async def apply(
    c: AsyncConnection,
    bulletin_id: int,
    change: Callable[[Bulletin], Bulletin],
    *,
    version: int | None = None,
    now: datetime,
    signed: Signed | None = None,
    undoable: bool = False,
) -> Bulletin:
    """Change a bulletin as `Bulletins.change` does, inside a transaction."""
    seen = await lock(c, bulletin_id)
    if version is not None and seen.version != version:
        raise Refused("bulletin_changed")
    changed = change(seen)
    undo = memory(seen, until=now + UNDO_WITHIN) if undoable else None
    await c.execute(
        sa.update(t.bulletin)
        .where(t.bulletin.c.id == bulletin_id)
        .values({**to_columns(changed), "undo": undo})
    )
    if changed.texts != seen.texts:
        await store_texts(c, changed.id, changed.texts)
    await store_schedule(c, seen, changed, now)
    if signed:
        await sign(c, signed, now, bulletin_id=bulletin_id)
    return changed


async def lock(c: AsyncConnection, bulletin_id: int) -> Bulletin:
    """Read one bulletin and keep others from changing it until the transaction ends."""
    mine = sa.select(t.bulletin.c.id).where(t.bulletin.c.id == bulletin_id)
    await c.execute(mine.with_for_update())
    return await load(c, bulletin_id)


async def store_schedule(
    c: AsyncConnection, before: Bulletin, after: Bulletin, now: datetime
) -> None:
    """Entering *scheduled* sets the schedule's next instant; leaving it by hand clears it."""
    if before.state == after.state and before.plan == after.plan:
        return
    if before.state == "scheduled" and after.corrects is not None:
        await _let_go(c, after.corrects)
    next_at = await next_instant(c, after, now) if after.state == "scheduled" else None
    mine = t.schedule.c.bulletin_id == after.id
    moved = await c.execute(
        sa.update(t.schedule).where(mine).values(next_at=next_at, version=t.schedule.c.version + 1)
    )
    if not moved.rowcount:
        await c.execute(
            sa.insert(t.schedule).values(bulletin_id=after.id, next_at=next_at, version=1)
        )


async def next_instant(c: AsyncConnection, it: Bulletin, now: datetime) -> datetime:
    """Return when a bulletin is due: at readers' local time, for the first of them."""
    if it.at is None:
        return now
    if not it.local:
        return it.at
    zones = sa.select(t.subscriber.c.zone).where(t.subscriber.c.status == "active").distinct()
    return max(now, earliest(it.at, zone=it.zone, readers=await c.scalars(zones)))


async def _let_go(c: AsyncConnection, bulletin_id: int) -> None:
    """Let a bulletin go on that was held for its correction, unless somebody paused it."""
    if (await load(c, bulletin_id)).state == "sending":
        await go_on(c, bulletin_id)
