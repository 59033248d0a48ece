"""The word face: how the item is written, read and meant, and an example."""

from bot.pictures.faces.frame import GAP, Accent, face_sheet, put_band, put_rule, put_text
from bot.pictures.faces.parts import put_example, put_meanings, put_word
from bot.pictures.lettering import Letters
from bot.pictures.sheet import GREY, Sheet
from bot.pictures.strokes import Strokes, put_strip
from bot.views.card_titles import as_it_is_said, word_title
from content.languages import Language
from content.lessons.course import Lesson

ACCENT = Accent(strong="#0B57A4", pale="#EAF2FB")
_SAID = 34
_STOPS = ".?!"


def word_face(lesson: Lesson, language: Language, strokes: Strokes | None) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    sheet = face_sheet(language)
    top = put_band(sheet, word_title(language, lesson), ACCENT) + GAP
    top = put_word(sheet, top, lesson)
    if lesson.item.said:
        line = as_it_is_said(language, lesson.item.said.rstrip(_STOPS))
        letters = Letters(language=language, size=_SAID)
        top = put_text(sheet, top + 8, line, letters, colour=GREY)
    top = put_rule(sheet, put_meanings(sheet, top + 16, lesson))
    top = put_example(sheet, top, lesson, ACCENT.strong)
    glyph = strokes.of(lesson.item.word[0]) if strokes else None
    if glyph:
        top = put_strip(sheet, top + GAP, glyph)
    return sheet, round(top + GAP)
