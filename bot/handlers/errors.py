"""The one place where errors become sentences: clear for residents, loud for operators."""

import logging

from telegram import Update
from telegram.error import Forbidden
from telegram.ext import ContextTypes

from bot.handlers.desk import Desk
from bot.handlers.replies import reply, tell
from bot.views.commands import broken
from bot.views.message import Message
from bot.views.refusals import refusal
from content.bulletins.markup import MarkupError
from content.bulletins.text import TextLengthError
from scheduler.errors import Refused

log = logging.getLogger(__name__)


class Errors:
    """Answers a refusal with its sentence, and a fault with an apology."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn *context.error* into one message."""
        error = context.error
        if isinstance(error, Forbidden) or not isinstance(update, Update):
            log.info("an answer could not be delivered: %s", error)
            return
        reader = await self._desk.reader(update)
        if isinstance(error, Refused | MarkupError | TextLengthError):
            message = refusal(reader.t, error)
        else:
            log.error("an update could not be handled", exc_info=error)
            message = broken(reader.t)
        await self._say(update, message)

    async def _say(self, update: Update, message: Message) -> None:
        await reply(update, message)
        if update.callback_query:
            await tell(update.callback_query)
