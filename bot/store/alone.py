"""
Who may use a database together: one program alone, or several that are made for it.

On SQLite the kernel frees the lock of a process that dies, on PostgreSQL the server does.
"""

import asyncio
import fcntl
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import psycopg

from bot.errors import StoreError
from bot.store.database import libpq, sqlite_file

log = logging.getLogger(__name__)

_LOCKS = {"program": 5_041_976, "jobs": 5_041_977, "polling": 5_041_978}
"""Numbers of PostgreSQL's advisory locks."""
_CHECK_SECONDS = 2.0


def lock_number(name: Literal["program", "jobs", "polling"]) -> int:
    """Return the number of an advisory lock."""
    return _LOCKS[name]


@asynccontextmanager
async def alone(address: str) -> AsyncIterator[None]:
    """Hold the database for this process; raise StoreError if another one has it."""
    if file := sqlite_file(address):
        with _lock_file(file.with_name(f"{file.name}.lock")):
            yield
        return
    async with _held(ServerLock(address, "program")):
        yield


@asynccontextmanager
async def together(address: str) -> AsyncIterator[None]:
    """Use a PostgreSQL database with others; raise StoreError if a program is alone on it."""
    async with _held(ServerLock(address, "program", shared=True)):
        yield


@asynccontextmanager
async def _held(lock: "ServerLock") -> AsyncIterator[None]:
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
    """An advisory lock of PostgreSQL, bound to one connection."""

    def __init__(
        self, address: str, name: Literal["program", "jobs", "polling"], *, shared: bool = False
    ) -> None:
        self._address = libpq(address)
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
                self._address, autocommit=True, connect_timeout=5
            )
        if self._got:
            await self._connection.execute("SELECT 1")
            return True
        row = await (await self._connection.execute(self._take)).fetchone()
        self._got = bool(row and row[0])
        return self._got

    async def keep(self) -> None:
        """Look after the lock: a server that was started anew has forgotten it."""
        while True:
            await asyncio.sleep(_CHECK_SECONDS)
            if not await self.holds():
                log.error("the database's lock is lost; taking it again")

    async def let_go(self) -> None:
        """Free the lock."""
        if self._connection is not None:
            await self._connection.close()
        self._connection, self._got = None, False


class _lock_file:  # noqa: N801 (used like a function)
    """An advisory lock on a file; the kernel frees it when the process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "?"
            self._file.close()
            raise StoreError(
                f"another littlehands (process {holder}) already runs on {self._path.stem}"
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def __exit__(self, *_: object) -> None:
        self._file.close()
