"""Corrections in SQL: one is under way at most, and its text becomes that of its bulletin."""

from collections.abc import Set
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load, store_texts
from bot.store.bulletins import apply
from bot.store.occurrences import stop
from scheduler.bulletins import Bulletin, State, cancelled

_b = t.bulletin.c


async def cancel_corrections(
    c: AsyncConnection,
    target: int,
    states: Set[State],
    *,
    but: int | None = None,
    now: datetime,
) -> None:
    """Cancel the corrections of a bulletin that are in *states*, what waits of them too."""
    theirs = sa.select(_b.id).where(_b.corrects == target, _b.state.in_(states))
    for found in (await c.scalars(theirs.order_by(_b.id))).all():
        if found != but:
            await apply(c, found, cancelled, now=now)
            await stop(c, found)


async def put_texts(c: AsyncConnection, target: int, it: Bulletin, now: datetime) -> None:
    """
    Give a bulletin the texts of its correction, both marked as corrected *now*.

    What was seen of it before is an old version.
    """
    await store_texts(c, target, it.texts)
    marked = sa.update(t.bulletin).values(corrected_at=now)
    await c.execute(marked.where(_b.id == it.id))
    await c.execute(marked.where(_b.id == target).values(version=_b.version + 1))


async def draft_of(c: AsyncConnection, target: int, author_id: int) -> Bulletin | None:
    """Return the correction that an author has begun already."""
    begun = sa.select(_b.id).where(
        _b.corrects == target, _b.author_id == author_id, _b.state == "draft"
    )
    found = await c.scalar(begun.limit(1))
    return await load(c, found) if found else None


async def empty_follow_up(c: AsyncConnection, target: int, author_id: int) -> Bulletin | None:
    """Return the follow-up that an author has begun and not yet touched."""
    begun = sa.select(_b.id).where(
        _b.follows == target, _b.author_id == author_id, _b.state == "draft", _b.version == 1
    )
    found = await c.scalar(begun.limit(1))
    return await load(c, found) if found else None
