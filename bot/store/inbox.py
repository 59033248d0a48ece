"""Updates kept until they are handled: nothing is acknowledged to Telegram before it is here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.runners import LONER

MAX_ATTEMPTS = 10
"""An update in whose hands the program ended so often is set aside."""
SUSPECT = 2
"""One in whose hands it ended so often is handled by itself: several that are open when the program
is killed are all counted, but only one of them can be what ends it."""

_i = t.inbox.c
_OPEN = _i.done_at.is_(None), _i.attempts < MAX_ATTEMPTS


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One update as Telegram sent it; updates of one *lane* (chat) keep their order."""

    update_id: int
    lane: int
    raw: str
    attempts: int = 0

    @property
    def suspect(self) -> bool:
        """Tell whether it may be what ended the program."""
        return self.attempts >= SUSPECT


class Inbox:
    """Stores, hands out and ticks off updates; each belongs to the runner that took it in."""

    def __init__(self, database: Database, *, runner: int) -> None:
        self._db = database
        self._runner = runner

    async def store(self, letters: Sequence[Letter], now: datetime) -> Sequence[Letter]:
        """Store what is new and return it; an update seen before is passed over."""
        if not letters:
            return []
        rows = [
            {
                "update_id": letter.update_id,
                "lane": letter.lane,
                "raw": letter.raw,
                "attempts": 0,
                "applied": 0,
                "owner": self._runner,
                "received_at": now,
            }
            for letter in letters
        ]
        put = self._db.insert(t.inbox).values(rows).on_conflict_do_nothing()
        async with self._db.write() as c:
            fresh = set(await c.scalars(put.returning(_i.update_id)))
        return [letter for letter in letters if letter.update_id in fresh]

    async def inherit(self) -> Sequence[Letter]:
        """Take over all that is open, in Telegram's order; only for a program that is alone."""
        return await self._take_over()

    async def adopt(self) -> Sequence[Letter]:
        """Take over what belongs to runners that are gone."""
        living = sa.select(t.runner.c.id).where(t.runner.c.id != LONER)
        return await self._take_over(sa.or_(_i.owner.is_(None), _i.owner.not_in(living)))

    async def _take_over(self, *where: Any) -> Sequence[Letter]:
        mine = sa.update(t.inbox).where(*_OPEN, *where).values(owner=self._runner)
        async with self._db.write() as c:
            columns = _i.update_id, _i.lane, _i.raw, _i.attempts
            rows = (await c.execute(mine.returning(*columns))).all()
        return [
            Letter(update_id=n, lane=lane, raw=raw or "{}", attempts=attempts)
            for n, lane, raw, attempts in sorted(rows)
        ]

    async def open(self) -> Sequence[int]:
        """Return the ids of what is not handled yet."""
        async with self._db.read() as c:
            wanted = sa.select(_i.update_id).where(*_OPEN).order_by(_i.update_id)
            return (await c.scalars(wanted)).all()

    async def waits_for_earlier(self, letter: Letter) -> bool:
        """Tell whether an earlier update of the same chat is open, whoever has it in hand."""
        same_chat = _i.lane == letter.lane, _i.update_id < letter.update_id
        earlier = sa.select(_i.update_id).where(*_OPEN, *same_chat)
        async with self._db.read() as c:
            return (await c.scalar(earlier.limit(1))) is not None

    async def begin(self, letter: Letter) -> bool:
        """
        Count an attempt, so that an update which ends the program is not tried for ever.

        False if it was handled already, or another runner has taken it over.
        """
        mine = _i.owner == self._runner, _i.done_at.is_(None)
        return await self._update(letter, *mine, attempts=_i.attempts + 1)

    async def done(self, letter: Letter, now: datetime) -> None:
        """Tick the update off and erase its text; its number stays to recognise a repeat."""
        await self._update(letter, done_at=now, raw=None, lane=0)

    async def drop_before(self, instant: datetime) -> None:
        """Delete what was handled before *instant*."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.inbox).where(_i.done_at < instant))

    async def _update(self, letter: Letter, *where: Any, **values: object) -> bool:
        async with self._db.write() as c:
            mine = _i.update_id == letter.update_id
            done = await c.execute(sa.update(t.inbox).where(mine, *where).values(**values))
            return bool(done.rowcount)
