"""Learners in blocks, as a card needs them, and the card of the day that they were pushed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from content.languages import Language
from content.lessons.course import Wish
from scheduler.families import Role
from scheduler.subscribers import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Learner:
    """
    What is needed to pick and word a card for one chat.

    *days* are the weekdays of its lessons. *pushed_by* is the occurrence whose card it got on
    *pushed_on*, the last day with a pushed card.
    """

    subscriber_id: int
    chat_id: int
    kind: Kind
    language: Language
    zone: str
    days: frozenset[int]
    wish: Wish
    role: Role | None = None
    family_id: int | None = None
    pushed_on: date | None = None
    pushed_by: int | None = None

    def was_pushed(self, today: date, *, besides: int) -> bool:
        """Tell whether another occurrence brought today's card: one a day is enough."""
        return self.pushed_on == today and self.pushed_by != besides


class Learners:
    """Reads learners by chat; nothing here lists people by anything else."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._select = _select().where(database.among(t.subscriber.c.chat_id, "chats"))

    async def of(self, chats: Sequence[int]) -> Mapping[int, Learner]:
        """Return the learners among these chats, by chat id."""
        given = {"chats": list(chats)}
        rows = await self._db.look(lambda c: c.execute(self._select, given).all())
        return {row.chat_id: _learner(row) for row in rows}


def _select() -> sa.Select[tuple[int, ...]]:
    s, r, f = t.subscriber.c, t.relative.c, t.family.c
    joined = t.subscriber.outerjoin(t.relative, r.subscriber_id == s.id).outerjoin(
        t.family, f.id == r.family_id
    )
    return sa.select(
        s.id,
        s.chat_id,
        s.kind,
        s.language,
        s.zone,
        sa.func.coalesce(f.days, s.card_days).label("days"),
        s.learn,
        s.themes,
        s.level,
        s.pushed_on,
        s.pushed_by,
        r.role,
        r.family_id,
    ).select_from(joined)


def _learner(row: sa.Row[tuple[int, ...]]) -> Learner:
    return Learner(
        subscriber_id=row.id,
        chat_id=row.chat_id,
        kind=row.kind,
        language=row.language,
        zone=row.zone,
        days=frozenset(map(int, row.days)),
        wish=Wish(learn=row.learn, themes=frozenset(row.themes), level=row.level),
        role=row.role,
        family_id=row.family_id,
        pushed_on=row.pushed_on,
        pushed_by=row.pushed_by,
    )
