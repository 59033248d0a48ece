"""Memories of items in SQL: one chat's, and those of a whole block of learners at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.once import first_time
from content.lessons.course import ItemKey
from scheduler.memories import KNOWN_DAYS, Memory, graded

_m, _s = t.memory.c, t.subscriber.c
_FIELDS = ("met_on", "shown_on", "due_on", "reviewed_on", "stability", "difficulty")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """An item that a card offers to a learner; *child*: to the child of a group."""

    subscriber_id: int
    key: ItemKey
    child: bool = False


@dataclass(frozen=True, kw_only=True)
class Pushed:
    """Whom an occurrence brings today's card to."""

    subscribers: Sequence[int]
    occurrence_id: int
    at: datetime


Answered = tuple[int, ItemKey]
"""A learner, and the item that it answered."""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """What an answer did: the memory *after* it, and whether it was the first of the day."""

    after: Memory
    counted: bool


@dataclass(frozen=True, kw_only=True)
class LearningDay:
    """What a day brought: answers given, and words known at its end."""

    day: date
    answers: int
    known: int


@dataclass(frozen=True, kw_only=True)
class Mind:
    """All memories of one learner, and the days on which there were answers."""

    memories: Mapping[ItemKey, Memory] = field(default_factory=dict)
    days: Sequence[LearningDay] = ()


class Memories:
    """Reads what is remembered, and notes what was offered and answered."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def of(self, subscriber_id: int, *, child: bool = False) -> dict[ItemKey, Memory]:
        """Return all memories of one chat, or of the child in a group."""
        mine = sa.select(t.memory).where(_m.subscriber_id == subscriber_id, _m.child == child)
        async with self._db.read() as c:
            return {(row.deck, row.item): _memory(row) for row in await c.execute(mine)}

    async def of_item(self, learners: Sequence[int], key: ItemKey) -> dict[int, Memory]:
        """Return what each of these remembers of one item; who never met it is left out."""
        deck, item = key
        one = _m.deck == deck, _m.item == item, ~_m.child
        rows = sa.select(t.memory).where(_m.subscriber_id.in_(learners), *one)
        async with self._db.read() as c:
            return {row.subscriber_id: _memory(row) for row in await c.execute(rows)}

    async def days(self, subscriber_id: int, *, since: date) -> int:
        """Return on how many days from *since* on there were answers."""
        d = t.learning_day.c
        count = sa.select(sa.func.count()).where(d.subscriber_id == subscriber_id, d.day >= since)
        async with self._db.read() as c:
            return int(await c.scalar(count) or 0)

    async def mind(self, subscriber_id: int) -> Mind:
        """Return all that one chat's progress is made of."""
        d = t.learning_day.c
        days = sa.select(t.learning_day).where(d.subscriber_id == subscriber_id).order_by(d.day)
        async with self._db.read() as c:
            found = [
                LearningDay(day=row.day, answers=row.answers, known=row.known)
                for row in await c.execute(days)
            ]
        return Mind(memories=await self.of(subscriber_id), days=found)

    async def asked(
        self, learners: Sequence[int], *, due_until: date, today: date
    ) -> dict[int, dict[ItemKey, Memory]]:
        """Return what is due by *due_until* or was offered *today*, by learner."""
        wanted = sa.or_(_m.due_on <= due_until, _m.shown_on == today)
        return await self._block(learners, wanted)

    async def all(self, learners: Sequence[int]) -> dict[int, dict[ItemKey, Memory]]:
        """Return every memory of these learners, by learner."""
        return await self._block(learners, sa.true())

    async def met(self, learners: Sequence[int]) -> dict[int, dict[ItemKey, date]]:
        """Return what these have met, and on which day; lighter than whole memories."""
        found: dict[int, dict[ItemKey, date]] = {one: {} for one in learners}
        columns = _m.subscriber_id, _m.deck, _m.item, _m.met_on
        for who, deck, item, met_on in await self._rows(sa.select(*columns), learners):
            found[who][deck, item] = met_on
        return found

    async def answered(self, learners: Sequence[int], today: date) -> frozenset[Answered]:
        """Return which learner's answers of *today* count already, and to which items."""
        columns = _m.subscriber_id, _m.deck, _m.item
        rows = await self._rows(sa.select(*columns).where(_m.reviewed_on >= today), learners)
        return frozenset((who, (deck, item)) for who, deck, item in rows)

    async def _block(
        self, learners: Sequence[int], wanted: Any
    ) -> dict[int, dict[ItemKey, Memory]]:
        found: dict[int, dict[ItemKey, Memory]] = {one: {} for one in learners}
        for row in await self._rows(sa.select(t.memory).where(wanted), learners):
            found[row.subscriber_id][row.deck, row.item] = _memory(row)
        return found

    async def _rows(self, select: sa.Select[Any], learners: Sequence[int]) -> Sequence[Any]:
        these = select.where(self._db.among(_m.subscriber_id, "ids"), ~_m.child)
        ids = {"ids": list(learners)}
        return await self._db.look(lambda c: c.execute(these, ids).all())

    async def offer(
        self, shown: Iterable[Shown], today: date, pushed: Pushed | None = None
    ) -> None:
        """Note what is offered today, and whom a card is *pushed* to; a repeat changes nothing."""
        rows = [
            {
                "subscriber_id": it.subscriber_id,
                "child": it.child,
                "deck": it.key[0],
                "item": it.key[1],
                "met_on": today,
                "shown_on": today,
            }
            for it in shown
        ]
        if not rows:
            return
        insert = self._db.insert(t.memory)
        insert = insert.on_conflict_do_update(
            index_elements=["subscriber_id", "child", "deck", "item"],
            set_={"shown_on": insert.excluded.shown_on},
        )
        rows.sort(key=itemgetter("subscriber_id", "deck", "item"))
        async with self._db.write() as c:
            if pushed:
                note = sa.update(t.subscriber).where(self._db.among(_s.id, "ids"))
                again = _s.pushed_by == pushed.occurrence_id
                note = note.values(
                    pushed_before=sa.case((again, _s.pushed_before), else_=_s.pushed_at),
                    pushed_at=pushed.at,
                    pushed_by=pushed.occurrence_id,
                )
                await c.execute(note, {"ids": sorted(pushed.subscribers)})
            await c.execute(insert, rows)

    async def grade(
        self,
        subscriber_id: int,
        key: ItemKey,
        *,
        got: bool,
        today: date,
        retention: float,
        child: bool = False,
    ) -> Grade:
        """Grade one memory, and count the answer of the day; a second one changes nothing."""
        async with self._db.write() as c:
            seen = await _locked(c, subscriber_id, key, child=child) or Memory(met_on=today)
            if not await first_time(c) or not seen.may_be_graded(today):
                return Grade(after=seen, counted=False)
            after = graded(seen, got=got, today=today, retention=retention)
            await self._put(c, subscriber_id, key, after, child=child)
            if not child:
                await self._count(c, subscriber_id, today)
            return Grade(after=after, counted=True)

    async def _put(
        self, c: AsyncConnection, subscriber_id: int, key: ItemKey, it: Memory, *, child: bool
    ) -> None:
        values = {name: getattr(it, name) for name in _FIELDS}
        whose = {"subscriber_id": subscriber_id, "child": child, "deck": key[0], "item": key[1]}
        insert = self._db.insert(t.memory).values(whose | values)
        await c.execute(
            insert.on_conflict_do_update(index_elements=list(whose), set_=values),
        )

    async def _count(self, c: AsyncConnection, subscriber_id: int, today: date) -> None:
        known = sa.select(sa.func.count()).where(
            _m.subscriber_id == subscriber_id, ~_m.child, _m.stability >= KNOWN_DAYS
        )
        count = int(await c.scalar(known) or 0)
        whose = {"subscriber_id": subscriber_id, "day": today}
        insert = self._db.insert(t.learning_day).values({**whose, "answers": 1, "known": count})
        more = {"answers": t.learning_day.c.answers + 1, "known": count}
        await c.execute(insert.on_conflict_do_update(index_elements=list(whose), set_=more))


async def _locked(
    c: AsyncConnection, subscriber_id: int, key: ItemKey, *, child: bool
) -> Memory | None:
    """Lock the learner, so that two answers at once are taken one after the other."""
    mine = sa.select(t.subscriber.c.id).where(t.subscriber.c.id == subscriber_id)
    await c.execute(mine.with_for_update())
    one = (_m.subscriber_id == subscriber_id, _m.child == child, _m.deck == key[0])
    row = (await c.execute(sa.select(t.memory).where(*one, _m.item == key[1]))).first()
    return _memory(row) if row else None


def _memory(row: Any) -> Memory:
    return Memory(
        met_on=row.met_on,
        shown_on=row.shown_on,
        due_on=row.due_on,
        reviewed_on=row.reviewed_on,
        stability=row.stability,
        difficulty=row.difficulty,
    )
