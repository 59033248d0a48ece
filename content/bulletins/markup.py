"""
Telegram's small HTML, checked before Telegram sees it.

The tags are those of the Bot API's "HTML style". A lone ``&`` or ``<`` that starts no tag is an
editor's plain text and is escaped; a tag that is unknown, unclosed or crossed is refused by name
and line, because one bad tag makes the message wrong for every reader.
"""

from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser

from content.bulletins.errors import BulletinError

TAGS = frozenset(
    "b strong i em u ins s strike del code pre a blockquote span tg-spoiler".split()  # noqa: SIM905 (a list of words reads best)
)


class MarkupError(BulletinError):
    """A tag that Telegram would refuse: *kind* is unknown, unclosed, crossed or link."""

    def __init__(self, kind: str, *, tag: str, line: int) -> None:
        self.kind = kind
        self.tag = tag
        self.line = line
        super().__init__(f"{kind} <{tag}> in line {line}")


@dataclass(frozen=True, kw_only=True)
class Marked:
    """*html* as Telegram accepts it, and the *plain* text that its limits count."""

    html: str
    plain: str


def check_markup(text: str) -> Marked:
    """Return *text* in canonical form; raise MarkupError at the first wrong tag."""
    parser = _Parser()
    try:
        parser.feed(text)
        parser.close()
    except AssertionError:  # what the base class raises at <![ and no known word
        raise MarkupError("unknown", tag="![", line=parser.getpos()[0]) from None
    if parser.open:
        tag, line = parser.open[-1]
        raise MarkupError("unclosed", tag=tag, line=line)
    return Marked(html="".join(parser.html).strip(), plain="".join(parser.plain).strip())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html: list[str] = []
        self.plain: list[str] = []
        self.open: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        if tag not in TAGS:
            raise MarkupError("unknown", tag=tag, line=line)
        self.html.append(f"<{tag}{_attribute(tag, dict(attrs), line)}>")
        self.open.append((tag, line))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (the base class hands them)
        raise MarkupError("unknown", tag=f"{tag}/", line=self.getpos()[0])

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            raise MarkupError("crossed", tag=f"/{tag}", line=self.getpos()[0])
        self.open.pop()
        self.html.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.plain.append(data)
        self.html.append(escape(data, quote=False))

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 (the base class hands it)
        raise MarkupError("unknown", tag="!--", line=self.getpos()[0])

    def handle_decl(self, decl: str) -> None:
        raise MarkupError(
            "unknown", tag=f"!{decl.split(maxsplit=1)[0] if decl else ''}", line=self.getpos()[0]
        )

    def handle_pi(self, data: str) -> None:  # noqa: ARG002 (the base class hands it)
        raise MarkupError("unknown", tag="?", line=self.getpos()[0])

    def unknown_decl(self, data: str) -> None:  # noqa: ARG002 (the base class hands it)
        raise MarkupError("unknown", tag="![", line=self.getpos()[0])


def _attribute(tag: str, attrs: dict[str, str | None], line: int) -> str:
    """Keep the one attribute that a tag may have."""
    if tag == "a":
        address = attrs.get("href") or ""
        if not address.startswith(("http://", "https://", "tg://", "mailto:")):
            raise MarkupError("link", tag="a", line=line)
        return f' href="{escape(address)}"'
    if tag == "span":
        if attrs.get("class") != "tg-spoiler":
            raise MarkupError("unknown", tag="span", line=line)
        return ' class="tg-spoiler"'
    return " expandable" if tag == "blockquote" and "expandable" in attrs else ""
