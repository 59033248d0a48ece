"""A family's lesson in private chats: the little teacher's verdict, the next word, a voice."""

from typing import Any

from markupsafe import Markup
from telegram import CallbackQuery, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk
from bot.handlers.learning import Learning, Pupil
from bot.handlers.replies import tell
from bot.views import family as views
from bot.views import learning
from bot.views import lesson_buttons as buttons
from bot.views.message import Message
from content.lessons.course import Lesson
from scheduler.errors import Refused
from scheduler.families import Family, Relative
from scheduler.reviews import monday


class FamilyLessons:
    """The child's verdict grades the adult's memory, and nobody else's."""

    def __init__(self, desk: Desk, lessons: Learning) -> None:
        self._desk = desk
        self._lessons = lessons

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        verdict = r"^family:(got|again):[0-9a-f]{8}:[0-9]{1,18}$"
        application.add_handler(CallbackQueryHandler(self.verdict, pattern=verdict))
        onward = r"^family:next:[0-9a-f]{8}$"
        application.add_handler(CallbackQueryHandler(self.onward, pattern=onward))

    async def verdict(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:got:TOKEN:WHO or family:again:…: grade the one who learned."""
        query = update.callback_query
        if query is None:
            return
        _, grade, token, who = (query.data or "").split(":")
        pupil, family = await self._family(update)
        learner = family.graded_by(pupil.learner.subscriber_id, int(who))
        lesson = self._desk.lesson(token)
        card = await self._graded(pupil, family, learner, lesson, got=grade == "got")
        await self._put(query, card)
        await tell(query)

    async def onward(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:next:TOKEN: show somebody who learns the word after that one."""
        query = update.callback_query
        if query is None:
            return
        pupil, family = await self._family(update)
        lessons = await self._todays(pupil, family)
        tokens = [it.token for it in lessons]
        token = (query.data or "").rpartition(":")[2]
        place = tokens.index(token) + 1 if token in tokens else 0
        if place < len(lessons):
            more = place + 1 < len(lessons)
            card = self._desk.cards.learner(pupil.reader.t, lessons[place], more=more)
            await self._put(query, card)
        await tell(query)

    async def _graded(
        self, pupil: Pupil, family: Family, learner: Relative, lesson: Lesson, *, got: bool
    ) -> Message:
        """Grade, note that the lesson took place, and go on once all have had it."""
        desk, t, today = self._desk, pupil.reader.t, pupil.today
        known = await desk.memories.of_item([learner.subscriber_id], lesson.key)
        if learner.subscriber_id not in known and lesson not in await self._todays(pupil, family):
            raise Refused("stale_button")
        grade = await desk.memories.grade(
            learner.subscriber_id,
            lesson.key,
            got=got,
            today=today,
            retention=desk.settings.learning.retention,
        )
        first = views.graded(t, learner.nickname, got=got)
        if not grade.counted:
            first = views.already(t, learner.nickname)
        await desk.families.taught(family.id, today, lesson.key)
        return await self._goes_on(pupil, family, lesson, first)

    async def _goes_on(
        self, pupil: Pupil, family: Family, lesson: Lesson, first: Markup
    ) -> Message:
        """Show the same word while a verdict is open, then the next, then the end."""
        desk, t, today = self._desk, pupil.reader.t, pupil.today
        lessons = await self._todays(pupil, family)
        others = [it for it in lessons if it is not lesson]
        for each in (lesson, *others):
            if await self._is_open(family, each, pupil):
                return await desk.todays.teaching(t, family, each, today, first=first)
        days = await desk.families.taught_days(family.id, since=monday(today))
        first = learning.lines(first, learning.ending(t, len(days)))
        rows = buttons.after_rows(t, more=False)
        return desk.cards.word(t, lesson, rows=rows, first=first)

    async def _is_open(self, family: Family, lesson: Lesson, pupil: Pupil) -> bool:
        ids = [one.subscriber_id for one in family.those("learner")]
        answered = await self._desk.memories.answered(ids, pupil.today)
        return any((it, lesson.key) not in answered for it in ids)

    async def _todays(self, pupil: Pupil, family: Family) -> tuple[Lesson, ...]:
        found = await self._desk.picking.paired([family], pupil.today)
        return found[family.id]

    async def _family(self, update: Update) -> tuple[Pupil, Family]:
        pupil = await self._lessons.pupil(await self._desk.reader(update))
        family = await self._desk.families.of(pupil.learner.subscriber_id) if pupil else None
        if pupil is None or family is None:
            raise Refused("family_missing")
        return pupil, family

    async def _put(self, query: CallbackQuery, card: Message) -> None:
        await self._desk.showing.replace(query, card)
