"""Letting a bulletin go out now, with a moment to think better of it."""

from datetime import datetime, timedelta

from scheduler.bulletins import Bulletin
from scheduler.errors import Refused
from scheduler.handing_in import replanned
from scheduler.plans import Plan
from scheduler.roles import Member

SOON = timedelta(seconds=10)
"""What is published now leaves after so long: until then that can be undone."""


def published(
    bulletin: Bulletin, *, zone: str, by: Member, approvals: int, now: datetime
) -> Bulletin:
    """
    Let it go out soon, or at once when it has been approved anew, where that is needed.

    A series has its own times; a single bulletin is made of it by duplicating it.
    """
    if bulletin.recurrence:
        raise Refused("bulletin_changed")
    soon = replanned(
        bulletin, plan=Plan(zone=zone, at=now + SOON), by=by, approvals=approvals, now=now
    )
    if soon.state == "scheduled":
        return soon
    return replanned(bulletin, plan=Plan(zone=zone), by=by, approvals=approvals, now=now)
