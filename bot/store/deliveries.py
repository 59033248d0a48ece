"""Rows per recipient, in SQL: claim, exchange, release, stop."""

from collections.abc import Collection, Sequence, Set
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.database import Database
from bot.store.recipients import AT_ONCE
from bot.store.subscribers import WITHDRAWABLE, move, set_status
from bot.store.turnover import Turnover, written
from content.languages import Language
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Failed, Moved, Outcome, Row, Sent, Settlement

_d = t.delivery.c


class Deliveries:
    """Implements scheduler.ports.Deliveries for one runner, whose id marks the rows it holds."""

    def __init__(self, database: Database, *, runner: int = 0) -> None:
        self._db = database
        self._runner = runner
        self._turnover = Turnover(database, runner=runner)

    async def claim(self, *, after: int, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows of the next open occurrence after *after*, in turn."""
        claim = self._turnover.claim
        return await self._db.swiftly(lambda c: claim(c, after=after, limit=limit, now=now))

    async def exchange(self, settled: Sequence[Settlement], leaving: Sequence[Row]) -> Set[int]:
        """
        Write what became of some rows and that others leave now.

        It is one transaction, but for outcomes that change a chat too: each is one with that. A
        confirmed message is written even if another runner took the row over meanwhile.
        """
        common: list[Settlement] = []
        for it in settled:
            if isinstance(it.outcome, Sent) or not _tells_of_the_chat(it.outcome):
                common.append(it)
                continue
            async with self._db.write() as c:
                await self._settle_chat(c, it)
        if not common and not leaving:
            return set()
        exchange = self._turnover.exchange
        return await self._db.swiftly(lambda c: exchange(c, common, leaving))

    async def _settle_chat(self, c: AsyncConnection, it: Settlement) -> None:
        """Write an outcome that changes what is known of the chat, with that."""
        statement, columns = written(it, runner=self._runner)
        await c.execute(statement, columns)
        if isinstance(it.outcome, Moved):
            await move(c, it.row.chat_id, it.outcome.chat_id)
        else:
            await set_status(c, it.row.chat_id, "gone")

    async def release(self, rows: Sequence[Row], *, not_before: datetime | None = None) -> None:
        """Give rows back that never left, to be taken from *not_before* on; None: at once."""
        if rows:
            mine = self._mine(("claimed", "sending")), _d.id.in_([row.id for row in rows])
            async with self._db.write() as c:
                await c.execute(freed(*mine).values(not_before=not_before or AT_ONCE))

    async def let_go(self, keep: Set[int]) -> None:
        """Give back what this runner claimed, as the tables say, but no longer knows of."""
        mine = _d.occurrence_id.in_(unfinished()), self._mine(("claimed",))
        async with self._db.write() as c:
            await c.execute(freed(*mine, _d.id.not_in(keep)))

    def _mine(self, states: tuple[str, ...]) -> Any:
        return sa.and_(_d.owner == self._runner, _d.state.in_(states))

    async def stop_if_wrong_for_all(
        self, occurrence_id: int, language: Language, *, after: int
    ) -> bool:
        """Stop the occurrence if *after* of a language were rejected and none was accepted."""
        theirs = (
            sa.select(_d.id)
            .join(t.subscriber, t.subscriber.c.id == _d.subscriber_id)
            .where(_d.occurrence_id == occurrence_id, t.subscriber.c.language == language)
        )
        async with self._db.write() as c:
            accepted = await c.scalar(theirs.where(_d.state == "sent").limit(1))
            rejected = (await c.scalars(theirs.where(_d.state == "rejected").limit(after))).all()
            if accepted or len(rejected) < after:
                return False
            await stop(c, occurrence_id)
            return True

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
            await c.execute(_close(rows, "withdrawn"))


async def stop(c: AsyncConnection, occurrence_id: int) -> None:
    """Close what has not left yet of an occurrence."""
    waits = _d.occurrence_id == occurrence_id, _d.state.in_(WITHDRAWABLE)
    await c.execute(sa.update(t.delivery).where(*waits).values(state="stopped", owner=None))
    mine = t.occurrence.c.id == occurrence_id
    await c.execute(sa.update(t.occurrence).where(mine).values(stopped=True))


def unfinished() -> Any:
    """Return the open occurrences' ids, as a subquery."""
    return sa.select(t.occurrence.c.id).where(t.occurrence.c.closed_at.is_(None))


def freed(*where: Any) -> Any:
    """Return the statement that gives claimed rows back."""
    return sa.update(t.delivery).where(*where).values(state="pending", owner=None)


def _close(rows: Collection[int], state: str) -> Any:
    return sa.update(t.delivery).where(_d.id.in_(rows)).values(state=state, owner=None)


def _tells_of_the_chat(outcome: Outcome) -> bool:
    lost = isinstance(outcome, Failed) and outcome.cause in {"blocked", "gone"}
    return lost or isinstance(outcome, Moved)
