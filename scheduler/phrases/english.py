"""English words for times: kind, word, value."""

from datetime import timedelta
from typing import Any

from scheduler.phrases.said import AFTERNOON, AM, EVENING, MORNING, NIGHT, NOON, PM
from scheduler.repeats import WORKING_DAYS, Daily

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHORT_DAYS = {"mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4,
               "sat": 5, "sun": 6}  # fmt: skip
_NUMBERS = ("one", "two", "three", "four", "five", "six",
            "seven", "eight", "nine", "ten", "eleven", "twelve")  # fmt: skip
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)

WORDS: dict[str, dict[str, Any]] = {
    "number": {word: n for n, word in enumerate(_NUMBERS, 1)},
    "month": {
        **{word: n for n, word in enumerate(_MONTHS, 1)},
        **{word[:3]: n for n, word in enumerate(_MONTHS, 1)},
        "sept": 9,
    },
    "weekday": {**{word: n for n, word in enumerate(_WEEKDAYS)}, **_SHORT_DAYS},
    "weekdays": {f"{word}s": n for n, word in enumerate(_WEEKDAYS)},
    "day": {"today": 0, "tomorrow": 1, "day after tomorrow": 2},
    "daypart": {
        "tonight": (0, EVENING),
        "this morning": (0, MORNING),
        "this afternoon": (0, AFTERNOON),
        "this evening": (0, EVENING),
    },
    "part": {
        **dict.fromkeys(("am", "a.m.", "a.m", "a. m."), AM),
        **dict.fromkeys(("pm", "p.m.", "p.m", "p. m."), PM),
        **dict.fromkeys(("morning", "in the morning"), MORNING),
        **dict.fromkeys(("noon", "midday"), NOON),
        **dict.fromkeys(("afternoon", "in the afternoon"), AFTERNOON),
        **dict.fromkeys(("evening", "in the evening"), EVENING),
        **dict.fromkeys(("night", "at night"), NIGHT),
    },
    "midnight": {"midnight": None},
    "at": {"at": None},
    "hour": {"o'clock": None, "oclock": None},
    "next": {"next": 1, "next week": 1, "next week on": 1},
    "this": {"this": 0, "this week": 0, "this week on": 0},
    "unit": {
        **dict.fromkeys(("minute", "minutes", "min", "mins"), _MINUTE),
        **dict.fromkeys(("hour", "hours"), _HOUR),
        **dict.fromkeys(("day", "days"), timedelta(days=1)),
        **dict.fromkeys(("week", "weeks"), timedelta(weeks=1)),
    },
    "span": {
        **dict.fromkeys(("half an hour", "half hour", "a half hour"), 30 * _MINUTE),
        "an hour": _HOUR,
        "a day": timedelta(days=1),
        "a week": timedelta(weeks=1),
    },
    "in": {"in": None},
    "later": {"later": None, "from now": None},
    "every": {"every": None, "each": None},
    "repeats": {
        **dict.fromkeys(("every day", "each day", "everyday", "daily"), Daily()),
        **dict.fromkeys(
            ("weekdays", "every weekday", "each weekday", "workdays", "working days",
             "every working day"),
            WORKING_DAYS,
        ),
    },
    "monthly": dict.fromkeys(
        ("monthly", "every month", "each month", "of every month", "of each month")
    ),
    "ofmonth": {"of the month": None},
    "last": {"last": None},
    "lastday": {"last day": None},
    "from": {"from": None},
    "to": dict.fromkeys(("to", "through", "-", "~")),
    "until": {"until": None, "till": None},
    "times": {"times": None, "time": None},
    "skip": dict.fromkeys(("on", "the", "of", "and", "&", "for", ",", "(", ")")),
}  # fmt: skip
