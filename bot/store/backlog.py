"""How much waits to be sent, in SQL, counted no further than it matters."""

from datetime import datetime

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database


class Backlog:
    """Looks at what runners could claim."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def claimable(self, now: datetime, *, most: int) -> int:
        """Return how many rows may be claimed now; *most* stands for that many or more."""
        d, o = t.delivery.c, t.occurrence.c
        rows = (
            sa.select(d.id)
            .join(t.occurrence)
            .where(o.closed_at.is_(None), ~o.paused, ~o.stopped, o.expires_at > now)
            .where(d.state == "pending", d.not_before <= now)
            .limit(most)
            .subquery()
        )
        async with self._db.read() as c:
            return int(await c.scalar(sa.select(sa.func.count()).select_from(rows)) or 0)
