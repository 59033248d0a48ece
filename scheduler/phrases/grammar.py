"""
How tokens make phrases, the same for all three languages.

A phrase is written as the kinds of its tokens, each followed by a space. Phrases may stand in any
order; none may say a second time what another has said already.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from scheduler.errors import Refused
from scheduler.phrases.said import Clock, InDays, OnDate, Said, WeekdayNamed
from scheduler.phrases.tokens import Token, tokens
from scheduler.repeats import WEEK, MonthlyLast, MonthlyOn, OnWeekdays

Fields = dict[str, Any]
_DAY = timedelta(days=1)
_TWO_DIGITS = 10
_LAST_DAY = 31


class Phrase(tuple[Token, ...]):
    """The tokens of one phrase."""

    __slots__ = ()

    def all(self, *kinds: str) -> list[Any]:
        """Return the values of the tokens of these kinds."""
        return [token.value for token in self if token.kind in kinds]

    def one(self, *kinds: str) -> Any:
        """Return the only value of these kinds, None without any; raise Refused for several."""
        found = self.all(*kinds)
        if len(found) > 1:
            raise Refused("time_unclear")
        return found[0] if found else None


def said(text: str) -> Said:
    """Return what *text* says about a time; raise Refused if any of it isn't understood."""
    row = tokens(text)
    kinds = "".join(f"{token.kind} " for token in row)
    fields: Fields = {}
    place = 0
    while place < len(kinds):
        begin = kinds.count(" ", 0, place)
        end, phrase = _longest(kinds, place, row[begin:])
        if fields.keys() & phrase.keys():
            raise Refused("time_unclear")
        fields |= phrase
        place = end
    return Said(**fields)


def _longest(kinds: str, place: int, row: tuple[Token, ...]) -> tuple[int, Fields]:
    for pattern, meaning in _GRAMMAR:
        if found := pattern.match(kinds, place):
            return found.end(), meaning(Phrase(row[: found[0].count(" ")]))
    raise Refused("time_unclear")


def _date(phrase: Phrase) -> OnDate:
    figures: OnDate | None = phrase.one("date")
    if figures:
        return figures
    numbers = phrase.all("number", "nth")
    month = phrase.one("month") or numbers[0]
    return OnDate(phrase.one("year"), month, numbers[-1])


def _later(phrase: Phrase) -> Fields:
    number, unit = phrase.one("number"), phrase.one("unit", "span")
    ahead = unit if number is None else number * unit
    if not ahead:
        raise Refused("time_unclear")
    return {"day": InDays(ahead.days, same_clock=True)} if unit >= _DAY else {"later": ahead}


def _weekdays(phrase: Phrase) -> Fields:
    return {"repeats": OnWeekdays(frozenset(phrase.all("weekday", "weekdays")))}


def _range(phrase: Phrase) -> Fields:
    first, last = phrase.all("weekday")
    days = frozenset((first + n) % WEEK for n in range((last - first) % WEEK + 1))
    return {"repeats": OnWeekdays(days)}


def _loose(phrase: Phrase) -> Fields:
    """Read 8点15分 or at 8: the first number is the hour, a second one the minutes."""
    hour, *minutes = phrase.all("number", "fraction")
    return {"clock": Clock(hour, minutes[0] if minutes else 0, loose=True)}


def _bare_minutes(phrase: Phrase) -> Fields:
    """Read 8点15; in 8点5 the 5 may mean many things."""
    if phrase.all("number")[-1] < _TWO_DIGITS:
        raise Refused("time_unclear")
    return _loose(phrase)


def _daypart(phrase: Phrase) -> Fields:
    days, part = phrase.one("daypart")
    return {"day": InDays(days), "part": part}


def _weekday(phrase: Phrase) -> Fields:
    return {"weekday": WeekdayNamed(phrase.one("weekday"), phrase.one("next", "this"))}


_NTH = "(?:number |nth )"
_DATE = (
    "(?:date "
    f"|(?:year )?{_NTH}month (?:year )?"
    f"|(?:year )?month {_NTH}(?:year )?"
    f"|(?:year )?number ofyear {_NTH})"
)
_OF_EACH_MONTH = "(?:monthly |ofmonth )"

_PHRASES: tuple[tuple[str, Callable[[Phrase], Fields]], ...] = (
    ("in number unit |number unit later ", _later),
    ("in span |span later ", _later),
    ("repeats ", lambda it: {"repeats": it.one("repeats")}),
    ("(?:every )?(?:from )?weekday (?:to |until )weekday ", _range),
    ("(?:every )?weekday from weekday until ", _range),
    ("every (?:weekday )+|(?:weekdays )+", _weekdays),
    (f"monthly lastday |(?:every )?lastday {_OF_EACH_MONTH}",
     lambda _: {"repeats": MonthlyOn(_LAST_DAY)}),
    (f"monthly last weekday |(?:every )?last weekday {_OF_EACH_MONTH}",
     lambda it: {"repeats": MonthlyLast(it.one("weekday"))}),
    (f"monthly {_NTH}|{_NTH}monthly ", lambda it: {"repeats": MonthlyOn(it.one("number", "nth"))}),
    (f"until {_DATE}|{_DATE}until ", lambda it: {"until": _date(it)}),
    ("number times ", lambda it: {"times": it.one("number")}),
    (_DATE, lambda it: {"day": _date(it)}),
    ("(?:at )?clock ", lambda it: {"clock": it.one("clock")}),
    ("(?:at )?number hour (?:fraction |number minute )", _loose),
    ("(?:at )?number hour number (?!times |unit |month |ofyear |to )", _bare_minutes),
    ("(?:at )?number hour ", _loose),
    ("at number (?:fraction |number minute )?", _loose),
    ("(?<=part )number (?:fraction )?|number (?=part )", _loose),
    ("day ", lambda it: {"day": InDays(it.one("day"))}),
    ("daypart ", _daypart),
    ("(?:at )?part ", lambda it: {"part": it.one("part")}),
    ("(?:at )?midnight ", lambda _: {"midnight": True}),
    ("(?:next |this )?weekday ", _weekday),
)  # fmt: skip
_GRAMMAR = tuple((re.compile(pattern), meaning) for pattern, meaning in _PHRASES)
