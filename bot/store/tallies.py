"""Counts of subscribers, deliveries and leaves: numbers over days, never people."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.database import Database
from bot.store.once import first_time
from content.languages import LANGUAGES, Language
from content.topics import TOPICS
from scheduler.bulletins import Bulletin
from scheduler.subscribers import KINDS, Kind

ALL = "all"
"""In the place of a topic: every active subscriber of a language."""
_s, _b, _o, _d, _t = t.subscriber.c, t.bulletin.c, t.occurrence.c, t.delivery.c, t.tally.c

Grid = Mapping[tuple[Language, str], int]
"""Chats for each language and topic, and for each language and ALL; zeros are there too."""


@dataclass(frozen=True, kw_only=True)
class Out:
    """A bulletin that left, what became of it, and how many left by its button."""

    bulletin: Bulletin
    counts: Mapping[str, int]
    leaves: int
    at: datetime


class Tallies:
    """Counts what is there now, and keeps the count of each day."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def now(self) -> Grid:
        """Count active subscribers by language and topic."""
        active = _s.status == "active"
        chats = sa.func.count()
        by_language = sa.select(_s.language, sa.literal(ALL), chats).where(active)
        by_topic = sa.select(_s.language, t.subscription.c.topic, chats).where(active)
        by_topic = by_topic.join_from(t.subscriber, t.subscription)
        found = {(language, topic): 0 for language in LANGUAGES for topic in (ALL, *TOPICS)}
        async with self._db.read() as c:
            for language, topic, n in await c.execute(by_language.group_by(_s.language)):
                found[language, topic] = n
            grouped = by_topic.group_by(_s.language, t.subscription.c.topic)
            for language, topic, n in await c.execute(grouped):
                found[language, topic] = n
        return found

    async def kinds(self, languages: Sequence[Language]) -> Mapping[Kind, int]:
        """Count active subscribers of some languages by their kind."""
        wanted = sa.select(_s.kind, sa.func.count()).group_by(_s.kind)
        wanted = wanted.where(_s.status == "active", _s.language.in_(languages))
        async with self._db.read() as c:
            found = {kind: int(n) for kind, n in await c.execute(wanted)}
        return {kind: found.get(kind, 0) for kind in KINDS}

    async def take(self, day: date) -> None:
        """Keep the count of today; a later one of the same day takes its place."""
        rows = [
            {"day": day, "language": language, "topic": topic, "chats": chats}
            for (language, topic), chats in sorted((await self.now()).items())
        ]
        fresh = self._db.insert(t.tally).values(rows)
        async with self._db.write() as c:
            await c.execute(
                fresh.on_conflict_do_update(
                    index_elements=["day", "language", "topic"],
                    set_={"chats": fresh.excluded.chats},
                )
            )

    async def history(self, topic: str, *, since: date) -> Mapping[date, Mapping[Language, int]]:
        """Return the kept counts of a topic (or ALL), for each day that has some."""
        wanted = sa.select(t.tally).where(_t.topic == topic, _t.day >= since).order_by(_t.day)
        found: dict[date, dict[Language, int]] = {}
        async with self._db.read() as c:
            for row in await c.execute(wanted):
                found.setdefault(row.day, {})[row.language] = row.chats
        return found

    async def outcomes(self, *, since: datetime) -> Sequence[Mapping[str, int]]:
        """Return what became of each sending of a bulletin that ended since then."""
        sends = _o.deed == "send", _o.bulletin_id.is_not(None), _o.closed_at >= since
        async with self._db.read() as c:
            found = await c.scalars(sa.select(_o.counts).where(*sends))
            return [counts for counts in found if counts]

    async def latest(self, limit: int) -> Sequence[Out]:
        """Return what was sent last, the newest first; a correction belongs to its bulletin."""
        out = _b.sent_at.is_not(None), _b.corrects.is_(None)
        sent = sa.select(_b.id, _b.leaves, _b.sent_at).where(*out)
        async with self._db.read() as c:
            newest = sent.order_by(_b.sent_at.desc(), _b.id.desc()).limit(limit)
            rows = (await c.execute(newest)).all()
            return [
                Out(
                    bulletin=await load(c, row.id),
                    counts=await _of(c, row.id),
                    leaves=row.leaves,
                    at=row.sent_at,
                )
                for row in rows
            ]

    async def left_by(self, bulletin_id: int, chat_id: int) -> None:
        """
        Count that somebody left by a bulletin's button, and not who.

        Only where the bulletin is known to have arrived: a forged number counts nothing.
        """
        got = (
            sa.exists()
            .where(_d.occurrence_id == _o.id, _o.bulletin_id == bulletin_id, _o.deed == "send")
            .where(_d.subscriber_id == _s.id, _s.chat_id == chat_id, _d.state == "sent")
        )
        async with self._db.write() as c:
            if await first_time(c):
                one = sa.update(t.bulletin).where(_b.id == bulletin_id, got)
                await c.execute(one.values(leaves=_b.leaves + 1))


async def _of(c: AsyncConnection, bulletin_id: int) -> Mapping[str, int]:
    sends = _o.deed == "send", _o.bulletin_id == bulletin_id
    return _added(await c.scalars(sa.select(_o.counts).where(*sends)))


def _added(found: sa.ScalarResult[Mapping[str, int] | None]) -> Mapping[str, int]:
    """Add counts by outcome up; one that is still under way has none yet."""
    total: dict[str, int] = {}
    for counts in found:
        for name, n in (counts or {}).items():
            total[name] = total.get(name, 0) + n
    return total
