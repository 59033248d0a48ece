"""The schema: upgraded at start, after a copy is made; copies made and brought back by hand."""

import asyncio
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.database import driver_url, libpq, sqlite_file

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0002"
"""The newest revision. It stands here so that a start that upgrades nothing need not load Alembic;
a test compares it with the migrations."""

_LOCK = 5_041_975
"""Number of the PostgreSQL advisory lock that lets one process upgrade at a time."""


async def upgrade(address: str, *, copies: Path | None, now: datetime) -> str | None:
    """
    Bring the schema to HEAD and return the earlier revision, or None if nothing was to do.

    Before an existing schema changes, a copy is laid into *copies*; with None no copy is made.
    """
    if file := sqlite_file(address):
        file.parent.mkdir(parents=True, exist_ok=True)
    engine = _engine(address)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(_revision)
        if current == HEAD:
            return None
        _refuse_newer(current)
        if current and copies:
            backup(address, copies / f"{now:%Y%m%dT%H%M%SZ}-{current}{_suffix(address)}")
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except DBAPIError as error:
        raise StoreError(f"cannot open the database: {_reason(error)}") from error
    finally:
        await engine.dispose()
    return current or "empty"


def _engine(address: str) -> AsyncEngine:
    """
    Return an engine whose transactions hold the schema too, so that a kill leaves none of it.

    Python's sqlite3 would commit before each change of the schema. Foreign keys are off: with them
    on, a table that is copied and dropped takes the children of its rows along.
    """
    engine = create_async_engine(driver_url(address))
    if sqlite_file(address):
        sa.event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def backup(address: str, target: Path) -> None:
    """Write a whole copy of the database to *target*, while others may go on using it."""
    if target.exists():
        raise StoreError(f"{target} exists already; nothing was written")
    target.parent.mkdir(parents=True, exist_ok=True)
    if file := sqlite_file(address):
        if not file.exists():
            raise StoreError(f"there is no database at {file}")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        return
    _run("pg_dump", "--format=custom", f"--file={target}", f"--dbname={libpq(address)}")


async def restore(address: str, source: Path, *, now: datetime) -> None:
    """
    Put a copy in the place of the database, which must not be in use.

    What the copy says is still scheduled or being sent may have been sent since. So it is held or
    paused: it goes out only when somebody of the team says so. Open cards are not sent again.
    """
    await asyncio.to_thread(_put_back, address, source)
    await upgrade(address, copies=None, now=now)
    engine = _engine(address)
    async with engine.begin() as connection:
        for statement in _HOLD:
            await connection.execute(sa.text(statement))
    await engine.dispose()


def _put_back(address: str, source: Path) -> None:
    if not source.is_file():
        raise StoreError(f"there is no file {source}")
    if file := sqlite_file(address):
        _check_copy(source)
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(file)) as target:
            copy.backup(target)
        return
    _run("pg_restore", "--clean", "--if-exists", f"--dbname={libpq(address)}", str(source))


_HOLD = (
    "UPDATE bulletin SET state = 'held', version = version + 1 WHERE state = 'scheduled'",
    "UPDATE bulletin SET state = 'paused', version = version + 1 WHERE state = 'sending'",
    "UPDATE occurrence SET paused = true WHERE closed_at IS NULL AND bulletin_id IS NOT NULL",
    """
    UPDATE delivery SET state = 'expired', owner = NULL
    WHERE state IN ('pending', 'claimed') AND occurrence_id IN
      (SELECT id FROM occurrence WHERE closed_at IS NULL AND bulletin_id IS NULL)
    """,
    "UPDATE schedule SET next_at = NULL, version = version + 1",
)


def _check_copy(source: Path) -> None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        found = None
    if not found:
        raise StoreError(f"{source} is not a copy of this program's database")
    _refuse_newer(found[0])


def _refuse_newer(current: str | None) -> None:
    if current and current > HEAD:
        raise StoreError(f"the database is from a newer version ({current}); update the program")


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _migrate(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 (loaded only when there is something to do)

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise StoreError(f"the upgrade would break rows of {broken[0]}; nothing was changed")


def alembic_config() -> "Config":
    """Return the configuration that points to the migrations beside this file."""
    from alembic.config import Config  # noqa: PLC0415 (loaded only when needed)

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


def _suffix(address: str) -> str:
    return ".db" if sqlite_file(address) else ".dump"


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if not path:
        raise StoreError(f"{program} is not installed; it makes and restores copies of PostgreSQL")
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 (fixed programs, no shell)
    if done.returncode:
        raise StoreError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else str(error)
