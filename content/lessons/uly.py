"""
The Latin spelling of Uyghur (ULY) checked against its Arabic letters.

Each letter has one spelling, so the check is by letters; hamza carries a vowel and has no sound of
its own. A hyphen and an apostrophe may stand between letters (Uyghur Latin Yëziqi, 2008).
"""

import re
import unicodedata

_ULY = {
    "ا": "a", "ە": "e", "ې": "ë", "ى": "i", "و": "o", "ۆ": "ö", "ۇ": "u", "ۈ": "ü",
    "ب": "b", "پ": "p", "ت": "t", "ج": "j", "چ": "ch", "خ": "x", "د": "d", "ر": "r",
    "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "غ": "gh", "ف": "f", "ق": "q", "ك": "k",
    "گ": "g", "ڭ": "ng", "ل": "l", "م": "m", "ن": "n", "ھ": "h", "ۋ": "w", "ي": "y",
}  # fmt: skip
_LATIN = re.compile(r"[^a-zëöü]")


def spelled(uyghur: str) -> str:
    """Return the Latin letters of a Uyghur text, without spaces and punctuation."""
    return "".join(_ULY.get(letter, "") for letter in unicodedata.normalize("NFC", uyghur))


def latin_disagreement(uyghur: str, latin: str) -> str | None:
    """Say where *latin* does not spell *uyghur*, or return None."""
    given = _LATIN.sub("", unicodedata.normalize("NFC", latin.lower()))
    wanted = spelled(uyghur)
    return None if given == wanted else f"{latin} does not spell {uyghur}: expected {wanted}"
