"""A bulletin's words in one language: marked up, not empty, not too long."""

from dataclasses import dataclass, replace
from html import escape

from content.bulletins.errors import BulletinError
from content.bulletins.links import Link
from content.bulletins.markup import check_markup
from content.bulletins.poll import Poll

MAX_PLAIN = 4096
"""Characters of a message after its markup is parsed (Bot API, sendMessage)."""
TITLE_LENGTH = 60


class TextLengthError(BulletinError):
    """
    A text that is empty or longer than Telegram takes; *length* counts without markup.

    *line* is the line in which the limit is passed, counted from 1.
    """

    def __init__(self, *, length: int, limit: int = MAX_PLAIN, line: int = 1) -> None:
        self.length = length
        self.limit = limit
        self.line = line
        super().__init__(f"{length} characters, the limit is {limit}, passed in line {line}")


@dataclass(frozen=True, kw_only=True)
class BulletinText:
    """
    Canonical Telegram HTML, the title that stands for it in a list, and the buttons under it.

    With *poll* it is that poll, and *html* is its question.
    """

    html: str
    title: str
    links: tuple[Link, ...] = ()
    poll: Poll | None = None


def check_text(written: str, *, limit: int = MAX_PLAIN) -> BulletinText:
    """Return what an editor wrote, ready to send; raise MarkupError or TextLengthError."""
    marked = check_markup(written)
    check_length(marked.plain, limit=limit)
    return BulletinText(html=marked.html, title=title_of(marked.plain))


def check_length(plain: str, *, limit: int) -> None:
    """Raise TextLengthError if *plain* is empty or longer than *limit* characters."""
    if not 0 < len(plain) <= limit:
        line = plain[:limit].count("\n") + 1
        raise TextLengthError(length=len(plain), limit=limit, line=line)


def fits(text: BulletinText, *, limit: int) -> BulletinText:
    """Return a text that is not longer than *limit*; raise TextLengthError else."""
    check_length(check_markup(text.html).plain, limit=limit)
    return text


def rewritten(before: BulletinText, text: BulletinText) -> BulletinText:
    """Return *text* with the buttons of the one before it, and its title if one was chosen."""
    chosen = before.title != title_of(check_markup(before.html).plain)
    kept = replace(text, links=text.links or before.links)
    return replace(kept, title=before.title) if chosen else kept


def title_of(plain: str) -> str:
    """Return the first line, shortened, that stands for a text in a list."""
    first = plain.strip().splitlines()[0].strip()
    return first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"


def retitled(text: BulletinText, title: str) -> BulletinText:
    """Give a text another title; raise TextLengthError for one that is empty or too long."""
    line = " ".join(title.split())
    check_length(line, limit=TITLE_LENGTH)
    return replace(text, title=line)


def asked(poll: Poll) -> BulletinText:
    """Return the words of a poll."""
    return BulletinText(
        html=escape(poll.question, quote=False), title=title_of(poll.question), poll=poll
    )
