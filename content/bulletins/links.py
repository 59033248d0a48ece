"""Buttons under a bulletin that open an address: one a line, "label – https://…"."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from content.bulletins.errors import BulletinError

MAX_LINKS = 6
MAX_LABEL = 40
MAX_URL = 2048
_LINE = re.compile(
    r"(?P<label>.*?)[\s\u200e\u200f\u2066-\u2069]*[-–—:：|]?\s*(?P<url>https?://\S+)"
)


class LinkError(BulletinError):
    """A line that makes no button: *kind* is shape, label or many; *line* counts from 1."""

    def __init__(self, kind: str, *, line: int) -> None:
        self.kind = kind
        self.line = line
        super().__init__(f"{kind} in line {line}")


@dataclass(frozen=True, kw_only=True)
class Link:
    """A button: its label, and the address that it opens."""

    label: str
    url: str


def read_links(text: str) -> tuple[Link, ...]:
    """Return the buttons that *text* names, one a line; raise LinkError at the first wrong line."""
    lines = [(n, line.strip()) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MAX_LINKS:
        raise LinkError("many", line=lines[MAX_LINKS][0])
    return tuple(_link(line, n) for n, line in lines)


def _link(line: str, n: int) -> Link:
    found = _LINE.fullmatch(line)
    if not found or len(found["url"]) > MAX_URL or not _has_host(found["url"]):
        raise LinkError("shape", line=n)
    label = found["label"].strip()
    if not 0 < len(label) <= MAX_LABEL:
        raise LinkError("label", line=n)
    return Link(label=label, url=found["url"])


def _has_host(url: str) -> bool:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return False
    return "." in host.strip(".")
