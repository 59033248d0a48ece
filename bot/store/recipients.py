"""Whom a bulletin goes to and when, as SQL on the subscriber table."""

from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.occurrences import got
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.plans import in_readers_zone
from scheduler.times import QuietHours

AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Since when a row may be sent that waits for nothing: not *now*, so that a clock that is set back
does not make it wait."""


def meant(audience: Audience, now: datetime) -> tuple[Any, ...]:
    """Return the audience as conditions on the subscriber table."""
    chose = sa.exists().where(
        t.subscription.c.subscriber_id == t.subscriber.c.id,
        t.subscription.c.topic.in_(sorted(audience.topics)),
    )
    found: list[Any] = [*reachable(now), chose]
    if audience.languages:
        found.append(t.subscriber.c.language.in_(sorted(audience.languages)))
    if audience.kinds:
        found.append(t.subscriber.c.kind.in_(sorted(audience.kinds)))
    return tuple(found)


def recipients(it: Bulletin, now: datetime) -> tuple[Any, ...]:
    """Return whom a bulletin goes to, as conditions on the subscriber table."""
    audience = meant(it.audience, now)
    if it.follows is None:
        return audience
    return (*audience, t.subscriber.c.id.in_(got(it.follows)))


def reachable(now: datetime) -> tuple[Any, ...]:
    """Return the chats that want messages now, as conditions on the subscriber table."""
    pause = t.subscriber.c.paused_until
    return t.subscriber.c.status == "active", sa.or_(pause.is_(None), pause <= now)


def works_on(day: date) -> Any:
    """Return the chats that have no holiday on a day, as a condition on the subscriber table."""
    s = t.subscriber.c
    return sa.or_(s.holiday_from.is_(None), s.holiday_from > day, s.holiday_until < day)


async def not_before(
    c: AsyncConnection, members: tuple[Any, ...], now: datetime, *, it: Bulletin | None = None
) -> Any:
    """
    Return the instant for each recipient: at once, or the end of its quiet hours.

    A bulletin at local time waits for that time in the recipient's zone; one that is urgent does
    not wait for quiet hours.
    """
    s = t.subscriber.c
    quiet_ones = sa.true() if it and it.local else s.quiet_since.is_not(None)
    kinds = sa.select(s.zone, s.quiet_since, s.quiet_until).where(*members, quiet_ones).distinct()
    waits = []
    for zone, since, until in await c.execute(kinds):
        instant = now
        if it and it.local and it.at:
            instant = max(now, in_readers_zone(it.at, zone=it.zone, reader=zone))
        if since and until and not (it and it.urgent):
            quiet = QuietHours(since=time.fromisoformat(since), until=time.fromisoformat(until))
            instant = quiet.end(instant, zone) or instant
        if instant > now:
            hours = s.quiet_since.is_(None) if since is None else s.quiet_since == since
            ends = s.quiet_until.is_(None) if until is None else s.quiet_until == until
            same = sa.and_(s.zone == zone, hours, ends)
            waits.append((same, sa.literal(instant, t.Instant)))
    at_once = sa.literal(AT_ONCE, t.Instant)
    return sa.case(*waits, else_=at_once) if waits else at_once
