"""Handing a bulletin in, approving it, taking it back to change it: what is sent was approved."""

from datetime import datetime

from scheduler.bulletins import OPEN, Bulletin, State, authors, changed, require
from scheduler.errors import Refused
from scheduler.plans import Plan
from scheduler.roles import Member


def submitted(
    bulletin: Bulletin,
    *,
    plan: Plan,
    approvals: int,
    now: datetime,
    original: Bulletin | None = None,
) -> Bulletin:
    """
    Hand a draft in for the *plan*; it waits for review if *approvals* are needed.

    *original* is what a correction corrects: it must say something else.
    """
    require(bulletin, "draft")
    if original and original.texts == bulletin.texts:
        raise Refused("correction_unchanged")
    if not bulletin.texts:
        raise Refused("bulletin_needs_text")
    if not bulletin.audience.topics:
        raise Refused("bulletin_needs_topic")
    if bulletin.corrects is not None and (plan.recurrence or plan.local):
        raise Refused("correction_plan")
    return _planned(bulletin, plan, now, approvals=approvals)


def replanned(
    bulletin: Bulletin, *, plan: Plan, by: Member, approvals: int, now: datetime
) -> Bulletin:
    """
    Give it another time before it leaves.

    That is a change like any other: it needs approval anew. Only of what was approved already, who
    may approve and wrote nothing of it approves the new time with that.
    """
    if bulletin.state not in OPEN - {"draft"}:
        raise Refused("bulletin_changed")
    if bulletin.corrects is not None and (plan.recurrence or plan.local):
        raise Refused("correction_plan")
    known = bulletin.state != "review"
    agreed = known and by.may("approve") and by.user_id not in authors(bulletin)
    people = frozenset({by.user_id}) if agreed else frozenset()
    return _planned(bulletin, plan, now, approvals=approvals, approved_by=people)


def approved(
    bulletin: Bulletin, *, by: int, approvals: int, team: frozenset[int] | None = None
) -> Bulletin:
    """
    Count one approval; the author's own does not count. Enough of them schedule it.

    With *team* only approvals of those who may still approve count.
    """
    require(bulletin, "review")
    if by in authors(bulletin):
        raise Refused("own_approval")
    given = bulletin.approved_by if team is None else bulletin.approved_by & team
    people = given | {by}
    state: State = "scheduled" if len(people) >= approvals else "review"
    return changed(bulletin, approved_by=people, state=state)


def hurried(bulletin: Bulletin, *, by: Member, urgent: bool, approvals: int) -> Bulletin:
    """Let it break quiet hours, or not; where approvals are needed, another one says so."""
    by.require("approve")
    if bulletin.state not in {"draft", "review"}:
        raise Refused("bulletin_changed")
    if approvals > 0 and by.user_id in authors(bulletin):
        raise Refused("own_approval")
    return changed(bulletin, urgent=urgent, approved_by=frozenset())


def sent_back(bulletin: Bulletin) -> Bulletin:
    """Return it to its author as a draft; approvals given so far are void."""
    require(bulletin, "review")
    return changed(bulletin, state="draft", approved_by=frozenset(), urgent=False)


def reopened(bulletin: Bulletin) -> Bulletin:
    """Make it a draft again to change it; it must be handed in and approved anew."""
    if bulletin.state not in OPEN - {"draft"}:
        raise Refused("bulletin_changed")
    return changed(bulletin, state="draft", approved_by=frozenset(), urgent=False)


def approvals_needed(configured: int, *, team: frozenset[int], author: int) -> int:
    """
    Return how many approvals a bulletin needs: never more than there are other people.

    *team* are those who may approve.
    """
    return min(configured, len(team - {author}))


def _planned(
    bulletin: Bulletin,
    plan: Plan,
    now: datetime,
    *,
    approvals: int,
    approved_by: frozenset[int] = frozenset(),
) -> Bulletin:
    plan.checked(now)
    state: State = "review" if len(approved_by) < approvals else "scheduled"
    return changed(
        bulletin,
        state=state,
        approved_by=approved_by,
        at=plan.first_after(now),
        zone=plan.zone,
        local=plan.local,
        recurrence=plan.recurrence,
    )
