"""Reaching Telegram at the start: who this bot is, and where its updates go."""

import asyncio
import logging
from typing import Any

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.errors import StartError
from bot.settings import Telegram
from bot.telegram.intake import ALLOWED

log = logging.getLogger(__name__)

_RETRY_SECONDS = 3.0


async def log_in(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Log in, and keep trying while the network is down; a wrong token raises StartError."""
    while True:
        try:
            return await application.initialize()
        except InvalidToken:
            raise StartError("Telegram refuses the token: check telegram.token") from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached (%s); trying again", error)
            await asyncio.sleep(_RETRY_SECONDS)


async def direct_updates(bot: Any, settings: Telegram, *, path: str) -> None:
    """Tell Telegram to send updates to the webhook, or that they are asked for."""
    hook = settings.webhook
    if settings.mode == "polling":
        await bot.delete_webhook(drop_pending_updates=False)
        return
    await bot.set_webhook(
        f"{hook.public_url.rstrip('/')}{path}", secret_token=hook.secret, allowed_updates=ALLOWED
    )
