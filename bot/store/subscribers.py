"""Subscribers in SQL."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.families import leave
from bot.store.held import learning_of
from bot.store.once import first_time
from bot.store.subscriber_rows import (
    by_chat,
    cohort_of,
    columns,
    store_topics,
    subscriber_of,
    topics_of,
)
from bot.store.thread_rows import held_about, unlink
from scheduler.subscribers import Status, Subscriber

WITHDRAWABLE = ("pending", "claimed")


class Subscribers:
    """Reads and changes one chat's preferences; nothing here lists people."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, chat_id: int) -> Subscriber | None:
        """Return the chat's preferences, or None if it never subscribed."""
        async with self._db.read() as c:
            row = (await c.execute(by_chat(chat_id))).mappings().first()
            return await subscriber_of(c, row) if row else None

    async def change(
        self,
        chat_id: int,
        change: Callable[[Subscriber], Subscriber],
        *,
        fresh: Subscriber,
        now: datetime,
    ) -> Subscriber:
        """
        Apply *change* to the chat (to *fresh*, if it is new) and store it in one go.

        An update that is handled again finds its change made, and gets what is stored.
        """
        async with self._db.write() as c:
            row = (await c.execute(by_chat(chat_id).with_for_update())).mappings().first()
            seen = await subscriber_of(c, row) if row else fresh
            if not await first_time(c):
                return seen
            changed = change(seen)
            cohort_id = await cohort_of(self._db, c, changed, now)
            values = {**columns(changed), "cohort_id": cohort_id}
            if row:
                subscriber_id = int(row["id"])
                await c.execute(
                    sa.update(t.subscriber).where(t.subscriber.c.id == subscriber_id).values(values)
                )
            else:
                values["subscribed_on"] = now.date()
                begin = sa.insert(t.subscriber).values(values).returning(t.subscriber.c.id)
                subscriber_id = int((await c.execute(begin)).scalar_one())
            await store_topics(c, subscriber_id, changed)
            if changed.status != "active" or changed.paused(now):
                await withdraw(c, subscriber_id)
            elif seen.topics - changed.topics:
                await _withdraw_unwanted(c, subscriber_id, changed)
            return changed

    async def set_status(self, chat_id: int, status: Status) -> None:
        """Note that a chat left or cannot be reached; what is queued for it is dropped."""
        async with self._db.write() as c:
            await set_status(c, chat_id, status)

    async def move(self, old: int, new: int) -> None:
        """Give a group its new id."""
        async with self._db.write() as c:
            await move(c, old, new)

    async def forget(self, chat_id: int, now: datetime) -> None:
        """Erase the chat: preferences, memory, family, dialogue, messages, a past role."""
        async with self._db.write() as c:
            row = (await c.execute(by_chat(chat_id))).mappings().first()
            if row:
                await withdraw(c, row["id"])
                await leave(self._db, c, row["id"], now)
                mine = t.delivery.c.subscriber_id == row["id"]
                await c.execute(
                    sa.update(t.delivery).where(mine).values(message_id=None, album=None)
                )
                await c.execute(sa.delete(t.subscriber).where(t.subscriber.c.id == row["id"]))
            await unlink(c, chat_id)
            past = t.member.c.user_id == chat_id, t.member.c.role.is_(None)
            await c.execute(sa.delete(t.member).where(*past))
            await c.execute(sa.delete(t.dialogue).where(t.dialogue.c.chat_id == chat_id))

    async def everything(self, chat_id: int) -> Mapping[str, Any] | None:
        """Return all that is held about the chat, as plain data for JSON."""
        async with self._db.read() as c:
            row = (await c.execute(by_chat(chat_id))).mappings().first()
            sent_in = {"threads": await held_about(c, chat_id)}
            team = await c.execute(_in_team(chat_id))
            others = {**sent_in, "team": [dict(r._mapping) for r in team]}
            if row is None:
                return others if any(others.values()) else None
            mine = row["id"]
            topics = await c.scalars(topics_of(mine))
            deliveries = await c.execute(
                sa.select(t.occurrence.c.due_at, t.delivery.c.state, t.occurrence.c.bulletin_id)
                .join(t.occurrence)
                .where(t.delivery.c.subscriber_id == mine)
            )
            hidden = {"id", "cohort_id", "pushed_by"}
            return {
                "preferences": {k: _plain(v) for k, v in row.items() if k not in hidden},
                "topics": list(topics),
                **await learning_of(c, mine),
                "deliveries": [
                    {
                        "due_at": r.due_at.isoformat(),
                        "what": f"bulletin {r.bulletin_id}" if r.bulletin_id else "daily card",
                        "outcome": r.state,
                    }
                    for r in deliveries
                ],
                **others,
            }


async def set_status(c: AsyncConnection, chat_id: int, status: Status) -> None:
    """Set a status inside a transaction; what is queued for the chat is dropped."""
    statement = (
        sa.update(t.subscriber)
        .where(t.subscriber.c.chat_id == chat_id)
        .values(status=status, **({} if status == "active" else {"cohort_id": None}))
        .returning(t.subscriber.c.id)
    )
    for subscriber_id in (await c.scalars(statement)).all():
        if status != "active":
            await withdraw(c, subscriber_id)


async def withdraw(c: AsyncConnection, subscriber_id: int) -> None:
    """Drop what is queued for a subscriber."""
    await c.execute(
        sa.update(t.delivery)
        .where(t.delivery.c.subscriber_id == subscriber_id, t.delivery.c.state.in_(WITHDRAWABLE))
        .values(state="withdrawn")
    )


async def _withdraw_unwanted(c: AsyncConnection, subscriber_id: int, it: Subscriber) -> None:
    """Drop what is queued of topics that a chat wants no more, a card too."""
    d, o, b = t.delivery.c, t.occurrence.c, t.bulletin.c
    queued = (
        sa.select(d.id, b.topics)
        .select_from(t.delivery.join(t.occurrence).outerjoin(t.bulletin, b.id == o.bulletin_id))
        .where(d.subscriber_id == subscriber_id, d.state.in_(WITHDRAWABLE), o.deed == "send")
    )
    unwanted = [
        row.id
        for row in await c.execute(queued)
        if not (it.learns if row.topics is None else it.topics.intersection(row.topics))
    ]
    await c.execute(sa.update(t.delivery).where(d.id.in_(unwanted)).values(state="withdrawn"))


async def move(c: AsyncConnection, old: int, new: int) -> None:
    """Rewrite a chat id; if the new id subscribed already, the old row goes."""
    known = await c.scalar(sa.select(t.subscriber.c.id).where(t.subscriber.c.chat_id == new))
    mine = t.subscriber.c.chat_id == old
    if known:
        await set_status(c, old, "gone")
        await c.execute(sa.delete(t.subscriber).where(mine))
    else:
        await c.execute(sa.update(t.subscriber).where(mine).values(chat_id=new))


def _in_team(user_id: int) -> sa.Select[Any]:
    """Select what is held of somebody as one of the team; a private chat has its person's id."""
    m, a = t.member.c, t.audit.c
    entries = sa.select(sa.func.count()).where(a.actor_id == user_id).scalar_subquery()
    mine = sa.select(m.role, m.name, entries.label("audit_entries"))
    return mine.where(m.user_id == user_id)


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
