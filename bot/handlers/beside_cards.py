"""What comes beside a card when asked for: its recording, and how its character is written."""

from pathlib import Path
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk
from bot.handlers.replies import tell
from bot.views.message import Message
from bot.voice.notes import attached
from scheduler.errors import Refused


class BesideCards:
    """Sends it as a message of its own; the card stays."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        application.add_handler(CallbackQueryHandler(self.hear, pattern=r"^card:hear:"))
        application.add_handler(CallbackQueryHandler(self.strokes, pattern=r"^card:strokes:"))

    async def hear(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """card:hear:TOKEN: send the deck's recording of the item."""
        query = update.callback_query
        if query is None:
            return
        lesson = self._desk.lesson((query.data or "").rpartition(":")[2])
        if lesson.item.audio is None:
            raise Refused("item_gone")
        note = Message(html="", attached=attached(Path(lesson.item.audio)))
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
