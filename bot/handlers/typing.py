"""Words that are typed: the answer to an open question, a command that is not, or neither."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.views import commands as views

_LONGEST_NAME = 40

Answer = Callable[[Update, Reader, dict[str, Any]], Awaitable[None]]
"""Takes what a person answered, with what the question was about."""


class Typing:
    """Hands an answer to the conversation that asked; everything else gets one sentence."""

    def __init__(self, desk: Desk, answers: Mapping[str, Answer]) -> None:
        self._desk = desk
        self._answers = answers

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the catch-alls; they come after all other handlers."""
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.moved))
        application.add_handler(MessageHandler(filters.COMMAND, self.unknown))
        application.add_handler(MessageHandler(~filters.StatusUpdate.ALL, self.typed))
        application.add_handler(CallbackQueryHandler(self.preview, pattern=r"^preview$"))
        application.add_handler(CallbackQueryHandler(self.stale))
        application.add_handler(ChatMemberHandler(self.membership))

    async def typed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take an answer; in a group, words that are not for the bot are left alone."""
        message = update.message
        if message is None:
            return
        reader = await self._desk.reader(update)
        asked = await self._desk.dialogues.open(reader.chat_id, reader.user_id or 0)
        if asked is None:
            if reader.kind == "private":
                await reply(update, views.not_understood(reader.t))
            return
        if asked.awaits in self._answers:
            await self._answers[asked.awaits](update, reader, dict(asked.about))

    async def unknown(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say that a command does not exist; one that names another bot is not ours."""
        message = update.effective_message
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

    async def moved(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup: it keeps its preferences under its new id."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            await self._desk.subscribers.move(message.chat_id, message.migrate_to_chat_id)

    async def membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was blocked or removed: stop at once. It was let in again: go on."""
        change = update.my_chat_member
        if change is None:
            return
        subscriber = await self._desk.subscribers.get(change.chat.id)
        if subscriber is None:
            return
        out = change.new_chat_member.status in {"kicked", "left"}
        if out and subscriber.status == "active":
            await self._desk.subscribers.set_status(change.chat.id, "gone")
        if not out and subscriber.status == "gone":
            reader = await self._desk.reader(update)
            await self._desk.change(reader, lambda it: replace(it, status="active"))
