"""What a reader sends to the team: how it grows, what may become of it, how it is withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from html import escape
from typing import Literal

from content.bulletins.media import MAX_CAPTION, Media, check_album
from content.bulletins.text import BulletinText, check_length, title_of
from content.languages import Language
from scheduler.bulletins import OPEN, Bulletin, changed
from scheduler.errors import Refused

ThreadKind = Literal["contribution", "feedback"]
ThreadState = Literal["writing", "open", "accepted", "answered", "closed", "withdrawn"]

MAX_LETTER = 3_000
"""Characters of a text to the team, and of the team's answer."""
WITHDRAWN = "withdrawn by the contributor"
"""What the audit says where a withdrawal cancels a draft: nobody of the team did it."""
MOST_A_DAY = 3
"""So many threads of each kind may a chat send within A_DAY."""
A_DAY = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Thread:
    """
    What one chat sent to the team, under a code of its own.

    *text* is plain. *at* is when it was sent, or last written at while nobody has seen it.
    *closed_at* is when the team was done with it, or its sender withdrew it. *chat_id* is None once
    the chat was forgotten; nobody of the team ever sees it.
    """

    id: int
    code: str
    kind: ThreadKind
    chat_id: int | None
    language: Language
    text: str = ""
    media: tuple[Media, ...] = ()
    state: ThreadState = "writing"
    answered: bool = False
    bulletin_id: int | None = None
    at: datetime
    closed_at: datetime | None = None


def check_rate(lately: int) -> None:
    """Raise Refused if *lately*, within A_DAY, a chat sent as many threads as it may."""
    if lately >= MOST_A_DAY:
        raise Refused("too_often")


def added(thread: Thread, *, text: str, photos: Sequence[Media], now: datetime) -> Thread:
    """Add to what is being written; raise TextLengthError or AlbumError if that is too much."""
    if thread.state != "writing":
        raise Refused("thread_closed")
    joined = "\n\n".join(part for part in (thread.text, text.strip()) if part)
    if joined:
        check_length(joined, limit=MAX_LETTER)
    return replace(thread, text=joined, media=check_album([*thread.media, *photos]), at=now)


def sent(thread: Thread, now: datetime) -> Thread:
    """Hand over to the team what was written."""
    if thread.state != "writing":
        raise Refused("thread_closed")
    if not thread.text and not thread.media:
        raise Refused("nothing_typed")
    return replace(thread, state="open", at=now)


def accepted(thread: Thread, *, bulletin_id: int, now: datetime) -> Thread:
    """Note the draft that was made of a contribution."""
    if thread.state != "open" or thread.kind != "contribution":
        raise Refused("thread_closed")
    return replace(thread, state="accepted", bulletin_id=bulletin_id, closed_at=now)


def answered(thread: Thread, now: datetime) -> Thread:
    """Answer once; a contribution may be answered after a draft was made of it, too."""
    require_answerable(thread)
    if thread.state == "accepted":
        return replace(thread, answered=True)
    return replace(thread, state="answered", answered=True, closed_at=now)


def require_answerable(thread: Thread) -> None:
    """Raise Refused if no answer may go to its sender any more."""
    if thread.answered or thread.state not in {"open", "accepted"}:
        raise Refused("thread_closed")


def closed(thread: Thread, now: datetime) -> Thread:
    """Put it away without an answer."""
    if thread.state != "open":
        raise Refused("thread_closed")
    return replace(thread, state="closed", closed_at=now)


def withdrawn(thread: Thread, now: datetime) -> Thread:
    """Take it back: its text and photos are gone."""
    return replace(thread, state="withdrawn", text="", media=(), closed_at=now)


def draft_from(thread: Thread, *, author_id: int, zone: str) -> Bulletin:
    """
    Return a draft with the words and photos of a contribution, both as they came.

    A text that is too long to stand under a single photo goes without it.
    """
    alone = len(thread.media) == 1 and len(thread.text) > MAX_CAPTION
    text = BulletinText(html=escape(thread.text, quote=False), title=title_of(thread.text or "–"))
    return Bulletin(
        id=0,
        author_id=author_id,
        zone=zone,
        texts={thread.language: text} if thread.text else {},
        media=() if alone else thread.media,
    )


def retracted(bulletin: Bulletin) -> Bulletin:
    """Empty a bulletin that has not left, and let it not leave."""
    state = "cancelled" if bulletin.state in OPEN else bulletin.state
    return changed(bulletin, state=state, texts={}, media=())
