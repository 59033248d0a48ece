"""Waits of rows, in SQL. They are kept as instants: a clock that is set back makes them longer."""

from datetime import datetime

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.deliveries import unfinished
from bot.store.recipients import AT_ONCE, not_before, reachable

_d, _s = t.delivery.c, t.subscriber.c


class Waits:
    """Implements scheduler.ports.Waits."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def begin_anew(self, *, now: datetime, until: datetime) -> None:
        """Let rows that wait until *until* at the latest go at once, or after their quiet hours."""
        async with self._db.write() as c:
            ends = sa.select(await not_before(c, reachable(now), now))
            mine = ends.where(_s.id == _d.subscriber_id).scalar_subquery()
            waiting = _d.state == "pending", _d.not_before > now, _d.not_before <= until
            anew = sa.update(t.delivery).where(_d.occurrence_id.in_(unfinished()), *waiting)
            at_once = sa.literal(AT_ONCE, t.Instant)
            await c.execute(anew.values(not_before=sa.func.coalesce(mine, at_once)))
