"""Bringing a copy back: all of it or nothing, and nothing is sent by surprise after it."""

import asyncio
import sqlite3
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bot.errors import StoreError
from bot.store.copies import backup, run, suffix
from bot.store.database import libpq, sqlite_file
from bot.store.tables import metadata
from bot.store.upgrade import has_schema, refuse_newer, schema_engine, upgrade

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


async def restore(address: str, source: Path, *, copies: Path, now: datetime) -> None:
    """
    Put a copy in the place of the database, which must not be in use and is copied before.

    A copy that is damaged, or from a newer program, is refused, and nothing is changed. What the
    copy says is still scheduled or being sent may have been sent since. So it is held or paused: it
    goes out only when somebody of the team says so. Open cards are not sent again.
    """
    await asyncio.to_thread(_check, address, source)
    if await has_schema(address):
        kept = copies / f"{now:%Y%m%dT%H%M%SZ}-before-restore{suffix(address)}"
        await asyncio.to_thread(backup, address, kept)
    await asyncio.to_thread(_put_back, address, source)
    await upgrade(address, copies=None, now=now)
    engine = schema_engine(address)
    async with engine.begin() as connection:
        for statement in _HOLD:
            await connection.execute(sa.text(statement))
    await engine.dispose()


def _check(address: str, source: Path) -> None:
    if not source.is_file():
        raise StoreError(f"there is no file {source}")
    found = _revision_in_file(source) if sqlite_file(address) else _revision_in_dump(source)
    if not found:
        raise StoreError(f"{source} is not a whole copy of this program's database")
    refuse_newer(found)


def _revision_in_file(source: Path) -> str | None:
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                return None
            found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(found[0]) if found else None


def _revision_in_dump(source: Path) -> str | None:
    """Read the one row of alembic_version from what pg_restore would write."""
    only = "--data-only", "--table=alembic_version", "--file=-"
    try:
        lines = run("pg_restore", *only, str(source)).splitlines()
    except StoreError:
        return None
    starts = [n for n, line in enumerate(lines) if line.startswith("COPY ")]
    return lines[starts[0] + 1].strip() if starts else None


def _put_back(address: str, source: Path) -> None:
    if file := sqlite_file(address):
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(file)) as target:
            copy.backup(target)
        return
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        run("pg_restore", "--clean", "--if-exists", f"--file={script}", str(source))
        first = f"--command=DROP TABLE IF EXISTS {', '.join(_TABLES)} CASCADE"
        whole = "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={script}"
        run("psql", f"--dbname={libpq(address)}", first, *whole)


_TABLES = (*metadata.tables, "alembic_version")
"""A later program's tables are dropped too: an older copy does not know them."""
