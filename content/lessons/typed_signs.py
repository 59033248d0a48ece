"""The signs of a typed text: which are letters, and which may be passed over."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f]")
"""Default-ignorable signs that are neither space nor format characters by their category."""


def folded(text: str) -> str:
    """Return *text* in lower case, in the common width, without marks that nobody sees."""
    seen = (sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) != "Cf")
    return unicodedata.normalize("NFKC", "".join(seen)).casefold().strip()


def letters_of(text: str) -> str:
    """Return the letters and marks of *text*; digits are none."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LM")


def passed_over(sign: str) -> bool:
    """Return whether *sign* is space, punctuation, a symbol or a control character."""
    return unicodedata.category(sign)[0] in "PSZC"
