"""A bulletin under way and afterwards: its progress, its account, and what can be done with it."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.views.counts import bar, has_small, outcomes
from bot.views.message import Button, Message, Rows, button
from bot.views.words import Words, marked
from scheduler.bulletins import LEFT, Bulletin, State
from scheduler.outcomes import Account, Deed
from scheduler.progress import OPEN_ROWS, Progress

_UNDER_WAY: dict[Deed, str] = {
    "send": marked("<b>Bulletin {id}</b> “{title}” is being sent."),
    "edit": marked("<b>Correction {id}</b> “{title}” is being put in the place of the old text."),
    "recall": marked("<b>Bulletin {id}</b> “{title}” is being removed from the chats."),
}
_PAUSED = marked("<b>Bulletin {id}</b> “{title}” is paused: nothing leaves until you resume it.")
_HEADS: dict[Deed, str] = {
    "send": marked("Bulletin {id} “{title}” is out."),
    "edit": marked("Correction {id} “{title}” is out."),
    "recall": marked("Bulletin {id} “{title}” has been removed from the chats."),
}
_REFUSED = marked("Bulletin {id} “{title}” was stopped: Telegram refused its text.")
_STOPPED = marked("Bulletin {id} “{title}” was stopped by the team.")
_STATE_HEADS: dict[State, str] = {
    "paused": _PAUSED,
    "cancelled": _STOPPED,
    "recalled": _UNDER_WAY["recall"],
}
_NOBODY: dict[Deed, str] = {
    "send": marked("Nobody has chosen its topics yet."),
    "edit": marked("Nobody is known to have it."),
    "recall": marked("Nobody is known to have it."),
}
_ENDED: tuple[State, ...] = ("sent", "stopped", "recalled")
_FAILED = ("unreachable", "not_allowed", "rejected", "expired", "stopped")


def progress(t: Words, it: Progress, smallest: int) -> Message:
    """Show how a bulletin gets on, with what can be done about it now."""
    lines = [t(_STATE_HEADS.get(it.state, _UNDER_WAY[it.deed]), id=it.bulletin_id, title=it.title)]
    so_far = _so_far(it)
    if it.audience >= smallest and not has_small(so_far, smallest):
        lines.append(bar(t, it.per_cent))
    lines += outcomes(t, it.deed, so_far, smallest)
    row = under_way(t, it.bulletin_id, it.version, it.state)
    return Message(html=str(Markup("\n").join(lines)), rows=(row,) if row else ())


def under_way(t: Words, bulletin_id: int, version: int, state: State) -> tuple[Button, ...]:
    """Return the buttons for a bulletin that is being sent or is paused."""
    steps = {
        "sending": (("pause", t.plain("⏸ Pause {id}", id=bulletin_id)),),
        "paused": (("resume", t.plain("▶️ Resume {id}", id=bulletin_id)),),
    }.get(state)
    if steps is None:
        return ()
    stop = ("stop", t.plain("⏹ Stop {id}", id=bulletin_id))
    return tuple(_step(label, step, bulletin_id, version) for step, label in (*steps, stop))


def ended(t: Words, it: Account, smallest: int) -> Message:
    """Show the final numbers where the progress was."""
    lines = [_head(t, it), *outcomes(t, it.deed, it.counts, smallest)]
    return Message(html=str(Markup("\n").join(lines)))


def account(t: Words, it: Account, smallest: int) -> Message:
    """Give the final account in counts, and what can still be done."""
    lines = [_head(t, it), *outcomes(t, it.deed, it.counts, smallest)]
    if not it.audience:
        lines.append(t(_NOBODY[it.deed]))
    rows = afterwards(t, it.bulletin_id, it.version, it.state, it.deed, it.counts)
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def afterwards(
    t: Words, bulletin_id: int, version: int, state: State, deed: Deed, counts: Mapping[str, int]
) -> Rows:
    """Return the buttons that make sense: for what arrived, what failed, what is unknown."""
    steps: list[tuple[str, str]] = []
    arrived = bool(counts.get("sent")) and deed == "send" and state in LEFT
    if arrived:
        steps.append(("correct", t.plain("✏️ Correct everywhere")))
        steps.append(("ask", t.plain("🗑 Recall everywhere")))
    if state in _ENDED and any(counts.get(name) for name in _FAILED):
        steps.append(("failed", t.plain("🔁 Retry the failed")))
    if state in {"sent", "stopped"} and counts.get("unknown"):
        steps.append(("unknown", t.plain("🔁 Send the unknown again")))
    if arrived:
        steps.append(("follow", t.plain("💬 Follow up")))
    return tuple((_step(label, step, bulletin_id, version),) for step, label in steps)


def ask_recall(t: Words, it: Bulletin) -> Message:
    """Ask once before a bulletin disappears."""
    text = t(
        "Remove bulletin {id} “{title}” from every chat that got it? Telegram removes messages of the last 48 hours only.",
        id=it.id,
        title=it.title,
    )
    rows = (
        (_step(t.plain("Yes, remove it"), "recall", it.id, it.version),),
        (_step(t.plain("No, leave it"), "leave"),),
    )
    return Message(html=str(text), rows=rows)


def left_alone(t: Words) -> Message:
    """Say that nothing was removed."""
    return Message(html=str(t("Nothing was removed.")))


def unfinished(t: Words, it: Bulletin) -> Message:
    """Say that a bulletin was broken off by a long standstill, and ask."""
    text = t(
        "Bulletin {id} “{title}” was being sent when the bot stood still for long. It is paused now. Send the rest?",
        id=it.id,
        title=it.title,
    )
    return Message(html=str(text), rows=(under_way(t, it.id, it.version, it.state),))


def _head(t: Words, it: Account) -> Markup:
    text = _HEADS[it.deed]
    if it.state == "stopped":
        text = _REFUSED
    elif it.stopped:
        text = _STOPPED
    return t(text, id=it.bulletin_id, title=it.title)


def _so_far(it: Progress) -> dict[str, int]:
    """Return the counts of what has come to its end, and of what has not and why."""
    ended = {name: n for name, n in it.counts.items() if name not in OPEN_ROWS}
    return {**ended, "waits": it.open - it.quiet, "quiet": it.quiet}


def _step(label: str, step: str, *more: int) -> Button:
    return button(label, "sending", step, *more)
