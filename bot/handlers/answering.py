"""The buttons under a card, and typed answers: each changes one message and one memory."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from markupsafe import Markup
from telegram import CallbackQuery, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.learning import Learning, Pupil
from bot.handlers.replies import reply, said, tell
from bot.store.memories import Grade
from bot.views import learning as views
from bot.views import lesson_buttons as buttons
from bot.views import lessons as faces
from bot.views.lesson_buttons import Whose
from bot.views.message import Message
from content.lessons.course import Lesson
from content.lessons.questions import QUESTION_KINDS, explanation
from content.lessons.rhythm import rhythm
from content.lessons.typed import read_answer
from scheduler.errors import Refused
from scheduler.reviews import monday

_Step = Callable[[Pupil, Lesson, Sequence[str]], Awaitable[Message]]


class Answering:
    """Asks, hears, grades and shows. The first answer of a day counts, later ones are practice."""

    def __init__(self, desk: Desk, learning: Learning) -> None:
        self._desk = desk
        self._learning = learning
        self._steps: Mapping[str, _Step] = {
            "ask": self._ask,
            "is": self._is,
            "show": self._show,
            "got": self._got,
            "again": self._again,
            "learn": self._learn,
            "loud": self._loud,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        application.add_handler(CallbackQueryHandler(self.onward, pattern=r"^card:next$"))
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^card:"))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """card:STEP:TOKEN:…: take one step with the item."""
        query = update.callback_query
        if query is None:
            return
        _, step, *rest = (query.data or "").split(":")
        if step not in self._steps or not rest:
            raise Refused("stale_button")
        pupil = await self._pupil(update)
        await self._put(query, await self._steps[step](pupil, self._desk.lesson(rest[0]), rest[1:]))
        await tell(query)

    async def onward(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """card:next: go on with the session; where it is over, say so."""
        query = update.callback_query
        if query is None:
            return
        pupil = await self._pupil(update)
        left = await self._learning.left(pupil)
        if left:
            await self._put(query, await self._learning.ask(pupil, left[0]))
        await tell(query, None if left else str(views.ending(pupil.reader.t)))

    async def typed(self, update: Update, reader: Reader) -> bool:
        """
        Take a text as the answer to the item that is open today; False where it is none.

        Nearly right may be tried again; the text itself is kept nowhere.
        """
        pupil = await self._learning.pupil(reader)
        lesson = await self._open(pupil) if pupil else None
        if pupil is None or lesson is None:
            return False
        verdict = read_answer(said(update), lesson)
        if verdict == "too_long":
            raise Refused("answer_long")
        if verdict == "no_answer":
            return False
        if verdict == "tones":
            await reply(update, views.tone_slip(reader.t, lesson))
            return True
        got = verdict == "right"
        first = views.noted(reader.t, got=got)
        whose = await self._meant(pupil, lesson)
        card = await self._graded(pupil, lesson, got=got, first=first, whose=whose)
        await self._desk.showing.reply(update, card)
        return True

    async def _ask(self, pupil: Pupil, lesson: Lesson, rest: Sequence[str]) -> Message:
        whose = _whose(rest)
        catalogue, t = self._desk.picking.catalogue, pupil.reader.t
        asked = self._desk.cards.ask(t, lesson, catalogue, whose=whose, today=pupil.today)
        return asked or await self._face(pupil, lesson, whose, None)

    async def _is(self, pupil: Pupil, lesson: Lesson, rest: Sequence[str]) -> Message:
        if len(rest) != len(("whose", "kind", "choice")) or rest[1] not in "0123":
            raise Refused("stale_button")
        whose, kind, choice = _whose(rest), QUESTION_KINDS[int(rest[1])], rest[2]
        beside = self._desk.picking.catalogue.beside[lesson.deck.learn]
        found = explanation(kind, lesson, choice, beside)
        first = faces.feedback(pupil.reader.t, found)
        return await self._graded(pupil, lesson, got=found.right, first=first, whose=whose)

    async def _show(self, pupil: Pupil, lesson: Lesson, rest: Sequence[str]) -> Message:
        whose = _whose(rest)
        if whose != "own":
            return await self._face(pupil, lesson, whose, None)
        t = pupil.reader.t
        return self._desk.cards.word(t, lesson, rows=buttons.reveal_rows(t, lesson))

    async def _got(self, pupil: Pupil, lesson: Lesson, _: Sequence[str]) -> Message:
        first = views.noted(pupil.reader.t, got=True)
        return await self._graded(pupil, lesson, got=True, first=first, whose="own")

    async def _again(self, pupil: Pupil, lesson: Lesson, _: Sequence[str]) -> Message:
        first = views.noted(pupil.reader.t, got=False)
        return await self._graded(pupil, lesson, got=False, first=first, whose="own")

    async def _learn(self, pupil: Pupil, lesson: Lesson, _: Sequence[str]) -> Message:
        return await self._face(pupil, lesson, "play", None)

    async def _loud(self, pupil: Pupil, lesson: Lesson, rest: Sequence[str]) -> Message:
        tempo = rest[0] if rest else ""
        if not tempo.isascii() or not tempo.isdecimal() or int(tempo) >= len(rhythm(lesson)):
            raise Refused("stale_button")
        return self._desk.cards.loud(pupil.reader.t, lesson, int(tempo))

    async def _graded(
        self, pupil: Pupil, lesson: Lesson, *, got: bool, first: Markup, whose: Whose
    ) -> Message:
        """Grade the memory that is meant, and show the face that follows."""
        t = pupil.reader.t
        if whose == "play":
            return await self._face(pupil, lesson, whose, first)
        grade = await self.grade(pupil, lesson, got=got, child=whose == "child")
        if not grade.counted:
            first = views.lines(first, views.already(t))
        if whose != "own":
            return await self._face(pupil, lesson, whose, first)
        left = await self._learning.left(pupil)
        if pupil.learner.kind == "group":
            return await self._group_goes_on(pupil, lesson, left, first)
        if not left:
            first = views.lines(first, views.ending(t))
        rows = buttons.after_rows(t, more=bool(left))
        return self._desk.cards.word(t, lesson, rows=rows, first=first)

    async def grade(self, pupil: Pupil, lesson: Lesson, *, got: bool, child: bool = False) -> Grade:
        """Grade the chat's own memory, or that of the child in a group."""
        return await self._desk.memories.grade(
            pupil.learner.subscriber_id,
            lesson.key,
            got=got,
            today=pupil.today,
            retention=self._desk.settings.learning.retention,
            child=child,
        )

    async def _group_goes_on(
        self, pupil: Pupil, lesson: Lesson, left: Sequence[Lesson], first: Markup
    ) -> Message:
        t = pupil.reader.t
        if left:
            return self._desk.cards.group_teacher(t, left[0], first=first)
        days = await self._desk.memories.days(
            pupil.learner.subscriber_id, since=monday(pupil.today)
        )
        first = views.lines(first, views.ending(t, days))
        rows = buttons.after_rows(t, more=False)
        return self._desk.cards.word(t, lesson, rows=rows, first=first)

    async def _face(
        self, pupil: Pupil, lesson: Lesson, whose: Whose, first: Markup | None
    ) -> Message:
        """Return the face that an answer goes back to: the teaching, or the learning."""
        desk, t = self._desk, pupil.reader.t
        if pupil.learner.kind == "group":
            face = desk.cards.group_learner if whose == "play" else desk.cards.group_teacher
            return face(t, lesson, first=first)
        family = await desk.families.of(pupil.learner.subscriber_id)
        if family is None or whose == "own":
            return desk.cards.word(t, lesson, first=first)
        if whose == "play":
            return desk.cards.learner(t, lesson, first=first)
        return await desk.todays.teaching(t, family, lesson, pupil.today, first=first)

    async def _meant(self, pupil: Pupil, lesson: Lesson) -> Whose:
        """Return whose memory a typed answer is for: a family's lesson is graded by its teacher."""
        if pupil.learner.role != "learner":
            return "own"
        family = await self._desk.families.of(pupil.learner.subscriber_id)
        if family is None or not family.teaches:
            return "own"
        lessons = await self._desk.picking.paired([family], pupil.today)
        return "play" if lesson in lessons[family.id] else "own"

    async def _open(self, pupil: Pupil) -> Lesson | None:
        """Return the item that was offered today and waits for an answer."""
        memories = await self._desk.memories.of(pupil.learner.subscriber_id)
        for lesson in await self._learning.left(pupil):
            memory = memories.get(lesson.key)
            if memory and memory.shown_on == pupil.today:
                return lesson
        return None

    async def _pupil(self, update: Update) -> Pupil:
        pupil = await self._learning.pupil(await self._desk.reader(update))
        if pupil is None:
            raise Refused("stale_button")
        return pupil

    async def _put(self, query: CallbackQuery, card: Message) -> None:
        await self._desk.showing.replace(query, card)


def _whose(rest: Sequence[str]) -> Whose:
    found = next((it for it in buttons.WHOSE if rest and it == rest[0]), None)
    if found is None:
        raise Refused("stale_button")
    return found
