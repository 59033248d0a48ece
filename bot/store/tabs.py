"""The tabs of the queue, and what is planned, as conditions on the bulletin table."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import tables as t
from scheduler.bulletins import UNDER_WAY, State
from scheduler.roles import Member
from scheduler.tabs import STATES, Tab

_b = t.bulletin.c
_SHOWN: tuple[State, ...] = ("review", "scheduled", "held", "sending", "paused", "sent", "stopped")

ORDER: Mapping[Tab, Any] = {
    "drafts": _b.written_at.desc(),
    "waiting": sa.nulls_first(_b.at.asc()),
    "scheduled": sa.nulls_first(_b.at.asc()),
    "sending": _b.id.asc(),
    "sent": sa.func.coalesce(_b.sent_at, _b.at).desc(),
}


def found_under(tab: Tab, member: Member) -> Any:
    """Return what somebody of the team finds under a tab: of the drafts, those to be opened."""
    mine = _b.state.in_(STATES[tab])
    if tab == "drafts":
        return sa.and_(mine, _may_open(member))
    if tab == "sent":
        return sa.and_(
            mine,
            _b.corrects.is_(None),
            sa.or_(_b.sent_at.is_not(None), _b.state == "skipped"),
        )
    return mine


def leaves(now: datetime) -> Any:
    """Return when a bulletin left or leaves; what is being sent leaves *now*."""
    moving = sa.case((_b.state.in_(UNDER_WAY), sa.literal(now, t.Instant)))
    return sa.type_coerce(sa.func.coalesce(_b.sent_at, _b.at, moving), t.Instant)


def single(since: datetime, until: datetime, *, member: Member, now: datetime) -> Any:
    """Return what goes or went out from *since* until before *until*, without series."""
    when = leaves(now)
    return sa.and_(_planned(member), _b.recurrence.is_(None), when >= since, when < until)


def series(member: Member) -> Any:
    """Return the series of which more is to come."""
    coming = _b.state.in_(("draft", "review", "scheduled"))
    return sa.and_(_planned(member), coming, _b.recurrence.is_not(None))


def _planned(member: Member) -> Any:
    draft = sa.and_(_b.state == "draft", _may_open(member))
    return sa.and_(_b.corrects.is_(None), sa.or_(_b.state.in_(_SHOWN), draft))


def _may_open(member: Member) -> Any:
    """Say the rule of scheduler.drafts.may_open in SQL."""
    return sa.or_(_b.author_id == member.user_id, _b.shared, sa.literal(member.may("appoint")))
