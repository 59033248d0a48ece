"""A subscriber's preferences between its row and its value; the cohort of its card time."""

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.database import Database
from scheduler.families import FamilyHour
from scheduler.holidays import Holiday
from scheduler.recurrence import Weekly
from scheduler.subscribers import Subscriber
from scheduler.times import QuietHours


def by_chat(chat_id: int) -> sa.Select[Any]:
    """Select a chat's row."""
    return sa.select(t.subscriber).where(t.subscriber.c.chat_id == chat_id)


async def subscriber_of(c: AsyncConnection, row: sa.RowMapping) -> Subscriber:
    """Return the preferences that a row holds, with its topics and its family's hour."""
    quiet = None
    if row["quiet_since"] and row["quiet_until"]:
        quiet = QuietHours(
            since=clock_time(row["quiet_since"]), until=clock_time(row["quiet_until"])
        )
    return Subscriber(
        chat_id=row["chat_id"],
        kind=row["kind"],
        status=row["status"],
        language=row["language"],
        learn=row["learn"],
        zone=row["zone"],
        card_at=clock_time(row["card_at"]),
        card_days=frozenset(map(int, row["card_days"])),
        quiet=quiet,
        paused_until=row["paused_until"],
        topics=frozenset(await c.scalars(topics_of(row["id"]))),
        thread_id=row["thread_id"],
        themes=frozenset(row["themes"]),
        level=row["level"],
        holiday=holiday_of(row["holiday_from"], row["holiday_until"]),
        family=await family_hour(c, row["id"]),
    )


async def family_hour(c: AsyncConnection, subscriber_id: int) -> FamilyHour | None:
    """Return when the family that a chat has joined has its lesson, and what the chat is in it."""
    f, r = t.family.c, t.relative.c
    joined = sa.select(f.zone, f.at, f.days, f.lead, r.role).join(t.relative, r.family_id == f.id)
    row = (await c.execute(joined.where(r.subscriber_id == subscriber_id))).first()
    if row is None:
        return None
    days = frozenset(map(int, row.days))
    rule = Weekly(at=clock_time(row.at), days=days, zone=row.zone)
    return FamilyHour(rule=rule, lead=row.lead, role=row.role)


def holiday_of(first: date | None, last: date | None) -> Holiday | None:
    """Return the holiday between two stored days, or None."""
    return Holiday(first=first, last=last) if first and last else None


def columns(it: Subscriber) -> dict[str, Any]:
    """Return the preferences as columns; topics and family have tables of their own."""
    return {
        "chat_id": it.chat_id,
        "kind": it.kind,
        "status": it.status,
        "language": it.language,
        "learn": it.learn,
        "zone": it.zone,
        "card_at": clock_text(it.card_at),
        "card_days": days_text(it.card_days),
        "quiet_since": clock_text(it.quiet.since) if it.quiet else None,
        "quiet_until": clock_text(it.quiet.until) if it.quiet else None,
        "paused_until": it.paused_until,
        "thread_id": it.thread_id,
        "themes": sorted(it.themes),
        "level": it.level,
        "holiday_from": it.holiday.first if it.holiday else None,
        "holiday_until": it.holiday.last if it.holiday else None,
    }


def topics_of(subscriber_id: int) -> sa.Select[Any]:
    """Select the topics that a chat chose."""
    return sa.select(t.subscription.c.topic).where(t.subscription.c.subscriber_id == subscriber_id)


async def store_topics(c: AsyncConnection, subscriber_id: int, it: Subscriber) -> None:
    """Write the topics that were added or dropped."""
    known = set(await c.scalars(topics_of(subscriber_id)))
    gone, added = known - it.topics, it.topics - known
    mine = t.subscription.c.subscriber_id == subscriber_id
    if gone:
        await c.execute(sa.delete(t.subscription).where(mine, t.subscription.c.topic.in_(gone)))
    if added:
        rows = [{"subscriber_id": subscriber_id, "topic": topic} for topic in sorted(added)]
        await c.execute(sa.insert(t.subscription), rows)


async def cohort_of(db: Database, c: AsyncConnection, it: Subscriber, now: datetime) -> int | None:
    """Return the cohort of the chat's card time, made if it is the first; None without cards."""
    if not it.learns:
        return None
    rule = it.card_rule
    key = {"zone": rule.zone, "at": clock_text(rule.at), "days": days_text(rule.days)}
    fresh = {**key, "next_at": rule.next_after(now), "version": 1}
    await c.execute(db.insert(t.cohort).values(fresh).on_conflict_do_nothing())
    where = [t.cohort.c[name] == value for name, value in key.items()]
    return await c.scalar(sa.select(t.cohort.c.id).where(*where))


def clock_text(at: time) -> str:
    """Return a time of day as it is stored, 19:30."""
    return at.strftime("%H:%M")


def clock_time(text: str) -> time:
    """Return a stored time of day."""
    return time.fromisoformat(text)


def days_text(days: frozenset[int]) -> str:
    """Return weekdays as they are stored, 024."""
    return "".join(map(str, sorted(days)))
