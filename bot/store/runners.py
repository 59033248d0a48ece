"""
Who is at work, in SQL: joining, heartbeats, and burying the dead.

What a dead runner had claimed is free again; what it was sending is unknown, and the crash rule
decides. An occurrence whose every runner dies without settling a row is parked, not tried for ever.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.deliveries import freed, stop, unfinished
from bot.store.recipients import AT_ONCE

LONER = 0
"""The runner that is alone on its database. Its row stays: it says when somebody was at work."""

DEATHS = 10
"""So many runners in a row may die of an occurrence before it is parked."""

_d, _o, _r = t.delivery.c, t.occurrence.c, t.runner.c
_IN_HAND = ("claimed", "sending")


def new_runner() -> int:
    """Return an id that no other runner has."""
    return secrets.randbits(62) + 1


@dataclass(frozen=True, kw_only=True)
class Joined:
    """For how long nobody had been at work, and the occurrences that were parked."""

    silence: timedelta
    parked: Sequence[int]


class Runners:
    """The table of runners, as *runner* sees it."""

    def __init__(self, database: Database, *, runner: int) -> None:
        self._db = database
        self._runner = runner

    async def join(self, now: datetime) -> Joined:
        """Sign in, and take the rows of those that are gone; a loner takes everybody's."""
        async with self._db.write() as c:
            last: datetime | None = await c.scalar(sa.select(sa.func.max(_r.seen_at)))
            gone = sa.true() if self._runner == LONER else _r.id == self._runner
            await c.execute(sa.delete(t.runner).where(gone))
            await c.execute(sa.insert(t.runner).values(id=self._runner, beat=0, seen_at=now))
            parked = await _bury_orphans(c, self._runner)
        return Joined(silence=now - last if last else timedelta(), parked=parked)

    async def beat(self, now: datetime) -> bool:
        """Say that this runner lives; False if the others have buried it."""
        async with self._db.write() as c:
            mine = sa.update(t.runner).where(_r.id == self._runner)
            done = await c.execute(mine.values(beat=_r.beat + 1, seen_at=now))
            return bool(done.rowcount)

    async def others(self) -> Mapping[int, int]:
        """Return the other runners' beats."""
        async with self._db.read() as c:
            found = sa.select(_r.id, _r.beat).where(_r.id.not_in((self._runner, LONER)))
            return {row.id: row.beat for row in await c.execute(found)}

    async def bury(self, runner: int, beat: int) -> Sequence[int]:
        """
        Take a dead runner's rows from it, unless it beat again or somebody else was first.

        Returns the occurrences that were parked.
        """
        async with self._db.write() as c:
            dead = sa.delete(t.runner).where(_r.id == runner, _r.beat == beat)
            seen_at = await c.scalar(dead.returning(_r.seen_at))
            if seen_at is None:
                return []
            await _remember(c, seen_at)
            return await _bury_orphans(c, self._runner)

    async def leave(self, now: datetime) -> None:
        """Sign out; the loner's row stays, with the time."""
        async with self._db.write() as c:
            if self._runner != LONER:
                await c.execute(sa.delete(t.runner).where(_r.id == self._runner))
                await _bury_orphans(c, self._runner)
            await _remember(c, now)


async def _remember(c: AsyncConnection, seen_at: datetime) -> None:
    """Keep when somebody was last at work."""
    kept = await c.scalar(sa.select(_r.seen_at).where(_r.id == LONER))
    if kept is None:
        await c.execute(sa.insert(t.runner).values(id=LONER, beat=0, seen_at=seen_at))
    elif kept < seen_at:
        await c.execute(sa.update(t.runner).where(_r.id == LONER).values(seen_at=seen_at))


async def _bury_orphans(c: AsyncConnection, runner: int) -> Sequence[int]:
    """Judge the rows in hand of whoever has no place in the table, as *runner* reads it."""
    living = sa.select(_r.id).where(_r.id != LONER)
    whose = sa.true() if runner == LONER else sa.or_(_d.owner.is_(None), _d.owner.not_in(living))
    in_hand = whose, _d.occurrence_id.in_(unfinished()), _d.state.in_(_IN_HAND)
    touched = (await c.scalars(sa.select(_d.occurrence_id).where(*in_hand).distinct())).all()
    if not touched:
        return []
    theirs = whose, _d.occurrence_id.in_(touched)
    await _judge_sending(c, *theirs, _d.state == "sending")
    await c.execute(freed(*theirs, _d.state == "claimed"))
    return [occurrence for occurrence in touched if await _parked(c, occurrence)]


async def _judge_sending(c: AsyncConnection, *sending: Any) -> None:
    skips = sa.select(_o.id).where(_o.crash_rule == "skip")
    doubtful = {"doubts": _d.doubts + 1, "owner": None}
    unknown = sa.update(t.delivery).where(*sending, _d.occurrence_id.in_(skips))
    await c.execute(unknown.values(state="unknown", **doubtful))
    again = sa.update(t.delivery).where(*sending)
    await c.execute(again.values(state="pending", not_before=AT_ONCE, **doubtful))


async def _parked(c: AsyncConnection, occurrence_id: int) -> bool:
    """Count a death; tell whether it was one too many without any progress between."""
    settled = await c.scalar(
        sa.select(sa.func.count()).where(
            _d.occurrence_id == occurrence_id, _d.state.not_in(("pending", *_IN_HAND))
        )
    )
    mine = _o.id == occurrence_id
    seen = (await c.execute(sa.select(t.occurrence).where(mine))).one()
    deaths = seen.deaths + 1 if settled == seen.settled_at_death else 1
    park = deaths >= DEATHS
    values = {"deaths": 0 if park else deaths, "settled_at_death": settled}
    if park and seen.bulletin_id is None:
        await stop(c, occurrence_id)
    elif park:
        values["paused"] = True
    await c.execute(sa.update(t.occurrence).where(mine).values(values))
    return park
