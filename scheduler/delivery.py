"""
Deliver what is due: claim → send → settle. The crash rules stand here.

Telegram has no key that makes a repeated send harmless. So a row is marked *sending* just before
its request leaves, a few rows at a time, and settled right after. What a crash finds claimed is
simply free again; what it finds sending is unknown, and the bulletin's own rule decides.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from scheduler.outcomes import Failed, Moved, Outcome, Row, Settlement, TryLater
from scheduler.ports import Deliveries, Limiter, Messages, Sender

BLOCK = 100
"""Rows claimed at a time."""
WORKERS = 8
"""Requests in flight: at least rate × answer time (28/s × 0.25 s)."""
BAD_REQUESTS = 3
"""So many refusals of one bulletin's text, with none accepted before, stop it for everybody."""
MAX_ATTEMPTS = 40
FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=10)
"""With these, a recipient is given up after about six hours without a connection."""


class Delivery:
    """Delivers the open rows of one occurrence after the other."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        messages: Messages,
        sender: Sender,
        limiter: Limiter,
        now: Callable[[], datetime],
    ) -> None:
        self._deliveries = deliveries
        self._messages = messages
        self._sender = sender
        self._limiter = limiter
        self._now = now

    async def deliver(self, occurrence_id: int) -> None:
        """Send every open row of the occurrence that is due by now."""
        while rows := await self._deliveries.claim(occurrence_id, limit=BLOCK, now=self._now()):
            await self._deliver_block(rows)

    async def _deliver_block(self, rows: Sequence[Row]) -> None:
        queue = list(reversed(await self._messages.compose(rows)))

        async def work() -> None:
            while queue:
                row, message = queue.pop()
                await self._deliver_one(row, message)

        async with asyncio.TaskGroup() as group:
            for _ in range(min(WORKERS, len(queue))):
                group.create_task(work())

    async def _deliver_one(self, row: Row, message: object) -> None:
        await self._limiter.acquire("bulk")
        if not await self._deliveries.mark_sending(row):
            return  # it was withdrawn while it waited: the chat left, or the bulletin was stopped
        outcome = await self._sender.send(row.chat_id, message)
        if isinstance(outcome, TryLater) and outcome.seconds is not None:
            self._limiter.pause(outcome.seconds)
        await self._deliveries.settle(self._judge(row, outcome))
        if outcome == Failed(cause="rejected"):
            await self._deliveries.stop_if_wrong_for_all(row.occurrence_id, after=BAD_REQUESTS)

    def _judge(self, row: Row, outcome: Outcome) -> Settlement:
        """Decide when to try again; waiting as Telegram asks does not count as an attempt."""
        if isinstance(outcome, Moved):
            return Settlement(row=row, outcome=outcome, retry_at=self._now())
        if not isinstance(outcome, TryLater):
            return Settlement(row=row, outcome=outcome)
        if outcome.seconds is not None:
            wait = timedelta(seconds=outcome.seconds)
            return Settlement(row=row, outcome=outcome, retry_at=self._now() + wait)
        if row.attempts + 1 >= MAX_ATTEMPTS:
            return Settlement(row=row, outcome=Failed(cause="unreachable"))
        backoff = min(FIRST_BACKOFF * 2**row.attempts, LONGEST_BACKOFF)
        return Settlement(row=row, outcome=outcome, retry_at=self._now() + backoff)
