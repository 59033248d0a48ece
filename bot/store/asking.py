"""Which bulletins wait for approval without anybody having been asked, as after a kill."""

from collections.abc import Sequence

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.database import Database
from scheduler.bulletins import Bulletin

_b = t.bulletin.c


class Asking:
    """Keeps the version for which the approvers were asked last."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def waiting(self) -> Sequence[Bulletin]:
        """Return the bulletins in review that nobody was asked about as they are now."""
        unasked = sa.or_(_b.asked.is_(None), _b.asked != _b.version)
        wanted = sa.select(_b.id).where(_b.state == "review", unasked).order_by(_b.id)
        found = await self._db.look(lambda c: c.scalars(wanted).all())
        if not found:
            return []
        async with self._db.read() as c:
            return [await load(c, bulletin_id) for bulletin_id in found]

    async def done(self, it: Bulletin) -> None:
        """Note that the approvers were asked about this version."""
        mine = sa.update(t.bulletin).where(_b.id == it.id, _b.version == it.version)
        async with self._db.write() as c:
            await c.execute(mine.values(asked=it.version))
