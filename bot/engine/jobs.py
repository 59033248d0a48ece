"""The jobs that procrastinate hands out. A job says that there is work: rows are the truth."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import Status

from bot.store.database import libpq, session_options
from bot.store.server_lock import lock_number

log = logging.getLogger(__name__)

QUEUE = "deliveries"
_TASK = "deliver"

BEAT_SECONDS = 2.0
STALLED_SECONDS = 6.0
"""A worker without a heartbeat for so long is gone; its rows are free and offered again by then."""
_SWEEP_SECONDS = 600.0
"""Its job is deleted later: one that only stood still ends it by itself, and would complain."""

Deliver = Callable[[int], Awaitable[None]]
"""Delivers so many rows."""


async def lay_tables(address: str) -> None:
    """Lay procrastinate's tables if there are none; processes that start together do it once."""
    async with await psycopg.AsyncConnection.connect(libpq(address)) as connection:
        await connection.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number("jobs")])
        found = await connection.execute("SELECT to_regclass('procrastinate_jobs')")
        row = await found.fetchone()
        if row and row[0] is None:
            async with _connector(address) as app:
                await app.schema_manager.apply_schema_async()


def _app(address: str, *, connections: int) -> App:
    session = {"options": session_options(address)}
    connector = PsycopgConnector(
        conninfo=libpq(address), min_size=1, max_size=connections, kwargs=session
    )
    return App(connector=connector)


def _connector(address: str) -> "_Opened":
    return _Opened(_app(address, connections=4))


class _Opened:
    """An App that is open inside a with-block."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __aenter__(self) -> App:
        await self._app.open_async()
        return self._app

    async def __aexit__(self, *_: object) -> None:
        await self._app.close_async()


class Worker:
    """Takes jobs and delivers; comes back by itself when the database does."""

    def __init__(self, address: str, *, deliver: Deliver, restart_seconds: float = 1.0) -> None:
        self._address = address
        self._deliver = deliver
        self._restart_seconds = restart_seconds

    async def run(self) -> None:
        """Work until cancelled. procrastinate's worker ends when its server does: start another."""
        while True:
            try:
                async with _connector(self._address) as app:
                    app.task(name=_TASK, queue=QUEUE)(self._deliver)
                    await app.run_worker_async(
                        queues=[QUEUE],
                        concurrency=1,
                        install_signal_handlers=False,
                        delete_jobs="always",
                        fetch_job_polling_interval=1.0,
                        shutdown_graceful_timeout=0.1,
                        update_heartbeat_interval=BEAT_SECONDS,
                        stalled_worker_timeout=STALLED_SECONDS,
                    )
            except Exception as error:
                log.warning("the worker ended (%s) and is started again", type(error).__name__)
            await asyncio.sleep(self._restart_seconds)


class Jobs:
    """The queue as the clock sees it: it puts in what is missing and sweeps what was left."""

    def __init__(self, address: str) -> None:
        self._app = _app(address, connections=2)
        self._app.task(name=_TASK, queue=QUEUE)(_only_workers)

    async def open(self) -> None:
        """Connect."""
        await self._app.open_async()

    async def close(self) -> None:
        """Disconnect."""
        await self._app.close_async()

    async def offer(self, jobs: int, *, rows: int) -> None:
        """See to it that *jobs* jobs of so many rows wait; those that wait already count."""
        waiting = await self._app.job_manager.list_jobs_async(queue=QUEUE, status="todo")
        locks = {job.queueing_lock for job in waiting}
        for lock in [name for n in range(jobs) if (name := f"slot-{n}") not in locks]:
            task = self._app.configure_task(_TASK, queue=QUEUE, queueing_lock=lock)
            with suppress(AlreadyEnqueued):
                await task.defer_async(rows=rows)

    async def sweep(self) -> None:
        """Delete the jobs of workers that are gone; their rows are offered again with the rest."""
        manager = self._app.job_manager
        stalled = await manager.get_stalled_jobs(
            queue=QUEUE, seconds_since_heartbeat=_SWEEP_SECONDS
        )
        for job in stalled:
            log.warning("job %s was left by a worker that is gone", job.id)
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)


async def _only_workers(rows: int) -> None:
    raise RuntimeError(f"a job of {rows} rows is for workers")
