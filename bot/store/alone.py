"""One program per database: a second one is refused, and told who was first."""

import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.errors import StoreError
from bot.store.database import Database, sqlite_file

_LOCK = 5_041_976
"""Number of the PostgreSQL advisory lock; its server frees it when this process dies."""


@asynccontextmanager
async def alone(database: Database, address: str) -> AsyncIterator[None]:
    """Hold the database for this process; raise StoreError if another one has it."""
    if file := sqlite_file(address):
        with _lock_file(file.with_name(f"{file.name}.lock")):
            yield
        return
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        got = await connection.scalar(sa.text("SELECT pg_try_advisory_lock(:n)"), {"n": _LOCK})
        if not got:
            raise StoreError("another littlehands already runs on this PostgreSQL database")
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
