"""A lock on PostgreSQL's server, bound to one connection: it is free when its holder is gone."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Literal

import psycopg

from bot.errors import StoreError
from bot.store.database import libpq, session_options

log = logging.getLogger(__name__)

_LOCKS = {"program": 5_041_976, "jobs": 5_041_977, "polling": 5_041_978}
"""Numbers of PostgreSQL's advisory locks."""
_CHECK_SECONDS = 2.0
_END_IN_SILENCE = (
    "SELECT set_config('idle_session_timeout', %s, false)"
    " WHERE current_setting('server_version_num')::int >= 140000"
)
"""PostgreSQL 13 knows no such setting: there, who stands still keeps the lock."""


def lock_number(name: Literal["program", "jobs", "polling"]) -> int:
    """Return the number of an advisory lock."""
    return _LOCKS[name]


@asynccontextmanager
async def held(lock: "ServerLock") -> AsyncIterator[None]:
    """Hold a lock and look after it; raise StoreError if another process has it."""
    if not await lock.holds():
        await lock.let_go()
        raise StoreError("another littlehands already runs on this PostgreSQL database")
    keeping = asyncio.create_task(lock.keep())
    try:
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)
        await lock.let_go()


class ServerLock:
    """
    An advisory lock of PostgreSQL, bound to one connection.

    With *silence* the server frees it when its holder has not asked for so many seconds: one that
    stands still keeps its connections.
    """

    def __init__(
        self,
        address: str,
        name: Literal["program", "jobs", "polling"],
        *,
        shared: bool = False,
        silence: int = 0,
    ) -> None:
        self._address = libpq(address)
        self._options = session_options(address)
        self._silence = silence
        function = "pg_try_advisory_lock_shared" if shared else "pg_try_advisory_lock"
        self._take = f"SELECT {function}({_LOCKS[name]})"
        self._connection: psycopg.AsyncConnection | None = None
        self._got = False

    async def holds(self) -> bool:
        """Tell whether this process has the lock; takes it if it is free."""
        try:
            return await self._ask()
        except psycopg.Error:
            await self.let_go()
            return False

    async def _ask(self) -> bool:
        if self._connection is None:
            self._connection = await psycopg.AsyncConnection.connect(
                self._address, autocommit=True, connect_timeout=5, options=self._options
            )
            await self._connection.execute(_END_IN_SILENCE, [f"{self._silence}s"])
        if self._got:
            await self._connection.execute("SELECT 1")
            return True
        row = await (await self._connection.execute(self._take)).fetchone()
        self._got = bool(row and row[0])
        return self._got

    async def keep(self) -> None:
        """
        Look after the lock: a server that was started anew has forgotten it.

        If another process took it meanwhile, this one ends: both would take the other for dead.
        """
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            try:
                if not await self._ask():
                    log.critical("another program took this database over; this one ends")
                    return signal.raise_signal(signal.SIGTERM)
            except psycopg.Error as error:
                log.warning("the database's lock is lost (%s); taking it again", error)
                await self.let_go()

    async def let_go(self) -> None:
        """Free the lock."""
        if self._connection is not None:
            await self._connection.close()
        self._connection, self._got = None, False
