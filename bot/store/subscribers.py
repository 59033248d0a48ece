"""Subscribers in SQL."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from bot.store.once import first_time
from bot.store.thread_rows import held_about, unlink
from scheduler.subscribers import Status, Subscriber
from scheduler.times import QuietHours

WITHDRAWABLE = ("pending", "claimed")


class Subscribers:
    """Reads and changes one chat's preferences; nothing here lists people."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def get(self, chat_id: int) -> Subscriber | None:
        """Return the chat's preferences, or None if it never subscribed."""
        async with self._db.read() as c:
            row = (await c.execute(_by_chat(chat_id))).mappings().first()
            return await _subscriber(c, row) if row else None

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
            row = (await c.execute(_by_chat(chat_id).with_for_update())).mappings().first()
            seen = await _subscriber(c, row) if row else fresh
            if not await first_time(c):
                return seen
            changed = change(seen)
            cohort_id = await self._cohort(c, changed, now)
            values = {**_columns(changed), "cohort_id": cohort_id}
            if row:
                subscriber_id = int(row["id"])
                await c.execute(
                    sa.update(t.subscriber).where(t.subscriber.c.id == subscriber_id).values(values)
                )
            else:
                values["subscribed_on"] = now.date()
                begin = sa.insert(t.subscriber).values(values).returning(t.subscriber.c.id)
                subscriber_id = int((await c.execute(begin)).scalar_one())
            await _store_topics(c, subscriber_id, changed)
            if changed.status != "active" or changed.paused(now):
                await withdraw(c, subscriber_id)
            return changed

    async def set_status(self, chat_id: int, status: Status) -> None:
        """Note that a chat left or cannot be reached; what is queued for it is dropped."""
        async with self._db.write() as c:
            await set_status(c, chat_id, status)

    async def move(self, old: int, new: int) -> None:
        """Give a group its new id."""
        async with self._db.write() as c:
            await move(c, old, new)

    async def forget(self, chat_id: int) -> None:
        """Erase the chat: preferences, memory, dialogue, messages, deliveries, a past role."""
        async with self._db.write() as c:
            row = (await c.execute(_by_chat(chat_id))).mappings().first()
            if row:
                await withdraw(c, row["id"])
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
            row = (await c.execute(_by_chat(chat_id))).mappings().first()
            sent_in = {"threads": await held_about(c, chat_id)}
            team = await c.execute(_in_team(chat_id))
            others = {**sent_in, "team": [dict(r._mapping) for r in team]}
            if row is None:
                return others if any(others.values()) else None
            mine = row["id"]
            topics = await c.scalars(_topics_of(mine))
            lessons = await c.execute(
                sa.select(t.lesson.c.deck, t.lesson.c.item, t.lesson.c.met_on)
                .where(t.lesson.c.subscriber_id == mine)
                .order_by(t.lesson.c.met_on)
            )
            deliveries = await c.execute(
                sa.select(t.occurrence.c.due_at, t.delivery.c.state, t.occurrence.c.bulletin_id)
                .join(t.occurrence)
                .where(t.delivery.c.subscriber_id == mine)
            )
            hidden = {"id", "cohort_id"}
            return {
                "preferences": {k: _plain(v) for k, v in row.items() if k not in hidden},
                "topics": list(topics),
                "lessons": [dict(r._mapping, met_on=r.met_on.isoformat()) for r in lessons],
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

    async def _cohort(self, c: AsyncConnection, it: Subscriber, now: datetime) -> int | None:
        """Point to the cohort of the chat's card time, made if it is the first."""
        if not it.learns:
            return None
        key = {"zone": it.zone, "at": _clock(it.card_at), "days": _days(it.card_days)}
        fresh = {**key, "next_at": it.card_rule.next_after(now), "version": 1}
        await c.execute(self._db.insert(t.cohort).values(fresh).on_conflict_do_nothing())
        where = [t.cohort.c[name] == value for name, value in key.items()]
        return await c.scalar(sa.select(t.cohort.c.id).where(*where))


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


def _by_chat(chat_id: int) -> sa.Select[Any]:
    return sa.select(t.subscriber).where(t.subscriber.c.chat_id == chat_id)


def _topics_of(subscriber_id: int) -> sa.Select[Any]:
    return sa.select(t.subscription.c.topic).where(t.subscription.c.subscriber_id == subscriber_id)


async def _store_topics(c: AsyncConnection, subscriber_id: int, it: Subscriber) -> None:
    known = set(await c.scalars(_topics_of(subscriber_id)))
    gone, added = known - it.topics, it.topics - known
    mine = t.subscription.c.subscriber_id == subscriber_id
    if gone:
        await c.execute(sa.delete(t.subscription).where(mine, t.subscription.c.topic.in_(gone)))
    if added:
        rows = [{"subscriber_id": subscriber_id, "topic": topic} for topic in sorted(added)]
        await c.execute(sa.insert(t.subscription), rows)


async def _subscriber(c: AsyncConnection, row: sa.RowMapping) -> Subscriber:
    quiet = None
    if row["quiet_since"] and row["quiet_until"]:
        quiet = QuietHours(since=_time(row["quiet_since"]), until=_time(row["quiet_until"]))
    return Subscriber(
        chat_id=row["chat_id"],
        kind=row["kind"],
        status=row["status"],
        language=row["language"],
        learn=row["learn"],
        zone=row["zone"],
        card_at=_time(row["card_at"]),
        card_days=frozenset(map(int, row["card_days"])),
        quiet=quiet,
        paused_until=row["paused_until"],
        topics=frozenset(await c.scalars(_topics_of(row["id"]))),
        thread_id=row["thread_id"],
    )


def _columns(it: Subscriber) -> dict[str, Any]:
    return {
        "chat_id": it.chat_id,
        "kind": it.kind,
        "status": it.status,
        "language": it.language,
        "learn": it.learn,
        "zone": it.zone,
        "card_at": _clock(it.card_at),
        "card_days": _days(it.card_days),
        "quiet_since": _clock(it.quiet.since) if it.quiet else None,
        "quiet_until": _clock(it.quiet.until) if it.quiet else None,
        "paused_until": it.paused_until,
        "thread_id": it.thread_id,
    }


def _clock(at: time) -> str:
    return at.strftime("%H:%M")


def _time(text: str) -> time:
    return time.fromisoformat(text)


def _days(days: frozenset[int]) -> str:
    return "".join(map(str, sorted(days)))


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
