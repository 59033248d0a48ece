"""The learner's face: the word three times, slow, natural, loud and happy, drawn as rhythm."""

from bot.pictures.faces.frame import (
    GAP,
    INNER,
    MARGIN,
    Accent,
    face_sheet,
    put_band,
    put_text,
)
from bot.pictures.faces.parts import put_meanings, put_word
from bot.pictures.faces.rhythm import LOUD, NATURAL, SLOW, Tempo, put_beats
from bot.pictures.lettering import Letters
from bot.pictures.sheet import Sheet
from bot.views.card_titles import learner_title, tempi
from content.languages import Language
from content.lessons.course import Lesson

ACCENT = Accent(strong="#8A4B00", pale="#FCF1E3")
_NAME = 34
_LARGEST = 144


def learner_face(lesson: Lesson, language: Language) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    sheet = face_sheet(language)
    top = put_band(sheet, learner_title(language), ACCENT) + GAP
    top = put_word(sheet, top, lesson, largest=_LARGEST)
    top = put_meanings(sheet, top + 12, lesson) + GAP
    for name, tempo in zip(tempi(language), (SLOW, NATURAL, LOUD), strict=True):
        top = _put_tempo(sheet, top, name, lesson, tempo)
    return sheet, round(top + GAP / 2)


def _put_tempo(sheet: Sheet, top: float, name: str, lesson: Lesson, tempo: Tempo) -> float:
    inside = face_sheet(sheet.language)
    letters = Letters(language=sheet.language, size=_NAME, strong=True)
    end = put_text(
        inside, top + GAP / 2, name, letters, colour=ACCENT.strong, at=MARGIN, side="start"
    )
    bottom = put_beats(inside, end, lesson, tempo, ACCENT.strong) + GAP / 2
    sheet.box((MARGIN / 2, top), (MARGIN * 1.5 + INNER, bottom), ACCENT.pale, 18)
    sheet.put(inside)
    return bottom + GAP / 2
