"""
Keep Telegram's rates: people who wait for an answer first, pushed messages with what is left.

There is no burst: a bucket that lets a burst through sends up to twice its rate in its first
second. PTB's AIORateLimiter is not used for that, and because it reopens early after a RetryAfter.
What a retry_after means is not documented: it is taken for the chat and the lane that met it.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable

from bot.telegram.chats import Chats, Refusals

_CATCH_UP = 0.05
"""Seconds of unused rate that may be made up for: timers and disks are late by so much."""
_SECOND, _FULL = 1.02, 1.024
"""Yet what left is counted: no more than the rate by the second factor in the first one's seconds.
They are more than one, because what leaves now is seen some milliseconds later."""
_TOGETHER = 0.02
"""Seconds for which pushed messages gather, so that they are written down together."""
_LOOK = 0.1
"""Seconds after which a wait looks again: whether it is paused, whether there is news."""
_SLOWER = 1.25
_FASTER = 0.9
_CALM = 10.0
"""After a refusal the bulk rate falls by a fifth; each ten calm seconds win a tenth back."""


class _Rate:
    """One message each *gap* seconds, in the units of a monotonic clock (GCRA without burst)."""

    def __init__(self, gap: float) -> None:
        self.gap = gap
        self.next = 0.0

    def available(self, now: float, weight: int = 1) -> int:
        """Return how many that count for *weight* messages each may leave now."""
        start = max(self.next, now - _CATCH_UP)
        return 0 if start > now else int((now - start) / (self.gap * weight)) + 1

    def take(self, count: int, now: float) -> None:
        """Note that *count* leave."""
        self.next = max(self.next, now - _CATCH_UP) + count * self.gap


class Pacer:
    """Implements scheduler.ports.Limiter for pushed messages, and turns for those who wait."""

    def __init__(self, *, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._all = _Rate(1 / per_second)
        self._bulk = _Rate(1 / per_second)
        self._most_a_second = max(1, int(per_second * _FULL))
        self._left: deque[float] = deque()
        self._slowed_at = 0.0
        self._held_until = 0.0
        self._chats = Chats(clock)
        self._refusals = Refusals(clock)

    async def take(self, most: int, weight: int = 1) -> int:
        """Wait a moment at most and return how many pushed ones of *weight* may leave now."""
        self._recover()
        wanted = min(most, max(1, int(_TOGETHER / (self._bulk.gap * weight))))
        until = self._clock() + max(_LOOK, self._bulk.gap)
        while (now := self._clock()) < until:
            free = min(
                self._all.available(now, weight),
                self._bulk.available(now, weight),
                self._room(now, weight),
            )
            if free >= wanted:
                count = min(free, most)
                self._all.take(count * weight, now)
                self._bulk.take(count * weight, now)
                return count
            await asyncio.sleep(self._until(wanted, weight, now, until))
        return 0

    def _until(self, wanted: int, weight: int, now: float, latest: float) -> float:
        ready = max(
            rate.next + (wanted - 1) * weight * rate.gap for rate in (self._all, self._bulk)
        )
        over = min(len(self._left) + wanted * weight - self._most_a_second, len(self._left))
        if over > 0:
            ready = max(ready, self._left[over - 1] + _SECOND)
        return max(0.001, min(ready, latest) - now)

    def _room(self, now: float, weight: int) -> int:
        """Return how many may leave before the last second is full; one always after a pause."""
        while self._left and self._left[0] <= now - _SECOND:
            self._left.popleft()
        room = (self._most_a_second - len(self._left)) // weight
        return room if self._left else max(1, room)

    def held(self, chat_id: int, weight: int = 1) -> float:
        """Return the seconds for which nothing pushed of *weight* may go to this chat."""
        return self._chats.held(chat_id, weight)

    def note(self, chat_id: int, weight: int = 1) -> None:
        """Note that *weight* messages leave to this chat."""
        if weight == 1:
            self._left.append(self._clock())
        else:
            self._left.extend([self._clock()] * weight)
        self._chats.note(chat_id, weight)

    def refused(self, chat_id: int, seconds: float) -> None:
        """A pushed message met a retry_after: hold the chat and the lane, and go slower after."""
        now = self._clock()
        self._chats.hold(chat_id, seconds)
        self._bulk.next = max(self._bulk.next, now + seconds)
        if now >= self._slowed_at:
            self._bulk.gap *= _SLOWER
        self._slowed_at = max(self._slowed_at, now + seconds)

    def _recover(self) -> None:
        now = self._clock()
        if self._bulk.gap > self._all.gap and now - self._slowed_at > _CALM:
            self._bulk.gap = max(self._all.gap, self._bulk.gap * _FASTER)
            self._slowed_at = now

    async def turn(self, chat_id: int) -> None:
        """
        Return when an answer may go to this chat; it goes before all that is pushed.

        It may leave one gap early; what is pushed waits for that in its stead.
        """
        while True:
            if (wait := self._answers_wait(chat_id)) > 0:
                await asyncio.sleep(wait)
                continue
            now = self._clock()
            wait = self._all.next - self._all.gap - now
            self._all.take(1, now)
            if wait > 0:
                await asyncio.sleep(wait)
            if self._answers_wait(chat_id) <= 0:
                return self.note(chat_id)

    def _answers_wait(self, chat_id: int) -> float:
        return max(self._held_until - self._clock(), self._chats.held_for_answers(chat_id))

    def answer_refused(self, chat_id: int, seconds: float) -> None:
        """An answer met a retry_after: hold the chat; if a second chat met one, hold everything."""
        now = self._clock()
        self._chats.hold(chat_id, seconds)
        if self._refusals.of_several(chat_id):
            self._held_until = max(self._held_until, now + seconds)
            self._all.next = max(self._all.next, self._held_until)
