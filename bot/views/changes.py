"""What became of a bulletin in the queue, and the way back for ten seconds."""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.queue import queue_button, undo_button, when
from bot.views.team import state_changed
from bot.views.words import Words
from scheduler.bulletins import Bulletin
from scheduler.publishing import SOON


def cancelled(t: Words, it: Bulletin) -> Message:
    """Say that a bulletin was taken back; its text can be taken up again in a duplicate."""
    shown = _undoable(t, it, Markup(state_changed(t, it).html))
    again = button(t.plain("📄 Duplicate"), "queue", "copy", it.id, it.version)
    return replace(shown, rows=(*shown.rows, (again,)))


def reopened(t: Words, it: Bulletin, approvals: int) -> Message:
    """Say that a bulletin waits for its author again, and for approval anew."""
    if approvals:
        text = t(
            "Bulletin {id} is a draft again. It goes out only when it is handed in and approved anew.",
            id=it.id,
        )
    else:
        text = t("Bulletin {id} is a draft again. It goes out only when it is handed in.", id=it.id)
    return _undoable(t, it, text)


def published(t: Words, it: Bulletin) -> Message:
    """Say when a bulletin leaves that somebody wants to go out now."""
    if it.state == "review":
        text = t("Bulletin {id} goes out as soon as it is approved anew.", id=it.id)
    else:
        text = t("Bulletin {id} goes out in {n} seconds.", id=it.id, n=SOON.seconds)
    return _undoable(t, it, text)


def duplicated(t: Words, it: Bulletin, of: int) -> Message:
    """Say which draft is the copy."""
    return _undoable(t, it, t("Draft {id} is a copy of bulletin {of}.", id=it.id, of=of))


def undone(t: Words, it: Bulletin, *, zone: str, now: datetime) -> Message:
    """Say in one sentence what is true again."""
    return Message(html=str(_again(t, it, zone=zone, now=now)), rows=((queue_button(t),),))


def _again(t: Words, it: Bulletin, *, zone: str, now: datetime) -> Markup:
    time = when(t, it, zone=zone, now=now)
    if it.state == "cancelled":
        return t("Undone: the copy, draft {id}, is gone again.", id=it.id)
    if it.state == "draft":
        return t("Undone: bulletin {id} is a draft again.", id=it.id)
    if it.state == "review":
        return t(
            "Undone: bulletin {id} waits for approval again; then it goes out: {when}.",
            id=it.id,
            when=time,
        )
    if it.state == "held":
        return t("Undone: bulletin {id} is held again until somebody decides.", id=it.id)
    return t("Undone: bulletin {id} goes out as before: {when}.", id=it.id, when=time)


def _undoable(t: Words, it: Bulletin, text: Markup) -> Message:
    return Message(html=str(text), rows=((undo_button(t, it), queue_button(t)),))
