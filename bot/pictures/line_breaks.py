"""Where a line of mixed scripts may end."""

import re

_WORD = re.compile(
    r"[(（《「『【“‘«]*(?:[\u2e80-\u9fff\uf900-\ufaff]|[^\s\u2e80-\u9fff\uf900-\ufaff（《「『【“‘]+)"
    r"[)）》」』】”’»，。、！？：；…]*\s*|\S\s*"
)
"""A word or a hanzi with the brackets and stops that must stay on its line."""
_SPACED = re.compile(r"\S+\s*|\s+")
_MANY_HANZI = re.compile(r"[\u2e80-\u9fff]{9}|[\u3000-\u303f\uff00-\uffef]")


def line_ends(text: str, *, chinese: bool) -> list[int]:
    """Return where a line may end. Among words of other languages a few hanzi stay together."""
    if chinese:
        return [word.end() for word in _WORD.finditer(text)]
    ends = list[int]()
    for word in _SPACED.finditer(text):
        parts = _WORD.finditer(word[0]) if _MANY_HANZI.search(word[0]) else ()
        ends += [word.start() + part.end() for part in parts] or [word.end()]
    return ends
