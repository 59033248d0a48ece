"""
Uyghur words for times: kind, word, value.

Case endings are words to skip, so that each noun stands here once; a final ە that an ending turns
into ى (دۈشەنبە, دۈشەنبىسى) stands in both forms.
"""

from datetime import timedelta
from typing import Any

from scheduler.phrases.said import (
    AFTERNOON,
    DAWN,
    EVENING,
    FORENOON,
    MORNING,
    NIGHT,
    NOON,
)
from scheduler.repeats import WORKING_DAYS, Daily

_MONTHS = (
    "يانۋار", "فېۋرال", "مارت", "ئاپرېل", "ماي", "ئىيۇن",
    "ئىيۇل", "ئاۋغۇست", "سېنتەبىر", "ئۆكتەبىر", "نويابىر", "دېكابىر",
)  # fmt: skip
_WEEKDAYS = ("دۈشەنبە", "سەيشەنبە", "چارشەنبە", "پەيشەنبە", "جۈمە", "شەنبە", "يەكشەنبە")
_NUMBERS = (
    "بىر", "ئىككى", "ئۈچ", "تۆت", "بەش", "ئالتە",
    "يەتتە", "سەككىز", "توققۇز", "ئون", "ئون بىر", "ئون ئىككى",
)  # fmt: skip
_BEFORE_ENDINGS = {f"{word[:-1]}ى": n for n, word in enumerate(_WEEKDAYS)}

WORDS: dict[str, dict[str, Any]] = {
    "number": {word: n for n, word in enumerate(_NUMBERS, 1)},
    "month": {word: n for n, word in enumerate(_MONTHS, 1)},
    "weekday": {**{word: n for n, word in enumerate(_WEEKDAYS)}, **_BEFORE_ENDINGS},
    "day": {"بۈگۈن": 0, "ئەتە": 1, "ئۆگۈن": 2},
    "part": {
        **dict.fromkeys(("سەھەر", "تاڭ سەھەر"), DAWN),
        **dict.fromkeys(("ئەتىگەن", "ئەتىگەنلىك", "ئەتىگەنلىكى"), MORNING),
        "چۈشتىن بۇرۇن": FORENOON,
        **dict.fromkeys(("چۈش", "چۈشلۈك"), NOON),
        "چۈشتىن كېيىن": AFTERNOON,
        **dict.fromkeys(("كەچ", "كەچلىك", "كەچلىكى", "كەچقۇرۇن", "ئاخشام"), EVENING),
        **dict.fromkeys(("كېچە", "كېچىدە", "كېچىسى"), NIGHT),
    },
    "midnight": {"يېرىم كېچە": None},
    "at": {"سائەت": None},
    "minute": {"مىنۇت": None},
    "fraction": {"يېرىم": 30},
    "next": dict.fromkeys(
        ("كېلەر", "كېلەركى", "كېيىنكى", "كېلەر ھەپتە", "كېلەر ھەپتىنىڭ", "كېلەر ھەپتىدىكى"), 1
    ),
    "this": dict.fromkeys(("بۇ", "مۇشۇ", "بۇ ھەپتە", "مۇشۇ ھەپتە", "بۇ ھەپتىنىڭ"), 0),
    "unit": {
        "مىنۇتتىن": timedelta(minutes=1),
        "سائەتتىن": timedelta(hours=1),
        "كۈندىن": timedelta(days=1),
        "ھەپتىدىن": timedelta(weeks=1),
    },
    "span": {"يېرىم سائەتتىن": timedelta(minutes=30)},
    "later": dict.fromkeys(("كېيىن", "كىيىن")),
    "every": dict.fromkeys(("ھەر", "ھەر ھەپتە", "ھەر ھەپتىنىڭ")),
    "repeats": {
        **dict.fromkeys(("ھەر كۈنى", "ھەر كۈن", "كۈندە"), Daily()),
        **dict.fromkeys(
            ("ئىش كۈنلىرى", "ھەر ئىش كۈنى", "ئىش كۈنى", "خىزمەت كۈنلىرى", "ھەر خىزمەت كۈنى"),
            WORKING_DAYS,
        ),
    },
    "monthly": dict.fromkeys(("ھەر ئاي", "ھەر ئاينىڭ")),
    "ofyear": {"ئاي": None, "ئاينىڭ": None},
    "last": dict.fromkeys(("ئاخىرقى", "ئەڭ ئاخىرقى")),
    "lastday": {"ئاخىرقى كۈنى": None, "ئەڭ ئاخىرقى كۈنى": None},
    "from": {"دىن": None, "تىن": None},
    "until": dict.fromkeys(("گىچە", "غىچە", "قىچە", "كىچە")),
    "times": {"قېتىم": None},
    "skip": dict.fromkeys(
        ("دا", "دە", "تا", "تە", "نى", "نىڭ", "غا", "گە", "قا", "كە", "سى", "ى",
         "كۈنى", "كۈنلىرى", "يىلى", "يىل", "ۋە", "جەمئىي")
    ),
}  # fmt: skip
