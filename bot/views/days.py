"""Days and dates in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from babel.dates import format_date, get_day_names

from bot.views.names import LOCALES, listed
from bot.views.words import Words
from content.languages import Language

_DAYS: dict[Language, str] = {"zh": "M月d日 EEE", "ug": "EEEE، d-MMMM", "en": "EEE d MMM"}
_DATES: dict[Language, str] = {"zh": "y年M月d日", "ug": "y-'يىلى' d-MMMM", "en": "d MMM y"}


def day(t: Words, it: date) -> str:
    """Return a day of the week with its date, like "Mon 23 Nov"."""
    return format_date(it, _DAYS[t.language], locale=LOCALES[t.language])


def full_date(t: Words, it: date) -> str:
    """Return a date with its year, like "23 Nov 2026"."""
    return format_date(it, _DATES[t.language], locale=LOCALES[t.language])


def weekdays(t: Words, days: Iterable[int]) -> str:
    """Return weekdays in full as a list; in Chinese the short ones, which follow 每."""
    width: Literal["abbreviated", "wide"] = "abbreviated" if t.language == "zh" else "wide"
    names = get_day_names(width, locale=LOCALES[t.language])
    return listed(t, (names[each] for each in sorted(days)))
