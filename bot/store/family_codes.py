"""Codes that bring chats into one family: half an hour, once, with a yes on both sides."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.families import family_of, load, put_in_cohorts
from bot.store.once import first_time
from bot.store.subscriber_rows import clock_text, days_text, subscriber_of
from content.topics import LESSONS
from scheduler.errors import Refused
from scheduler.families import CODE_LIVES, USUAL_LEAD, Code, Family, Role, joined, nickname, usable

_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look alike."""
_LENGTH = 6

_k, _s, _r = t.family_code.c, t.subscriber.c, t.relative.c


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Somebody wants to join: the maker's chat is asked, the taker's is told."""

    code: Code
    maker_chat: int
    taker_chat: int


class FamilyCodes:
    """Makes codes, takes them, and joins the two chats once both have said yes."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def make(self, maker_id: int, *, role: Role, name: str, now: datetime) -> Code:
        """Make a code for a chat that is to have that role and nickname; its older ones end."""
        async with self._db.write() as c:
            mine = await _family(self._db, c, maker_id)
            joined(mine, None)
            taken = (
                [one.nickname for one in mine.relatives if one.subscriber_id != maker_id]
                if mine
                else []
            )
            made = Code(
                code="".join(secrets.choice(_LETTERS) for _ in range(_LENGTH)),
                maker_id=maker_id,
                role=role,
                nickname=nickname(name, taken),
                expires_at=now + CODE_LIVES,
            )
            await c.execute(sa.delete(t.family_code).where(_k.maker_id == maker_id))
            await c.execute(
                sa.insert(t.family_code).values(
                    code=made.code,
                    maker_id=maker_id,
                    role=role,
                    nickname=made.nickname,
                    expires_at=made.expires_at,
                )
            )
            return made

    async def look(self, text: str, *, by: int, now: datetime) -> Code:
        """Return a code that a chat may join with now; raise Refused with the reason."""
        async with self._db.read() as c:
            code = usable(await _code(c, text), by=by, now=now)
            await _fit(self._db, c, code, by)
            return code

    async def ask(self, text: str, *, by: int, role: Role, name: str, now: datetime) -> Asked:
        """Note the taker's yes; the maker is to be asked next."""
        async with self._db.write() as c:
            code = usable(await _code(c, text, lock=True), by=by, now=now)
            await _fit(self._db, c, code, by)
            family = await _family(self._db, c, code.maker_id)
            taken = [one.nickname for one in family.relatives] if family else [code.nickname]
            asked = {
                "taker_id": by,
                "taker_role": role,
                "taker_nickname": nickname(name, taken),
            }
            await c.execute(sa.update(t.family_code).where(_k.code == code.code).values(asked))
            return await _asked(c, code.code)

    async def answer(self, text: str, *, by: int, yes: bool, now: datetime) -> Asked:
        """
        Take the maker's answer; a yes makes them one family, and either ends the code.

        Raises Refused for anybody but the maker, for what was answered already, and when it is
        too late.
        """
        async with self._db.write() as c:
            code = await _code(c, text, lock=True)
            if code is None or code.maker_id != by or code.taker_id is None:
                raise Refused("code_unknown")
            if code.used_at is not None:
                raise Refused("code_used")
            if now >= code.expires_at:
                raise Refused("code_late")
            asked = await _asked(c, code.code)
            if not await first_time(c):
                return asked
            used = sa.update(t.family_code).where(_k.code == code.code).values(used_at=now)
            await c.execute(used)
            if yes:
                await self._join(c, asked.code, now)
            return asked

    async def forget(self, *, before: datetime) -> None:
        """Erase codes that ended before an instant."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.family_code).where(_k.expires_at < before))

    async def _join(self, c: AsyncConnection, code: Code, now: datetime) -> None:
        if code.taker_id is None or code.taker_role is None or code.taker_nickname is None:
            raise ValueError("nobody took this code")
        await _fit(self._db, c, code, code.taker_id)
        family_id = await family_of(c, code.maker_id)
        if family_id is None:
            family_id = await _found(c, code)
            await _add(c, family_id, code.maker_id, code.role, code.nickname)
        await _add(c, family_id, code.taker_id, code.taker_role, code.taker_nickname)
        for subscriber_id in (code.maker_id, code.taker_id):
            await _want_lessons(self._db, c, subscriber_id)
        await _same_holiday(c, code.maker_id, code.taker_id)
        await put_in_cohorts(self._db, c, family_id, now)


async def _fit(db: Database, c: AsyncConnection, code: Code, taker_id: int) -> None:
    joined(await _family(db, c, code.maker_id), await _family(db, c, taker_id))


async def _family(db: Database, c: AsyncConnection, subscriber_id: int) -> Family | None:
    family_id = await family_of(c, subscriber_id)
    return (await load(db, c, [family_id]))[family_id] if family_id else None


async def _code(c: AsyncConnection, text: str, *, lock: bool = False) -> Code | None:
    wanted = sa.select(t.family_code).where(_k.code == text.strip().upper()[: 2 * _LENGTH])
    row = (await c.execute(wanted.with_for_update() if lock else wanted)).mappings().first()
    return Code(**row) if row else None


async def _asked(c: AsyncConnection, text: str) -> Asked:
    code = await _code(c, text)
    if code is None or code.taker_id is None:
        raise Refused("code_unknown")
    ids = sa.select(_s.id, _s.chat_id).where(_s.id.in_([code.maker_id, code.taker_id]))
    chats = {row.id: row.chat_id for row in await c.execute(ids)}
    return Asked(code=code, maker_chat=chats[code.maker_id], taker_chat=chats[code.taker_id])


async def _found(c: AsyncConnection, code: Code) -> int:
    """Begin a family at the hour of who made the code."""
    mine = sa.select(t.subscriber).where(_s.id == code.maker_id)
    it = await subscriber_of(c, (await c.execute(mine)).mappings().one())
    values: dict[str, Any] = {
        "zone": it.zone,
        "at": clock_text(it.card_at),
        "days": days_text(it.card_days),
        "lead": USUAL_LEAD,
    }
    begin = sa.insert(t.family).values(values).returning(t.family.c.id)
    return int((await c.execute(begin)).scalar_one())


async def _add(c: AsyncConnection, family_id: int, who: int, role: Role, name: str) -> None:
    values = {"family_id": family_id, "subscriber_id": who, "role": role, "nickname": name}
    await c.execute(sa.insert(t.relative).values(values))


async def _want_lessons(db: Database, c: AsyncConnection, subscriber_id: int) -> None:
    """To join is to want the lessons: who had switched them off, or left, is back with it."""
    back = sa.update(t.subscriber).where(_s.id == subscriber_id, _s.status != "active")
    await c.execute(back.values(status="active"))
    topic = db.insert(t.subscription).values(subscriber_id=subscriber_id, topic=LESSONS)
    await c.execute(topic.on_conflict_do_nothing())


async def _same_holiday(c: AsyncConnection, maker_id: int, taker_id: int) -> None:
    """A family's holiday is everybody's: the newcomer's is that of who asked it in."""
    dates = sa.select(_s.holiday_from, _s.holiday_until).where(_s.id == maker_id)
    first, last = (await c.execute(dates)).one()
    mine = sa.update(t.subscriber).where(_s.id == taker_id)
    await c.execute(mine.values(holiday_from=first, holiday_until=last))
