"""
Telegram's HTML, parsed as Telegram parses it: text and entities, or a 400.

Written after the rules at core.telegram.org/bots/api#html-style and tdlib's
wording. Offsets in errors count bytes of UTF-8; offsets in entities count
UTF-16 units.
"""

import re
from dataclasses import dataclass
from typing import NoReturn

from bot.demo.errors import bad_request
from bot.demo.spans import utf16
from bot.demo.state import Json

STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
}
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(r"\s*([^\s=>/\"']*)\s*(=?)\s*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
SPACE = re.compile(r"\s*")
LAST_CODE_POINT = 0x10FFFF


@dataclass(kw_only=True)
class _Open:
    """A tag waiting for its end: where it began in the parsed text, in UTF-16 units."""

    tag: str
    argument: str
    offset: int
    start: int


class _Reader:
    """Reads one source from left to right; *at* is the place in it, in code points."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.text = ""
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Json] = []

    def read(self) -> None:
        while self.at < len(self.source):
            letter = self.source[self.at]
            if letter == "<":
                self._tag()
            elif letter == "&":
                self._write(self._reference())
            else:
                self.at += 1
                self._write(letter)
        if self.open:
            _refuse(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _write(self, letter: str) -> None:
        self.text += letter
        self.offset += utf16(letter)

    def _reference(self) -> str:
        """Return the character that the reference here stands for, or a plain ampersand."""
        found = REFERENCE.match(self.source, self.at)
        letter = _referred(found) if found else ""
        self.at = found.end() if found and letter else self.at + 1
        return letter or "&"

    def _tag(self) -> None:
        begin = self.at
        self.at += 1
        if self.source.startswith("/", self.at):
            self._end(begin)
        else:
            self._start(begin)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.source, self.at)
        self.at = found.end() if found else self.at
        return found.group() if found else ""

    def _byte(self, place: int) -> int:
        return len(self.source[:place].encode())

    def _start(self, begin: int) -> None:
        tag = self._take(TAG_NAME).lower()
        if self.at >= len(self.source):
            _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in STYLES:
            _refuse(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        argument = ""
        while (found := self._attribute(tag, begin)) is not None:
            argument = _argument(tag, *found) or argument
        if tag == "span" and argument != "spoiler":
            where = self._byte(begin)
            _refuse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
        self.open.append(
            _Open(tag=tag, argument=argument, offset=self.offset, start=len(self.text))
        )

    def _attribute(self, tag: str, begin: int) -> tuple[str, str] | None:
        """Return the next attribute's name and value, or None at the end of the tag."""
        self._take(SPACE)
        if self.source.startswith(">", self.at):
            self.at += 1
            return None
        found = ATTRIBUTE.match(self.source, self.at)
        name, equals = (found.group(1), found.group(2)) if found else ("", "")
        if not name and self.at < len(self.source):
            _refuse(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
        self.at = found.end() if found else self.at
        if self.at >= len(self.source):
            _refuse(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
        return name.lower(), self._value(begin) if equals else ""

    def _value(self, begin: int) -> str:
        quote = self.source[self.at]
        if quote not in "\"'":
            place = self.at
            token = self._take(TOKEN).lower()
            if (
                not self.source[self.at : self.at + 1].isspace()
                and self.source[self.at :][:1] != ">"
            ):
                _refuse(f"Unexpected end of name token at byte offset {self._byte(place)}")
            return token
        self.at += 1
        value = ""
        while self.at < len(self.source) and self.source[self.at] != quote:
            if self.source[self.at] == "&":
                value += self._reference()
            else:
                value += self.source[self.at]
                self.at += 1
        self.at += 1
        if self.at >= len(self.source):
            _refuse(f"Unclosed start tag at byte offset {self._byte(begin)}")
        return value

    def _end(self, begin: int) -> None:
        if not self.open:
            _refuse(f"Unexpected end tag at byte offset {self._byte(begin)}")
        self.at += 1
        name = self._take(TAG_NAME).lower()
        self._take(SPACE)
        if not self.source.startswith(">", self.at):
            _refuse(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self.at += 1
        opened = self.open.pop()
        if name and name != opened.tag:
            _refuse(
                f"Unmatched end tag at byte offset {self._byte(begin)},"
                f' expected "</{opened.tag}>", found "</{name}>"'
            )
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.offset - opened.offset
        if not length:
            return
        if opened.tag == "pre" and self.entities and (last := self.entities[-1]):
            same = (last["offset"], last["length"]) == (opened.offset, length)
            if same and last["type"] == "code":
                opened.argument = last.get("language", "")
                self.entities.pop()
        entity = _entity(opened, self.text[opened.start :])
        if entity:
            self.entities.append({**entity, "offset": opened.offset, "length": length})


def parse_html(source: str) -> tuple[str, list[Json]]:
    """Return *source*'s text and its entities; raises Telegram's 400 when it is malformed."""
    reader = _Reader(source)
    reader.read()
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return reader.text, reader.entities


def _refuse(reason: str) -> NoReturn:
    raise bad_request(f"can't parse entities: {reason}")


def _referred(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED.get(name, "")
    number = int(hexadecimal, 16) if hexadecimal else int(decimal[:9])
    plain = 0 < number <= LAST_CODE_POINT and not 0xD800 <= number <= 0xDFFF  # noqa: PLR2004 surrogates
    return chr(number) if plain else ""


def _argument(tag: str, name: str, value: str) -> str:
    """Return what an attribute says about its tag, or nothing when it says nothing."""
    match tag, name:
        case ("a", "href") | ("tg-emoji", "emoji-id"):
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "blockquote", "expandable":
            return "expandable"
    return ""


def _entity(opened: _Open, text: str) -> Json | None:
    kind = STYLES[opened.tag]
    if kind == "text_link":
        return _link(opened.argument or text)
    if kind == "custom_emoji":
        return {"type": kind, "custom_emoji_id": opened.argument} if opened.argument else None
    if kind in {"code", "pre"} and opened.argument:
        return {"type": kind, "language": opened.argument}
    if kind == "blockquote" and opened.argument:
        return {"type": "expandable_blockquote"}
    return {"type": kind}


def _link(address: str) -> Json | None:
    """Return a link's entity; an address that is none leaves plain text, as with Telegram."""
    if re.match(r"(https?|tg|mailto|tel):", address):
        return {"type": "text_link", "url": address}
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+([/?#]\S*)?", address):
        return {"type": "text_link", "url": f"http://{address}"}
    return None
