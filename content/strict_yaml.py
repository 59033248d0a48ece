"""
YAML read strictly: what an author wrote is what the program gets, or a line number.

PyYAML's defaults turn ``9:30`` into 570, ``no`` into False and ``0123`` into 83, let the last of
two equal keys win, and its C loader crashes the process at deep nesting. So depth, size and aliases
are checked on the event stream, scalars are resolved by plain rules, and each key keeps its line.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from content.errors import ContentError, ContentErrors

MAX_BYTES = 2_000_000
MAX_DEPTH = 30
MAX_NODES = 200_000

Loc = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)

_INT = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_FLOAT = re.compile(r"-?(0|[1-9][0-9]{0,15})\.[0-9]{1,12}")
_OPENS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSES = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_PLAIN_TAGS = {None, "!", "tag:yaml.org,2002:str"}


@dataclass(frozen=True, kw_only=True)
class Document:
    """Plain data, and the line (from 1) on which each key or list entry stands."""

    path: Path
    data: object
    lines: dict[Loc, int]

    def error(self, problem: str, loc: Loc) -> ContentError:
        """Return *problem* placed at *loc*, or at the nearest key above that exists."""
        known = next((loc[:n] for n in range(len(loc), -1, -1) if loc[:n] in self.lines), ())
        key = ".".join(map(str, loc))
        return ContentError(problem, path=self.path, line=self.lines.get(known), key=key)

    def validate(self, model: type[Model]) -> Model:
        """Return the data as *model*; raise ContentErrors that name every wrong key."""
        try:
            return model.model_validate(self.data)
        except ValidationError as wrong:
            found = [self.error(_plain(e["msg"]), _in_file(e["loc"])) for e in wrong.errors()]
            raise ContentErrors(found) from None


def read_document(path: Path) -> Document:
    """Read one YAML file; raise ContentErrors with the line where it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ContentErrors([ContentError(f"is larger than {MAX_BYTES} bytes", path=path)])
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        problem = (error.strerror or "cannot be read").lower()
        raise ContentErrors([ContentError(problem, path=path)]) from None
    except UnicodeDecodeError:
        raise ContentErrors([ContentError("is not UTF-8 text", path=path)]) from None
    return parse_document(text, path=path)


def parse_document(text: str, *, path: Path) -> Document:
    """Turn YAML *text* into a Document; *path* only names it in errors."""
    try:
        _check_stream(text, path)
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line = mark.line + 1 if mark else None
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "is not YAML"
        raise ContentErrors([ContentError(problem, path=path, line=line)]) from None
    reader = _Reader(path)
    data = reader.value(root, ()) if root is not None else None
    if reader.errors:
        raise ContentErrors(reader.errors)
    return Document(path=path, data=data, lines=reader.lines)


def _check_stream(text: str, path: Path) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=yaml.CSafeLoader)):
        if isinstance(event, _OPENS):
            depth += 1
        elif isinstance(event, _CLOSES):
            depth -= 1
        problem = _stream_problem(event, depth, count)
        if problem:
            line = event.start_mark.line + 1 if event.start_mark else None
            raise ContentErrors([ContentError(problem, path=path, line=line)])


def _stream_problem(event: yaml.Event, depth: int, count: int) -> str | None:
    if depth > MAX_DEPTH:
        return f"is nested deeper than {MAX_DEPTH} levels"
    if count > MAX_NODES:
        return f"has more than {MAX_NODES} entries"
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        return "anchors and aliases (& and *) are not allowed"
    tag = getattr(event, "tag", None)
    return f"the tag {tag} is not allowed" if tag not in _PLAIN_TAGS else None


class _Reader:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[Loc, int] = {}
        self.errors: list[ContentError] = []

    def value(self, node: yaml.Node, loc: Loc) -> object:
        self.lines.setdefault(loc, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, loc)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(entry, (*loc, n)) for n, entry in enumerate(node.value)]
        return _scalar(str(node.value), quoted=bool(getattr(node, "style", None)))

    def _mapping(self, node: yaml.MappingNode, loc: Loc) -> dict[str, object]:
        found: dict[str, object] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.errors.append(
                    ContentError("a key must be a plain word", path=self.path, line=line)
                )
                continue
            if key in found:
                name = ".".join(map(str, (*loc, key)))
                self.errors.append(
                    ContentError("stands here twice", path=self.path, line=line, key=name)
                )
            self.lines[(*loc, key)] = line
            found[key] = self.value(value_node, (*loc, key))
        return found


def _scalar(text: str, *, quoted: bool) -> object:
    if quoted:
        return text
    if text in {"", "~", "null"}:
        return None
    if text in {"true", "false"}:
        return text == "true"
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").removeprefix("Assertion failed, ")


def _in_file(loc: Iterable[str | int]) -> Loc:
    """Drop the parts of a pydantic location that name a dictionary key's own check."""
    return tuple(part for part in loc if part != "[key]")
