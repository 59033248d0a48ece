"""Bulletins in SQL: every change is compare-and-set on the version that its maker saw."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from content.bulletins.text import BulletinText
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, State
from scheduler.errors import Refused

QUEUE: tuple[State, ...] = ("review", "held", "scheduled", "sending")


class Bulletins:
    """Drafts, what waits, and the archive of what was sent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def draft(self, author_id: int, now: datetime) -> Bulletin:
        """Begin an empty draft."""
        async with self._db.write() as c:
            fresh = Bulletin(id=0, author_id=author_id)
            values = {**_columns(fresh), "written_at": now}
            begin = sa.insert(t.bulletin).values(values).returning(t.bulletin.c.id)
            return await load(c, (await c.execute(begin)).scalar_one())

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
    ) -> Bulletin:
        """
        Apply *change* to the bulletin and store it; its schedule follows in the same transaction.

        Raises Refused if *version* is given and somebody changed the bulletin since.
        """
        async with self._db.write() as c:
            await c.execute(
                sa.select(t.bulletin.c.id).where(t.bulletin.c.id == bulletin_id).with_for_update()
            )
            seen = await load(c, bulletin_id)
            if version is not None and seen.version != version:
                raise Refused("bulletin_changed")
            changed = change(seen)
            await c.execute(
                sa.update(t.bulletin)
                .where(t.bulletin.c.id == bulletin_id)
                .values(_columns(changed))
            )
            await _store_texts(c, changed)
            await _store_schedule(c, seen, changed, now)
            return changed

    async def queue(self) -> Sequence[Bulletin]:
        """Return what waits or is under way, in the order of its time."""
        return await self._list(
            t.bulletin.c.state.in_(QUEUE), sa.nulls_first(t.bulletin.c.at.asc()), limit=20
        )

    async def archive(self, limit: int) -> Sequence[Bulletin]:
        """Return what was sent, the latest first."""
        return await self._list(t.bulletin.c.state == "sent", t.bulletin.c.sent_at.desc(), limit)

    async def _list(self, where: Any, order: Any, limit: int) -> Sequence[Bulletin]:
        async with self._db.read() as c:
            wanted = sa.select(t.bulletin.c.id).where(where).order_by(order, t.bulletin.c.id)
            ids = (await c.scalars(wanted.limit(limit))).all()
            return [await load(c, found) for found in ids]


async def load(c: AsyncConnection, bulletin_id: int) -> Bulletin:
    """Read one bulletin inside a transaction; raise Refused if there is none."""
    row = (
        (await c.execute(sa.select(t.bulletin).where(t.bulletin.c.id == bulletin_id)))
        .mappings()
        .first()
    )
    if row is None:
        raise Refused("bulletin_missing")
    texts = await c.execute(
        sa.select(t.bulletin_text).where(t.bulletin_text.c.bulletin_id == bulletin_id)
    )
    return _bulletin(row, {r.language: BulletinText(html=r.html, title=r.title) for r in texts})


def _bulletin(row: sa.RowMapping, texts: Mapping[Any, BulletinText]) -> Bulletin:
    return Bulletin(
        id=row["id"],
        author_id=row["author_id"],
        state=row["state"],
        version=row["version"],
        texts=texts,
        audience=Audience(
            topics=frozenset(row["topics"]),
            languages=frozenset(row["languages"]),
            kinds=frozenset(row["kinds"]),
        ),
        at=row["at"],
        approved_by=frozenset(row["approved_by"]),
        crash_rule=row["crash_rule"],
    )


def _columns(it: Bulletin) -> dict[str, Any]:
    return {
        "author_id": it.author_id,
        "state": it.state,
        "version": it.version,
        "topics": sorted(it.audience.topics),
        "languages": sorted(it.audience.languages),
        "kinds": sorted(it.audience.kinds),
        "at": it.at,
        "approved_by": sorted(it.approved_by),
        "crash_rule": it.crash_rule,
    }


async def _store_texts(c: AsyncConnection, it: Bulletin) -> None:
    mine = t.bulletin_text.c.bulletin_id == it.id
    await c.execute(sa.delete(t.bulletin_text).where(mine))
    rows = [
        {"bulletin_id": it.id, "language": language, "html": text.html, "title": text.title}
        for language, text in it.texts.items()
    ]
    if rows:
        await c.execute(sa.insert(t.bulletin_text), rows)


async def _store_schedule(
    c: AsyncConnection, before: Bulletin, after: Bulletin, now: datetime
) -> None:
    """Entering *scheduled* sets the schedule's next instant; leaving it by hand clears it."""
    if before.state == after.state:
        return
    next_at = (after.at or now) if after.state == "scheduled" else None
    mine = t.schedule.c.bulletin_id == after.id
    moved = await c.execute(
        sa.update(t.schedule).where(mine).values(next_at=next_at, version=t.schedule.c.version + 1)
    )
    if not moved.rowcount:
        await c.execute(
            sa.insert(t.schedule).values(bulletin_id=after.id, next_at=next_at, version=1)
        )
