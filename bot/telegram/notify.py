"""Telling people of the team something that they did not ask for just now."""

import logging

from telegram import Bot
from telegram.error import TelegramError

from bot.telegram.posting import post
from bot.views.message import Message

log = logging.getLogger(__name__)


class Notify:
    """Sends views to one person; somebody who cannot be reached is noted, not an error."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def tell(self, user_id: int, *messages: Message) -> bool:
        """Send the messages in their order; False if one of them could not be sent."""
        try:
            for message in messages:
                await post(self._bot, user_id, message)
        except TelegramError as error:
            log.warning("somebody of the team could not be told: %s", error)
            return False
        return True
