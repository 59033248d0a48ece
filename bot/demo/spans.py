"""
Entities: stretches of a text, their offsets counted in UTF-16 units.

Telegram trims a text, joins and drops entities, and finds commands, mentions,
tags and addresses by itself; so does this.
"""

import re
from collections.abc import Iterable

from bot.demo.state import Json

FOUND = {
    "url": re.compile(r"https?://[^\s<>\"«»，。；！？、]+[^\s<>\"«»，。；！？、.,;:!?)\]'؟،؛]"),
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?!\w)"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)"),
    "hashtag": re.compile(r"(?<!\w)#\w{1,256}"),
}
WHOLE = frozenset({"code", "pre"})
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
JOINED = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})
BEYOND = 0xFFFF


def utf16(text: str) -> int:
    """Return how many UTF-16 units *text* takes."""
    return len(text) + sum(ord(letter) > BEYOND for letter in text)


def settle(text: str, entities: Iterable[Json]) -> tuple[str, list[Json]]:
    """Return *text* trimmed, with its own *entities* moved along and the found ones added."""
    plain = "".join(" " if letter < " " and letter != "\n" else letter for letter in text)
    trimmed = plain.strip()
    cut = utf16(plain[: len(plain) - len(plain.lstrip())])
    kept = [_moved(entity, -cut, utf16(trimmed)) for entity in entities]
    given = _without_repeats([entity for entity in kept if entity["length"] > 0])
    return trimmed, _ordered([*given, *_found(trimmed, given)])


def _moved(entity: Json, by: int, end: int) -> Json:
    start = max(entity["offset"] + by, 0)
    stop = min(entity["offset"] + by + entity["length"], end)
    return {**entity, "offset": start, "length": stop - start}


def _without_repeats(entities: list[Json]) -> list[Json]:
    """Join touching stretches of one style, and drop styles inside code."""
    kept: list[Json] = []
    for entity in _ordered(entities):
        if any(other["type"] in WHOLE and _inside(entity, other) for other in kept):
            continue
        twin = next((other for other in reversed(kept) if _joins(other, entity)), None)
        if twin is None:
            kept.append(dict(entity))
            continue
        twin["length"] = max(_end(twin), _end(entity)) - twin["offset"]
    codes = [entity for entity in kept if entity["type"] in WHOLE]
    return [
        entity
        for entity in kept
        if entity in codes or not any(_inside(entity, code) for code in codes)
    ]


def _joins(first: Json, second: Json) -> bool:
    same = first["type"] == second["type"] and first["type"] in JOINED
    return same and second["offset"] <= _end(first)


def _found(text: str, given: list[Json]) -> list[Json]:
    taken = [entity for entity in given if entity["type"] in OPAQUE]
    found: list[Json] = []
    for kind, pattern in FOUND.items():
        for match in pattern.finditer(text):
            offset, length = utf16(text[: match.start()]), utf16(match.group())
            entity = {"type": kind, "offset": offset, "length": length}
            if not any(_overlap(entity, other) for other in (*taken, *found)):
                found.append(entity)
    return found


def _end(entity: Json) -> int:
    return int(entity["offset"] + entity["length"])


def _inside(inner: Json, outer: Json) -> bool:
    return bool(inner["offset"] >= outer["offset"] and _end(inner) <= _end(outer))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < _end(other) and other["offset"] < _end(one))


def _ordered(entities: Iterable[Json]) -> list[Json]:
    return sorted(
        entities, key=lambda each: (each["offset"], -each["length"], each["type"] not in WHOLE)
    )
