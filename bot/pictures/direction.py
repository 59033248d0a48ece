"""
The order in which a line is seen: the Unicode bidirectional rules for one line of plain text.

Embeddings and isolates are left out (control characters are removed before), and a number keeps
its hyphens and leading sign to itself in every script, so that 2026-11-23 is never turned round.
A full-width stop belongs to the hanzi before it.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import Literal
from unicodedata import bidirectional

Class = Literal["L", "R", "N", "O"]
"""Left-to-right letter, right-to-left letter, number, or neutral."""

_CLASSES: dict[str, Class] = {"L": "L", "R": "R", "AL": "R", "EN": "N", "AN": "N"}
_WIDE, _HANZI = "，。、！？：；", "\u2e80"
_CLOSING = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】", "《": "》", "「": "」", "«": "»"}


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Text, in its logical order, that runs in one direction."""

    text: str
    rtl: bool


def is_rtl(text: str, *, rtl_reader: bool) -> bool:
    """
    Return whether a line runs from right to left: so does its first letter.

    For *rtl_reader* one such letter anywhere is enough: a sentence may begin with a foreign name.
    """
    strong = [c for c in map(_class, text) if c in "LR"]
    return "R" in strong if rtl_reader else strong[:1] == ["R"]


def stretches(text: str, *, rtl: bool) -> list[Stretch]:
    """Return the stretches of a line from the left edge to the right one."""
    levels = _levels(_resolved(text, "R" if rtl else "L"), rtl=rtl)
    pairs = groupby(zip(levels, text, strict=True), key=lambda pair: pair[0])
    runs = [(level, "".join(c for _, c in run)) for level, run in pairs]
    for level in (2, 1):
        runs = _turned(runs, level)
    return [Stretch(text=run, rtl=level == 1) for level, run in runs]


def _class(character: str) -> Class:
    return _CLASSES.get(bidirectional(character), "O")


def _resolved(text: str, base: Class) -> list[Class]:
    classes = _numbers(text, [_class(c) for c in text])
    for n, character in enumerate(text):
        hanzi_before = n and text[n - 1] >= _HANZI and classes[n - 1] == "L"
        if (bidirectional(character) == "NSM" and n) or (character in _WIDE and hanzi_before):
            classes[n] = classes[n - 1]
    last = base
    for n, found in enumerate(classes):
        if found == "N" and last == "L":
            classes[n] = "L"
        elif found in "LR":
            last = found
    return _neutrals(_brackets(text, classes, base), base)


def _numbers(text: str, classes: list[Class]) -> list[Class]:
    """Give a number its separators, signs and per cent marks."""
    found = list(classes)
    kinds = [bidirectional(c) for c in text]
    around = ["O", *classes, "O"]
    for n, kind in enumerate(kinds):
        before, after = around[n], around[n + 2]
        joins = kind in ("ES", "CS") and before == after == "N"
        signs = kind == "ES" and after == "N" and (n == 0 or text[n - 1].isspace())
        if joins or signs or (kind == "ET" and "N" in (before, after)):
            found[n] = "N"
    return found


def _brackets(text: str, classes: list[Class], base: Class) -> list[Class]:
    """Give both brackets of a pair one direction (rule N0)."""
    found, opened = list(classes), list[int]()
    for n, character in enumerate(text):
        if character in _CLOSING:
            opened.append(n)
        elif opened and character == _CLOSING[text[opened[-1]]]:
            start = opened.pop()
            inside = {_side(c) for c in found[start + 1 : n]} - {"O"}
            if inside:
                before = next((_side(c) for c in reversed(found[:start]) if c != "O"), base)
                other = next(iter(inside))
                found[start] = found[n] = other if base not in inside and before == other else base
    return found


def _neutrals(classes: list[Class], base: Class) -> list[Class]:
    """Give neutrals the direction on both sides of them, or else the line's."""
    found = list[Class]()
    for neutral, group in groupby(classes, key=lambda c: c == "O"):
        run = list(group)
        if not neutral:
            found += run
            continue
        after = classes[len(found) + len(run)] if len(found) + len(run) < len(classes) else base
        before = _side(found[-1]) if found else base
        found += [before if before == _side(after) else base] * len(run)
    return found


def _side(found: Class) -> Class:
    return "R" if found == "N" else found


def _levels(classes: list[Class], *, rtl: bool) -> list[int]:
    left = 2 if rtl else 0
    return [{"L": left, "R": 1, "N": 2}.get(c, left) for c in classes]


def _turned(runs: list[tuple[int, str]], level: int) -> list[tuple[int, str]]:
    turned = list[tuple[int, str]]()
    for high, group in groupby(runs, key=lambda run: run[0] >= level):
        together = list(group)
        turned += together[::-1] if high else together
    return turned
