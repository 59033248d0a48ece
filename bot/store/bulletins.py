"""Bulletins in SQL: every change is compare-and-set on the version that its maker saw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.occurrences import go_on
from content.bulletins.text import BulletinText
from content.languages import Language
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, State
from scheduler.errors import Refused

QUEUE: tuple[State, ...] = ("review", "held", "scheduled", "sending", "paused")
_AFTERWARDS: tuple[State, ...] = ("sent", "stopped", "cancelled", "recalled")


class Bulletins:
    """Drafts, what waits, and the archive of what was sent."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def draft(self, author_id: int, now: datetime) -> Bulletin:
        """Begin an empty draft."""
        async with self._db.write() as c:
            return await begin(c, Bulletin(id=0, author_id=author_id), now)

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
            return await apply(c, bulletin_id, change, version=version, now=now)

    async def queue(self) -> Sequence[Bulletin]:
        """Return what waits or is under way, in the order of its time."""
        return await self._list(
            t.bulletin.c.state.in_(QUEUE), sa.nulls_first(t.bulletin.c.at.asc()), limit=20
        )

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
    values = {**_columns(it), "written_at": now}
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
) -> Bulletin:
    """Change a bulletin as `Bulletins.change` does, inside a transaction."""
    seen = await lock(c, bulletin_id)
    if version is not None and seen.version != version:
        raise Refused("bulletin_changed")
    changed = change(seen)
    await c.execute(
        sa.update(t.bulletin).where(t.bulletin.c.id == bulletin_id).values(_columns(changed))
    )
    await store_texts(c, changed.id, changed.texts)
    await _store_schedule(c, seen, changed, now)
    return changed


async def lock(c: AsyncConnection, bulletin_id: int) -> Bulletin:
    """Read one bulletin and keep others from changing it until the transaction ends."""
    mine = sa.select(t.bulletin.c.id).where(t.bulletin.c.id == bulletin_id)
    await c.execute(mine.with_for_update())
    return await load(c, bulletin_id)


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
        corrects=row["corrects"],
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
        "corrects": it.corrects,
    }


async def store_texts(
    c: AsyncConnection, bulletin_id: int, texts: Mapping[Language, BulletinText]
) -> None:
    """Put texts in the place of those that a bulletin had."""
    mine = t.bulletin_text.c.bulletin_id == bulletin_id
    await c.execute(sa.delete(t.bulletin_text).where(mine))
    rows = [
        {"bulletin_id": bulletin_id, "language": language, "html": text.html, "title": text.title}
        for language, text in texts.items()
    ]
    if rows:
        await c.execute(sa.insert(t.bulletin_text), rows)


async def _store_schedule(
    c: AsyncConnection, before: Bulletin, after: Bulletin, now: datetime
) -> None:
    """Entering *scheduled* sets the schedule's next instant; leaving it by hand clears it."""
    if before.state == after.state:
        return
    if before.state == "scheduled" and after.corrects is not None:
        await _let_go(c, after.corrects)
    next_at = (after.at or now) if after.state == "scheduled" else None
    mine = t.schedule.c.bulletin_id == after.id
    moved = await c.execute(
        sa.update(t.schedule).where(mine).values(next_at=next_at, version=t.schedule.c.version + 1)
    )
    if not moved.rowcount:
        await c.execute(
            sa.insert(t.schedule).values(bulletin_id=after.id, next_at=next_at, version=1)
        )


async def _let_go(c: AsyncConnection, bulletin_id: int) -> None:
    """Let a bulletin go on that was held for its correction, unless somebody paused it."""
    if (await load(c, bulletin_id)).state == "sending":
        await go_on(c, bulletin_id)
