"""A text as a row of tokens: words of three languages, numbers, clock times and dates."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from scheduler.errors import Refused
from scheduler.phrases import chinese, english, uyghur
from scheduler.phrases.said import Clock, OnDate
from scheduler.phrases.spelling import fold

LONGEST = 200
"""No time that a person types has more characters."""

LANGUAGES = (english.WORDS, chinese.WORDS, uyghur.WORDS)


@dataclass(frozen=True)
class Token:
    """A word or a figure: its kind, as the grammar names it, and what it stands for."""

    kind: str
    value: Any = None


def _day_first(day: int, month: int, year: int) -> OnDate:
    return OnDate(year, month, day)


def _this_year(month: int, day: int) -> OnDate:
    return OnDate(None, month, day)


_NTH_DAY = "|".join(map(fold, ("كۈنى", "چىسلا")))
_DAY = r"(\d{1,2})(?!\d)"
_FIGURES: tuple[tuple[str, re.Pattern[str], Callable[..., Any]], ...] = (
    ("date", re.compile(rf"(\d{{4}})[-/.]\s?(\d{{1,2}})[-/.]\s?{_DAY}(?:t(?=\d))?"), OnDate),
    ("date", re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?(?:[日号]|(?!\d))"), OnDate),
    ("date", re.compile(rf"{_DAY}\.(\d{{1,2}})\.(\d{{4}})(?!\d)"), _day_first),
    (
        "date",
        re.compile(r"(\d{1,2}) ?月 ?(\d{1,2}) ?(?:[日号]|(?!\d))"),
        _this_year,
    ),
    ("date", re.compile(r"(\d{1,2})[-/](\d{1,2})(?![-/.\d])"), _this_year),
    (
        "nth",
        re.compile(rf"(\d{{1,2}}) ?(?:st|nd|rd|th|[日号]|{fold('كۈنى')}|{fold('چىسلا')})"),
        int,
    ),
    ("clock", re.compile(r"(\d{1,2}) ?: ?(\d{2})(?!\d| ?:)"), Clock),
    ("year", re.compile(r"(\d{4})(?!\d)"), int),
    ("number", re.compile(r"(\d{1,3})(?!\d)"), int),
)


def tokens(text: str) -> tuple[Token, ...]:
    """Return the tokens that *text* consists of; raise Refused at the first unknown word."""
    if len(text) > LONGEST:
        raise Refused("time_unclear")
    return tuple(token for token in _scan(fold(text)) if token.kind != "skip")


def _scan(text: str) -> Iterator[Token]:
    words, place = _words(), 0
    pattern = _pattern()
    while place < len(text):
        if found := pattern.match(text, place):
            yield words[_squeezed(found[0])]
        else:
            found, token = _figure(text, place)
            yield token
        place = found.end()
        place += text.startswith(" ", place)


def _figure(text: str, place: int) -> tuple[re.Match[str], Token]:
    for kind, pattern, make in _FIGURES:
        if found := pattern.match(text, place):
            return found, Token(kind, make(*map(int, found.groups())))
    raise Refused("time_unclear")


@cache
def _words() -> dict[str, Token]:
    return {
        _squeezed(fold(word)): Token(kind, value)
        for language in LANGUAGES
        for kind, words in language.items()
        for word, value in words.items()
    }


@cache
def _pattern() -> re.Pattern[str]:
    """Match the longest word; spaces inside it may be left out where the script needs none."""
    words = {fold(word) for language in LANGUAGES for kind in language.values() for word in kind}
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile("|".join(_spelled(word) for word in longest_first))


def _spelled(word: str) -> str:
    if word.isascii():
        return re.escape(word) + (r"(?![a-z])" if word[-1].isalpha() else "")
    return re.escape(word).replace(r"\ ", " ?")


def _squeezed(word: str) -> str:
    return word.replace(" ", "")
