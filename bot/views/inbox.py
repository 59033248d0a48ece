"""What the team sees of what readers sent: a code and the words, never who."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button
from bot.views.names import LANGUAGE_NAMES, short_day
from bot.views.words import Words, isolated, marked
from scheduler.bulletins import Bulletin
from scheduler.threads import Thread, ThreadKind

_HEADS: dict[ThreadKind, str] = {
    "contribution": marked("<b>Contribution {code}</b>"),
    "feedback": marked("<b>Feedback {code}</b>"),
}
_SIGNS: dict[ThreadKind, str] = {"contribution": "📝", "feedback": "💬"}
_TITLE = 60
_RIGHT = "\u200f"
"""A mark that makes a line that begins with a code begin on the right."""


def inbox(
    t: Words, threads: Sequence[Thread], *, total: int, page: int, size: int, zone: str
) -> Message:
    """List one page of what is open, each with a button; *page* counts from 0."""
    if not total:
        return Message(html=str(t("The inbox is empty.")))
    lines = [t("<b>Inbox</b>: {n} open", n=total), *(_line(t, it, zone) for it in threads)]
    rows = [(button(_label(t, it, zone), "inbox", "open", it.code),) for it in threads]
    return Message(html=_joined(lines), rows=(*rows, *_pages(t, total, page, size)))


def opened(t: Words, it: Thread, zone: str) -> list[Message]:
    """Show one thread with what can be done with it; photos go before its words."""
    lines = [t(_HEADS[it.kind], code=it.code), _facts(t, it, zone)]
    text = [Markup("\n{}").format(it.text)] if it.text else []
    html, rows = _joined([*lines, *text]), _steps(t, it)
    if len(it.media) == 1:
        return [Message(html="", media=it.media), Message(html=html, rows=rows)]
    return [Message(html=html, rows=rows, media=it.media)]


def drafted(t: Words, it: Thread, draft: Bulletin) -> Message:
    """Say that a draft was made, and offer to answer too."""
    lines = [t("Draft {id} was made of {code}.", id=draft.id, code=it.code)]
    if len(draft.media) < len(it.media):
        lines.append(t("The text is too long to stand under one photo: the draft has none."))
    answer = button(t.plain("💬 Answer"), "inbox", "answer", it.code)
    return Message(html=_joined(lines), rows=((answer,), (_back(t),)))


def ask_answer(t: Words, code: str) -> Message:
    """Ask for the answer, and say how it goes out."""
    text = t(
        "Write the answer to {code}. It goes out once, in the name of the team; your name is not shown.",
        code=code,
    )
    return Message(html=str(text), rows=((button(t.plain("Cancel"), "inbox", "quit"),),))


def answer_went(t: Words, code: str, *, arrived: bool) -> Message:
    """Say whether the answer arrived."""
    text = (
        t("Your answer to {code} has arrived.", code=code)
        if arrived
        else t("Your answer to {code} could not be delivered: nobody is there any more.", code=code)
    )
    return Message(html=str(text), rows=((_back(t),),))


def put_away(t: Words, code: str) -> Message:
    """Confirm that a thread is closed."""
    return Message(html=str(t("{code} is closed.", code=code)), rows=((_back(t),),))


def no_answer(t: Words) -> Message:
    """Confirm that no answer goes out."""
    return Message(html=str(t("No answer was sent.")), rows=((_back(t),),))


def arrived(t: Words, waiting: int) -> Message:
    """Tell the team that something came in: a count, nothing else."""
    text = t("Something new is in the inbox; open there: {n}", n=waiting)
    return Message(html=str(text), rows=((button(t.plain("📥 Inbox"), "go", "inbox"),),))


def withdrawn(t: Words, draft: Bulletin) -> Message:
    """Tell a draft's author that its contribution was withdrawn."""
    text = t(
        "The contribution behind draft {id} was withdrawn; the draft is cancelled and emptied.",
        id=draft.id,
    )
    return Message(html=str(text))


def _steps(t: Words, it: Thread) -> Rows:
    draft = (button(t.plain("📝 Make a draft"), "inbox", "accept", it.code),)
    answer = button(t.plain("💬 Answer"), "inbox", "answer", it.code)
    close = button(t.plain("Close"), "inbox", "close", it.code)
    rows: Rows = ((answer, close), (_back(t),))
    return (draft, *rows) if it.kind == "contribution" else rows


def _line(t: Words, it: Thread, zone: str) -> Markup:
    title = it.text.strip().splitlines()[0][:_TITLE] if it.text else "–"
    head = Markup("{} · {}").format(_begun(t, it), _facts(t, it, zone))
    return Markup("\n{}\n{}").format(head, title)


def _label(t: Words, it: Thread, zone: str) -> str:
    return f"{_begun(t, it)} · {short_day(t, it.at, zone)}"


def _begun(t: Words, it: Thread) -> Markup:
    """Return sign and code, from the side on which lines begin and in an order of their own."""
    if t.language != "ug":
        return Markup(f"{_SIGNS[it.kind]} {it.code}")
    return Markup(f"{_RIGHT}{_SIGNS[it.kind]} ") + isolated(it.code)


def _facts(t: Words, it: Thread, zone: str) -> Markup:
    parts = [short_day(t, it.at, zone), LANGUAGE_NAMES[it.language]]
    if it.media:
        parts.append(t.plain("photos: {n}", n=len(it.media)))
    return Markup(" · ").join(parts)


def _pages(t: Words, total: int, page: int, size: int) -> Rows:
    newer = button(t.plain("‹ Newer"), "inbox", "page", page - 1)
    older = button(t.plain("Older ›"), "inbox", "page", page + 1)
    row = (*((newer,) if page else ()), *((older,) if (page + 1) * size < total else ()))
    return (row,) if row else ()


def _back(t: Words) -> Button:
    return button(t.plain("‹ Inbox"), "go", "inbox")


def _joined(lines: Sequence[Markup]) -> str:
    return str(Markup("\n").join(lines))
