"""What is held of a chat as a learner, as plain data for the file that it may ask for."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t


async def learning_of(c: AsyncConnection, subscriber_id: int) -> dict[str, Any]:
    """Return memories, learning days, the place in a family and the codes that were made."""
    m, d, r, k = t.memory.c, t.learning_day.c, t.relative.c, t.family_code.c
    found = {
        "lessons": sa.select(t.memory).where(m.subscriber_id == subscriber_id).order_by(m.met_on),
        "learning_days": sa.select(d.day, d.answers, d.known)
        .where(d.subscriber_id == subscriber_id)
        .order_by(d.day),
        "family": sa.select(r.role, r.nickname, t.family.c.at, t.family.c.days, t.family.c.lead)
        .join(t.family, t.family.c.id == r.family_id)
        .where(r.subscriber_id == subscriber_id),
        "family_codes": sa.select(k.code, k.role, k.nickname, k.expires_at).where(
            sa.or_(k.maker_id == subscriber_id, k.taker_id == subscriber_id)
        ),
    }
    return {
        name: [_plain(dict(row._mapping)) for row in await c.execute(select)]
        for name, select in found.items()
    }


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date | datetime) else value
        for name, value in row.items()
        if name != "subscriber_id"
    }
