"""The title over a picture and the small print under it."""

from bot.pictures.lettering import Letters
from bot.pictures.sheet import GREY, INNER, MARGIN, Sheet

_TITLE, _SMALL = 54, 34
_TITLE_LINES, _SMALL_LINES = 2, 3
_TOP = 12


def put_title(sheet: Sheet, title: str) -> float:
    """Write a title at the top; return where it ends, in pixels from the top."""
    letters = Letters(language=sheet.language, size=_TITLE, strong=True)
    baseline = float(_TOP)
    for line in letters.wrapped(title, INNER, _TITLE_LINES):
        baseline += letters.leading
        sheet.text((MARGIN, baseline), line, letters)
    return baseline + _TITLE * 0.4


def put_small_print(sheet: Sheet, top: float, text: str) -> float:
    """Write grey lines from *top* on; return where they end."""
    letters = Letters(language=sheet.language, size=_SMALL)
    for line in letters.wrapped(text, INNER, _SMALL_LINES):
        top += letters.leading
        sheet.text((MARGIN, top), line, letters, GREY)
    return top
