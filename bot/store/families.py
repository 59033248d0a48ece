"""Families in SQL: who belongs together, their hour, and the lessons of a day."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.once import first_time
from bot.store.subscriber_rows import clock_text, clock_time, cohort_of, days_text, subscriber_of
from content.lessons.course import ItemKey
from scheduler.families import SMALLEST, Family, Relative
from scheduler.holidays import Holiday
from scheduler.recurrence import Weekly

_f, _r, _l, _s = t.family.c, t.relative.c, t.family_lesson.c, t.subscriber.c


class Families:
    """Reads and changes one family by one of its chats; nothing here lists families."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, subscriber_id: int) -> Family | None:
        """Return the family that a chat belongs to."""
        async with self._db.read() as c:
            family_id = await family_of(c, subscriber_id)
            return (await load(self._db, c, [family_id]))[family_id] if family_id else None

    async def some(self, ids: Sequence[int]) -> Mapping[int, Family]:
        """Return families by their ids."""
        async with self._db.read() as c:
            return await load(self._db, c, ids)

    async def lessons(self, ids: Sequence[int], day: date) -> Mapping[int, tuple[ItemKey, ...]]:
        """Return the lessons of a day, in order, by family."""
        wanted = sa.select(_l.family_id, _l.deck, _l.item)
        mine = self._db.among(_l.family_id, "ids"), _l.day == day
        wanted = wanted.where(*mine).order_by(_l.place)
        found: defaultdict[int, list[ItemKey]] = defaultdict(list)
        async with self._db.read() as c:
            for row in await c.execute(wanted, {"ids": list(ids)}):
                found[row.family_id].append((row.deck, row.item))
        return {family_id: tuple(keys) for family_id, keys in found.items()}

    async def begin(self, keys: Mapping[int, Sequence[ItemKey]], day: date) -> None:
        """Set families' lessons of a day; who comes later finds those that were set."""
        ids = sorted(keys)
        async with self._db.write() as c:
            lock = sa.select(_f.id).where(_f.id.in_(ids)).order_by(_f.id).with_for_update()
            await c.execute(lock)
            begun = sa.select(_l.family_id).where(_l.family_id.in_(ids), _l.day == day)
            others = set(ids) - set(await c.scalars(begun))
            rows = [
                {"family_id": one, "day": day, "place": n, "deck": deck, "item": item}
                for one in sorted(others)
                for n, (deck, item) in enumerate(keys[one])
            ]
            if rows:
                await c.execute(sa.insert(t.family_lesson), rows)

    async def taught(self, family_id: int, day: date, key: ItemKey) -> None:
        """Note that one of a day's lessons took place."""
        one = _l.family_id == family_id, _l.day == day, _l.deck == key[0], _l.item == key[1]
        async with self._db.write() as c:
            await c.execute(sa.update(t.family_lesson).where(*one).values(taught=True))

    async def taught_days(self, family_id: int, *, since: date) -> frozenset[date]:
        """Return the days from *since* on with a lesson that took place."""
        days = sa.select(_l.day).where(_l.family_id == family_id, _l.day >= since, _l.taught)
        async with self._db.read() as c:
            return frozenset(await c.scalars(days.distinct()))

    async def set_hour(self, family_id: int, *, rule: Weekly, lead: int, now: datetime) -> None:
        """Move the family's lesson, and the cards of all its chats."""
        values = {
            "zone": rule.zone,
            "at": clock_text(rule.at),
            "days": days_text(rule.days),
            "lead": lead,
        }
        async with self._db.write() as c:
            if await first_time(c):
                await c.execute(sa.update(t.family).where(_f.id == family_id).values(values))
                await put_in_cohorts(self._db, c, family_id, now)

    async def set_holiday(self, family_id: int, holiday: Holiday | None) -> None:
        """Plan a holiday for all its chats, or none."""
        theirs = sa.select(_r.subscriber_id).where(_r.family_id == family_id)
        dates = {
            "holiday_from": holiday.first if holiday else None,
            "holiday_until": holiday.last if holiday else None,
        }
        async with self._db.write() as c:
            if await first_time(c):
                await c.execute(sa.update(t.subscriber).where(_s.id.in_(theirs)).values(dates))

    async def leave(self, subscriber_id: int, now: datetime) -> None:
        """Let a chat go on alone; a family of one is none any more. Memories stay."""
        async with self._db.write() as c:
            if await first_time(c):
                await leave(self._db, c, subscriber_id, now)

    async def forget_lessons(self, *, before: date) -> None:
        """Erase the lessons of days before a date."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.family_lesson).where(_l.day < before))


async def family_of(c: AsyncConnection, subscriber_id: int) -> int | None:
    """Return the id of a chat's family."""
    return await c.scalar(sa.select(_r.family_id).where(_r.subscriber_id == subscriber_id))


async def leave(db: Database, c: AsyncConnection, subscriber_id: int, now: datetime) -> None:
    """Take a chat out of its family inside a transaction; dissolve what is too small to be one."""
    family_id = await family_of(c, subscriber_id)
    if family_id is None:
        return
    await c.execute(sa.select(_f.id).where(_f.id == family_id).with_for_update())
    members = list(await c.scalars(sa.select(_r.subscriber_id).where(_r.family_id == family_id)))
    gone = members if len(members) <= SMALLEST else [subscriber_id]
    await c.execute(sa.delete(t.relative).where(_r.subscriber_id.in_(gone)))
    if len(gone) == len(members):
        await c.execute(sa.delete(t.family).where(_f.id == family_id))
    await _renew_cohorts(db, c, gone, now)


async def put_in_cohorts(db: Database, c: AsyncConnection, family_id: int, now: datetime) -> None:
    """Let the cards of a family's chats come at its hour."""
    theirs = sa.select(_r.subscriber_id).where(_r.family_id == family_id)
    await _renew_cohorts(db, c, list(await c.scalars(theirs)), now)


async def _renew_cohorts(
    db: Database, c: AsyncConnection, subscribers: Sequence[int], now: datetime
) -> None:
    for subscriber_id in sorted(subscribers):
        mine = sa.select(t.subscriber).where(_s.id == subscriber_id)
        row = (await c.execute(mine)).mappings().one()
        cohort_id = await cohort_of(db, c, await subscriber_of(c, row), now)
        moved = sa.update(t.subscriber).where(_s.id == subscriber_id)
        await c.execute(moved.values(cohort_id=cohort_id))


async def load(db: Database, c: AsyncConnection, ids: Sequence[int]) -> dict[int, Family]:
    """Return families with their chats, in the order in which these joined."""
    active = sa.and_(_s.status == "active", _s.cohort_id.is_not(None)).label("active")
    members = (
        sa.select(t.relative, _s.chat_id, active)
        .join(t.subscriber, _s.id == _r.subscriber_id)
        .where(db.among(_r.family_id, "ids"))
        .order_by(_r.id)
    )
    found: defaultdict[int, list[Relative]] = defaultdict(list)
    for row in await c.execute(members, {"ids": list(ids)}):
        found[row.family_id].append(_relative(row))
    those = sa.select(t.family).where(db.among(_f.id, "ids"))
    families = await c.execute(those, {"ids": list(ids)})
    return {row.id: _family(row, tuple(found[row.id])) for row in families}


def _relative(row: Any) -> Relative:
    return Relative(
        id=row.id,
        subscriber_id=row.subscriber_id,
        chat_id=row.chat_id,
        role=row.role,
        nickname=row.nickname,
        active=bool(row.active),
    )


def _family(row: Any, relatives: tuple[Relative, ...]) -> Family:
    days = frozenset(map(int, row.days))
    rule = Weekly(at=clock_time(row.at), days=days, zone=row.zone)
    return Family(id=row.id, rule=rule, lead=row.lead, relatives=relatives)
