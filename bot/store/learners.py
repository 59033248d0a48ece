"""Learners in blocks, as a card needs them, and the card of the day that they were pushed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.subscriber_rows import holiday_of
from content.languages import Language
from content.lessons.course import Wish
from scheduler.families import Role
from scheduler.holidays import Holiday
from scheduler.pushes import may_be_pushed
from scheduler.subscribers import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class Learner:
    """
    What is needed to pick and word a card for one chat.

    *days* are the weekdays of its lessons, *zone* is the clock that they keep: the family's, or the
    chat's own. *pushed_by* is the occurrence whose card was the last one pushed, at *pushed_at*;
    the card before that was pushed at *pushed_before*.
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
    holiday: Holiday | None = None
    pushed_at: datetime | None = None
    pushed_by: int | None = None
    pushed_before: datetime | None = None

    def before(self, occurrence_id: int) -> "Learner":
        """Return what was known before an occurrence: its card may be tried more than once."""
        again = self.pushed_by == occurrence_id
        return replace(self, pushed_at=self.pushed_before, pushed_by=None) if again else self

    def may_be_pushed(self, now: datetime) -> bool:
        """Tell whether a card may be pushed now."""
        return may_be_pushed(now, zone=self.zone, last=self.pushed_at, holiday=self.holiday)


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
        sa.func.coalesce(f.zone, s.zone).label("zone"),
        sa.func.coalesce(f.days, s.card_days).label("days"),
        s.learn,
        s.themes,
        s.level,
        s.holiday_from,
        s.holiday_until,
        s.pushed_at,
        s.pushed_by,
        s.pushed_before,
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
        holiday=holiday_of(row.holiday_from, row.holiday_until),
        pushed_at=row.pushed_at,
        pushed_by=row.pushed_by,
        pushed_before=row.pushed_before,
    )
