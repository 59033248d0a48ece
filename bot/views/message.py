"""A message before Telegram: HTML and rows of buttons."""

from dataclasses import dataclass

MAX_TEXT = 4000
"""Characters of one message; Telegram takes 4,096 after its markup is parsed."""


@dataclass(frozen=True, kw_only=True)
class Button:
    """A button and the data (64 bytes at most) that comes back when it is pressed."""

    label: str
    data: str


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, kw_only=True)
class Message:
    """Telegram HTML in one language, and the buttons under it."""

    html: str
    rows: Rows = ()


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
