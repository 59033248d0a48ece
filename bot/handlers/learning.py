"""/today and /review: today's card, and a session of up to five that goes on where it stopped."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.store.learners import Learner
from bot.store.memories import Shown
from bot.views import learning as views
from bot.views import lessons as faces
from bot.views.message import Message
from content.lessons.course import Lesson, Wish
from scheduler.reviews import is_new, next_day, session


@dataclass(frozen=True, kw_only=True)
class Pupil:
    """Who is learning just now: the reader, the chat as a learner, and its date."""

    reader: Reader
    learner: Learner
    today: date


class Learning:
    """Shows today's lesson and what is left of it. Everything follows from the memories."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the two commands and their buttons in the menu."""
        for name, page in (("today", self.show_today), ("review", self.show_review)):
            application.add_handler(CommandHandler(name, page))
            application.add_handler(CallbackQueryHandler(page, pattern=rf"^go:{name}$"))

    async def show_today(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/today: the card of the day; a passer-by sees the first word, and nothing is kept."""
        reader = await self._desk.reader(update)
        pupil = await self.pupil(reader)
        if pupil is None:
            words = self._desk.picking.catalogue.course(Wish()).words
            card = self._desk.cards.word(reader.t, words[0], rows=()) if words else None
        else:
            card = await self._desk.todays.of(pupil.learner, pupil.today)
        await self._answer(update, card or faces.none_today(reader.t))

    async def show_review(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/review: the next item of the session."""
        reader = await self._desk.reader(update)
        pupil = await self.pupil(reader)
        if pupil is None or reader.subscriber is None:
            await self._answer(update, views.how_to_begin(reader.t))
            return
        left = await self.left(pupil)
        if left:
            await self._answer(update, await self.ask(pupil, left[0]))
            return
        now, it = self._desk.now(), reader.subscriber
        view = views.nothing_to_review(reader.t, it.next_card(now), it.zone, now)
        await self._answer(update, view)

    async def pupil(self, reader: Reader) -> Pupil | None:
        """Return who is learning; None for a chat that never subscribed."""
        learner = await self._desk.learner(reader)
        if learner is None:
            return None
        return Pupil(reader=reader, learner=learner, today=self._desk.today(learner.zone))

    async def left(self, pupil: Pupil) -> tuple[Lesson, ...]:
        """Return what is left of today's session, in order."""
        return session(
            self._desk.picking.catalogue,
            await self._desk.memories.of(pupil.learner.subscriber_id),
            today=pupil.today,
            next_lesson=next_day(pupil.today, pupil.learner.days),
        )

    async def ask(self, pupil: Pupil, lesson: Lesson) -> Message:
        """Return the next card of a session, and note that it was offered."""
        desk, t = self._desk, pupil.reader.t
        who = pupil.learner.subscriber_id
        await desk.memories.offer([Shown(subscriber_id=who, key=lesson.key)], pupil.today)
        if pupil.learner.kind == "group":
            return desk.cards.group_teacher(t, lesson)
        known = await desk.memories.of_item([who], lesson.key)
        if is_new(known.get(who)):
            return desk.cards.word(t, lesson)
        asked = desk.cards.ask(t, lesson, desk.picking.catalogue, whose="own", today=pupil.today)
        return asked or desk.cards.word(t, lesson)

    async def _answer(self, update: Update, card: Message) -> None:
        """A card is always a new message: a text cannot become a picture and back."""
        if card.attached:
            await self._desk.showing.reply(update, card)
        else:
            await reply(update, card)
        if update.callback_query:
            await tell(update.callback_query)
