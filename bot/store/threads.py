"""What readers sent in, from the team's side: listed, taken up, answered, put away."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed, sign
from bot.store.bulletin_rows import load
from bot.store.bulletins import begin
from bot.store.database import Database
from bot.store.once import first_time
from bot.store.thread_rows import find, save, thread
from scheduler.bulletins import OPEN, Bulletin
from scheduler.errors import Refused
from scheduler.threads import A_DAY, Thread, accepted, answered, closed, draft_from

TELL_EVERY = timedelta(minutes=15)
"""The team hears of what arrived once in so long at most."""
_KEEP_UNSENT = timedelta(days=30)
_t, _b = t.thread.c, t.bulletin.c
_OPEN = _t.state == "open"


class Threads:
    """Each change is made once: who comes second is told that the thread is closed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def waiting(self, *, offset: int, limit: int) -> tuple[Sequence[Thread], int]:
        """Return some of the open threads, and how many there are: contributions go first."""
        some = sa.select(t.thread).where(_OPEN).order_by(_t.kind, _t.at.desc(), _t.id.desc())
        async with self._db.read() as c:
            rows = (await c.execute(some.offset(offset).limit(limit))).mappings().all()
            return [thread(row) for row in rows], await _count(c, _OPEN)

    async def get(self, code: str) -> Thread:
        """Return a thread that was sent; raise Refused if there is none or it was withdrawn."""
        async with self._db.read() as c:
            return await _sent(c, code, locked=False)

    async def accept(self, code: str, *, by: int, zone: str, now: datetime) -> Bulletin:
        """Make a draft of a contribution; an update that is handled again makes no second one."""
        async with self._db.write() as c:
            seen = await _sent(c, code)
            if not await first_time(c) and seen.bulletin_id is not None:
                return await load(c, seen.bulletin_id)
            accepted(seen, bulletin_id=0, now=now)
            draft = await begin(c, draft_from(seen, author_id=by, zone=zone), now)
            await save(c, accepted(seen, bulletin_id=draft.id, now=now))
            signed = Signed(by=by, act="accept", detail=code)
            await sign(c, signed, now, bulletin_id=draft.id)
            return draft

    async def answer(self, code: str, *, by: int, now: datetime) -> Thread:
        """Note that the answer goes out; an update that is handled again may say it again."""
        async with self._db.write() as c:
            seen = await _sent(c, code)
            if not await first_time(c):
                return seen
            await sign(c, Signed(by=by, act="answer", detail=code), now)
            return await save(c, answered(seen, now))

    async def close(self, code: str, *, by: int, now: datetime) -> Thread:
        """Put a thread away."""
        async with self._db.write() as c:
            seen = await _sent(c, code)
            if not await first_time(c):
                return seen
            await sign(c, Signed(by=by, act="close", detail=code), now)
            return await save(c, closed(seen, now))

    async def arrived(self, now: datetime) -> int:
        """Return how many wait if the team should hear of new ones now, else 0."""
        fresh = _OPEN, _t.told_at.is_(None)
        new = sa.select(sa.exists().where(*fresh))
        if not await self._db.look(lambda c: c.scalar(new)):
            return 0
        async with self._db.write() as c:
            told_at = await c.scalar(sa.select(sa.func.max(_t.told_at)))
            if told_at is not None and abs(now - told_at) < TELL_EVERY:
                return 0
            told = await c.execute(sa.update(t.thread).where(*fresh).values(told_at=now))
            return await _count(c, _OPEN) if told.rowcount else 0

    async def clean_up(self, now: datetime, *, keep: timedelta) -> None:
        """
        Delete what the team was done with for longer than *keep*, withdrawn and abandoned ones.

        While a draft made of one waits, a duplicate or a series of it, only text and photos go: it
        may still be withdrawn.
        """
        made = sa.or_(*(kin == _t.bulletin_id for kin in (_b.id, _b.origin, _b.series)))
        waits = sa.exists().where(made, _b.state.in_(OPEN))
        done = _t.closed_at < now - keep
        void = sa.or_(
            sa.and_(done, ~waits),
            sa.and_(_t.state == "withdrawn", _t.closed_at < now - A_DAY),
            sa.and_(_t.state == "writing", _t.at < now - _KEEP_UNSENT),
        )
        async with self._db.write() as c:
            await c.execute(sa.delete(t.thread).where(void))
            await c.execute(sa.update(t.thread).where(done).values(text="", media=[]))


async def _sent(c: AsyncConnection, code: str, *, locked: bool = True) -> Thread:
    known = _t.code == code, _t.state.not_in(("writing", "withdrawn"))
    it = await find(c, *known, locked=locked)
    if it is None:
        raise Refused("thread_closed")
    return it


async def _count(c: AsyncConnection, *where: Any) -> int:
    return int(await c.scalar(sa.select(sa.func.count()).where(*where)) or 0)
