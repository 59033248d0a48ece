"""What is due, in SQL. Taking is compare-and-set, so that only one taker wins."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletins import load
from bot.store.database import Database
from scheduler.audience import Audience
from scheduler.bulletins import State
from scheduler.lateness import BULLETIN_WITHIN, CARD_WITHIN, Decision
from scheduler.occurrences import DueBulletin, DueCohort
from scheduler.recurrence import Weekly
from scheduler.times import QuietHours

_AFTER: dict[Decision, State] = {"send": "sending", "skip": "skipped", "hold": "held"}


AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Since when a row may be sent that waits for nothing: not *now*, so that a clock that is set back
does not make it wait."""


class Schedules:
    """Implements scheduler.ports.Schedules."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def due_bulletins(self, now: datetime) -> Sequence[DueBulletin]:
        """Return the schedules whose instant has come, the oldest first."""
        due = sa.select(t.schedule).where(t.schedule.c.next_at <= now)
        due = due.order_by(t.schedule.c.next_at)
        rows = await self._db.look(lambda c: c.execute(due).all())
        if not rows:
            return []
        async with self._db.read() as c:
            return [
                DueBulletin(
                    schedule_id=row.id,
                    version=row.version,
                    next_at=row.next_at,
                    bulletin=await load(c, row.bulletin_id),
                )
                for row in rows
            ]

    async def take_bulletin(self, due: DueBulletin, decision: Decision, now: datetime) -> bool:
        """Write the occurrence and a row per recipient in one transaction; False if taken."""
        bulletin = due.bulletin
        async with self._db.write() as c:
            if not await _take(c, t.schedule, due.schedule_id, due.version, next_at=None):
                return False
            await c.execute(
                sa.update(t.bulletin)
                .where(t.bulletin.c.id == bulletin.id)
                .values(state=_AFTER[decision], version=t.bulletin.c.version + 1)
            )
            if decision == "send":
                occurrence_id = await _occurrence(
                    c,
                    bulletin_id=bulletin.id,
                    local_key=due.next_at.isoformat(),
                    due_at=due.next_at,
                    crash_rule=bulletin.crash_rule,
                    expires_at=now + BULLETIN_WITHIN,
                )
                await _write_rows(c, occurrence_id, meant(bulletin.audience, now), now)
            return True

    async def due_cohorts(self, now: datetime) -> Sequence[DueCohort]:
        """Return the cohorts whose card is due."""
        due = sa.select(t.cohort).where(t.cohort.c.next_at <= now)
        return [
            DueCohort(
                cohort_id=row.id,
                version=row.version,
                next_at=row.next_at,
                rule=Weekly(
                    at=time.fromisoformat(row.at),
                    days=frozenset(map(int, row.days)),
                    zone=row.zone,
                ),
            )
            for row in await self._db.look(lambda c: c.execute(due).all())
        ]

    async def take_cohort(
        self, due: DueCohort, *, next_at: datetime, send: bool, now: datetime
    ) -> bool:
        """Move the cohort on, and write a row per member if *send*; False if taken."""
        async with self._db.write() as c:
            if not await _take(c, t.cohort, due.cohort_id, due.version, next_at=next_at):
                return False
            if send:
                occurrence_id = await _occurrence(
                    c,
                    cohort_id=due.cohort_id,
                    local_key=due.rule.local_key(due.next_at),
                    due_at=due.next_at,
                    crash_rule="skip",
                    expires_at=now + CARD_WITHIN,
                )
                members = (t.subscriber.c.cohort_id == due.cohort_id, *_reachable(now))
                await _write_rows(c, occurrence_id, members, now)
            return True

    async def next_instant(self) -> datetime | None:
        """Return when something is due next: a bulletin, a card, or a row that waits."""
        waiting = t.delivery.c.state == "pending"
        firsts = (
            sa.select(sa.func.min(t.schedule.c.next_at, type_=t.Instant)),
            sa.select(sa.func.min(t.cohort.c.next_at, type_=t.Instant)),
            sa.select(sa.func.min(t.delivery.c.not_before, type_=t.Instant)).where(waiting),
        )
        async with self._db.read() as c:
            found = [await c.scalar(first) for first in firsts]
        return min((instant for instant in found if instant), default=None)


def meant(audience: Audience, now: datetime) -> tuple[Any, ...]:
    """Return the audience as conditions on the subscriber table."""
    chose = sa.exists().where(
        t.subscription.c.subscriber_id == t.subscriber.c.id,
        t.subscription.c.topic.in_(sorted(audience.topics)),
    )
    found: list[Any] = [*_reachable(now), chose]
    if audience.languages:
        found.append(t.subscriber.c.language.in_(sorted(audience.languages)))
    if audience.kinds:
        found.append(t.subscriber.c.kind.in_(sorted(audience.kinds)))
    return tuple(found)


def _reachable(now: datetime) -> tuple[Any, ...]:
    pause = t.subscriber.c.paused_until
    return t.subscriber.c.status == "active", sa.or_(pause.is_(None), pause <= now)


async def _take(
    c: AsyncConnection, table: sa.Table, key: int, version: int, *, next_at: datetime | None
) -> bool:
    taken = await c.execute(
        sa.update(table)
        .where(table.c.id == key, table.c.version == version)
        .values(next_at=next_at, version=version + 1)
    )
    return taken.rowcount == 1


async def _occurrence(c: AsyncConnection, **values: Any) -> int:
    begin = sa.insert(t.occurrence).values(deed="send", **values).returning(t.occurrence.c.id)
    return int((await c.execute(begin)).scalar_one())


async def _write_rows(
    c: AsyncConnection, occurrence_id: int, members: tuple[Any, ...], now: datetime
) -> None:
    """Write one row per recipient in one statement; quiet hours move its instant."""
    chosen = sa.select(
        sa.literal(occurrence_id),
        t.subscriber.c.id,
        sa.literal("pending"),
        await _not_before(c, members, now),
        sa.literal(0),
        sa.literal(0),
    ).where(*members)
    columns = ["occurrence_id", "subscriber_id", "state", "not_before", "attempts", "doubts"]
    await c.execute(sa.insert(t.delivery).from_select(columns, chosen))


async def _not_before(c: AsyncConnection, members: tuple[Any, ...], now: datetime) -> Any:
    """Return the instant for each recipient: at once, or the end of its quiet hours."""
    s = t.subscriber.c
    kinds = (
        sa.select(s.zone, s.quiet_since, s.quiet_until)
        .where(*members, s.quiet_since.is_not(None))
        .distinct()
    )
    held = []
    for zone, since, until in await c.execute(kinds):
        quiet = QuietHours(since=time.fromisoformat(since), until=time.fromisoformat(until))
        if end := quiet.end(now, zone):
            same = sa.and_(s.zone == zone, s.quiet_since == since, s.quiet_until == until)
            held.append((same, sa.literal(end, t.Instant)))
    at_once = sa.literal(AT_ONCE, t.Instant)
    return sa.case(*held, else_=at_once) if held else at_once
