"""The end of an occurrence in SQL: what expires, what is finished, the counts that stay."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletins import load
from bot.store.database import Database
from bot.store.subscribers import WITHDRAWABLE
from scheduler.outcomes import Account

OPEN = (*WITHDRAWABLE, "sending")
_d = t.delivery.c


class Accounts:
    """Implements scheduler.ports.Accounts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def expire(self, now: datetime) -> None:
        """Close the rows that nobody wants any more; those of a paused occurrence stay."""
        o = t.occurrence.c
        past = sa.select(o.id).where(o.closed_at.is_(None), ~o.paused, o.expires_at <= now)
        late = await self._db.look(lambda c: c.scalars(past).all())
        if late:
            mine = _d.occurrence_id.in_(late), _d.state == "pending"
            async with self._db.write() as c:
                await c.execute(sa.update(t.delivery).where(*mine).values(state="expired"))

    async def finish(self, now: datetime) -> Sequence[Account]:
        """Close occurrences that have no open row; return the accounts of bulletins."""
        busy = sa.exists().where(_d.occurrence_id == t.occurrence.c.id, _d.state.in_(OPEN))
        done = sa.select(t.occurrence).where(t.occurrence.c.closed_at.is_(None), ~busy)
        found = await self._db.look(lambda c: c.execute(done).all())
        accounts = [await self._close(row, now) for row in found]
        return [account for account in accounts if account]

    async def _close(self, row: Any, now: datetime) -> Account | None:
        """Close one occurrence; None for a card, and where another process was first."""
        async with self._db.write() as c:
            counts = await _counts(c, row.id)
            closed = await c.execute(
                sa.update(t.occurrence)
                .where(t.occurrence.c.id == row.id, t.occurrence.c.closed_at.is_(None))
                .values(closed_at=now, counts=counts)
            )
            if row.bulletin_id is None or not closed.rowcount:
                return None
            await c.execute(
                sa.update(t.bulletin)
                .where(t.bulletin.c.id == row.bulletin_id, t.bulletin.c.state == "sending")
                .values(state="stopped" if row.stopped else "sent", sent_at=now)
            )
            bulletin = await load(c, row.bulletin_id)
            return Account(
                bulletin_id=bulletin.id,
                title=bulletin.title,
                author_id=bulletin.author_id,
                stopped=row.stopped,
                counts=counts,
            )

    async def drop_before(self, instant: datetime) -> None:
        """Delete the rows of occurrences closed before *instant*; their totals stay."""
        old = sa.select(t.occurrence.c.id).where(t.occurrence.c.closed_at < instant)
        async with self._db.write() as c:
            await c.execute(sa.delete(t.delivery).where(_d.occurrence_id.in_(old)))


async def _counts(c: AsyncConnection, occurrence_id: int) -> dict[str, int]:
    """Count rows by state, and how many of them may have arrived twice or not at all."""
    totals = await c.execute(
        sa.select(_d.state, sa.func.count())
        .where(_d.occurrence_id == occurrence_id)
        .group_by(_d.state)
    )
    counts = {state: int(total) for state, total in totals}
    uncertain = await c.scalar(
        sa.select(sa.func.count()).where(_d.occurrence_id == occurrence_id, _d.doubts > 0)
    )
    return {**counts, "uncertain": int(uncertain or 0)}
