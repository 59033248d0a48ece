"""The schema: upgraded at start, after a copy is made."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StoreError
from bot.store.copies import backup, suffix
from bot.store.database import driver_url, sqlite_file

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
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
    engine = schema_engine(address)
    try:
        async with engine.connect() as connection:
            current = await connection.run_sync(_revision)
        if current == HEAD:
            return None
        refuse_newer(current)
        if current and copies:
            backup(address, copies / f"{now:%Y%m%dT%H%M%SZ}-{current}{suffix(address)}")
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except DBAPIError as error:
        raise StoreError(f"cannot open the database: {_reason(error)}") from error
    finally:
        await engine.dispose()
    return current or "empty"


async def has_schema(address: str) -> bool:
    """Tell whether there is anything in the database yet."""
    file = sqlite_file(address)
    if file and not file.exists():
        return False
    engine = schema_engine(address)
    async with engine.connect() as connection:
        found = await connection.run_sync(_revision)
    await engine.dispose()
    return found is not None


def schema_engine(address: str) -> AsyncEngine:
    """
    Return an engine whose transactions hold the schema too, so that a kill leaves none of it.

    Python's sqlite3 would commit before each change of the schema. Foreign keys are off: with them
    on, a table that is copied and dropped takes the children of its rows along.
    """
    engine = create_async_engine(driver_url(address), hide_parameters=True)
    if sqlite_file(address):
        sa.event.listen(engine.sync_engine, "connect", _leave_transactions_to_us)
        sa.event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _leave_transactions_to_us(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=OFF")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def refuse_newer(current: str | None) -> None:
    """Raise StoreError for a schema that only a later program understands."""
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


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else str(error)
