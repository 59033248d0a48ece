"""The end of an occurrence in SQL: what expires, what is finished, the counts that stay."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.bulletins import lock
from bot.store.database import Database
from bot.store.occurrences import copy_delivered
from bot.store.recipients import AT_ONCE
from bot.store.subscribers import WITHDRAWABLE
from scheduler.bulletins import UNDER_WAY, Bulletin, State
from scheduler.outcomes import Account

OPEN = (*WITHDRAWABLE, "sending")
_BLOCK = 20_000
"""Rows closed in one transaction, so that no sender waits long for a million of them."""
TELL_AGAIN = timedelta(minutes=1)
"""An author who could not be told, or whose process died over it, is told after as long again."""
TELL_WITHIN = timedelta(days=2)
"""An account that could not be given until then stays in the list of what was sent."""
_o, _d = t.occurrence.c, t.delivery.c


class Accounts:
    """Implements scheduler.ports.Accounts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def expire(self, now: datetime) -> None:
        """
        Close the rows that nobody wants any more, or whose bulletin was stopped.

        Those of a paused one stay, but no runner keeps any: not even one that claimed them in the
        moment in which it was paused.
        """
        halted = sa.or_(_o.paused, _o.stopped, _o.expires_at <= now)
        wanted = sa.select(_o.id, _o.paused, _o.stopped).where(_o.closed_at.is_(None), halted)
        for it in await self._db.look(lambda c: c.execute(wanted).all()):
            if it.paused or it.stopped:
                await self._close_block(it.id, ("claimed",), "pending")
            if it.stopped or not it.paused:
                await self._close_rows(it.id, "stopped" if it.stopped else "expired")

    async def _close_rows(self, occurrence_id: int, state: str) -> None:
        while await self._close_block(occurrence_id, ("pending",), state) == _BLOCK:
            pass

    async def _close_block(self, occurrence_id: int, was: tuple[str, ...], state: str) -> int:
        mine = _d.occurrence_id == occurrence_id, _d.state.in_(was)
        block = sa.select(_d.id).where(*mine).limit(_BLOCK)
        closing = sa.update(t.delivery).where(_d.id.in_(block), _d.state.in_(was))
        async with self._db.write() as c:
            return (await c.execute(closing.values(state=state, owner=None))).rowcount

    async def finish(self, now: datetime) -> None:
        """Close occurrences that have no open row; count anew where a late answer came."""
        done = sa.select(t.occurrence).where(_o.closed_at.is_(None), ~_busy()).order_by(_o.id)
        for row in await self._db.look(lambda c: c.execute(done).all()):
            await self._close(row, now)
        stale = sa.select(_o.id).where(_o.closed_at > now - TELL_WITHIN, _o.counts.is_(None))
        for occurrence_id in await self._db.look(lambda c: c.scalars(stale).all()):
            await self._recount(occurrence_id)

    async def _recount(self, occurrence_id: int) -> None:
        async with self._db.write() as c:
            mine = _o.id == occurrence_id, _o.closed_at.is_not(None)
            counts = await _counts(c, occurrence_id)
            await c.execute(sa.update(t.occurrence).where(*mine).values(counts=counts))

    async def _close(self, row: Any, now: datetime) -> None:
        """Close one occurrence, unless another process was first."""
        async with self._db.write() as c:
            bulletin = await lock(c, row.bulletin_id) if row.bulletin_id else None
            if row.deed == "recall" and await _has_more(c, row):
                return
            counts = await _counts(c, row.id)
            closed = await c.execute(
                sa.update(t.occurrence)
                .where(_o.id == row.id, _o.closed_at.is_(None), ~_busy())
                .values(closed_at=now, counts=counts)
            )
            if bulletin and closed.rowcount:
                await _end(c, bulletin, row, now)

    async def untold(self, now: datetime) -> Sequence[Account]:
        """
        Take the accounts that nobody was told of yet, and return them.

        One that was taken and not ticked off as told may be taken again after a while.
        """
        lately = (
            _o.closed_at > now - TELL_WITHIN,
            _o.bulletin_id.is_not(None),
            ~_o.told,
            _o.counts.is_not(None),
        )
        taken = _o.told_at.is_not(None), _o.told_at.between(now - TELL_AGAIN, now + TELL_AGAIN)
        wanted = sa.select(t.occurrence).where(*lately, ~sa.and_(*taken)).order_by(_o.id)
        found = await self._db.look(lambda c: c.execute(wanted).all())
        accounts = [await self._take(row, now) for row in found]
        return [account for account in accounts if account]

    async def _take(self, row: Any, now: datetime) -> Account | None:
        """Take one account; None if another process did, or it goes on again."""
        seen = _o.told_at.is_(None) if row.told_at is None else _o.told_at == row.told_at
        mine = _o.id == row.id, _o.closed_at.is_not(None), ~_o.told, seen
        async with self._db.write() as c:
            if not (
                await c.execute(sa.update(t.occurrence).where(*mine).values(told_at=now))
            ).rowcount:
                return None
            bulletin = await load(c, row.bulletin_id)
        return Account(
            occurrence_id=row.id,
            bulletin_id=bulletin.id,
            title=bulletin.title,
            author_id=bulletin.author_id,
            stopped=row.stopped,
            counts=row.counts,
            deed=row.deed,
            state=bulletin.state,
            version=bulletin.version,
            report_message_id=row.report_message_id,
        )

    async def told(self, account: Account) -> None:
        """Tick an account off: its author has it."""
        async with self._db.write() as c:
            mine = _o.id == account.occurrence_id, _o.closed_at.is_not(None)
            await c.execute(sa.update(t.occurrence).where(*mine).values(told=True))

    async def drop_before(self, instant: datetime) -> None:
        """Delete the rows of occurrences closed before *instant*; their totals stay."""
        old = sa.select(_o.id).where(_o.closed_at < instant)
        async with self._db.write() as c:
            await c.execute(sa.delete(t.delivery).where(_d.occurrence_id.in_(old)))


def _busy() -> Any:
    return sa.exists().where(_d.occurrence_id == _o.id, _d.state.in_(OPEN))


async def _has_more(c: AsyncConnection, recall: Any) -> bool:
    """
    Tell whether a recall goes on.

    What was on its way when it began is looked for once more, when the sending has come to its end.
    """
    mine = _o.bulletin_id == recall.bulletin_id, _o.closed_at.is_(None), _o.id != recall.id
    if await c.scalar(sa.select(_o.id).where(*mine).limit(1)):
        return True
    copied = await copy_delivered(c, recall.id, recall.bulletin_id, not_before=AT_ONCE)
    return copied > 0


async def _end(c: AsyncConnection, it: Bulletin, row: Any, now: datetime) -> None:
    """Note that a bulletin has come to its end, unless the team ended it otherwise already."""
    ended: State = "stopped" if row.stopped else "sent"
    state = ended if it.state in UNDER_WAY else it.state
    sent_at = sa.func.coalesce(t.bulletin.c.sent_at, sa.literal(now, t.Instant))
    await c.execute(
        sa.update(t.bulletin)
        .where(t.bulletin.c.id == it.id)
        .values(state=state, sent_at=sent_at, version=it.version + 1)
    )


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
