"""Pages: what a command shows, and the button of the same name too."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, show, tell

Page = Callable[[Reader, Sequence[str]], Awaitable[Sequence[Any]]]
"""From a reader and the words after the command to messages."""


class Pages:
    """Shows a page by command as a new message, by button in the place of the old one."""

    def __init__(self, desk: Desk, pages: Mapping[str, Page]) -> None:
        self._desk = desk
        self._pages = pages

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the commands and the buttons that begin with "go:"."""
        for name in self._pages:
            application.add_handler(CommandHandler(name, self.command))
        names = "|".join(self._pages)
        application.add_handler(CallbackQueryHandler(self.button, pattern=rf"^go:({names})(:|$)"))

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/NAME WORDS: show the page."""
        text = (update.effective_message and update.effective_message.text) or ""
        name = text.split()[0].removeprefix("/").split("@")[0].lower()
        reader = await self._desk.reader(update)
        await reply(update, *await self._pages[name](reader, context.args or ()))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """go:NAME:WORDS: show the page where the button was."""
        query = update.callback_query
        if query is None:
            return
        _, name, *arguments = (query.data or "").split(":")
        reader = await self._desk.reader(update)
        await show(update, await self._pages[name](reader, arguments))
        await tell(query)
