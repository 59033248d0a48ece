"""What is due, in SQL. Taking is compare-and-set, so that only one taker wins."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load, to_columns
from bot.store.bulletins import begin, lock, next_instant
from bot.store.corrections import cancel_corrections, put_texts
from bot.store.database import Database
from bot.store.occurrences import (
    copy_delivered,
    go_on,
    hold,
    is_held,
    is_leaving,
)
from bot.store.recipients import AT_ONCE, not_before, reachable, recipients, works_on
from scheduler.bulletins import UNDER_WAY, Bulletin, State
from scheduler.lateness import BULLETIN_WITHIN, CARD_WITHIN, Decision
from scheduler.occurrences import DueBulletin, DueCohort
from scheduler.offspring import instalment, moved_on
from scheduler.outcomes import Deed
from scheduler.recurrence import Weekly

_AFTER: dict[Decision, State] = {"send": "sending", "skip": "skipped", "hold": "held"}


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

    async def take_bulletin(
        self, due: DueBulletin, decision: Decision, now: datetime
    ) -> Bulletin | None:
        """
        Write the occurrence and a row per recipient in one transaction; None if taken.

        Returns the bulletin that goes out: of a series, the one of its own.
        """
        async with self._db.write() as c:
            bulletin = await lock(c, due.bulletin.id)
            if bulletin.version != due.bulletin.version or not await _is_seen(c, due):
                return None
            due = replace(due, bulletin=bulletin)
            if decision == "send" and bulletin.corrects is not None:
                taken = await _take_correction(c, due, bulletin.corrects, now)
                return bulletin if taken else None
            if bulletin.recurrence:
                bulletin = await _take_instalment(c, due, decision, now)
            else:
                await _take_schedule(c, due, decision)
            if decision == "send":
                occurrence_id = await _bulletin_occurrence(c, due, bulletin.id, now, deed="send")
                await _write_rows(c, occurrence_id, recipients(bulletin, now), now, it=bulletin)
            return await load(c, bulletin.id)

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
                    deed="send",
                    crash_rule="skip",
                    expires_at=now + CARD_WITHIN,
                )
                day = date.fromisoformat(due.rule.local_key(due.next_at))
                ours = t.subscriber.c.cohort_id == due.cohort_id
                members = (ours, *reachable(now), works_on(day))
                await _write_rows(c, occurrence_id, members, now)
            return True

    async def next_instant(self) -> datetime | None:
        """Return when something is due next: a bulletin, a card, or a row that waits."""
        going = sa.select(t.occurrence.c.id).where(
            t.occurrence.c.closed_at.is_(None), ~t.occurrence.c.paused
        )
        waiting = sa.and_(t.delivery.c.state == "pending", t.delivery.c.occurrence_id.in_(going))
        firsts = (
            sa.select(sa.func.min(t.schedule.c.next_at, type_=t.Instant)),
            sa.select(sa.func.min(t.cohort.c.next_at, type_=t.Instant)),
            sa.select(sa.func.min(t.delivery.c.not_before, type_=t.Instant)).where(waiting),
        )
        async with self._db.read() as c:
            found = [await c.scalar(first) for first in firsts]
        return min((instant for instant in found if instant), default=None)


async def _is_seen(c: AsyncConnection, due: DueBulletin) -> bool:
    """Tell whether a schedule is still as it was seen, and keep it so."""
    mine = t.schedule.c.id == due.schedule_id, t.schedule.c.version == due.version
    seen = sa.select(t.schedule.c.id).where(*mine).with_for_update()
    return await c.scalar(seen) is not None


async def _take_schedule(c: AsyncConnection, due: DueBulletin, decision: Decision) -> None:
    await _take(c, t.schedule, due.schedule_id, due.version, next_at=None)
    await c.execute(
        sa.update(t.bulletin)
        .where(t.bulletin.c.id == due.bulletin.id)
        .values(state=_AFTER[decision], version=t.bulletin.c.version + 1, undo=None)
    )


async def _take_instalment(
    c: AsyncConnection, due: DueBulletin, decision: Decision, now: datetime
) -> Bulletin:
    """
    Begin the bulletin of its own that a series sends now, and let the series move on.

    What was missed while nothing ran is one instalment, not many.
    """
    series = due.bulletin
    moved = moved_on(series, after=max(series.at or now, now))
    next_at = await next_instant(c, moved, now) if moved.state == "scheduled" else None
    await _take(c, t.schedule, due.schedule_id, due.version, next_at=next_at)
    columns = {**to_columns(moved), "undo": None}
    await c.execute(sa.update(t.bulletin).where(t.bulletin.c.id == series.id).values(columns))
    return await begin(c, instalment(series, state=_AFTER[decision]), now)


async def _take_correction(
    c: AsyncConnection, due: DueBulletin, target: int, now: datetime
) -> bool:
    """
    Put the new texts in the place of the old ones, and write a row per message that arrived.

    While its target is being sent that is held first, in a transaction of its own: what leaves
    later has the new text, what left before has a row, and nothing is in between. An older
    correction is cancelled: its text must not arrive after the newer one.
    """
    if not await is_held(c, target):
        await hold(c, target)
        return False
    if await is_leaving(c, target):
        return False
    await _take_schedule(c, due, "send")
    await cancel_corrections(c, target, UNDER_WAY, but=due.bulletin.id, now=now)
    await put_texts(c, target, due.bulletin, now)
    occurrence_id = await _bulletin_occurrence(c, due, due.bulletin.id, now, deed="edit")
    await copy_delivered(c, occurrence_id, target, not_before=AT_ONCE)
    if (await load(c, target)).state == "sending":
        await go_on(c, target)
    return True


async def _bulletin_occurrence(
    c: AsyncConnection, due: DueBulletin, bulletin_id: int, now: datetime, *, deed: Deed
) -> int:
    return await _occurrence(
        c,
        bulletin_id=bulletin_id,
        local_key=due.next_at.isoformat(),
        due_at=due.next_at,
        deed=deed,
        crash_rule=due.bulletin.crash_rule,
        expires_at=now + BULLETIN_WITHIN,
        reported_at=now,
    )


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
    begin = sa.insert(t.occurrence).values(values).returning(t.occurrence.c.id)
    return int((await c.execute(begin)).scalar_one())


async def _write_rows(
    c: AsyncConnection,
    occurrence_id: int,
    members: tuple[Any, ...],
    now: datetime,
    *,
    it: Bulletin | None = None,
) -> None:
    """Write one row per recipient in one statement; quiet hours and local time move its instant."""
    chosen = sa.select(
        sa.literal(occurrence_id),
        t.subscriber.c.id,
        sa.literal("pending"),
        await not_before(c, members, now, it=it),
        sa.literal(0),
        sa.literal(0),
    ).where(*members)
    columns = ["occurrence_id", "subscriber_id", "state", "not_before", "attempts", "doubts"]
    await c.execute(sa.insert(t.delivery).from_select(columns, chosen))
