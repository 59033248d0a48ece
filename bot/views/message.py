"""A message before Telegram: HTML, files or a poll, and rows of buttons."""

from dataclasses import dataclass

from content.bulletins.media import Media
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
class Message:
    """
    Telegram HTML in one language, and the buttons under it.

    With one of *media* the text stands under that file; an album goes before the text. A *poll*
    takes the text's place.
    """

    html: str
    rows: Rows = ()
    media: tuple[Media, ...] = ()
    poll: Poll | None = None


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
