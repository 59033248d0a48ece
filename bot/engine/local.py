"""The engine of one machine: no broker, the delivery rows are the queue."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from scheduler.delivery import Delivery
from scheduler.ports import Deliveries

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


class LocalEngine:
    """Delivers open rows in this process; *wake* makes it look at once."""

    def __init__(
        self, *, deliveries: Deliveries, delivery: Delivery, now: Callable[[], datetime]
    ) -> None:
        self._deliveries = deliveries
        self._delivery = delivery
        self._now = now
        self._news = asyncio.Event()
        self._round = asyncio.Lock()

    def wake(self) -> None:
        """Say that there may be rows to send."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled; rows left over by a fault are judged like after a crash."""
        await self._deliveries.recover(self._now())
        while True:
            try:
                await self.deliver_open()
            except Exception:
                log.exception("a delivery broke off and is taken up again")
                await asyncio.sleep(_LOOK_SECONDS)
                await self._recover()
            await self._rest()

    async def deliver_open(self) -> None:
        """Deliver all that may be sent now; a round under way is waited for first."""
        async with self._round:
            self._news.clear()
            for occurrence_id in await self._deliveries.open_occurrences(self._now()):
                await self._delivery.deliver(occurrence_id)

    async def _recover(self) -> None:
        try:
            await self._deliveries.recover(self._now())
        except Exception:
            log.exception("the database does not answer; trying again")

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self._news.wait(), _LOOK_SECONDS)
        except TimeoutError:
            return
