"""Answers go before all that is pushed, and are patient: what cannot leave now is said later."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, Protocol

from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.ext import BaseRateLimiter

from bot.telegram.request import AnswerLost, NotSent

log = logging.getLogger(__name__)

ONCE = "once"
"""For rate_limit_args: what is said anew soon anyway is not tried again."""

_FREE = frozenset(
    {"answerCallbackQuery", "getUpdates", "getMe", "sendChatAction", "getChat", "getChatMember"}
)
"""Methods that put no message into a chat do not count against the rate."""
_PATIENCE = 600.0
"""Seconds for which an answer waits for Telegram; the chat's next ones wait behind it."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 30.0
_DOUBTFUL_TRIES = 2
"""An answer that may have arrived is said twice at most."""


class Turns(Protocol):
    """Gives turns to those who wait for an answer."""

    async def turn(self, chat_id: int) -> None:
        """Return when an answer may go to this chat."""

    def answer_refused(self, chat_id: int, seconds: float) -> None:
        """Take in that an answer met a retry_after."""


class InteractiveLane(BaseRateLimiter[Any]):
    """Every call that a handler makes takes a turn before the pushed messages."""

    def __init__(self, pacer: Turns, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pacer = pacer
        self._clock = clock

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any,
    ) -> Any:
        """Wait for a turn, call, and try again what a fault of the network or of Telegram ended."""
        chat = data.get("chat_id")
        if endpoint in _FREE or not isinstance(chat, int):
            return await callback(*args, **kwargs)
        until = self._clock() + (0 if rate_limit_args == ONCE else _PATIENCE)
        tries = 0
        while True:
            await self._pacer.turn(chat)
            try:
                return await callback(*args, **kwargs)
            except (RetryAfter, NetworkError) as error:
                tries += 1
                await self._pause(chat, error, tries, until)

    async def _pause(self, chat: int, error: Exception, tries: int, until: float) -> None:
        """Wait before the next try; raise the error if there is none."""
        if isinstance(error, RetryAfter):
            seconds = _seconds(error.retry_after)
            self._pacer.answer_refused(chat, seconds)
            if self._clock() + seconds > until:
                raise error
            return
        pause = min(_FIRST_PAUSE * 2 ** (tries - 1), _LONGEST_PAUSE)
        spoken = _is_doubtful(error) and tries >= _DOUBTFUL_TRIES
        if isinstance(error, BadRequest) or spoken or self._clock() + pause > until:
            raise error
        log.warning("an answer could not leave (%s) and is tried again", error)
        await asyncio.sleep(pause)


def _is_doubtful(error: Exception) -> bool:
    return isinstance(error, AnswerLost | TimedOut) and not isinstance(error, NotSent)


def _seconds(asked: int | timedelta) -> float:
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
