"""Words that are typed: the answer to an open question, a command that is not, or neither."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.views import commands as views
from scheduler.errors import Reason, Refused

_LONGEST_NAME = 40
_MAY_NO_MORE: frozenset[Reason] = frozenset({"not_in_team", "not_your_role"})

Answer = Callable[[Update, Reader, dict[str, Any]], Awaitable[None]]
"""Takes what a person answered, with what the question was about."""
Otherwise = Callable[[Update, Reader], Awaitable[bool]]
"""Takes what answers no open question; False where it means nothing there either."""


class Typing:
    """Hands an answer to the conversation that asked; everything else gets one sentence."""

    def __init__(self, desk: Desk, answers: Mapping[str, Answer], otherwise: Otherwise) -> None:
        self._desk = desk
        self._answers = answers
        self._otherwise = otherwise

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the catch-alls; they come after all other handlers."""
        application.add_handler(MessageHandler(filters.COMMAND, self.unknown))
        application.add_handler(MessageHandler(~filters.StatusUpdate.ALL, self.typed))
        application.add_handler(CallbackQueryHandler(self.preview, pattern=r"^preview$"))
        application.add_handler(CallbackQueryHandler(self.stale))

    async def typed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take an answer; in a group, words that are not for the bot are left alone."""
        message = update.message
        if message is None:
            return
        reader = await self._desk.reader(update)
        asked = await self._desk.dialogues.open(reader.chat_id, reader.user_id or 0)
        if asked is None:
            if reader.kind == "private" and not await self._otherwise(update, reader):
                await reply(update, views.not_understood(reader.t))
            return
        if asked.awaits in self._answers:
            await self._take(self._answers[asked.awaits], update, reader, dict(asked.about))

    async def _take(
        self, answer: Answer, update: Update, reader: Reader, about: dict[str, Any]
    ) -> None:
        """Hand an answer on; a question that this person may answer no more is closed."""
        try:
            await answer(update, reader, about)
        except Refused as refused:
            if refused.reason in _MAY_NO_MORE:
                await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
            raise

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a command does not exist; one that names another bot is not ours."""
        message = update.message
        if message is None or not message.text:
            return
        name, _, addressee = message.text.split()[0].partition("@")
        if addressee and addressee.lower() != (context.bot.username or "").lower():
            return
        reader = await self._desk.reader(update)
        await reply(update, views.unknown_command(reader.t, name[:_LONGEST_NAME]))

    async def preview(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The button of a preview does nothing but say so."""
        if query := update.callback_query:
            reader = await self._desk.reader(update)
            await tell(query, views.only_preview(reader.t))

    async def stale(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a button has outlived what it was for."""
        if query := update.callback_query:
            reader = await self._desk.reader(update)
            await tell(query, views.stale(reader.t))
