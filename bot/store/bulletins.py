"""Bulletins in SQL: every change is compare-and-set on the version that its maker saw."""

from collections.abc import Callable, Mapping, Sequence
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
from bot.store.once import first_time
from bot.store.tabs import ORDER, found_under, leaves, series, single
from bot.store.undo import UNDO_WITHIN, memory, undone
from scheduler.bulletins import Bulletin, State
from scheduler.errors import Refused
from scheduler.plans import earliest
from scheduler.roles import Member
from scheduler.tabs import TABS, Tab
from scheduler.weeks import Planned, instants

QUEUE: tuple[State, ...] = ("review", "held", "scheduled", "sending", "paused")
MOST_OF_A_WEEK = 200


class Bulletins:
    """Drafts, what waits, and the archive of what was sent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def draft(self, author_id: int, now: datetime, *, zone: str = "UTC") -> Bulletin:
        """Begin an empty draft."""
        return await self.add(Bulletin(id=0, author_id=author_id, zone=zone), now)

    async def add(self, it: Bulletin, now: datetime) -> Bulletin:
        """Write a new bulletin and return it with its id."""
        async with self._db.write() as c:
            if not await first_time(c):
                return await newest(c, it.author_id)
            begun = await begin(c, it, now)
            signed = Signed(by=it.author_id, act="draft")
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
            if not await first_time(c):
                return await load(c, bulletin_id)
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
            if not await first_time(c):
                return await load(c, bulletin_id)
            kept = await c.scalar(
                sa.select(t.bulletin.c.undo).where(t.bulletin.c.id == bulletin_id)
            )
            it = await apply(
                c,
                bulletin_id,
                lambda seen: undone(seen, kept, now=now),
                version=version,
                now=now,
                signed=Signed(by=by, act="undo"),
            )
            await _require_standing(c, it)
            return it

    async def queue(self) -> Sequence[Bulletin]:
        """Return what waits or is under way, in the order of its time."""
        return await self._list(
            t.bulletin.c.state.in_(QUEUE), sa.nulls_first(t.bulletin.c.at.asc()), limit=20
        )

    async def tab(
        self, tab: Tab, member: Member, *, limit: int, skip: int = 0
    ) -> Sequence[Bulletin]:
        """Return what somebody of the team finds under a tab of the queue."""
        return await self._list(found_under(tab, member), ORDER[tab], limit, skip)

    async def counts(self, member: Member) -> Mapping[Tab, int]:
        """Return how many bulletins somebody of the team finds under each tab."""
        count = sa.select(sa.func.count()).select_from(t.bulletin)
        wanted = [count.where(found_under(tab, member)).scalar_subquery() for tab in TABS]
        async with self._db.read() as c:
            found = (await c.execute(sa.select(*wanted))).one()
        return dict(zip(TABS, found, strict=True))

    async def between(
        self, since: datetime, until: datetime, *, member: Member, now: datetime
    ) -> Sequence[Planned]:
        """Return what goes or went out from *since* until before *until*, in its order."""
        when = leaves(now)
        once = sa.select(t.bulletin.c.id, when.label("at")).where(
            single(since, until, member=member, now=now)
        )
        async with self._db.read() as c:
            rows = (await c.execute(once.order_by(when).limit(MOST_OF_A_WEEK))).all()
            found = [Planned(at=row.at, bulletin=await load(c, row.id)) for row in rows]
        for it in await self._list(series(member), t.bulletin.c.id, MOST_OF_A_WEEK):
            coming = instants(it, since=since, until=until)
            found += [Planned(at=at, bulletin=it) for at in coming]
        return sorted(found, key=lambda it: (it.at, it.bulletin.id))

    async def archive(self, limit: int) -> Sequence[Bulletin]:
        """Return what was sent, the latest first; a correction is found in what it corrects."""
        sent = sa.and_(t.bulletin.c.state == "sent", t.bulletin.c.corrects.is_(None))
        return await self._list(sent, t.bulletin.c.sent_at.desc(), limit)

    async def _list(self, where: Any, order: Any, limit: int, skip: int = 0) -> Sequence[Bulletin]:
        async with self._db.read() as c:
            wanted = sa.select(t.bulletin.c.id).where(where).order_by(order, t.bulletin.c.id)
            ids = (await c.scalars(wanted.limit(limit).offset(skip))).all()
            return [await load(c, found) for found in ids]


async def begin(c: AsyncConnection, it: Bulletin, now: datetime) -> Bulletin:
    """Write a new bulletin inside a transaction and return it with its id."""
    values = {**to_columns(it), "written_at": now}
    writing = sa.insert(t.bulletin).values(values).returning(t.bulletin.c.id)
    written = replace(it, id=(await c.execute(writing)).scalar_one())
    await store_texts(c, written.id, written.texts)
    return written


async def newest(c: AsyncConnection, author_id: int) -> Bulletin:
    """Return what an author began last: where an update is handled again, that it made."""
    mine = sa.select(sa.func.max(t.bulletin.c.id)).where(t.bulletin.c.author_id == author_id)
    return await load(c, int(await c.scalar(mine) or 0))


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
    await c.execute(
        sa.update(t.bulletin)
        .where(t.bulletin.c.id == bulletin_id)
        .values({**to_columns(changed), "undo": None})
    )
    if undoable:
        await remember(c, changed, seen, now)
    if changed.texts != seen.texts:
        await store_texts(c, changed.id, changed.texts)
    await store_schedule(c, seen, changed, now)
    if signed:
        await sign(c, signed, now, bulletin_id=bulletin_id)
    return changed


async def remember(c: AsyncConnection, it: Bulletin, before: Bulletin, now: datetime) -> None:
    """Keep what a bulletin goes back to if its change is undone."""
    kept = memory(before, version=it.version, until=now + UNDO_WITHIN)
    await c.execute(sa.update(t.bulletin).where(t.bulletin.c.id == it.id).values(undo=kept))


async def _require_standing(c: AsyncConnection, it: Bulletin) -> None:
    """Raise Refused if a correction would come back to a bulletin that was recalled meanwhile."""
    if it.corrects is not None and (await load(c, it.corrects)).state == "recalled":
        raise Refused("already_recalled")


async def lock(c: AsyncConnection, bulletin_id: int) -> Bulletin:
    """
    Read one bulletin and keep others from changing it until the transaction ends.

    What a correction corrects is locked with it, and first, as by all who change both: it is the
    older one, so that it has the lower id.
    """
    b, mine = t.bulletin.c, t.bulletin.alias().c
    target = sa.select(mine.corrects).where(mine.id == bulletin_id).scalar_subquery()
    both = sa.select(b.id).where(sa.or_(b.id == bulletin_id, b.id == target)).order_by(b.id)
    await c.execute(both.with_for_update())
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
