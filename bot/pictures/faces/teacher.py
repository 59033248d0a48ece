"""The little teacher's face: the word of tonight and three steps to teach it."""

from bot.pictures.faces.frame import GAP, INNER, MARGIN, Accent, face_sheet, put_band, put_text
from bot.pictures.faces.parts import put_meanings, put_word
from bot.pictures.lettering import Letters
from bot.pictures.sheet import PAPER, Sheet
from bot.views.card_titles import teacher_title
from content.languages import Language
from content.lessons.course import Lesson

ACCENT = Accent(strong="#1B6E3C", pale="#E8F4EC")
_STEP, _NUMBER, _RADIUS = 36, 34, 30
_LARGEST = 144


def teacher_face(lesson: Lesson, language: Language) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    sheet = face_sheet(language)
    top = put_band(sheet, teacher_title(language), ACCENT) + GAP
    top = put_word(sheet, top, lesson, largest=_LARGEST)
    top = put_meanings(sheet, top + 12, lesson) + GAP
    for number, step in enumerate(lesson.item.teach[language], 1):
        top = _put_step(sheet, top, number, step)
    return sheet, round(top + GAP / 2)


def _put_step(sheet: Sheet, top: float, number: int, step: str) -> float:
    inside = face_sheet(sheet.language)
    begin = MARGIN + 2 * _RADIUS + GAP
    room = INNER - 2 * _RADIUS - 2 * GAP
    letters = Letters(language=sheet.language, size=_STEP)
    end = put_text(inside, top + GAP / 2, step, letters, at=begin, side="start", room=room)
    bottom = max(end, top + 2 * _RADIUS + GAP / 2) + GAP / 2
    sheet.box((MARGIN / 2, top), (MARGIN * 1.5 + INNER, bottom), ACCENT.pale, 18)
    middle = MARGIN + _RADIUS, top + GAP / 2 + _RADIUS - 4
    inside.disc(middle, _RADIUS, ACCENT.strong)
    digit = Letters(language="en", size=_NUMBER, strong=True)
    inside.text((middle[0], middle[1] + _NUMBER * 0.36), f"{number}", digit, PAPER, "middle")
    sheet.put(inside)
    return bottom + GAP / 2
