"""A message before Telegram: HTML, files or a poll, and rows of buttons."""

from collections.abc import Callable
from dataclasses import dataclass, field

from content.bulletins.media import Media, MediaKind
from content.bulletins.poll import Poll

MAX_TEXT = 4000
"""Characters of one message; Telegram takes 4,096 after its markup is parsed."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button and the data (64 bytes at most) that comes back; with *url* it opens that instead."""

    label: str
    data: str = ""
    url: str = ""


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Attached:
    """
    A file of the bot's own: made when it is first needed, uploaded once, then known by its id.

    *key* is the hash of all that is in it.
    """

    key: str
    kind: MediaKind
    name: str
    make: Callable[[], bytes] = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Message:
    """
    Telegram HTML in one language, and the buttons under it.

    With one of *media*, or with a file of the bot's own, the text stands under it; an album goes
    before the text. A *poll* takes the text's place.
    """

    html: str
    rows: Rows = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    attached: Attached | None = None


def button(label: str, *data: object) -> Button:
    """Return a button whose data are these parts, joined by colons."""
    return Button(label=label, data=":".join(map(str, data)))


def in_rows(buttons: list[Button], width: int) -> Rows:
    """Lay buttons out in rows of *width*."""
    return tuple(tuple(buttons[n : n + width]) for n in range(0, len(buttons), width))


def split(html: str, rows: Rows = ()) -> list[Message]:
    """Return the text as messages that Telegram takes, cut between paragraphs; buttons go last."""
    parts: list[str] = []
    for paragraph in html.split("\n\n"):
        if parts and len(parts[-1]) + len(paragraph) + 2 <= MAX_TEXT:
            parts[-1] += f"\n\n{paragraph}"
        else:
            parts.append(paragraph)
    return [
        *(Message(html=part) for part in parts[:-1]),
        Message(html=parts[-1], rows=rows),
    ]
