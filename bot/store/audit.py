"""Who of the team did what and when. The tables themselves refuse to change or delete an entry."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database

Act = Literal[
    "draft",
    "text",
    "title",
    "links",
    "media",
    "poll",
    "section",
    "audience",
    "share",
    "urgent",
    "submit",
    "approve",
    "send_back",
    "reopen",
    "replan",
    "publish_now",
    "release",
    "cancel",
    "duplicate",
    "undo",
    "pause",
    "resume",
    "stop",
    "correct",
    "recall",
    "retry",
    "follow_up",
    "test",
    "invite",
    "join",
    "dismiss",
    "resign",
    "rename",
    "accept",
    "answer",
    "close",
    "export",
    "refused",
]
LONGEST_DETAIL = 200
_OUTSIDERS_PER_HOUR = 20
"""So many refusals of people outside the team are noted in an hour; more say nothing new."""
_BLOCK = 500
_a = t.audit.c


@dataclass(frozen=True, kw_only=True)
class Signed:
    """
    Who does something, for the audit; *detail* says more where the act alone does not.

    *by* is None where nobody of the team does it.
    """

    by: int | None
    act: Act
    detail: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry: *actor* is the name in the team; empty for somebody outside, who is not named."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    act: Act
    bulletin_id: int | None
    detail: str


class Audit:
    """Reads the audit, and adds what no change of a table goes with."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def note(self, signed: Signed, now: datetime, *, bulletin_id: int | None = None) -> None:
        """Add an entry by itself."""
        async with self._db.write() as c:
            await sign(c, signed, now, bulletin_id=bulletin_id)

    async def refused(self, user_id: int | None, detail: str, now: datetime) -> None:
        """
        Note that somebody tried what this person may not do.

        Only who is or was of the team is named: the bot keeps no record of anybody else.
        """
        async with self._db.write() as c:
            if user_id is not None and await _is_known(c, user_id):
                await sign(c, Signed(by=user_id, act="refused", detail=detail), now)
            elif await _outsiders(c, since=now - timedelta(hours=1)) < _OUTSIDERS_PER_HOUR:
                await _add(c, None, "", "refused", None, detail, now)

    async def last_actor(self, bulletin_id: int) -> str:
        """Return the name of who last did something with a bulletin; empty if there is none."""
        last = sa.select(_a.actor).where(_a.bulletin_id == bulletin_id).order_by(_a.id.desc())
        async with self._db.read() as c:
            return await c.scalar(last.limit(1)) or ""

    async def latest(self, limit: int, *, before: int | None = None) -> Sequence[Entry]:
        """Return the latest entries, the newest first, older than the entry *before*."""
        wanted = sa.select(t.audit).order_by(_a.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(_a.id < before)
        async with self._db.read() as c:
            return [_entry(row) for row in await c.execute(wanted)]

    async def all(self) -> AsyncIterator[Entry]:
        """Give every entry, the oldest first, in blocks."""
        last = 0
        while True:
            block = sa.select(t.audit).where(_a.id > last).order_by(_a.id).limit(_BLOCK)
            async with self._db.read() as c:
                rows = (await c.execute(block)).all()
            for row in rows:
                yield _entry(row)
            if len(rows) < _BLOCK:
                return
            last = rows[-1].id


async def sign(
    c: AsyncConnection, signed: Signed, now: datetime, *, bulletin_id: int | None = None
) -> None:
    """Add an entry in the transaction of the change that it tells of."""
    named = sa.select(t.member.c.name).where(t.member.c.user_id == signed.by)
    name = await c.scalar(named) or ""
    await _add(c, signed.by, name, signed.act, bulletin_id, signed.detail, now)


async def _add(
    c: AsyncConnection,
    actor_id: int | None,
    actor: str,
    act: Act,
    bulletin_id: int | None,
    detail: str,
    now: datetime,
) -> None:
    await c.execute(
        sa.insert(t.audit).values(
            at=now,
            actor_id=actor_id,
            actor=actor,
            act=act,
            bulletin_id=bulletin_id,
            detail=detail[:LONGEST_DETAIL],
        )
    )


async def _is_known(c: AsyncConnection, user_id: int) -> bool:
    member = sa.select(t.member.c.user_id).where(t.member.c.user_id == user_id)
    acted = sa.select(_a.id).where(_a.actor_id == user_id).limit(1)
    return await c.scalar(member) is not None or await c.scalar(acted) is not None


async def _outsiders(c: AsyncConnection, *, since: datetime) -> int:
    lately = _a.at > since, _a.act == "refused", _a.actor_id.is_(None)
    return int(await c.scalar(sa.select(sa.func.count()).where(*lately)) or 0)


def _entry(row: sa.Row[tuple[object, ...]]) -> Entry:
    return Entry(**row._mapping)
