"""One message in a person's chat that is kept up to date."""

import logging
from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.telegram.answers import ONCE
from bot.telegram.payload import markup
from bot.views.message import Message

log = logging.getLogger(__name__)

_NOT_MODIFIED = "not modified"


class Board:
    """Shows a view in the same message again and again; a fault of Telegram's is noted only."""

    def __init__(self, bot: ExtBot[Any]) -> None:
        self._bot = bot

    async def show(self, user_id: int, message_id: int | None, message: Message) -> int | None:
        """
        Show a view in that message, or in a new one, and return the message's id.

        None says that there is no such message any more, or that none could be sent.
        """
        try:
            if message_id is None:
                return await self._post(user_id, message)
            await self._edit(user_id, message_id, message)
        except BadRequest as error:
            if _NOT_MODIFIED not in str(error).lower():
                log.info("a progress message cannot be changed: %s", error)
                return None
        except TelegramError as error:
            log.warning("somebody of the team could not be shown the progress: %s", error)
        return message_id

    async def _post(self, user_id: int, message: Message) -> int:
        posted = await self._bot.send_message(
            user_id,
            message.html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            rate_limit_args=ONCE,
            disable_notification=True,
        )
        return posted.message_id

    async def _edit(self, user_id: int, message_id: int, message: Message) -> None:
        await self._bot.edit_message_text(
            message.html,
            chat_id=user_id,
            message_id=message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(message),
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            rate_limit_args=ONCE,
        )
