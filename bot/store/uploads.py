"""Files that Telegram has already: each is uploaded once, by whoever is first."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database

PATIENCE = timedelta(seconds=30)
"""An upload that takes longer has failed, or its process has died: another may try."""

_u = t.upload.c


class Uploads:
    """The ids that Telegram gave to files, by the hash of what is in them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def file_id(self, key: str) -> str | None:
        """Return the id of a file that was uploaded."""
        async with self._db.read() as c:
            return await c.scalar(sa.select(_u.file_id).where(_u.key == key))

    async def claim(self, key: str, now: datetime) -> bool:
        """Take an upload on oneself; False if somebody else is at it, or it was done."""
        insert = self._db.insert(t.upload).values(key=key, claimed_at=now)
        stale = sa.and_(_u.file_id.is_(None), _u.claimed_at <= now - PATIENCE)
        claim = insert.on_conflict_do_update(
            index_elements=["key"], set_={"claimed_at": now}, where=stale
        )
        async with self._db.write() as c:
            return await c.scalar(claim.returning(_u.key)) is not None

    async def done(self, key: str, file_id: str) -> None:
        """Note the id that Telegram gave."""
        async with self._db.write() as c:
            await c.execute(sa.update(t.upload).where(_u.key == key).values(file_id=file_id))

    async def give_up(self, key: str) -> None:
        """Let others try: it failed, or Telegram does not know the id any more."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.upload).where(_u.key == key))
