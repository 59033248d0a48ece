"""A bulletin's occurrences in SQL: hold, go on, stop, and the rows of an edit or a recall."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t

_o, _d = t.occurrence.c, t.delivery.c


async def hold(c: AsyncConnection, bulletin_id: int) -> None:
    """Let nothing more leave: what is claimed is given back, so that no runner may send it."""
    await _set(c, bulletin_id, paused=True)
    await _give_back(c, bulletin_id)


async def go_on(
    c: AsyncConnection, bulletin_id: int, *, expires_at: datetime | None = None
) -> None:
    """Let what waits leave again; what was stopped stays so."""
    renewed = {"expires_at": expires_at} if expires_at else {}
    going = sa.update(t.occurrence).where(*_open(bulletin_id), ~_o.stopped)
    await c.execute(going.values(paused=False, **renewed))


async def stop(c: AsyncConnection, bulletin_id: int) -> None:
    """
    Let nothing more leave, for good.

    It is paused too, so that what is under way just now and fails is not tried again. The rows that
    wait are closed by the next tick, in blocks: there may be a million.
    """
    await _set(c, bulletin_id, paused=True, stopped=True)
    await _give_back(c, bulletin_id)


async def is_open(c: AsyncConnection, bulletin_id: int) -> bool:
    """Tell whether anything of a bulletin is under way."""
    return await c.scalar(sa.select(_o.id).where(*_open(bulletin_id)).limit(1)) is not None


async def is_held(c: AsyncConnection, bulletin_id: int) -> bool:
    """Tell whether nothing of a bulletin can be claimed."""
    going = sa.select(_o.id).where(*_open(bulletin_id), ~_o.paused).limit(1)
    return await c.scalar(going) is None


async def is_leaving(c: AsyncConnection, bulletin_id: int) -> bool:
    """Tell whether a runner has messages of a bulletin in hand, or on their way, just now."""
    ids = sa.select(_o.id).where(*_open(bulletin_id))
    held = _d.occurrence_id.in_(ids), _d.state.in_(("claimed", "sending"))
    return await c.scalar(sa.select(_d.id).where(*held).limit(1)) is not None


async def was_delivered(c: AsyncConnection, bulletin_id: int) -> bool:
    """Tell whether any message of a bulletin is known to have arrived."""
    return await c.scalar(_delivered(bulletin_id).limit(1)) is not None


async def copy_delivered(
    c: AsyncConnection, occurrence_id: int, bulletin_id: int, *, not_before: datetime
) -> int:
    """Write a row for each message of a bulletin that arrived and has none yet; return how many."""
    mine = t.delivery.alias()
    has_one = sa.exists().where(
        mine.c.occurrence_id == occurrence_id, mine.c.subscriber_id == _d.subscriber_id
    )
    chosen = (
        _delivered(bulletin_id)
        .where(~has_one)
        .with_only_columns(
            sa.literal(occurrence_id),
            _d.subscriber_id,
            sa.literal("pending"),
            sa.literal(not_before, t.Instant),
            sa.literal(0),
            sa.literal(0),
            _d.message_id,
            _d.album,
        )
    )
    names = ["occurrence_id", "subscriber_id", "state", "not_before", "attempts", "doubts"]
    columns = [*names, "message_id", "album"]
    written = await c.execute(sa.insert(t.delivery).from_select(columns, chosen))
    return written.rowcount


def got(bulletin_id: int) -> sa.Select[Any]:
    """Select the subscribers whom a bulletin is known to have reached."""
    return _delivered(bulletin_id).with_only_columns(_d.subscriber_id)


def _delivered(bulletin_id: int) -> sa.Select[Any]:
    """Select the rows whose message arrived and is still somebody's."""
    sends = sa.select(_o.id).where(_o.bulletin_id == bulletin_id, _o.deed == "send")
    return sa.select(_d.id).where(
        _d.occurrence_id.in_(sends),
        _d.state == "sent",
        _d.message_id.is_not(None),
        _d.subscriber_id.is_not(None),
    )


def _open(bulletin_id: int) -> tuple[Any, ...]:
    return _o.bulletin_id == bulletin_id, _o.closed_at.is_(None)


async def _set(c: AsyncConnection, bulletin_id: int, **values: Any) -> None:
    await c.execute(sa.update(t.occurrence).where(*_open(bulletin_id)).values(values))


async def _give_back(c: AsyncConnection, bulletin_id: int) -> None:
    ids = sa.select(_o.id).where(*_open(bulletin_id))
    claimed = _d.occurrence_id.in_(ids), _d.state == "claimed"
    await c.execute(sa.update(t.delivery).where(*claimed).values(state="pending", owner=None))
