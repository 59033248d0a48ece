"""What readers send to the team, from their side: written step by step, sent, withdrawn."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed
from bot.store.bulletin_rows import load
from bot.store.bulletins import apply, lock
from bot.store.database import Database
from bot.store.occurrences import stop
from bot.store.once import first_time
from bot.store.thread_rows import find, save, to_columns
from content.bulletins.media import Media
from content.languages import Language
from scheduler.bulletins import OPEN, Bulletin
from scheduler.errors import Refused
from scheduler.threads import (
    A_DAY,
    WITHDRAWN,
    Thread,
    ThreadKind,
    added,
    check_rate,
    retracted,
    sent,
    withdrawn,
)

_LETTERS, _DIGITS = "ABCDEFGHJKLMNPQRSTUVWXYZ", "23456789"
"""Without those that are taken for each other."""
_NOT_OUT = OPEN | {"cancelled", "skipped", "ended"}
_t, _b, _o = t.thread.c, t.bulletin.c, t.occurrence.c


class Contributions:
    """One chat's threads; whose code it is not finds nothing."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def begin(self, chat_id: int, language: Language, now: datetime) -> Thread:
        """Return the contribution that a chat is writing, begun now if there is none."""
        async with self._db.write() as c:
            await _check_rate(c, chat_id, "contribution", now)
            begun = await find(c, _t.chat_id == chat_id, _t.state == "writing")
            return begun or await self._new(c, chat_id, "contribution", language, now)

    async def check_rate(self, chat_id: int, kind: ThreadKind, now: datetime) -> None:
        """Raise Refused if the chat has sent as many of a kind as it may for now."""
        async with self._db.read() as c:
            await _check_rate(c, chat_id, kind, now)

    async def add(
        self, code: str, *, chat_id: int, text: str, photos: Sequence[Media], now: datetime
    ) -> Thread:
        """Add to what is being written; an update that is handled again adds nothing twice."""
        async with self._db.write() as c:
            seen = await _mine(c, code, chat_id)
            if not await first_time(c):
                return seen
            return await save(c, added(seen, text=text, photos=photos, now=now))

    async def discard(self, code: str, *, chat_id: int) -> Thread | None:
        """Erase what was written and not sent; what was sent stays and is returned."""
        mine = _t.code == code, _t.chat_id == chat_id
        async with self._db.write() as c:
            await c.execute(sa.delete(t.thread).where(*mine, _t.state == "writing"))
            return await find(c, *mine)

    async def send(self, code: str, *, chat_id: int, now: datetime) -> Thread:
        """Hand it to the team; what was handed over before stays as it is."""
        async with self._db.write() as c:
            seen = await _mine(c, code, chat_id)
            if seen.state != "writing":
                return seen
            await _check_rate(c, chat_id, seen.kind, now)
            return await save(c, sent(seen, now))

    async def send_feedback(
        self, chat_id: int, language: Language, text: str, now: datetime
    ) -> Thread:
        """Hand a text to the team at once; an update that is handled again sends no second one."""
        async with self._db.write() as c:
            if not await first_time(c):
                last = await find(c, _t.chat_id == chat_id, _t.kind == "feedback")
                return _found(last)
            await _check_rate(c, chat_id, "feedback", now)
            begun = await self._new(c, chat_id, "feedback", language, now)
            return await save(c, sent(added(begun, text=text, photos=(), now=now), now))

    async def withdraw(self, code: str, *, chat_id: int, now: datetime) -> Bulletin | None:
        """
        Erase a thread's text and photos, and the draft that was made of it if that has not left.

        Returns the draft, whose author should know. Raises Refused once it is published.
        """
        async with self._db.write() as c:
            seen = await _mine(c, code, chat_id)
            fresh = await first_time(c)
            if seen.state == "withdrawn":
                again = not fresh and seen.bulletin_id is not None
                return await load(c, seen.bulletin_id or 0) if again else None
            await save(c, withdrawn(seen, now))
            return await _retract(c, seen.bulletin_id, now) if seen.bulletin_id else None

    async def withdraw_all(self, chat_id: int, now: datetime) -> Sequence[Bulletin]:
        """Withdraw all that a chat sent and that is not published; return the drafts."""
        mine = sa.select(_t.code).where(
            _t.chat_id == chat_id, _t.state.not_in(("writing", "withdrawn"))
        )
        async with self._db.read() as c:
            codes = (await c.scalars(mine.order_by(_t.id))).all()
        drafts = []
        for code in codes:
            try:
                drafts.append(await self.withdraw(code, chat_id=chat_id, now=now))
            except Refused:
                continue
        return [draft for draft in drafts if draft]

    async def _new(
        self, c: AsyncConnection, chat_id: int, kind: ThreadKind, language: Language, now: datetime
    ) -> Thread:
        """Write an empty thread under a code that no other has."""
        while True:
            code = "".join(secrets.choice(some) for some in (_LETTERS, _DIGITS) * 2)
            it = Thread(id=0, code=code, kind=kind, chat_id=chat_id, language=language, at=now)
            fresh = self._db.insert(t.thread).values(to_columns(it))
            if (await c.execute(fresh.on_conflict_do_nothing(index_elements=["code"]))).rowcount:
                return _found(await find(c, _t.code == code))


async def _mine(c: AsyncConnection, code: str, chat_id: int) -> Thread:
    return _found(await find(c, _t.code == code, _t.chat_id == chat_id))


def _found(it: Thread | None) -> Thread:
    if it is None:
        raise Refused("thread_closed")
    return it


async def _check_rate(c: AsyncConnection, chat_id: int, kind: ThreadKind, now: datetime) -> None:
    mine = _t.chat_id == chat_id, _t.kind == kind, _t.state != "writing", _t.at > now - A_DAY
    check_rate(await c.scalar(sa.select(sa.func.count()).where(*mine)) or 0)


async def _retract(c: AsyncConnection, bulletin_id: int, now: datetime) -> Bulletin | None:
    """
    Empty and cancel what was made of a contribution, its duplicates and instalments too.

    What has left stays as it is. Returns the draft itself if it was still open; raises Refused if
    all that could be taken back has left.
    """
    family = await _family(c, bulletin_id)
    left = sa.select(_o.id).where(_o.bulletin_id.in_([it.id for it in family])).limit(1)
    if await c.scalar(left) is not None or any(it.state not in _NOT_OUT for it in family):
        family = [it for it in family if it.state in OPEN]
        if not family:
            raise Refused("contribution_published")
    emptied = None
    for it in family:
        signed = _signed() if it.state in OPEN else None
        changed = await _empty(c, it.id, now, signed=signed)
        if it.id == bulletin_id and it.state in OPEN:
            emptied = changed
    return emptied


async def _family(c: AsyncConnection, bulletin_id: int) -> Sequence[Bulletin]:
    """
    Lock a draft, its duplicates and its instalments.

    While a lock is waited for, another may be made of what is not locked yet; of what is, none.
    """
    family: dict[int, Bulletin] = {}
    while True:
        known = [bulletin_id, *family]
        kin = sa.or_(_b.id == bulletin_id, _b.origin.in_(known), _b.series.in_(known))
        more = sa.select(_b.id).where(kin, _b.id.not_in(list(family))).order_by(_b.id)
        found = (await c.scalars(more)).all()
        if not found:
            return list(family.values())
        for number in found:
            family[number] = await lock(c, number)


async def _empty(
    c: AsyncConnection, bulletin_id: int, now: datetime, *, signed: Signed | None
) -> Bulletin:
    it = await apply(c, bulletin_id, retracted, now=now, signed=signed)
    await stop(c, bulletin_id)
    return it


def _signed() -> Signed:
    return Signed(by=None, act="cancel", detail=WITHDRAWN)
