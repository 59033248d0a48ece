"""A thread as a row of its table, and back; what is held about a chat in threads."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from content.bulletins.media import Media
from scheduler.bulletins import Bulletin
from scheduler.threads import Thread

_t = t.thread.c


async def find(c: AsyncConnection, *where: Any, locked: bool = True) -> Thread | None:
    """Return the latest thread of which *where* is true, *locked* for a change, or None."""
    wanted = sa.select(t.thread).where(*where).order_by(_t.id.desc()).limit(1)
    row = (await c.execute(wanted.with_for_update() if locked else wanted)).mappings().first()
    return thread(row) if row else None


async def was_withdrawn(c: AsyncConnection, it: Bulletin) -> bool:
    """Tell whether a bulletin was made of a contribution that its sender has withdrawn since."""
    made = _t.bulletin_id.in_([it.id, it.origin or 0, it.series or 0])
    found = sa.select(_t.id).where(made, _t.state == "withdrawn").limit(1)
    return await c.scalar(found) is not None


async def save(c: AsyncConnection, it: Thread) -> Thread:
    """Write a thread over its row, and return it."""
    await c.execute(sa.update(t.thread).where(_t.id == it.id).values(to_columns(it)))
    return it


def to_columns(it: Thread) -> dict[str, Any]:
    """Return what a thread's row holds, without its id."""
    return {
        "code": it.code,
        "kind": it.kind,
        "chat_id": it.chat_id,
        "language": it.language,
        "text": it.text,
        "media": [asdict(media) for media in it.media],
        "state": it.state,
        "answered": it.answered,
        "bulletin_id": it.bulletin_id,
        "at": it.at,
        "closed_at": it.closed_at,
    }


def thread(row: sa.RowMapping) -> Thread:
    """Read a thread from its row."""
    blank = Thread(
        id=row["id"], code="", kind="feedback", chat_id=None, language="en", at=row["at"]
    )
    values = {name: row[name] for name in to_columns(blank)}
    values["media"] = tuple(Media(**media) for media in row["media"])
    return replace(blank, **values)


async def held_about(c: AsyncConnection, chat_id: int) -> Sequence[dict[str, Any]]:
    """Return a chat's threads as plain data for JSON, the oldest first."""
    wanted = sa.select(t.thread).where(_t.chat_id == chat_id).order_by(_t.id)
    return [_plain(row) for row in (await c.execute(wanted)).mappings()]


async def unlink(c: AsyncConnection, chat_id: int) -> None:
    """Erase a chat's threads: texts, photos, and that they came from there."""
    mine = _t.chat_id == chat_id
    await c.execute(sa.delete(t.thread).where(mine, _t.state == "writing"))
    await c.execute(
        sa.update(t.thread)
        .where(mine)
        .values(
            state="withdrawn",
            chat_id=None,
            bulletin_id=None,
            text="",
            media=[],
            closed_at=sa.func.coalesce(_t.closed_at, _t.at),
        )
    )


def _plain(row: sa.RowMapping) -> dict[str, Any]:
    shown = ("code", "kind", "language", "text", "media", "state", "answered")
    instants = {name: row[name] and row[name].isoformat() for name in ("at", "closed_at")}
    return {**{name: row[name] for name in shown}, **instants}
