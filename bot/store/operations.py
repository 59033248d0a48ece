"""
Whole operations on a bulletin: pause, stop, correct, recall, send again what failed.

Each changes the bulletin, compare-and-set on the version that was shown, and its occurrence in one
transaction: a button pressed twice does its work once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed, sign
from bot.store.bulletins import apply, begin, lock, newest, remember
from bot.store.corrections import cancel_corrections, draft_of, empty_follow_up
from bot.store.database import Database
from bot.store.occurrences import copy_delivered, go_on, hold, is_open, stop, was_delivered
from bot.store.once import first_time
from bot.store.recipients import AT_ONCE
from bot.store.retries import Again, require_last, wait_again
from bot.store.subscribers import WITHDRAWABLE
from bot.store.thread_rows import was_withdrawn
from scheduler.bulletins import (
    OPEN,
    UNDER_WAY,
    Bulletin,
    cancelled,
    paused,
    recalled,
    resumed,
    retried,
)
from scheduler.errors import Refused
from scheduler.lateness import BULLETIN_WITHIN, LatePolicy
from scheduler.offspring import correction, duplicate, follow_up

_RECALL_KEY = "recall"
_o, _d = t.occurrence.c, t.delivery.c


class Operations:
    """What the team may do with a bulletin once it has been handed in."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def pause(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """Let nothing more of it leave until it is resumed."""
        async with self._db.write() as c:
            signed = Signed(by=by, act="pause")
            it = await apply(c, bulletin_id, paused, version=version, now=now, signed=signed)
            await hold(c, it.id)
            return it

    async def resume(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """Go on; who decides that now finds it news enough for two days more."""
        async with self._db.write() as c:
            signed = Signed(by=by, act="resume")
            it = await apply(c, bulletin_id, resumed, version=version, now=now, signed=signed)
            await go_on(c, it.id, expires_at=now + BULLETIN_WITHIN)
            return it

    async def cancel(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """Take back what has not left; what has left has left."""
        async with self._db.write() as c:
            left = (await lock(c, bulletin_id)).state in UNDER_WAY
            it = await apply(
                c,
                bulletin_id,
                cancelled,
                version=version,
                now=now,
                signed=Signed(by=by, act="stop" if left else "cancel"),
                undoable=not left,
            )
            await stop(c, it.id)
            return it

    async def retry(
        self, bulletin_id: int, *, version: int, again: Again, by: int, now: datetime
    ) -> Bulletin:
        """
        Send it again to those whom it *failed* to reach, or of whom it is *unknown*.

        Of a bulletin that was recalled the recall is tried again, of one that was corrected only
        the last correction.
        """
        async with self._db.write() as c:
            signed = Signed(by=by, act="retry")
            it = await apply(c, bulletin_id, retried, version=version, now=now, signed=signed)
            await require_last(c, it)
            mine = _o.bulletin_id == it.id
            last = sa.select(_o.id, _o.deed, _o.closed_at).where(mine).order_by(_o.id.desc())
            found = (await c.execute(last.limit(1))).one()
            if found.closed_at is None or not await wait_again(c, it, found, again, now):
                raise Refused("nothing_to_retry")
            await c.execute(
                sa.update(t.occurrence)
                .where(_o.id == found.id)
                .values(
                    closed_at=None,
                    counts=None,
                    told=False,
                    told_at=None,
                    stopped=False,
                    paused=False,
                    expires_at=now + BULLETIN_WITHIN,
                    reported_at=now,
                    report_message_id=None,
                    deaths=0,
                    settled_at_death=0,
                )
            )
            return it

    async def recall(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """
        Take it out of every chat that got it; what has not left never does.

        The stop is written before the rows, which may be a million. Accounts.finish looks once more
        for messages that were on their way meanwhile.
        """
        async with self._db.write() as c:
            signed = Signed(by=by, act="recall")
            it = await apply(c, bulletin_id, recalled, version=version, now=now, signed=signed)
            if not await is_open(c, it.id) and not await was_delivered(c, it.id):
                raise Refused("nothing_delivered")
            await stop(c, it.id)
            await cancel_corrections(c, it.id, OPEN | UNDER_WAY, now=now)
            occurrence_id = await _recall_occurrence(c, it, now)
        async with self._db.write() as c:
            await lock(c, it.id)
            await copy_delivered(c, occurrence_id, it.id, not_before=AT_ONCE)
        return it

    async def correct(self, bulletin_id: int, *, version: int, by: int, now: datetime) -> Bulletin:
        """Begin a draft that corrects it, or return the one that *by* has begun already."""
        async with self._db.write() as c:
            seen = await lock(c, bulletin_id)
            if seen.version != version:
                raise Refused("bulletin_changed")
            fresh = correction(seen, by=by)
            if not await was_delivered(c, bulletin_id):
                raise Refused("nothing_delivered")
            begun = await draft_of(c, bulletin_id, by)
            if begun is None:
                begun = await begin(c, fresh, now)
                await sign(c, Signed(by=by, act="correct"), now, bulletin_id=bulletin_id)
            return begun

    async def follow_up(
        self, bulletin_id: int, *, version: int, by: int, now: datetime
    ) -> Bulletin:
        """Begin a draft for those who are known to have got it, or return an empty one."""
        async with self._db.write() as c:
            seen = await lock(c, bulletin_id)
            if seen.version != version:
                raise Refused("bulletin_changed")
            fresh = follow_up(seen, by=by)
            if not await was_delivered(c, bulletin_id):
                raise Refused("nothing_delivered")
            begun = await empty_follow_up(c, bulletin_id, by)
            if begun is None:
                begun = await begin(c, fresh, now)
                await sign(c, Signed(by=by, act="follow_up"), now, bulletin_id=bulletin_id)
            return begun

    async def duplicate(
        self, bulletin_id: int, *, version: int, by: int, now: datetime
    ) -> Bulletin:
        """Begin a draft that says the same; undoing that cancels it."""
        async with self._db.write() as c:
            seen = await lock(c, bulletin_id)
            if not await first_time(c):
                return await newest(c, by)
            if seen.version != version:
                raise Refused("bulletin_changed")
            if await was_withdrawn(c, seen):
                raise Refused("contribution_withdrawn")
            begun = await begin(c, duplicate(seen, by=by), now)
            signed = Signed(by=by, act="duplicate", detail=str(bulletin_id))
            await sign(c, signed, now, bulletin_id=begun.id)
            await remember(c, begun, replace(begun, state="cancelled"), now)
            return begun

    async def hold_unfinished(self, policy: LatePolicy, now: datetime) -> Sequence[Bulletin]:
        """
        Apply *policy* to bulletins in the middle of which everything was down; return those held.

        To be called after what the dead had in hand was freed. Recipients whose hour is still to
        come are not late; edits and recalls are wanted at any time.
        """
        if policy == "send":
            return []
        async with self._db.write() as c:
            found = (await c.execute(_unfinished(now))).all()
            if policy == "skip":
                await _expire(c, [row.id for row in found], now)
                return []
            held = [await _held(c, row.bulletin_id, now) for row in found]
            return [it for it in held if it]

    async def hold_parked(self, occurrences: Sequence[int], now: datetime) -> Sequence[Bulletin]:
        """Pause the bulletins of occurrences that ended one process after another; return them."""
        b = t.bulletin.c
        mine = sa.select(b.id).where(
            b.id.in_(sa.select(_o.bulletin_id).where(_o.id.in_(occurrences)))
        )
        async with self._db.write() as c:
            found = (await c.scalars(mine.order_by(sa.func.coalesce(b.corrects, b.id), b.id))).all()
            held = [await _held(c, bulletin_id, now) for bulletin_id in found]
            return [it for it in held if it]


async def _held(c: AsyncConnection, bulletin_id: int, now: datetime) -> Bulletin | None:
    """Pause a bulletin; None if another process did meanwhile."""
    if (await lock(c, bulletin_id)).state != "sending":
        return None
    await hold(c, bulletin_id)
    return await apply(c, bulletin_id, paused, now=now)


async def _recall_occurrence(c: AsyncConnection, it: Bulletin, now: datetime) -> int:
    """The key is one for each bulletin, so that there cannot be a second."""
    writing = sa.insert(t.occurrence).values(
        bulletin_id=it.id,
        local_key=_RECALL_KEY,
        due_at=now,
        deed="recall",
        crash_rule="resend",
        expires_at=now + BULLETIN_WITHIN,
        reported_at=now,
    )
    return int((await c.execute(writing.returning(_o.id))).scalar_one())


def _unfinished(now: datetime) -> sa.Select[Any]:
    late = sa.exists().where(
        _d.occurrence_id == _o.id,
        sa.or_(
            sa.and_(_d.state == "pending", _d.not_before <= now),
            _d.state.in_(("claimed", "sending")),
        ),
    )
    sending = sa.select(t.bulletin.c.id).where(t.bulletin.c.state == "sending")
    return (
        sa.select(_o.id, _o.bulletin_id)
        .where(_o.closed_at.is_(None), _o.deed == "send", _o.bulletin_id.in_(sending), late)
        .order_by(_o.bulletin_id)
    )


async def _expire(c: AsyncConnection, occurrences: Sequence[int], now: datetime) -> None:
    late = _d.state.in_(WITHDRAWABLE), _d.not_before <= now
    mine = sa.update(t.delivery).where(_d.occurrence_id.in_(occurrences), *late)
    await c.execute(mine.values(state="expired", owner=None))
