"""Stopped politely, frozen, starved: nothing is ambiguous that need not be."""

import asyncio
import resource
import sqlite3
from contextlib import closing

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
PER_SECOND, IN_FLIGHT = 200, 50
NIGHTLY = pytest.mark.nightly


@pytest.mark.parametrize("kind", [pytest.param("sqlite", marks=NIGHTLY), "postgresql"])
async def test_sigterm_in_mid_broadcast_leaves_nothing_in_doubt(scene, kind):
    """Answers on their way are waited for; the next start sends the rest, each once."""
    it = await scene(kind, people=400, rule="skip")
    it.telegram.latency = 0.3
    program = it.program(per_second=PER_SECOND)
    await program.start()
    await it.more(150)
    code, seconds = await program.terminate()
    assert (code, await it.place.in_doubt()) == (0, 0)
    assert seconds < 5
    account = await it.place.account()
    assert len(it.pushed) == account.states["sent"]
    assert account.states.keys() <= {"sent", "pending"}
    await program.start()
    assert it.reckon(await it.done(), doubts=0)["sent"] == it.people


async def test_sigterm_ends_it_in_time_although_telegram_says_nothing(scene):
    """What Telegram was asked and never answered is in doubt; everything else is not."""
    it = await scene("sqlite", people=400, rule="skip")
    program = it.program(per_second=PER_SECOND)
    await program.start()
    await it.more(50)
    it.telegram.latency = 1_000
    await asyncio.sleep(0.5)
    code, seconds = await program.terminate()
    assert code == 0
    assert seconds < 10
    doubts = await it.place.in_doubt()
    assert 0 < doubts <= IN_FLIGHT
    it.telegram.latency = 0
    await program.start()
    assert it.reckon(await it.done(), doubts=doubts)["unknown"] == doubts


async def test_sigterm_ends_it_in_time_although_the_database_is_locked(scene):
    it = await scene("sqlite", people=400, rule="skip")
    program = it.program(per_second=PER_SECOND)
    await program.start()
    await it.more(50)
    with closing(sqlite3.connect(it.place.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(0.5)
        code, seconds = await program.terminate()
        doubts = await it.place.in_doubt()
    assert code == 0
    assert seconds < 10
    await program.start()
    it.reckon(await it.done(), doubts=doubts)


@pytest.mark.parametrize("seconds", [4, pytest.param(45, marks=NIGHTLY)])
async def test_frozen_and_thawed_it_goes_on_as_if_nothing_had_been(scene, seconds):
    """Longer than any answer may take: the answers were there, in the kernel, all the time."""
    it = await scene("sqlite", people=600, rule="skip")
    it.telegram.latency = 0.05
    program = it.program(per_second=PER_SECOND)
    await program.start()
    await it.more(150)
    program.freeze()
    await asyncio.sleep(seconds)
    program.thaw()
    found = it.reckon(await it.done(), doubts=IN_FLIGHT)
    assert found["unknown"] == 0 or seconds > 30


async def test_without_file_descriptors_it_waits_and_goes_on(scene):
    """Every connection is lost and none can be opened: what had left is in doubt, no more."""
    it = await scene("sqlite", people=400, rule="skip")
    it.telegram.latency = 0.03
    program = it.program(per_second=PER_SECOND)
    await program.start()
    await it.more(100)
    program.limit(resource.RLIMIT_NOFILE, 3)
    for connection in set(it.telegram.connections):
        connection.abort()
    await asyncio.sleep(1)
    during = len(it.pushed)
    await asyncio.sleep(2)
    assert len(it.pushed) == during
    program.limit(resource.RLIMIT_NOFILE, None)
    it.reckon(await it.done(), doubts=IN_FLIGHT)


async def test_a_stop_and_a_start_for_each_version_that_is_rolled_out(scene):
    """Three polite restarts in one broadcast: everybody gets it once."""
    it = await scene("sqlite", people=300, rule="skip")
    it.telegram.latency = 0.05
    program = it.program(per_second=PER_SECOND)
    for _ in range(3):
        await program.start()
        await it.more(20)
        code, _ = await program.terminate()
        assert code == 0
    await program.start()
    assert it.reckon(await it.done(), doubts=0)["sent"] == it.people
    assert "Traceback" not in it.tail
