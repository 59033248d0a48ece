"""How bulletins get on, in SQL: compare-and-set decides who reports; counting reads an index."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.database import Database
from scheduler.progress import Progress, Sight

_SOON = timedelta(minutes=1)
"""What waits longer than this waits for quiet hours to end, not for another try."""
_o, _d = t.occurrence.c, t.delivery.c


class Reports:
    """Implements scheduler.ports.Watching, and tells the desk how a bulletin gets on."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def under_way(self) -> Sequence[Sight]:
        """Return the bulletins that are being sent, edited, recalled or paused."""
        open_ones = sa.select(t.occurrence).where(
            _o.closed_at.is_(None), _o.bulletin_id.is_not(None)
        )
        found = await self._db.look(lambda c: c.execute(open_ones.order_by(_o.id)).all())
        return [
            Sight(
                occurrence_id=row.id,
                reported_at=row.reported_at or row.due_at,
                message_id=row.report_message_id,
            )
            for row in found
        ]

    async def take(self, sight: Sight, now: datetime) -> bool:
        """Take the report that is due now; False if another process did."""
        seen = sa.func.coalesce(_o.reported_at, _o.due_at) == sa.literal(
            sight.reported_at, t.Instant
        )
        return await self._note(sight, seen, reported_at=now)

    async def count(self, sight: Sight, now: datetime) -> Progress | None:
        """Return how it gets on; None if it has ended meanwhile."""
        mine = _o.id == sight.occurrence_id, _o.closed_at.is_(None)
        async with self._db.read() as c:
            row = (await c.execute(sa.select(t.occurrence).where(*mine))).first()
            return await _progress(c, row, now) if row else None

    async def reported(self, sight: Sight, *, message_id: int | None, at: datetime) -> None:
        """Note the message that shows the progress, and the instant of its last report."""
        await self._note(sight, reported_at=at, report_message_id=message_id)

    async def of(self, bulletin_id: int, now: datetime) -> Progress | None:
        """Return how a bulletin got on; None if nothing of it was ever due."""
        last = sa.select(t.occurrence).where(_o.bulletin_id == bulletin_id)
        async with self._db.read() as c:
            row = (await c.execute(last.order_by(_o.id.desc()).limit(1))).first()
            return await _progress(c, row, now) if row else None

    async def _note(self, sight: Sight, *where: Any, **values: Any) -> bool:
        mine = _o.id == sight.occurrence_id, _o.closed_at.is_(None)
        async with self._db.write() as c:
            noted = await c.execute(sa.update(t.occurrence).where(*mine, *where).values(values))
            return noted.rowcount == 1


async def _progress(c: AsyncConnection, row: Any, now: datetime) -> Progress:
    bulletin = await load(c, row.bulletin_id)
    counts = row.counts or await _states(c, row.id)
    return Progress(
        bulletin_id=bulletin.id,
        version=bulletin.version,
        title=bulletin.title,
        author_id=bulletin.author_id,
        deed=row.deed,
        state=bulletin.state,
        counts=counts,
        quiet=await _quiet(c, row.id, now) if counts.get("pending") else 0,
    )


async def _states(c: AsyncConnection, occurrence_id: int) -> dict[str, int]:
    mine = _d.occurrence_id == occurrence_id
    totals = sa.select(_d.state, sa.func.count()).where(mine).group_by(_d.state)
    return {state: int(total) for state, total in await c.execute(totals)}


async def _quiet(c: AsyncConnection, occurrence_id: int, now: datetime) -> int:
    mine = _d.occurrence_id == occurrence_id, _d.state == "pending", _d.not_before > now + _SOON
    return int(await c.scalar(sa.select(sa.func.count()).where(*mine)) or 0)
