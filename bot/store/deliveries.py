"""Rows per recipient, in SQL: claim, mark, settle, recover, close."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletins import load
from bot.store.database import Database
from bot.store.subscribers import WITHDRAWABLE, move, set_status
from scheduler.bulletins import Bulletin
from scheduler.outcomes import (
    Account,
    Failed,
    Moved,
    Outcome,
    Row,
    Sent,
    Settlement,
    TryLater,
)

OPEN = (*WITHDRAWABLE, "sending")
_d = t.delivery.c


class Deliveries:
    """Implements scheduler.ports.Deliveries."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def recover(self, now: datetime) -> None:
        """
        After a crash: free what was claimed, judge what was sending by its crash rule.

        Only for a program that runs alone on its database: every claim found belongs to the dead.
        """
        skips = sa.select(t.occurrence.c.id).where(t.occurrence.c.crash_rule == "skip")
        sending = _d.state == "sending"
        async with self._db.write() as c:
            await c.execute(
                sa.update(t.delivery)
                .where(sending, _d.occurrence_id.in_(skips))
                .values(state="unknown", uncertain=True)
            )
            await c.execute(
                sa.update(t.delivery)
                .where(sending)
                .values(state="pending", uncertain=True, not_before=now)
            )
            await c.execute(
                sa.update(t.delivery).where(_d.state == "claimed").values(state="pending")
            )

    async def open_occurrences(self, now: datetime) -> Sequence[int]:
        """Return the occurrences that have rows to send by now, the oldest first."""
        ready = sa.exists().where(
            _d.occurrence_id == t.occurrence.c.id, _d.state == "pending", _d.not_before <= now
        )
        wanted = (
            sa.select(t.occurrence.c.id)
            .where(t.occurrence.c.closed_at.is_(None), ready)
            .order_by(t.occurrence.c.id)
        )
        async with self._db.read() as c:
            return (await c.scalars(wanted)).all()

    async def claim(self, occurrence_id: int, *, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows; no other runner gets them."""
        free = (
            sa.select(_d.id)
            .where(_d.occurrence_id == occurrence_id, _d.state == "pending", _d.not_before <= now)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        taken = (
            sa.update(t.delivery)
            .where(_d.id.in_(free))
            .values(state="claimed")
            .returning(_d.id, _d.subscriber_id, _d.attempts)
        )
        async with self._db.write() as c:
            rows = (await c.execute(taken)).all()
            chats = await _chats(c, [row.subscriber_id for row in rows])
            return [
                Row(
                    id=row.id,
                    occurrence_id=occurrence_id,
                    subscriber_id=row.subscriber_id,
                    chat_id=chats[row.subscriber_id],
                    attempts=row.attempts,
                )
                for row in rows
                if row.subscriber_id in chats
            ]

    async def mark_sending(self, row: Row) -> bool:
        """Note that the row's request leaves now; False if the row was withdrawn."""
        async with self._db.write() as c:
            marked = await c.execute(
                sa.update(t.delivery)
                .where(_d.id == row.id, _d.state == "claimed")
                .values(state="sending")
            )
            return marked.rowcount == 1

    async def settle(self, settlement: Settlement) -> None:
        """Write what became of a row, and what it says about the subscriber."""
        row, outcome = settlement.row, settlement.outcome
        async with self._db.write() as c:
            crash_rule = await c.scalar(
                sa.select(t.occurrence.c.crash_rule).where(t.occurrence.c.id == row.occurrence_id)
            )
            values = _settled(settlement, resend=crash_rule == "resend")
            await c.execute(sa.update(t.delivery).where(_d.id == row.id).values(values))
            if isinstance(outcome, Moved):
                await move(c, row.chat_id, outcome.chat_id)
            elif isinstance(outcome, Failed) and outcome.cause in {"blocked", "gone"}:
                await set_status(c, row.chat_id, "gone")

    async def stop_if_wrong_for_all(self, occurrence_id: int, *, after: int) -> None:
        """Withdraw the open rows when *after* were rejected and none was accepted."""
        mine = _d.occurrence_id == occurrence_id
        async with self._db.write() as c:
            counts = await _counts(c, occurrence_id)
            if counts.get("rejected", 0) < after or counts.get("sent", 0):
                return
            await c.execute(
                sa.update(t.delivery)
                .where(mine, _d.state.in_(WITHDRAWABLE))
                .values(state="withdrawn")
            )
            await c.execute(
                sa.update(t.occurrence)
                .where(t.occurrence.c.id == occurrence_id)
                .values(stopped=True)
            )

    async def finish(self, now: datetime) -> Sequence[Account]:
        """Close occurrences that have no open row; return the accounts of bulletins."""
        busy = sa.exists().where(_d.occurrence_id == t.occurrence.c.id, _d.state.in_(OPEN))
        done = sa.select(t.occurrence).where(t.occurrence.c.closed_at.is_(None), ~busy)
        async with self._db.read() as c:
            found = (await c.execute(done)).all()
        accounts = [await self._close(row, now) for row in found]
        return [account for account in accounts if account]

    async def _close(self, row: Any, now: datetime) -> Account | None:
        async with self._db.write() as c:
            counts = await _counts(c, row.id)
            await c.execute(
                sa.update(t.occurrence)
                .where(t.occurrence.c.id == row.id)
                .values(closed_at=now, counts=counts)
            )
            if row.bulletin_id is None:
                return None
            await c.execute(
                sa.update(t.bulletin)
                .where(t.bulletin.c.id == row.bulletin_id)
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

    async def bulletin_of(self, occurrence_id: int) -> Bulletin | None:
        """Return the bulletin that an occurrence sends; None for a daily card."""
        wanted = sa.select(t.occurrence.c.bulletin_id).where(t.occurrence.c.id == occurrence_id)
        async with self._db.read() as c:
            bulletin_id = await c.scalar(wanted)
            return await load(c, bulletin_id) if bulletin_id else None

    async def withdraw(self, rows: Collection[int]) -> None:
        """Close rows for which there is nothing to say."""
        if not rows:
            return
        async with self._db.write() as c:
            await c.execute(sa.update(t.delivery).where(_d.id.in_(rows)).values(state="withdrawn"))

    async def drop_before(self, instant: datetime) -> None:
        """Delete the rows of occurrences closed before *instant*; their totals stay."""
        old = sa.select(t.occurrence.c.id).where(t.occurrence.c.closed_at < instant)
        async with self._db.write() as c:
            await c.execute(sa.delete(t.delivery).where(_d.occurrence_id.in_(old)))


async def _chats(c: AsyncConnection, subscribers: list[int]) -> dict[int, int]:
    wanted = sa.select(t.subscriber.c.id, t.subscriber.c.chat_id)
    rows = await c.execute(wanted.where(t.subscriber.c.id.in_(subscribers)))
    return {row.id: row.chat_id for row in rows}


async def _counts(c: AsyncConnection, occurrence_id: int) -> dict[str, int]:
    """Count rows by state, and how many of them are uncertain."""
    totals = await c.execute(
        sa.select(_d.state, sa.func.count())
        .where(_d.occurrence_id == occurrence_id)
        .group_by(_d.state)
    )
    counts = {state: int(total) for state, total in totals}
    uncertain = await c.scalar(
        sa.select(sa.func.count()).where(_d.occurrence_id == occurrence_id, _d.uncertain)
    )
    return {**counts, "uncertain": int(uncertain or 0)}


def _settled(settlement: Settlement, *, resend: bool) -> dict[str, Any]:
    """Return the columns that an outcome sets."""
    outcome: Outcome = settlement.outcome
    if isinstance(outcome, Sent):
        return {"state": "sent", "message_id": outcome.message_id}
    if isinstance(outcome, Failed):
        return {"state": outcome.cause}
    if isinstance(outcome, Moved):
        return {"state": "pending", "not_before": settlement.retry_at}
    if isinstance(outcome, TryLater):
        tried = settlement.row.attempts + (outcome.seconds is None)
        return {"state": "pending", "not_before": settlement.retry_at, "attempts": tried}
    if resend and not settlement.row.attempts:
        return {"state": "pending", "uncertain": True, "attempts": settlement.row.attempts + 1}
    return {"state": "unknown", "uncertain": True}
