"""Counts of a bulletin's audience in SQL, by what decides when it arrives."""

from collections.abc import Sequence
from datetime import datetime, time

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.recipients import recipients
from scheduler.bulletins import Bulletin
from scheduler.impact import Group
from scheduler.times import QuietHours

_s = t.subscriber.c


class Audiences:
    """Counts whom a bulletin is for, as of now."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def groups(self, it: Bulletin, now: datetime) -> Sequence[Group]:
        """Return how many chats there are of each language, zone and quiet hours."""
        alike = _s.language, _s.zone, _s.quiet_since, _s.quiet_until
        counted = sa.select(*alike, sa.func.count().label("chats")).where(*recipients(it, now))
        async with self._db.read() as c:
            rows = (await c.execute(counted.group_by(*alike))).all()
        return [
            Group(
                language=row.language,
                zone=row.zone,
                quiet=_quiet(row.quiet_since, row.quiet_until),
                chats=row.chats,
            )
            for row in rows
        ]


def _quiet(since: str | None, until: str | None) -> QuietHours | None:
    if since is None or until is None:
        return None
    return QuietHours(since=time.fromisoformat(since), until=time.fromisoformat(until))
