"""Databases to break: a fresh one with an audience and a bulletin that is due, and its rows."""

import asyncio
import os
import shutil
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from bot.store import tables as t
from bot.store.bulletins import Bulletins
from bot.store.database import Database
from bot.store.upgrade import upgrade
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.bulletins import CrashRule
from scheduler.drafts import addressed, written
from scheduler.handing_in import submitted
from scheduler.plans import Plan
from tests.bench.people import prepared

SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1/postgres")
AUTHOR = 9_000_001
TEXT = "<b>The market</b> opens at nine on Friday."
OPEN = frozenset({"pending", "claimed", "sending"})


@dataclass(frozen=True, kw_only=True)
class Line:
    """A recipient's row."""

    chat_id: int
    state: str
    doubts: int
    message_id: int | None


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the tables say of the bulletin: every row, and the counts that were given out."""

    lines: tuple[Line, ...]
    bulletin: str
    counts: Mapping[str, int] | None

    @property
    def states(self) -> Counter[str]:
        return Counter(line.state for line in self.lines)


def server_is_there() -> bool:
    try:
        psycopg.connect(SERVER, connect_timeout=2).close()
    except psycopg.Error:
        return False
    return True


def create(name: str, *, template: str = "template1") -> str:
    """Make a PostgreSQL database and return its address."""
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return SERVER.rsplit("/", 1)[0] + f"/{name}"


def drop(name: str) -> None:
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


class Empty:
    """Databases with tables and nothing in them, each made once and then copied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, str] = {}
        self._dropped_at_the_end: list[str] = []

    def copy(self, kind: str, folder: Path) -> str:
        """Return the address of a fresh copy."""
        if kind not in self._made:
            self._made[kind] = self._make(kind)
        if kind == "sqlite":
            shutil.copy(self._made[kind], folder / "bot.db")
            return f"sqlite:///{folder / 'bot.db'}"
        return create(self._name(), template=self._made[kind])

    def _make(self, kind: str) -> str:
        made = str(self._folder / "empty.db") if kind == "sqlite" else self._name()
        address = f"sqlite:///{made}" if kind == "sqlite" else create(made)
        asyncio.run(upgrade(address, copies=None, now=datetime.now(UTC)))
        return made

    def _name(self) -> str:
        name = f"littlehands_chaos_{uuid.uuid4().hex[:12]}"
        self._dropped_at_the_end.append(name)
        return name

    def close(self) -> None:
        for name in reversed(self._dropped_at_the_end):
            drop(name)


class Place:
    """One database, as the test sees it: never through what stands between it and the program."""

    def __init__(self, address: str) -> None:
        self.address = address
        drivers = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg"}
        scheme, rest = address.split("://")
        self._engine = sa.create_engine(f"{drivers[scheme]}://{rest}", poolclass=NullPool)

    @property
    def file(self) -> Path:
        return Path(self.address.removeprefix("sqlite:///"))

    async def fill(self, people: int) -> None:
        """Let the chats 1 to *people* subscribe to notices."""
        await (await prepared(self.address, people)).close()

    async def hand_in(self, rule: CrashRule, *, at: datetime | None = None) -> None:
        """Hand in a bulletin for everybody; it is due at once."""
        database, now = Database(self.address), datetime.now(UTC)
        bulletins = Bulletins(database)
        draft = await bulletins.draft(AUTHOR, now)

        def fill(it):
            it = addressed(written(it, check_text(TEXT), "en"), _EVERYBODY)
            return submitted(it, plan=Plan(zone="UTC", at=at), approvals=0, now=now)

        await bulletins.change(draft.id, fill, now=now)
        mine = sa.update(t.bulletin).where(t.bulletin.c.id == draft.id)
        async with database.write() as c:
            await c.execute(mine.values(crash_rule=rule))
        await database.close()

    async def account(self) -> Account:
        return await asyncio.to_thread(self._account)

    async def closed(self) -> bool:
        """Tell whether the bulletin has its final account."""
        closed = sa.select(t.occurrence.c.closed_at).where(t.occurrence.c.bulletin_id.is_not(None))
        return await self.value(closed) is not None

    async def in_doubt(self) -> int:
        """Return how many rows are *sending*: what a crash at this moment leaves ambiguous."""
        sending = t.delivery.c.state == "sending"
        return await self.value(sa.select(sa.func.count()).where(sending))

    async def value(self, statement: Any) -> Any:
        """Return the one value that *statement* selects."""
        return await asyncio.to_thread(self._value, statement)

    @contextmanager
    def held(self, statement: str) -> Iterator[None]:
        """Execute *statement* in a transaction that stays open inside the with-block."""
        with self._engine.begin() as c:
            c.execute(sa.text(statement))
            yield

    def _value(self, statement: Any) -> Any:
        with self._engine.connect() as c:
            return c.scalar(statement)

    def _account(self) -> Account:
        s, d = t.subscriber.c, t.delivery.c
        lines = sa.select(s.chat_id, d.state, d.doubts, d.message_id).join_from(
            t.delivery, t.subscriber, s.id == d.subscriber_id
        )
        with self._engine.connect() as c:
            return Account(
                lines=tuple(Line(**row) for row in c.execute(lines).mappings()),
                bulletin=c.scalar(sa.select(t.bulletin.c.state)),
                counts=c.scalar(sa.select(t.occurrence.c.counts)),
            )


_EVERYBODY = Audience(topics=frozenset({"notices"}))
