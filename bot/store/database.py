"""The database: SQLite by default, PostgreSQL by its address; one way to read and to write."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.store.prepared import Cursor, Prepared

_Found = TypeVar("_Found")


class _Json(sa.types.TypeDecorator[Any]):
    """Ids, or values by id, as json_each reads them."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:  # noqa: ARG002 (the base class hands it)
        """Write it as JSON."""
        return json.dumps(value)


BUSY_MS = 5_000
"""How long SQLite waits for another writer before it gives up."""

_STANDSTILL_MS = 3_000
"""
PostgreSQL ends a transaction whose client stood still for so long.

One that is frozen, or whose machine lost its power, would hold its locks till it is back: if that
is the row of the shared rate, nobody else can send or answer meanwhile.
"""
_KEEPALIVE = {"idle": 5, "interval": 2, "count": 3}
"""PostgreSQL notices after eleven seconds, not two hours, that a client's machine is gone."""


def driver_url(address: str) -> URL:
    """Return the address with the async driver that this program uses."""
    url = make_url(address)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    return url.set(drivername=drivers[url.get_backend_name()])


def session_options(address: str) -> str:
    """Return what PostgreSQL is asked for at the start of a session, after the operator's own."""
    given = make_url(address).query.get("options", "")
    own = given if isinstance(given, str) else " ".join(given)
    wanted = {f"tcp_keepalives_{name}": number for name, number in _KEEPALIVE.items()}
    wanted["idle_in_transaction_session_timeout"] = _STANDSTILL_MS
    return " ".join([own, *(f"-c {name}={value}" for name, value in wanted.items())]).strip()


def libpq(address: str) -> str:
    """Return a server's address as PostgreSQL's own programs read it."""
    return make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)


def sqlite_file(address: str) -> Path | None:
    """Return the file of an SQLite address, or None for a server."""
    url = make_url(address)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


class Database:
    """
    Opens transactions.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE: the driver's default begins at the
    first write, and 274 of 320 read-modify-write updates were lost that way when measured.
    What an error says never holds the values of its statement: it ends up in the log.
    """

    def __init__(self, address: str) -> None:
        url = driver_url(address)
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self._engine = create_async_engine(url, hide_parameters=True)
            self._direct = sa.create_engine(
                url.set(drivername="sqlite"),
                poolclass=sa.SingletonThreadPool,
                hide_parameters=True,
            )
            self._thread = ThreadPoolExecutor(1, "rows")
            self._kept: sa.PoolProxiedConnection | None = None
            for engine in (self._engine.sync_engine, self._direct):
                sa.event.listen(engine, "connect", _prepare_sqlite)
                sa.event.listen(engine, "begin", _begin_sqlite)
        else:
            self._engine = create_async_engine(
                url,
                pool_pre_ping=True,
                connect_args={"options": session_options(address)},
                hide_parameters=True,
            )

    @property
    def engine(self) -> AsyncEngine:
        """The engine, for the migrations."""
        return self._engine

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that may write; it commits at the end, or leaves no trace."""
        async with self._engine.begin() as connection:
            yield connection

    async def swiftly(self, work: Callable[[Cursor], _Found]) -> _Found:
        """
        Do *work*, which runs prepared statements, in one writing transaction of its own.

        On SQLite it goes to a thread once, not once a statement as aiosqlite does: for a block of
        fifty rows that was measured to cost a quarter.
        """
        if not self.is_sqlite:
            async with self._engine.begin() as connection:
                return await connection.run_sync(lambda c: work(c.connection.cursor()))
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._do, work)

    async def look(self, work: Callable[[sa.Connection], _Found]) -> _Found:
        """Do *work*, which only reads, in one transaction that never waits for a writer."""
        if not self.is_sqlite:
            async with self.read() as connection:
                return await connection.run_sync(work)
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._see, work)

    def _see(self, work: Callable[[sa.Connection], _Found]) -> _Found:
        with self._direct.connect() as connection:
            return work(connection.execution_options(reads_only=True))

    def _do(self, work: Callable[[Cursor], _Found]) -> _Found:
        if self._kept is None:
            self._kept = self._direct.raw_connection()
        connection: Any = self._kept.driver_connection
        with connection:  # commits, or rolls back
            cursor = connection.execute("BEGIN IMMEDIATE")
            return work(cursor)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads and never waits for a writer."""
        async with self._engine.connect() as connection:
            await connection.execution_options(reads_only=True)
            yield connection

    def insert(self, table: sa.Table) -> Any:
        """Return an INSERT that knows ON CONFLICT, in this database's dialect."""
        if self.is_sqlite:
            from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415 (only one is needed)

            return insert(table)
        from sqlalchemy.dialects.postgresql import insert as pg_insert  # noqa: PLC0415 (likewise)

        return pg_insert(table)

    def among(self, column: sa.ColumnElement[int], name: str) -> sa.ColumnElement[bool]:
        """
        Return the condition that *column* is in the list of ids bound as *name*.

        The list is one parameter: as one for each id, SQLAlchemy renders the statement anew each
        time, which was measured to cost as much as all the rest.
        """
        if not self.is_sqlite:
            return column == sa.any_(sa.bindparam(name, type_=sa.ARRAY(sa.BigInteger)))
        ids = sa.func.json_each(sa.bindparam(name, type_=_Json)).table_valued("value")
        return column.in_(sa.select(ids.c.value))

    def by_id(self, name: str) -> tuple[sa.ColumnElement[int], sa.ColumnElement[int]]:
        """Return the ids and the numbers of a mapping bound as *name*, to be joined with rows."""
        bound: Any = sa.bindparam(name, type_=_Json)
        given = sa.func.json_each(bound if self.is_sqlite else sa.cast(bound, sa.JSON))
        pairs = given.table_valued("key", "value", name="given")
        number = sa.cast(pairs.c.value, sa.Text)
        return sa.cast(pairs.c.key, sa.BigInteger), sa.cast(number, sa.BigInteger)

    def prepared(self, statement: Any) -> Prepared:
        """Return the statement compiled for this database."""
        return Prepared(statement, self._engine.dialect)

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()
        if self.is_sqlite:
            await asyncio.to_thread(self._thread.shutdown)
            if self._kept:
                self._kept.close()
            self._direct.dispose()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")
