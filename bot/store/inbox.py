"""Updates kept until they are handled: nothing is acknowledged to Telegram before it is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database

MAX_ATTEMPTS = 3
"""An update that ended the program so often is set aside."""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One update as Telegram sent it; updates of one *lane* (chat) keep their order."""

    update_id: int
    lane: int
    raw: str


class Inbox:
    """Stores, hands out and ticks off updates."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def store(self, letters: Sequence[Letter], now: datetime) -> Sequence[Letter]:
        """Store what is new and return it; an update seen before is passed over."""
        if not letters:
            return []
        ids = [letter.update_id for letter in letters]
        async with self._db.write() as c:
            wanted = sa.select(t.inbox.c.update_id).where(t.inbox.c.update_id.in_(ids))
            known = set(await c.scalars(wanted))
            fresh = [letter for letter in letters if letter.update_id not in known]
            rows = [
                {
                    "update_id": letter.update_id,
                    "lane": letter.lane,
                    "raw": letter.raw,
                    "attempts": 0,
                    "received_at": now,
                }
                for letter in fresh
            ]
            if rows:
                await c.execute(sa.insert(t.inbox), rows)
            return fresh

    async def open(self) -> Sequence[Letter]:
        """Return what was stored and not handled, in Telegram's order."""
        wanted = (
            sa.select(t.inbox)
            .where(t.inbox.c.done_at.is_(None), t.inbox.c.attempts < MAX_ATTEMPTS)
            .order_by(t.inbox.c.update_id)
        )
        async with self._db.read() as c:
            rows = (await c.execute(wanted)).all()
        return [Letter(update_id=r.update_id, lane=r.lane, raw=r.raw or "{}") for r in rows]

    async def begin(self, letter: Letter) -> None:
        """Count an attempt, so that an update which ends the program is not tried for ever."""
        await self._update(letter, attempts=t.inbox.c.attempts + 1)

    async def done(self, letter: Letter, now: datetime) -> None:
        """Tick the update off and erase its text; its number stays to recognise a repeat."""
        await self._update(letter, done_at=now, raw=None, lane=0)

    async def drop_before(self, instant: datetime) -> None:
        """Delete what was handled before *instant*."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.inbox).where(t.inbox.c.done_at < instant))

    async def _update(self, letter: Letter, **values: object) -> None:
        async with self._db.write() as c:
            mine = t.inbox.c.update_id == letter.update_id
            await c.execute(sa.update(t.inbox).where(mine).values(**values))
