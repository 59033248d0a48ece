"""Trying again in SQL: what failed waits anew, unless something newer has come instead."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.recipients import AT_ONCE, not_before, reachable
from scheduler.bulletins import Bulletin
from scheduler.errors import Refused

Again = Literal["failed", "unknown"]
_STATES: dict[Again, tuple[str, ...]] = {
    "failed": ("unreachable", "not_allowed", "rejected", "expired", "stopped"),
    "unknown": ("unknown",),
}
_b, _o, _d = t.bulletin.c, t.occurrence.c, t.delivery.c


async def require_last(c: AsyncConnection, it: Bulletin) -> None:
    """Raise Refused if another correction went out after this one, or its target was recalled."""
    if it.corrects is None:
        return
    if (await load(c, it.corrects)).state == "recalled":
        raise Refused("already_recalled")
    edits = sa.select(_o.bulletin_id).where(
        _o.bulletin_id.in_(sa.select(_b.id).where(_b.corrects == it.corrects))
    )
    if await c.scalar(edits.order_by(_o.id.desc()).limit(1)) != it.id:
        raise Refused("bulletin_changed")


async def wait_again(
    c: AsyncConnection, it: Bulletin, occurrence: Any, again: Again, now: datetime
) -> int:
    """
    Let rows wait anew, but not those of chats that left meanwhile; return how many.

    Quiet hours and pauses count for what is sent, not for what is changed or taken away. A local
    time does not count any more: it is over.
    """
    who: tuple[Any, ...] = (t.subscriber.c.status == "active",)
    instant: Any = sa.literal(AT_ONCE, t.Instant)
    if occurrence.deed == "send":
        who = reachable(now)
        ends = sa.select(await not_before(c, who, now, it=replace(it, local=False)))
        instant = ends.where(t.subscriber.c.id == _d.subscriber_id).scalar_subquery()
    written = await c.execute(
        sa.update(t.delivery)
        .where(
            _d.occurrence_id == occurrence.id,
            _d.state.in_(_STATES[again]),
            _d.subscriber_id.in_(sa.select(t.subscriber.c.id).where(*who)),
        )
        .values(state="pending", attempts=0, owner=None, not_before=instant)
    )
    return written.rowcount
