"""One spelling for what people type in many: widths, digits, letters that look alike."""

import re
import unicodedata

_ALIKE = str.maketrans({
    **dict.fromkeys("\u064a\u06cc", "\u0649"),  # Uyghur y and Persian ye, to i
    **dict.fromkeys("\u06a9", "\u0643"),
    **dict.fromkeys("\u0647\u06be\u06c1", "\u06d5"),  # the forms of h, and ae
    "\u0640": "",  # a stretched line
    **dict.fromkeys("،、", ","),
    **dict.fromkeys("–—−", "-"),
    "’": "'",
    "∶": ":",
    "點": "点",
    "鐘": "钟",
    "週": "周",
})  # fmt: skip

_NUMERALS = "零〇一二三四五六七八九"
_NUMERAL_RUN = re.compile(rf"(?<!周)[{_NUMERALS}两十]+")
_WEEKDAYS = "一二三四五六日天"
_WEEKDAY_RUN = re.compile(
    rf"(?:周|星期|礼拜)([{_WEEKDAYS}](?:[ ,和及与]*[{_WEEKDAYS}](?! ?[十点时刻分号月个天次:]))*)"
)
_HYPHEN_IN_DATE = re.compile(r"(?<=\d) ?- ?(?=[a-z\u0621-\u06ff])|(?<=[a-z])-(?=\d{4}\b)")
_YEAR_DIGITS = 4


def fold(text: str) -> str:
    """Return *text* in the one spelling that words and numbers are looked up in."""
    text = "".join(_plain(char) for char in unicodedata.normalize("NFKC", _marked(text)).lower())
    text = " ".join(text.translate(_ALIKE).split()).rstrip(".。")
    text = _WEEKDAY_RUN.sub(_each_weekday, text)
    text = _NUMERAL_RUN.sub(lambda run: _number(run[0]), text)
    return _HYPHEN_IN_DATE.sub(" ", text)


def _marked(text: str) -> str:
    """Keep ² and ③ from becoming digits: they are notes, not times."""
    return "".join("\0" if char.isdigit() and not char.isdecimal() else char for char in text)


def _plain(char: str) -> str:
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return "" if unicodedata.category(char) == "Cf" else char


def _each_weekday(run: re.Match[str]) -> str:
    """周一、三、五 is 周一周三周五."""
    days = run[1].replace("天", "日")
    return "".join(f"周{day}" for day in days if day in _WEEKDAYS)


def _number(run: str) -> str:
    """Write 二十三 as 23; leave what is no number as it is, for the reader to refuse."""
    tens, ten, ones = run.replace("两", "二").partition("十")
    if not ten:
        is_spelled_out = len(run) in {1, _YEAR_DIGITS} or run[0] in "零〇"
        return _digits(tens) if is_spelled_out else run
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return run
    return _digits(tens or "一") + _digits(ones or "零")


def _digits(numerals: str) -> str:
    return "".join(str(max(_NUMERALS.index(numeral) - 1, 0)) for numeral in numerals)
