"""A bulletin as rows of its tables, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from content.bulletins.links import Link
from content.bulletins.media import Media
from content.bulletins.poll import Poll
from content.bulletins.text import BulletinText
from content.languages import Language
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.errors import Refused
from scheduler.recurrence import recurrence

_b, _t = t.bulletin.c, t.bulletin_text.c


async def load(c: AsyncConnection, bulletin_id: int) -> Bulletin:
    """Read one bulletin inside a transaction; raise Refused if there is none."""
    row = (await c.execute(sa.select(t.bulletin).where(_b.id == bulletin_id))).mappings().first()
    if row is None:
        raise Refused("bulletin_missing")
    texts = await c.execute(sa.select(t.bulletin_text).where(_t.bulletin_id == bulletin_id))
    return _bulletin(row, {found.language: _text(found) for found in texts})


async def store_texts(
    c: AsyncConnection, bulletin_id: int, texts: Mapping[Language, BulletinText]
) -> None:
    """Put texts in the place of those that a bulletin had."""
    await c.execute(sa.delete(t.bulletin_text).where(_t.bulletin_id == bulletin_id))
    rows = [
        {
            "bulletin_id": bulletin_id,
            "language": language,
            "html": text.html,
            "title": text.title,
            "links": [asdict(link) for link in text.links],
            "poll": asdict(text.poll) if text.poll else None,
        }
        for language, text in texts.items()
    ]
    if rows:
        await c.execute(sa.insert(t.bulletin_text), rows)


def to_columns(it: Bulletin) -> dict[str, Any]:
    """Return what a bulletin's row holds, without its texts."""
    return {
        "author_id": it.author_id,
        "state": it.state,
        "version": it.version,
        "topics": sorted(it.audience.topics),
        "languages": sorted(it.audience.languages),
        "kinds": sorted(it.audience.kinds),
        "at": it.at,
        "approved_by": sorted(it.approved_by),
        "crash_rule": it.crash_rule,
        "corrects": it.corrects,
        "media": [asdict(media) for media in it.media],
        "section": it.section,
        "zone": it.zone,
        "local": it.local,
        "recurrence": it.recurrence.as_data() if it.recurrence else None,
        "urgent": it.urgent,
        "shared": it.shared,
        "follows": it.follows,
        "writers": sorted(it.writers),
        "series": it.series,
        "origin": it.origin,
        "corrected_at": it.corrected_at,
    }


def _bulletin(row: sa.RowMapping, texts: Mapping[Any, BulletinText]) -> Bulletin:
    plain = ("id", "author_id", "state", "version", "at", "crash_rule", "corrects", "section")
    newer = ("zone", "local", "urgent", "shared", "follows", "series", "origin", "corrected_at")
    return Bulletin(
        texts=texts,
        audience=Audience(
            topics=frozenset(row["topics"]),
            languages=frozenset(row["languages"]),
            kinds=frozenset(row["kinds"]),
        ),
        approved_by=frozenset(row["approved_by"]),
        writers=frozenset(row["writers"]),
        media=tuple(Media(**media) for media in row["media"]),
        recurrence=recurrence(row["recurrence"]) if row["recurrence"] else None,
        **{name: row[name] for name in (*plain, *newer)},
    )


def _text(row: Any) -> BulletinText:
    poll = row.poll and Poll(**{**row.poll, "options": tuple(row.poll["options"])})
    links = tuple(Link(**link) for link in row.links)
    return BulletinText(html=row.html, title=row.title, links=links, poll=poll or None)
