"""/queue: what waits, and taking it back."""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import bulletin_and_version, show
from bot.handlers.rights import team_button, team_command
from bot.store.audit import Signed
from bot.views import team as views
from scheduler.bulletins import released
from scheduler.errors import Refused


class Queue:
    """Everybody of the team sees the whole queue and may stop what has not left."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("queue", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:queue$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^queue:"))

    async def page(self, update: Update, reader: Reader) -> None:
        """/queue: list what waits."""
        waiting = await self._desk.bulletins.queue()
        await show(update, [views.queue(reader.t, waiting, self._desk.settings.timezone)])

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """queue:cancel or queue:release, for the version that was shown."""
        by = reader.require("write").user_id
        step, *rest = parts
        bulletin_id, version = bulletin_and_version(rest)
        now = self._desk.now()
        if step == "cancel":
            it = await self._desk.operations.cancel(bulletin_id, version=version, by=by, now=now)
        elif step == "release":
            it = await self._desk.bulletins.change(
                bulletin_id,
                released,
                version=version,
                now=now,
                signed=Signed(by=by, act="release"),
            )
        else:
            raise Refused("bulletin_missing")
        await show(update, [views.state_changed(reader.t, it)])
