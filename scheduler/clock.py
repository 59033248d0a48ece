"""The metronome: APScheduler asks every so often. Nothing else knows APScheduler."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, timedelta
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

_STOP_SECONDS = 2.0


class Clock:
    """Calls functions at intervals. What is due is not its business: tables hold the truth."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(jobstores={"default": MemoryJobStore()}, timezone=UTC)
        self._scheduler.add_listener(_report, EVENT_JOB_ERROR)
        self._asking: set[asyncio.Future[None]] = set()

    def every(self, interval: timedelta, ask: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Call *ask* each *interval*; a call that is still under way is not doubled."""

        async def asked() -> None:
            asking = asyncio.ensure_future(ask())
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
            await asking

        self._scheduler.add_job(
            asked,
            "interval",
            seconds=interval.total_seconds(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        """Begin to tick; needs a running event loop."""
        self._scheduler.start()

    async def stop(self) -> None:
        """
        Stop ticking, after the calls under way: APScheduler's own shutdown cancels them.

        One that takes longer than a moment is cancelled too.
        """
        self._scheduler.pause()
        if self._asking:
            _, late = await asyncio.wait(self._asking, timeout=_STOP_SECONDS)
            for asking in late:
                asking.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await asyncio.sleep(0)
        self._scheduler.shutdown(wait=False)


def _report(event: JobExecutionEvent) -> None:
    log.error("a tick failed: %r", event.exception)
