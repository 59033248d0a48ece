"""Rows per recipient, in SQL: claim, exchange, release, stop."""

from collections import defaultdict
from collections.abc import Collection, Sequence, Set
from datetime import datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletins import load
from bot.store.database import Database
from bot.store.schedules import AT_ONCE
from bot.store.subscribers import WITHDRAWABLE, move, set_status
from content.languages import Language
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Failed, Moved, Outcome, Row, Sent, Settlement, Unknown

_d = t.delivery.c
_s = t.subscriber.c


class Deliveries:
    """Implements scheduler.ports.Deliveries for one runner, whose id marks the rows it holds."""

    def __init__(self, database: Database, *, runner: int = 0) -> None:
        self._db = database
        self._runner = runner
        these = database.among(_d.id, "ids")
        self._free = database.prepared(_free())
        self._take = database.prepared(_take(these))
        self._leave = database.prepared(_leave(these))
        self._left = database.prepared(sa.select(_d.id).where(these, *_sending()))
        self._confirm = database.prepared(_confirm(*database.by_id("messages")))

    async def claim(self, *, after: int, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows of the next open occurrence after *after*, in turn."""
        return await self._db.run(lambda c: self._claim(c, after, limit, now))

    def _claim(self, c: sa.Connection, after: int, limit: int, now: datetime) -> Sequence[Row]:
        found = c.execute(_NEXT, {"after": after, "now": now}).first()
        if not found:
            return []
        values = {"occurrence": found.id, "now": now, "most": limit}
        rows = sorted(self._free.run(c, values), key=itemgetter(0))
        if not rows:
            return []
        self._take.run(c, {"ids": [row[0] for row in rows], "runner": self._runner})
        if gone := [row[0] for row in rows if row[2] is None]:
            c.execute(_close(gone, "withdrawn"))
        return [
            Row(
                id=row_id,
                occurrence_id=found.id,
                subscriber_id=subscriber,
                chat_id=chat,
                language=language,
                crash_rule=found.crash_rule,
                expires_at=found.expires_at,
                deed=found.deed,
                message_id=message,
                attempts=attempts,
                doubts=doubts,
            )
            for row_id, subscriber, chat, language, message, attempts, doubts in rows
            if chat is not None
        ]

    async def exchange(self, settled: Sequence[Settlement], leaving: Sequence[Row]) -> Set[int]:
        """
        Write what became of some rows and that others leave now.

        It is one transaction, but for outcomes that change a chat too: each is one with that. A
        confirmed message is written even if another runner took the row over meanwhile.
        """
        for it in settled:
            if _tells_of_the_chat(it.outcome):
                async with self._db.write() as c:
                    await self._settle_chat(c, it)
        common = [it for it in settled if not _tells_of_the_chat(it.outcome)]
        if not common and not leaving:
            return set()
        return await self._db.run(lambda c: self._exchange(c, common, leaving))

    def _exchange(
        self, c: sa.Connection, settled: Sequence[Settlement], leaving: Sequence[Row]
    ) -> Set[int]:
        sent = {it.row.id: it.outcome.message_id for it in settled if isinstance(it.outcome, Sent)}
        if sent:
            self._confirm.run(c, {"messages": dict(sorted(sent.items()))})
        if len(sent) < len(settled):
            self._settle(c, [it for it in settled if it.row.id not in sent])
        if not leaving:
            return set()
        mine = {"ids": sorted(row.id for row in leaving), "runner": self._runner}
        if self._leave.run(c, mine).rowcount == len(leaving):
            return set(mine["ids"])
        return {row_id for (row_id,) in self._left.run(c, mine)}

    def _settle(self, c: sa.Connection, settled: Sequence[Settlement]) -> None:
        values: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        for it in sorted(settled, key=lambda it: it.row.id):
            statement, columns = self._written(it)
            values[statement].append(columns)
        for statement, rows in values.items():
            c.execute(statement, rows)

    async def _settle_chat(self, c: AsyncConnection, it: Settlement) -> None:
        """Write an outcome that changes what is known of the chat, with that."""
        statement, columns = self._written(it)
        await c.execute(statement, columns)
        if isinstance(it.outcome, Moved):
            await move(c, it.row.chat_id, it.outcome.chat_id)
        else:
            await set_status(c, it.row.chat_id, "gone")

    def _written(self, it: Settlement) -> tuple[Any, dict[str, Any]]:
        """Return the statement that writes a settlement, and its values."""
        mine = {"row": it.row.id, "runner": self._runner}
        if isinstance(it.outcome, Failed):
            return _FAIL, {**mine, "cause": it.outcome.cause}
        if it.retry_at is None:
            return _DOUBT, mine
        tries = {"attempt": int(it.counted), "doubt": int(isinstance(it.outcome, Unknown))}
        return _RETRY, {**mine, **tries, "retry_at": it.retry_at}

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


def _next_occurrence() -> Any:
    o = t.occurrence.c
    ready = sa.exists().where(
        _d.occurrence_id == o.id, _d.state == "pending", _d.not_before <= sa.bindparam("now")
    )
    return (
        sa.select(o.id, o.deed, o.crash_rule, o.expires_at)
        .where(o.closed_at.is_(None), ~o.paused, o.expires_at > sa.bindparam("now"), ready)
        .order_by(o.id <= sa.bindparam("after"), o.id)
        .limit(1)
    )


def _free() -> Any:
    """Return the free rows of an occurrence, with their chats; no other runner takes them then."""
    return (
        sa.select(
            _d.id, _d.subscriber_id, _s.chat_id, _s.language, _d.message_id, _d.attempts, _d.doubts
        )
        .select_from(t.delivery.outerjoin(t.subscriber, _s.id == _d.subscriber_id))
        .where(
            _d.occurrence_id == sa.bindparam("occurrence"),
            _d.state == "pending",
            _d.not_before <= sa.bindparam("now"),
        )
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True, of=t.delivery)
    )


def _take(these: Any) -> Any:
    taken = {"state": "claimed", "owner": sa.bindparam("runner")}
    return sa.update(t.delivery).where(these).values(taken)


_NEXT = _next_occurrence()


def _leave(these: Any) -> Any:
    """A row that is *sending* already was written before a fault of the database: it never left."""
    mine = _d.owner == sa.bindparam("runner"), (_d.state == "claimed") | (_d.state == "sending")
    return sa.update(t.delivery).where(these, *mine).values(state="sending")


def _sending() -> tuple[Any, Any]:
    return _d.owner == sa.bindparam("runner"), _d.state == "sending"


def _confirm(row_id: Any, message_id: Any) -> Any:
    sent = {"state": "sent", "message_id": message_id, "owner": None}
    return sa.update(t.delivery).where(_d.id == row_id).values(sent)


_THIS = sa.update(t.delivery).where(_d.id == sa.bindparam("row"))
_MINE = _THIS.where(*_sending())
_FAIL = _MINE.values(state=sa.bindparam("cause"), owner=None)
_DOUBT = _MINE.values(state="unknown", doubts=_d.doubts + 1, owner=None)
_RETRY = _MINE.values(
    state="pending",
    not_before=sa.bindparam("retry_at"),
    attempts=_d.attempts + sa.bindparam("attempt"),
    doubts=_d.doubts + sa.bindparam("doubt"),
    owner=None,
)


def _tells_of_the_chat(outcome: Outcome) -> bool:
    lost = isinstance(outcome, Failed) and outcome.cause in {"blocked", "gone"}
    return lost or isinstance(outcome, Moved)
