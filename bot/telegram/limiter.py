"""
Keep Telegram's rate: one message each 1/rate second, people who wait for an answer first.

There is no burst: a bucket that lets a burst through sends up to twice its rate in its first
second. PTB's AIORateLimiter is not used for that, and because it reopens early after a RetryAfter.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from scheduler.ports import Lane

_FREE = frozenset({"answerCallbackQuery", "getUpdates", "getMe", "sendChatAction"})
"""Methods that put no message into a chat do not count against the rate."""
_TRIES = 3


class Pacer:
    """Lets one message go at a time; implements scheduler.ports.Limiter."""

    def __init__(self, *, per_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._gap = 1 / per_second
        self._clock = clock
        self._next = 0.0
        self._waiting: dict[Lane, deque[asyncio.Future[None]]] = {
            "interactive": deque(),
            "bulk": deque(),
        }
        self._pump: asyncio.Task[None] | None = None

    async def acquire(self, lane: Lane) -> None:
        """Return when one more message may leave."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(turn)
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._hand_out())
        await turn

    def pause(self, seconds: float) -> None:
        """Hold everything back; of several pauses the longest counts."""
        self._next = max(self._next, self._clock() + seconds)

    async def _hand_out(self) -> None:
        while any(self._waiting.values()):
            wait = self._next - self._clock()
            if wait > 0:
                await asyncio.sleep(min(wait, 0.2))
                continue
            lane = self._waiting["interactive"] or self._waiting["bulk"]
            turn = lane.popleft()
            if not turn.done():
                self._next = max(self._next, self._clock()) + self._gap
                turn.set_result(None)


class InteractiveLane(BaseRateLimiter[Any]):
    """Every call that a handler makes takes the interactive lane and obeys retry_after."""

    def __init__(self, pacer: Pacer) -> None:
        self._pacer = pacer

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
        data: dict[str, Any],  # noqa: ARG002 (part of the contract)
        rate_limit_args: Any,  # noqa: ARG002 (part of the contract)
    ) -> Any:
        """Wait for a turn, call, and try again after a RetryAfter."""
        if endpoint in _FREE:
            return await callback(*args, **kwargs)
        for last in (False,) * (_TRIES - 1) + (True,):
            await self._pacer.acquire("interactive")
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                if last:
                    raise
                self._pacer.pause(_seconds(error.retry_after))
        return None


def _seconds(asked: int | timedelta) -> float:
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)
