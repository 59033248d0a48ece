"""The database is cut off, locked or full in mid-broadcast; the program goes on by itself."""

import asyncio
import resource
import sqlite3
from contextlib import closing

import pytest

from tests.chaos.proxy import Proxy

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


async def test_postgresql_is_cut_off_for_eight_seconds(scene):
    async def check(it):
        proxy = Proxy(it.place.address)
        await proxy.open()
        await begun(it, database=proxy.address)
        await proxy.cut()
        await stands_still(it, seconds=8)
        await proxy.open()
        assert it.reckon(await it.done(), doubts=0)["sent"] == it.people
        await proxy.cut()

    await side_by_side(check, scene, "postgresql")


async def test_sqlite_is_locked_by_another_writer_for_ten_seconds(scene):
    async def check(it):
        await begun(it)
        with closing(sqlite3.connect(it.place.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            await stands_still(it, seconds=10)
            other.execute("ROLLBACK")
        assert it.reckon(await it.done(), doubts=0)["sent"] == it.people

    await side_by_side(check, scene, "sqlite")


async def test_the_disk_is_full_for_a_while(scene):
    async def check(it):
        program = await begun(it)
        program.limit(resource.RLIMIT_FSIZE, 4_096)
        await stands_still(it, seconds=4)
        program.limit(resource.RLIMIT_FSIZE, None)
        assert it.reckon(await it.done(), doubts=0)["sent"] == it.people

    await side_by_side(check, scene, "sqlite")


async def side_by_side(check, scene, kind):
    """Check both crash rules at the same time, each on a database of its own."""
    both = [await scene(kind, people=300, rule=rule) for rule in ("resend", "skip")]
    await asyncio.gather(*map(check, both))


async def begun(it, *, database=None):
    """Start the program, and return it in mid-broadcast."""
    it.telegram.latency = 0.03
    program = it.program(per_second=100, database=database)
    await program.start()
    await it.more(100)
    return program


async def stands_still(it, *, seconds):
    """Wait; once a second has passed, nothing leaves that could not be written down."""
    await asyncio.sleep(1)
    during = len(it.pushed)
    await asyncio.sleep(seconds - 1)
    assert len(it.pushed) == during


async def test_what_people_write_while_the_database_is_away_is_answered_afterwards(scene):
    it = await scene("postgresql", people=10, rule="skip", due=False)
    proxy = Proxy(it.place.address)
    await proxy.open()
    await it.program(per_second=28, database=proxy.address).start()
    it.telegram.say(1, "/help")
    await it.more(1)
    await proxy.cut()
    for chat in (2, 3, 3, 4):
        it.telegram.say(chat, "/help")
    await asyncio.sleep(5)
    await proxy.open()
    for chat in (4, 5):
        it.telegram.say(chat, "/help")
    await it.more(6, seconds=15)
    assert sorted({post.chat_id for post in it.pushed}) == [1, 2, 3, 4, 5]
    await proxy.cut()


async def test_what_people_write_while_sqlite_is_locked_is_answered_afterwards(scene):
    it = await scene("sqlite", people=10, rule="skip", due=False)
    await it.program(per_second=28).start()
    it.telegram.say(1, "/help")
    await it.more(1)
    with closing(sqlite3.connect(it.place.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for chat in (2, 3, 3):
            it.telegram.say(chat, "/help")
        await asyncio.sleep(7)
        other.execute("ROLLBACK")
    it.telegram.say(4, "/help")
    await it.more(4, seconds=15)
