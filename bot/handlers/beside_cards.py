"""What comes beside a card when asked for: its sound, and how its character is written."""

import logging
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk
from bot.handlers.replies import tell
from bot.voice.notes import VoiceError
from scheduler.errors import Refused

log = logging.getLogger(__name__)


class BesideCards:
    """Sends it as a message of its own; the card stays."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        application.add_handler(CallbackQueryHandler(self.hear, pattern=r"^card:hear:"))
        application.add_handler(CallbackQueryHandler(self.strokes, pattern=r"^card:strokes:"))

    async def hear(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """card:hear:TOKEN: send how the item sounds."""
        query = update.callback_query
        if query is None:
            return
        lesson = self._desk.lesson((query.data or "").rpartition(":")[2])
        reader = await self._desk.reader(update)
        try:
            note = self._desk.cards.spoken(reader.t, lesson)
        except VoiceError as error:
            log.warning("a deck promises a sound: %s", error)
            note = None
        if note is None:
            raise Refused("not_heard")
        await self._desk.showing.reply(update, note)
        await tell(query)

    async def strokes(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """card:strokes:TOKEN: send how the first character is written."""
        query = update.callback_query
        if query is None:
            return
        lesson = self._desk.lesson((query.data or "").rpartition(":")[2])
        drawn = self._desk.cards.strokes(lesson)
        if drawn is None:
            raise Refused("item_gone")
        await self._desk.showing.reply(update, drawn)
        await tell(query)
