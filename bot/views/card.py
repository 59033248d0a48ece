"""One bulletin with all that is known of it, and the buttons that fit its state and its reader."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from bot.views.counts import outcomes
from bot.views.drafts import readers, somebody
from bot.views.message import Button, Message, Rows, button, in_rows
from bot.views.names import listed, moment, state_name
from bot.views.queue import queue_button, set_in, when
from bot.views.sending import afterwards, under_way
from bot.views.words import Words
from scheduler.bulletins import OPEN, Bulletin, authors
from scheduler.drafts import may_open
from scheduler.progress import Progress
from scheduler.roles import Member

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a card tells beside the bulletin: *names* of the team by id, *how* it got on so far."""

    me: Member
    names: Mapping[int, str]
    how: Progress | None
    zone: str
    now: datetime
    smallest: int


def card(t: Words, it: Bulletin, facts: Facts) -> Message:
    """Show a bulletin's state, time, audience and people, and what can be done with it."""
    lines = [
        t(
            "<b>{id}</b> “{title}”: {state}",
            id=it.id,
            title=set_in(t, it),
            state=state_name(t, it.state),
        )
    ]
    lines += _times(t, it, facts)
    if it.texts:
        lines.append(readers(t, it))
    lines += _people(t, it, facts)
    if facts.how and it.state not in OPEN:
        lines += outcomes(t, facts.how.deed, facts.how.counts, facts.smallest)
    return Message(html=str(Markup("\n").join(lines)), rows=_rows(t, it, facts))


def _times(t: Words, it: Bulletin, facts: Facts) -> list[Markup]:
    if it.state not in OPEN:
        return []
    lines = []
    if it.at or it.state != "draft":
        lines.append(t("🕗 {when}", when=when(t, it, zone=facts.zone, now=facts.now)))
    if it.recurrence and it.at:
        coming = it.recurrence.following(it.at, _SHOWN - 1)
        lines += [Markup("• {}").format(moment(t, at, facts.zone)) for at in coming]
    if it.local:
        lines.append(t("At this time on each reader's own clock."))
    if it.urgent:
        lines.append(t("Urgent: it does not wait for quiet hours."))
    return lines


def _people(t: Words, it: Bulletin, facts: Facts) -> list[Markup]:
    lines = [t("Written by: {name}", name=_name(t, it.author_id, facts))]
    if it.approved_by:
        names = (_name(t, each, facts) for each in sorted(it.approved_by))
        lines.append(t("Approved by: {names}", names=listed(t, names)))
    if it.series is not None:
        lines.append(t("One of series {id}.", id=it.series))
    return lines


def _name(t: Words, user_id: int, facts: Facts) -> str:
    return facts.names.get(user_id) or somebody(t)


def _rows(t: Words, it: Bulletin, facts: Facts) -> Rows:
    about = it.id, it.version
    beside = [button(t.plain("👁 Preview"), "queue", "view", it.id)] if it.texts else []
    if it.texts and it.corrects is None:
        beside.append(button(t.plain("📄 Duplicate"), "queue", "copy", *about))
    rows: list[tuple[Button, ...]] = [*_first(t, it, facts)]
    rows += in_rows([*_changes(t, it, facts), *beside], 2)
    rows.append((queue_button(t),))
    return tuple(rows)


def _first(t: Words, it: Bulletin, facts: Facts) -> Rows:
    """Return what a bulletin in this state waits for, or what can be done after it left."""
    about = it.id, it.version
    if it.state == "draft":
        return ((button(t.plain("✏️ Open draft"), "post", "show", *about),),)
    if it.state == "held":
        return ((button(t.plain("Send {id} now", id=it.id), "queue", "release", *about),),)
    if it.state == "review":
        if not facts.me.may("approve") or facts.me.user_id in authors(it):
            return ()
        return (
            (
                button(t.plain("✅ Approve"), "review", "yes", *about),
                button(t.plain("↩️ Send back"), "review", "back", *about),
            ),
        )
    row = under_way(t, it.id, it.version, it.state)
    deed, counts = (facts.how.deed, facts.how.counts) if facts.how else ("send", {})
    rest = afterwards(t, it.id, it.version, it.state, deed, counts)
    return (row, *rest) if row else rest


def _changes(t: Words, it: Bulletin, facts: Facts) -> list[Button]:
    """Return the buttons for what has not left yet."""
    about = it.id, it.version
    if it.state not in OPEN:
        return []
    cancel = button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", *about)
    if it.state == "draft":
        return [button(t.plain("Throw away"), "queue", "cancel", *about)]
    found = [button(t.plain("🕗 New time"), "when", "ask", *about)]
    if may_open(it, facts.me):
        found.append(button(t.plain("✏️ Edit"), "queue", "edit", *about))
    if it.state != "held" and not it.recurrence:
        found.append(button(t.plain("🚀 Right now"), "queue", "now", *about))
    return [*found, cancel]
