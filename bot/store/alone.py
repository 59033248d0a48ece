"""
Who may use a database together: one program alone, or several that are made for it.

On SQLite the kernel frees the lock of a process that dies, on PostgreSQL the server does.
"""

import fcntl
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import StoreError
from bot.store.database import sqlite_file

log = logging.getLogger(__name__)


@asynccontextmanager
async def alone(address: str) -> AsyncIterator[None]:
    """Hold the database for this process; raise StoreError if another one has it."""
    if file := sqlite_file(address):
        with _lock_file(file.with_name(f"{file.name}.lock")):
            yield
        return
    from bot.store.server_lock import ServerLock, held  # noqa: PLC0415 (SQLite needs no driver)

    async with held(ServerLock(address, "program")):
        yield


@asynccontextmanager
async def together(address: str) -> AsyncIterator[None]:
    """Use a PostgreSQL database with others; raise StoreError if a program is alone on it."""
    from bot.store.server_lock import ServerLock, held  # noqa: PLC0415 (the same)

    async with held(ServerLock(address, "program", shared=True)):
        yield


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
