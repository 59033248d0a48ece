"""/progress: a picture for oneself; this week's words for a wall at home; all words for Anki."""

import asyncio
from dataclasses import replace
from io import BytesIO
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.cards.anki import attached
from bot.handlers.desk import Desk
from bot.handlers.learning import Learning, Pupil
from bot.handlers.replies import reply, show_picture, tell
from bot.pictures.progress import progress
from bot.pictures.week_cards import card_sheet
from bot.views import progress as views
from content.lessons.course import Lesson
from scheduler.reviews import monday


class Progress:
    """Drawn when asked for and kept nowhere; nobody else can ask for it."""

    def __init__(self, desk: Desk, learning: Learning) -> None:
        self._desk = desk
        self._learning = learning

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and the buttons."""
        application.add_handler(CommandHandler("progress", self.picture))
        application.add_handler(CallbackQueryHandler(self.picture, pattern=r"^go:progress$"))
        application.add_handler(CallbackQueryHandler(self.sheet, pattern=r"^progress:sheet$"))
        application.add_handler(CallbackQueryHandler(self.anki, pattern=r"^progress:anki$"))

    async def picture(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/progress: words known over time, and the days with a lesson this week."""
        reader = await self._desk.reader(update)
        pupil = await self._learning.pupil(reader)
        mind = await self._desk.memories.mind(pupil.learner.subscriber_id) if pupil else None
        if pupil is None or mind is None or not mind.days:
            await reply(update, views.nothing_yet(reader.t))
        else:
            since = monday(pupil.today)
            known = [(it.day, it.known) for it in mind.days]
            week = {it.day.weekday(): it.answers for it in mind.days if it.day >= since}
            png = await asyncio.to_thread(progress, known, week, reader.language)
            await show_picture(update, png, views.progress(reader.t))
        if update.callback_query:
            await tell(update.callback_query)

    async def sheet(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """progress:sheet: the words that were met or answered this week, as a PDF."""
        query, chat = update.callback_query, update.effective_chat
        if query is None or chat is None:
            return
        reader = await self._desk.reader(update)
        pupil = await self._learning.pupil(reader)
        lessons = await self._this_week(pupil) if pupil else ()
        if lessons:
            pdf = await asyncio.to_thread(card_sheet, lessons, reader.language)
            caption = views.sheet(reader.t).html
            await chat.send_document(BytesIO(pdf), filename="words.pdf", caption=caption)
        else:
            await reply(update, views.nothing_yet(reader.t))
        await tell(query)

    async def anki(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """progress:anki: the decks of what the chat learns, as a package for Anki."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        pupil = await self._learning.pupil(reader)
        learn = pupil.learner.wish.learn if pupil else "zh"
        decks = [it for it in self._desk.shelf.edition.decks if it.learn == learn]
        package = replace(views.decks(reader.t), attached=attached(decks, reader.language))
        await self._desk.showing.reply(update, package)
        await tell(query)

    async def _this_week(self, pupil: Pupil) -> tuple[Lesson, ...]:
        since, by_key = monday(pupil.today), self._desk.picking.catalogue.by_key
        memories = await self._desk.memories.of(pupil.learner.subscriber_id)
        return tuple(
            by_key[key]
            for key, memory in sorted(memories.items())
            if key in by_key and (memory.shown_on or memory.met_on) >= since
        )
