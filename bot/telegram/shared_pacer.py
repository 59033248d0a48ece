"""The lanes of bot/telegram/limiter.py for several processes: the rate is a row they share."""

import asyncio
import logging
import time
from collections.abc import Coroutine
from typing import Any

from bot.store.rate import SharedRate
from bot.telegram.chats import Chats, Refusals

log = logging.getLogger(__name__)

_TOGETHER = 0.02
"""Permits are leased for so many seconds at a time: one statement for each would cost too much."""
_LOOK = 0.1
"""Seconds after which a wait looks again, whether there is news."""


class SharedPacer:
    """
    Implements scheduler.ports.Limiter, and turns for those who wait.

    The rate is kept by all processes together; what is known of single chats is each one's own.
    """

    def __init__(self, rate: SharedRate, *, per_second: float) -> None:
        self._rate = rate
        self._per_second = per_second
        self._lease = max(1, int(_TOGETHER * per_second))
        self._nap = max(0.002, min(_LOOK, self._lease / per_second / 2))
        self._chats = Chats(time.monotonic)
        self._refusals = Refusals(time.monotonic)
        self._paused_until = 0.0
        self._telling: set[asyncio.Task[None]] = set()

    async def take(self, most: int, weight: int = 1) -> int:
        """Wait a moment at most and return how many pushed ones of *weight* may leave now."""
        charged = self._charged(weight)
        until = time.monotonic() + _LOOK
        while (now := time.monotonic()) < until:
            if now >= self._paused_until:
                wanted = min(most, max(1, self._lease // weight))
                if taken := await self._rate.take(wanted=wanted, most=most, weight=charged):
                    return taken
            await asyncio.sleep(min(_LOOK, self._nap * weight))
        return 0

    def _charged(self, weight: int) -> float:
        """Return what an album costs: so much that only as many leave as a second has room for."""
        whole = self._per_second // weight
        return self._per_second / whole if whole and weight > 1 else weight

    def held(self, chat_id: int, weight: int = 1) -> float:
        """Return the seconds for which nothing pushed of *weight* may go to this chat."""
        return self._chats.held(chat_id, weight)

    def note(self, chat_id: int, weight: int = 1) -> None:
        """Note that *weight* messages leave to this chat."""
        self._chats.note(chat_id, weight)

    def refused(self, chat_id: int, seconds: float) -> None:
        """A pushed message met a retry_after: hold the chat and, for all processes, the lane."""
        self._chats.hold(chat_id, seconds)
        now = time.monotonic()
        if now + seconds > self._paused_until:
            self._paused_until = now + seconds
            self._tell(self._rate.slow_down(seconds))

    async def turn(self, chat_id: int) -> None:
        """Return when an answer may go to this chat; it goes before all that is pushed."""
        while (wait := self._chats.held_for_answers(chat_id)) > 0:  # noqa: ASYNC110 (a hold may be prolonged)
            await asyncio.sleep(wait)
        turn = await self._rate.turn()
        while turn.held > 0:
            await asyncio.sleep(turn.held)
            turn = await self._rate.turn()
        await asyncio.sleep(turn.wait)
        self._chats.note(chat_id)

    def answer_refused(self, chat_id: int, seconds: float) -> None:
        """An answer met a retry_after: hold the chat; if a second chat met one, hold everything."""
        self._chats.hold(chat_id, seconds)
        if self._refusals.of_several(chat_id):
            self._tell(self._rate.hold(seconds))

    def _tell(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._telling.add(task)
        task.add_done_callback(self._told)

    def _told(self, task: asyncio.Task[None]) -> None:
        self._telling.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.warning("the other processes could not be told to wait: %s", type(error).__name__)
