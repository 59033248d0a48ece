"""A card as a message: its words, its picture and its buttons."""

from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from markupsafe import Markup

from bot.pictures.cache import PictureCache
from bot.pictures.cards import CardPicture, FaceName
from bot.pictures.stroke_animation import animation
from bot.pictures.strokes import Glyph, Strokes
from bot.views import learning
from bot.views import lesson_buttons as buttons
from bot.views import lessons as views
from bot.views.lesson_buttons import Whose
from bot.views.message import Attached, Message, Rows
from bot.views.words import Words
from bot.voice import computer, notes
from content.lessons.course import Catalogue, Lesson
from content.lessons.questions import QUESTION_KINDS, Question, question
from scheduler.families import Relative


class CardMessages:
    """Words the faces and puts their pictures beside them; pictures are drawn when first sent."""

    def __init__(
        self,
        cache: PictureCache,
        *,
        strokes: Strokes | None = None,
        computer_voice: bool = False,
    ) -> None:
        self._cache = cache
        self._strokes = strokes
        self._computer_voice = computer_voice

    def word(
        self, t: Words, lesson: Lesson, *, rows: Rows | None = None, first: Markup | None = None
    ) -> Message:
        """Return the word face; *first* is feedback that goes before it."""
        said = views.word_face(t, lesson, first=first)
        if rows is None:
            rows = buttons.word_rows(t, lesson, strokes=self._glyph(lesson) is not None)
        return self._with(t, said, "word", lesson, self._heard(t, lesson, rows))

    def teacher(
        self,
        t: Words,
        lesson: Lesson,
        learners: tuple[Relative, ...],
        *,
        first: Markup | None = None,
    ) -> Message:
        """Return the little teacher's face, with the grades of those who learn."""
        said = views.teacher_face(t, lesson, first=first)
        return self.judged(t, self._with(t, said, "teacher", lesson, ()), lesson, learners)

    def judged(
        self, t: Words, card: Message, lesson: Lesson, learners: tuple[Relative, ...]
    ) -> Message:
        """Return a little teacher's card with the grades of those who learn."""
        return replace(card, rows=self._heard(t, lesson, buttons.teacher_rows(t, lesson, learners)))

    def group_teacher(self, t: Words, lesson: Lesson, *, first: Markup | None = None) -> Message:
        """Return the little teacher's face for a group."""
        said = views.teacher_face(t, lesson, first=first)
        rows = self._heard(t, lesson, buttons.group_teacher_rows(t, lesson))
        return self._with(t, said, "teacher", lesson, rows)

    def learner(
        self, t: Words, lesson: Lesson, *, more: bool = False, first: Markup | None = None
    ) -> Message:
        """Return the learner's face for a private chat."""
        said = views.learner_face(t, lesson, first=first)
        rows = self._heard(t, lesson, buttons.learner_rows(t, lesson, more=more))
        return self._with(t, said, "learner", lesson, rows)

    def group_learner(self, t: Words, lesson: Lesson, *, first: Markup | None = None) -> Message:
        """Return the learners' face for a group."""
        said = views.learner_face(t, lesson, first=first)
        rows = self._heard(t, lesson, buttons.group_learner_rows(t, lesson))
        return self._with(t, said, "learner", lesson, rows)

    def spoken(self, t: Words, lesson: Lesson) -> Message | None:
        """Return how the item sounds: the deck's recording, else the labelled computer voice."""
        if lesson.item.audio:
            return Message(html="", attached=notes.attached(Path(lesson.item.audio)))
        if not self._computer_voice:
            return None
        voice = computer.attached(lesson.item.word, lesson.deck.learn)
        return Message(html=str(learning.computer_voice(t)), attached=voice)

    def _heard(self, t: Words, lesson: Lesson, rows: Rows) -> Rows:
        return buttons.heard(t, lesson, rows, computer_voice=self._computer_voice)

    def strokes(self, lesson: Lesson) -> Message | None:
        """
        Return how the item's first character is written, where the data is installed.

        Telegram plays a GIF that comes as a document.
        """
        glyph = self._glyph(lesson)
        if glyph is None:
            return None
        key = sha256(f"strokes {lesson.item.word[0]} {glyph.outlines}".encode()).hexdigest()[:32]
        file = Attached(key=key, kind="document", name="strokes.gif", make=lambda: animation(glyph))
        return Message(html="", attached=file)

    def _glyph(self, lesson: Lesson) -> Glyph | None:
        if self._strokes is None or lesson.deck.learn != "zh":
            return None
        return self._strokes.of(lesson.item.word[0])

    def loud(self, t: Words, lesson: Lesson, tempo: int) -> Message:
        """Return one tempo of the game under the learner's picture."""
        said = learning.loud(t, lesson, tempo)
        return self._with(t, said, "learner", lesson, said.rows)

    def ask(
        self,
        t: Words,
        lesson: Lesson,
        catalogue: Catalogue,
        *,
        whose: Whose,
        today: date,
        first: Markup | None = None,
    ) -> Message | None:
        """
        Return the question of the day about an item; None where nothing can be asked.

        Each kind comes back after as many days as there are kinds, with the same choices: so an
        item has a few pictures of questions in each language, not one for each day.
        """
        course = catalogue.beside[lesson.deck.learn]
        seed = today.toordinal() % len(QUESTION_KINDS)
        asked = question(lesson, course, reader=t.language, seed=seed)
        return self.question(t, asked, whose, first=first) if asked else None

    def question(
        self, t: Words, asked: Question, whose: Whose, *, first: Markup | None = None
    ) -> Message:
        """Return the question face."""
        said = views.question_face(t, asked, first=first)
        picture = CardPicture(
            face="question",
            lesson=asked.lesson,
            language=t.language,
            prompt=str(views.prompt(t, asked)),
            shown=asked.shown,
            options=tuple(it.text for it in asked.choices),
        )
        rows = buttons.question_rows(t, asked, whose)
        return replace(said, rows=rows, attached=self._attached(picture))

    def _with(self, t: Words, said: Message, face: FaceName, lesson: Lesson, rows: Rows) -> Message:
        picture = CardPicture(face=face, lesson=lesson, language=t.language, strokes=self._strokes)
        return replace(said, rows=rows, attached=self._attached(picture))

    def _attached(self, picture: CardPicture) -> Attached:
        def make() -> bytes:
            return self._cache.bytes_of(picture)

        return Attached(key=picture.key, kind="photo", name="card.jpg", make=make)
