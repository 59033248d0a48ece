"""
The engine of many machines: a clock offers jobs, workers take them, the rows are the fence.

Jobs are sized to seconds, so that bulletins take turns and a dead worker leaves little behind. The
planner is the reconciler too: each second it compares the rows that wait with the jobs that wait.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from bot.store.backlog import Backlog
from scheduler.delivery import Delivery

if TYPE_CHECKING:
    from bot.engine.jobs import Jobs

log = logging.getLogger(__name__)

JOB_SECONDS = 5
"""A job holds what all workers together may send in so many seconds."""
MOST_JOBS = 8
"""So many jobs wait at most; more would only be counted in vain."""


class Planner:
    """Implements the wake of scheduler.due for several machines; runs in each clock."""

    def __init__(
        self, *, backlog: Backlog, jobs: "Jobs", per_second: int, now: Callable[[], datetime]
    ) -> None:
        self._backlog = backlog
        self._jobs = jobs
        self._rows = per_second * JOB_SECONDS
        self._now = now

    async def plan(self) -> None:
        """Offer jobs for what waits, and sweep what dead workers left."""
        waiting = await self._backlog.claimable(self._now(), most=self._rows * MOST_JOBS)
        if waiting:
            await self._jobs.offer(ceil(waiting / self._rows), rows=self._rows)
        await self._jobs.sweep()


class Shards:
    """What a worker does with a job. A fault is logged, and nothing is lost by it."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._mended = True
        self._round = asyncio.Lock()

    async def go_on(self) -> None:
        """Finish what is in hand, which a pause or a fault may have left, without new rows."""
        if not self._round.locked():
            await self.deliver(0)

    async def deliver(self, rows: int) -> None:
        """Deliver up to *rows* rows of whatever waits."""
        async with self._round:
            try:
                if not self._mended:
                    await self._delivery.mend()
                self._mended = True
                await self._delivery.deliver_open(most=rows)
            except Exception:
                log.exception("a delivery broke off and is taken up again")
                self._mended = False

    async def stop(self) -> None:
        """Let what has left come to its end, and give the rest back."""
        try:
            await self._delivery.land()
        except Exception:
            log.exception("the last answers could not be written; others will judge their rows")
