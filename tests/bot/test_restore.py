"""A copy comes back whole or not at all, and what it says is to be sent waits for the team."""

import shutil

import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.store import tables as t
from bot.store.copies import backup
from bot.store.database import Database
from bot.store.restore import restore
from bot.store.upgrade import HEAD
from tests.bot.test_store import NOW, add, address, chat, claim, db, scheduled, taken
from tests.bot.test_upgrade import STATES, old

__all__ = ["address", "db", "old"]
PEOPLE = 60


@pytest.fixture
async def copy(db, address, tmp_path):
    """A copy made in mid-broadcast; afterwards the database goes on without it."""
    if address.startswith("postgresql") and not shutil.which("pg_dump"):
        pytest.skip("pg_dump is not installed")
    await add(db, *(chat(n) for n in range(1, PEOPLE + 1)))
    await scheduled(db)
    await taken(db)
    file = tmp_path / "copy"
    backup(address, file)
    async with db.write() as c:
        await c.execute(sa.delete(t.delivery))
    await db.close()
    return file


async def put_back(address, copy):
    await restore(address, copy, copies=copy.parent / "copies", now=NOW)


async def count(address, table):
    found = Database(address)
    async with found.read() as c:
        number = await c.scalar(sa.select(sa.func.count()).select_from(table))
    await found.close()
    return number


async def test_everything_is_back_nothing_leaves_and_what_was_there_is_kept(address, copy):
    await put_back(address, copy)
    assert await count(address, t.delivery) == await count(address, t.subscriber) == PEOPLE
    found = Database(address)
    async with found.read() as c:
        assert await c.scalar(sa.select(t.bulletin.c.state)) == "paused"
    from bot.store.deliveries import Deliveries

    assert await claim(Deliveries(found)) == []
    await found.close()
    (before,) = (copy.parent / "copies").iterdir()
    await restore(address, before, copies=copy.parent / "more", now=NOW)
    assert await count(address, t.delivery) == 0


def cut(data):
    return data[: len(data) * 2 // 3]


def scratched(data):
    middle = len(data) // 2
    return (
        data[:middle]
        + bytes(b ^ 0xFF for b in data[middle : middle + 9_000])
        + data[middle + 9_000 :]
    )


@pytest.mark.parametrize("damaged", [cut, scratched, lambda _: b"", lambda _: b"not a copy" * 99])
async def test_a_damaged_copy_is_refused_and_nothing_is_changed(address, copy, damaged):
    copy.write_bytes(damaged(copy.read_bytes()))
    with pytest.raises(StoreError):
        await put_back(address, copy)
    assert await count(address, t.subscriber) == PEOPLE
    assert await count(address, t.delivery) == 0


async def test_a_copy_of_a_newer_program_is_refused_before_anything_is_changed(
    address, copy, tmp_path
):
    found = Database(address)
    async with found.write() as c:
        await c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    backup(address, tmp_path / "newer")
    async with found.write() as c:
        await c.execute(sa.text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    await found.close()
    with pytest.raises(StoreError, match="newer version"):
        await put_back(address, tmp_path / "newer")
    assert await count(address, t.subscriber) == PEOPLE


async def test_a_copy_of_an_earlier_version_is_upgraded(old, tmp_path):
    backup(old, tmp_path / "copy")
    await put_back(old, tmp_path / "copy")
    assert await count(old, t.delivery) == len(STATES)
    (tmp_path / "copies").rename(tmp_path / "earlier")
    await put_back(old, tmp_path / "copy")
    assert await count(old, t.delivery) == len(STATES)
