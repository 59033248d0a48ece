"""The question face: what is asked, the big thing it is asked of, and lettered choices."""

from bot.pictures.faces.frame import (
    GAP,
    INNER,
    MARGIN,
    Accent,
    face_sheet,
    fitting,
    language_of,
    put_band,
    put_text,
)
from bot.pictures.lettering import Letters
from bot.pictures.sheet import PAPER, Sheet
from bot.views.card_titles import question_title
from content.languages import Language

ACCENT = Accent(strong="#5E3A99", pale="#F1ECF9")
LETTERS = "ABCD"
_PROMPT = 38
_SHOWN_HANZI = ((208, 1), (176, 1), (144, 1), (116, 1), (96, 2), (80, 2), (68, 3), (56, 99))
_SHOWN = ((104, 1), (88, 1), (72, 2), (60, 3), (48, 4), (40, 99))
_SPARE = 0.2
"""Room under a line that Arabic letters need and hanzi do not, in sizes."""
_OPTION, _RADIUS, _BETWEEN = 42, 30, 16


def question_face(
    language: Language, prompt: str, shown: str, options: tuple[str, ...]
) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    sheet = face_sheet(language)
    top = put_band(sheet, question_title(language), ACCENT) + GAP
    if prompt:
        top = put_text(sheet, top, prompt, Letters(language=language, size=_PROMPT))
    if shown:
        top = _put_shown(sheet, top + GAP / 2, shown)
    return sheet, round(_put_options(sheet, top + GAP, options) + GAP / 2)


def _put_shown(sheet: Sheet, top: float, shown: str) -> float:
    language = language_of(shown, sheet.language)
    sizes = _SHOWN_HANZI if language == "zh" else _SHOWN
    plain = Letters(language=language, size=1, strong=language != "zh")
    letters = fitting(shown, plain, sizes, INNER)
    end = put_text(sheet, top, shown, letters)
    return end - letters.size * _SPARE if language == "zh" else end


def _put_options(sheet: Sheet, top: float, options: tuple[str, ...]) -> float:
    """Write the choices: two in a row where all are short, else one under the other."""
    half = (INNER + MARGIN - _BETWEEN) / 2
    short = all(_letters(sheet, o).width(o) <= _text_room(half) for o in options)
    columns, width = (2, half) if short else (1, INNER + MARGIN)
    for first in range(0, len(options), columns):
        row = options[first : first + columns]
        height = max(_height(sheet, option, width) for option in row)
        for n, option in enumerate(row):
            left = MARGIN / 2 + n * (width + _BETWEEN)
            sheet.box((left, top), (left + width, top + height), ACCENT.pale, 18)
            _put_option(sheet, (left, top, width, height), LETTERS[first + n], option)
        top += height + _BETWEEN
    return top


def _put_option(
    sheet: Sheet, place: tuple[float, float, float, float], letter: str, option: str
) -> None:
    left, top, width, height = place
    middle = left + GAP / 2 + _RADIUS, top + height / 2
    sheet.disc(middle, _RADIUS, ACCENT.strong)
    strong = Letters(language="en", size=34, strong=True)
    sheet.text((middle[0], middle[1] + 12), letter, strong, PAPER, "middle")
    letters = _letters(sheet, option)
    lines = letters.wrapped(option, _text_room(width), 99)
    begin = top + (height - len(lines) * letters.leading) / 2
    at = middle[0] + _RADIUS + GAP / 2
    put_text(sheet, begin, option, letters, at=at, side="start", room=_text_room(width))


def _height(sheet: Sheet, option: str, width: float) -> float:
    letters = _letters(sheet, option)
    lines = len(letters.wrapped(option, _text_room(width), 99))
    return max(2 * _RADIUS, lines * letters.leading) + GAP


def _text_room(width: float) -> float:
    return width - 2 * _RADIUS - GAP * 1.75


def _letters(sheet: Sheet, option: str) -> Letters:
    return Letters(language=language_of(option, sheet.language), size=_OPTION)
