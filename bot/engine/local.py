"""The engine of one machine: no broker, the delivery rows are the queue."""

import asyncio
import contextlib
import logging

from scheduler.delivery import Delivery

log = logging.getLogger(__name__)

_LOOK_SECONDS = 1.0


class LocalEngine:
    """Delivers open rows in this process; *wake* makes it look at once."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._news = asyncio.Event()
        self._round = asyncio.Lock()

    def wake(self) -> None:
        """Say that there may be rows to send."""
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled; a fault is logged, and nothing is lost by it."""
        mended = True
        while True:
            try:
                if not mended:
                    await self._delivery.mend()
                mended = True
                await self.deliver_open()
            except Exception:
                log.exception("a delivery broke off and is taken up again")
                mended = False
            await self._rest()

    async def deliver_open(self) -> None:
        """Deliver all that may be sent now; a round under way is waited for first."""
        async with self._round:
            self._news.clear()
            await self._delivery.deliver_open()

    async def stop(self) -> None:
        """Let what has left come to its end, and give the rest back."""
        try:
            await self._delivery.land()
        except Exception:
            log.exception("the last answers could not be written; the next start judges their rows")

    async def _rest(self) -> None:
        """Wait for news. Python 3.11's wait_for is not used: it may swallow a cancellation."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_SECONDS):
                await self._news.wait()
