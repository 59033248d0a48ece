"""Buttons that are not there: in a shared chat, one reader's forgery would be seen by all."""

from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType
from telegram.ext import (
    Application,
    ApplicationHandlerStop,
    CallbackQueryHandler,
    ContextTypes,
)

from bot.handlers.desk import Desk
from bot.handlers.errors import is_team_door
from bot.handlers.replies import tell
from bot.views.commands import stale

_BEFORE_ALL = -1
_LEAVE = "leave"


class Forgery:
    """
    Stops a press whose data no button of its message carries.

    Telegram passes on whatever a client sends: so a bulletin could be turned into a menu by anybody
    who reads it. In a private chat a person can only do that to themselves.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Look at every press before all others do."""
        application.add_handler(CallbackQueryHandler(self.look), group=_BEFORE_ALL)

    async def look(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Let a press pass whose button is there."""
        query = update.callback_query
        if query is None or not _is_forged(query):
            return
        reader = await self._desk.reader(update)
        await tell(query, stale(reader.t))
        if is_team_door(query.data or ""):
            detail = f"not_in_team: {query.data}"
            await self._desk.audit.refused(reader.user_id, detail, self._desk.now())
        raise ApplicationHandlerStop


def _is_forged(query: CallbackQuery) -> bool:
    pressed, data = query.message, query.data or ""
    if pressed is None or pressed.chat.type == ChatType.PRIVATE:
        return False
    if not isinstance(pressed, Message):  # too old to tell: only leaving is let through
        return not data.startswith(_LEAVE)
    rows = pressed.reply_markup.inline_keyboard if pressed.reply_markup else ()
    return all(button.callback_data != data for row in rows for button in row)
