"""The week's words on paper: a PDF of A6 pages (105 × 148 mm), a word on each, for a wall."""

from collections.abc import Iterable
from io import BytesIO

from PIL import Image

from bot.pictures.faces.frame import WIDTH
from bot.pictures.faces.word import word_face
from bot.pictures.sheet import PAPER
from content.languages import Language
from content.lessons.course import Lesson

DPI = 300
PAGE = (1240, 1748)
"""Pixels of an A6 page."""
_QUALITY = 85
_EDGE = 36
"""Pixels that no printer reaches (3 mm)."""


def card_sheet(lessons: Iterable[Lesson], language: Language) -> bytes:
    """Return the PDF; raise ValueError where there is no lesson. Safe on any thread."""
    pages = [_page(lesson, language) for lesson in lessons]
    if not pages:
        raise ValueError("a card sheet has at least one word")
    file = BytesIO()
    pages[0].save(
        file, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=_QUALITY
    )
    return file.getvalue()


def _page(lesson: Lesson, language: Language) -> Image.Image:
    """Return a page with the word face as large as fits, in its middle."""
    sheet, height = word_face(lesson, language, None)
    wide, tall = PAGE[0] - 2 * _EDGE, PAGE[1] - 2 * _EDGE
    card = sheet.image(height, min(wide / WIDTH, tall / height))
    page = Image.new("RGB", PAGE, PAPER)
    page.paste(card, ((PAGE[0] - card.width) // 2, (PAGE[1] - card.height) // 2))
    return page
