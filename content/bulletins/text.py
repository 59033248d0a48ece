"""A bulletin's text in one language: marked up, not empty, not too long."""

from dataclasses import dataclass

from content.bulletins.markup import check_markup

MAX_PLAIN = 4096
"""Characters of a message after its markup is parsed (Bot API, sendMessage)."""
TITLE_LENGTH = 60


class TextLengthError(Exception):
    """A text that is empty or longer than Telegram takes; *length* counts without markup."""

    def __init__(self, *, length: int, limit: int = MAX_PLAIN) -> None:
        self.length = length
        self.limit = limit
        super().__init__(f"{length} characters, the limit is {limit}")


@dataclass(frozen=True, kw_only=True)
class BulletinText:
    """Canonical Telegram HTML, and the first line that stands for it in a list."""

    html: str
    title: str


def check_text(written: str) -> BulletinText:
    """Return what an editor wrote, ready to send; raise MarkupError or TextLengthError."""
    marked = check_markup(written)
    if not 0 < len(marked.plain) <= MAX_PLAIN:
        raise TextLengthError(length=len(marked.plain))
    first = marked.plain.splitlines()[0].strip()
    title = first if len(first) <= TITLE_LENGTH else f"{first[: TITLE_LENGTH - 1]}…"
    return BulletinText(html=marked.html, title=title)
