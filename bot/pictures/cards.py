"""A card as a picture: one item, one face, one reader's language; drawn when it is first needed."""

import json
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import BytesIO
from typing import Literal, get_args

from bot.pictures.faces.learner import learner_face
from bot.pictures.faces.question import LETTERS, question_face
from bot.pictures.faces.teacher import teacher_face
from bot.pictures.faces.word import word_face
from bot.pictures.sheet import Sheet
from bot.pictures.strokes import Strokes
from bot.views.card_titles import card_words
from content.languages import Language
from content.lessons.course import Lesson

FaceName = Literal["word", "teacher", "learner", "question"]
FACES: tuple[FaceName, ...] = get_args(FaceName)

_DRAWING = 1
"""Raised whenever faces are drawn otherwise, so that pictures kept elsewhere are drawn anew."""
_QUALITY = 85
_KEY = 32
_NOT_DRAWN = {"audio", "review", "level", "theme"}


@dataclass(frozen=True, kw_only=True, eq=False)
class CardPicture:
    """
    What a picture shows; two that show the same are equal.

    *prompt*, *shown* (the big thing) and *options* (up to four) belong to the question face.
    *strokes*, where its data are installed, adds the order of strokes to the word face.
    """

    face: FaceName
    lesson: Lesson
    language: Language
    prompt: str = ""
    shown: str = ""
    options: tuple[str, ...] = ()
    strokes: Strokes | None = None

    def __post_init__(self) -> None:
        if len(self.options) > len(LETTERS):
            raise ValueError(f"a question has at most {len(LETTERS)} options")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CardPicture) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> str:
        """A name of everything that is drawn, 32 hexadecimal digits."""
        drawn = [_DRAWING, self.face, self.language, card_words(self.language), *self._facts()]
        return sha256(json.dumps(drawn).encode()).hexdigest()[:_KEY]

    def draw(self) -> bytes:
        """Return the picture as a JPEG, 800 pixels wide. Safe on any thread."""
        sheet, height = self.sheet()
        file = BytesIO()
        sheet.image(height).save(file, "JPEG", quality=_QUALITY, subsampling=0)
        return file.getvalue()

    def sheet(self) -> tuple[Sheet, int]:
        """Return the sheet before it is drawn, and its height in pixels."""
        match self.face:
            case "word":
                return word_face(self.lesson, self.language, self.strokes)
            case "teacher":
                return teacher_face(self.lesson, self.language)
            case "learner":
                return learner_face(self.lesson, self.language)
            case "question":
                return question_face(self.language, self.prompt, self.shown, self.options)

    def _facts(self) -> list[object]:
        if self.face == "question":
            return [self.prompt, self.shown, self.options]
        deck, item = self.lesson.deck, self.lesson.item
        about = [deck.learn, deck.speakers, deck.kind, item.model_dump_json(exclude=_NOT_DRAWN)]
        glyph = self.strokes.of(item.word[0]) if self.strokes and self.face == "word" else None
        return [*about, glyph.outlines if glyph else None]
