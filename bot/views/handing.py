"""When a bulletin goes out, in words; and what an approver is asked."""

from datetime import datetime

from markupsafe import Markup

from bot.views import impact as counts
from bot.views.drafts import readers
from bot.views.message import Button, Message, button
from bot.views.names import ahead, moment, on_the_clock
from bot.views.repeats import recurrence
from bot.views.words import Words, bullet
from scheduler.bulletins import Bulletin
from scheduler.impact import Impact
from scheduler.plans import Plan

_SHOWN = 3


def when(t: Words, plan: Plan, now: datetime) -> Markup:
    """Say a plan in words: the moment, its zone, how far off; of a series the next three."""
    if plan.recurrence:
        lines = [recurrence(t, plan.recurrence)]
        lines += [
            bullet(t) + _moment(t, at, plan, now) for at in plan.recurrence.following(now, _SHOWN)
        ]
        return Markup("\n").join(lines)
    if plan.at is None:
        return t("at once")
    return _moment(t, plan.at, plan, now)


def _moment(t: Words, at: datetime, plan: Plan, now: datetime) -> Markup:
    if plan.local:
        return t("{moment} on each reader's own clock", moment=on_the_clock(t, at, plan.zone))
    return t("{moment}, {ahead}", moment=moment(t, at, plan.zone), ahead=ahead(t, at, now))


def handed_in(
    t: Words, it: Bulletin, *, now: datetime, approvals: int, impact: Impact, smallest: int
) -> Message:
    """Confirm a bulletin with its time in words, and what it means."""
    text = when(t, it.plan, now)
    if it.state == "review":
        head = t(
            "Bulletin {id} waits for approval by {n} more; then it goes out: {when}.",
            id=it.id,
            n=approvals,
            when=text,
        )
    else:
        head = t("Bulletin {id} is scheduled: {when}.", id=it.id, when=text)
    lines = [head, *counts.impact(t, impact, smallest)]
    cancel = button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version)
    rows: tuple[tuple[Button, ...], ...] = ((cancel, button(t.plain("🗓 Queue"), "go", "queue")),)
    if it.at is not None:
        undo = button(t.plain("↩️ Undo"), "undo", it.id, it.version)
        rows = ((undo,), *rows)
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def review(t: Words, it: Bulletin, *, now: datetime, impact: Impact, smallest: int) -> Message:
    """Ask an approver."""
    text = t(
        "Please check bulletin {id} above. It would go out: {when}.",
        id=it.id,
        when=when(t, it.plan, now),
    )
    lines = [text, readers(t, it), *counts.impact(t, impact, smallest)]
    if it.urgent:
        lines.append(t("Urgent: it does not wait for quiet hours."))
    hurry = t.plain("Not urgent") if it.urgent else t.plain("❗ Urgent: despite quiet hours")
    about = it.id, it.version
    rows = (
        (button(t.plain("✅ Approve"), "review", "yes", *about),),
        (button(t.plain("↩️ Send back"), "review", "back", *about),),
        (button(hurry, "review", "calm" if it.urgent else "urgent", *about),),
    )
    return Message(html=str(Markup("\n").join(lines)), rows=rows)
