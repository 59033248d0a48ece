"""What editors are told of their bulletins: overdue, sent back, changed."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.names import moment, state_name
from bot.views.words import Words
from content.errors import ContentError
from scheduler.bulletins import Bulletin


def dropped(t: Words) -> Message:
    """Say that writing was broken off."""
    return Message(html=str(t("Cancelled; nothing was changed.")))


def skipped(t: Words, it: Bulletin, zone: str) -> Message:
    """Say that a bulletin is overdue and was not sent."""
    when = moment(t, it.at, zone) if it.at else t("at once")
    text = t(
        "Bulletin {id} “{title}” was due {when} while the bot was not running. It was not sent.",
        id=it.id,
        title=it.title,
        when=when,
    )
    return Message(html=str(text))


def held(t: Words, it: Bulletin, zone: str) -> Message:
    """Say that a bulletin is overdue, and ask."""
    when = moment(t, it.at, zone) if it.at else t("at once")
    text = t(
        "Bulletin {id} “{title}” was due {when} while the bot was not running. Send it now?",
        id=it.id,
        title=it.title,
        when=when,
    )
    rows = (
        (
            button(t.plain("Send {id} now", id=it.id), "queue", "release", it.id, it.version),
            button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version),
        ),
    )
    return Message(html=str(text), rows=rows)


def content_faults(t: Words, errors: Sequence[ContentError]) -> Message:
    """Say what is wrong with changed content files, and that the last good ones stay."""
    head = t("Content files have a fault; the last good version stays in use.")
    return Message(
        html=str(Markup("\n").join([head, *(Markup("• {}").format(str(e)) for e in errors[:5])]))
    )


def state_changed(t: Words, it: Bulletin, *, undo: bool = False) -> Message:
    """Say in one line what became of a bulletin; *undo* offers to take that back."""
    state = state_name(t, it.state)
    rows = ((button(t.plain("↩️ Undo"), "undo", it.id, it.version),),) if undo else ()
    text = t("Bulletin {id} “{title}”: {state}.", id=it.id, title=it.title, state=state)
    return Message(html=str(text), rows=rows)


def ask_word(t: Words, it: Bulletin) -> Message:
    """Ask an approver why a bulletin goes back."""
    return Message(
        html=str(t("Write a word to the author: what should change in bulletin {id}?", id=it.id))
    )


def sent_back(t: Words, it: Bulletin, word: str) -> Message:
    """Tell the author that a bulletin is a draft again, and why."""
    text = t("Bulletin {id} “{title}” was sent back: {word}", id=it.id, title=it.title, word=word)
    return Message(
        html=str(text),
        rows=((button(t.plain("Open draft {id}", id=it.id), "post", "show", it.id, it.version),),),
    )
