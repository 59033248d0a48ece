"""/queue: what waits, and taking it back."""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.desk import Desk
from bot.handlers.replies import bulletin_and_version, edit, show, tell
from bot.views import team as views
from scheduler.bulletins import released
from scheduler.errors import Refused


class Queue:
    """Everybody of the team sees the whole queue and may stop what has not left."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        owners = self._desk.team.filter()
        application.add_handler(CommandHandler("queue", self.command, filters=owners))
        application.add_handler(CallbackQueryHandler(self.command, pattern=r"^go:queue$"))
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^queue:"))

    async def command(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/queue: list what waits."""
        reader = await self._desk.reader(update)
        self._desk.team.require(reader.user_id)
        waiting = await self._desk.bulletins.queue()
        await show(update, [views.queue(reader.t, waiting, self._desk.settings.timezone)])
        if update.callback_query:
            await tell(update.callback_query)

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """queue:cancel or queue:release, for the version that was shown."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        self._desk.team.require(reader.user_id)
        _, step, *rest = (query.data or "").split(":")
        bulletin_id, version = bulletin_and_version(rest)
        now = self._desk.now()
        if step == "cancel":
            it = await self._desk.operations.cancel(bulletin_id, version=version, now=now)
        elif step == "release":
            it = await self._desk.bulletins.change(bulletin_id, released, version=version, now=now)
        else:
            raise Refused("bulletin_missing")
        await edit(query, views.state_changed(reader.t, it))
        await tell(query)
