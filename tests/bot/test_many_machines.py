"""The same bot as several processes on PostgreSQL: any of them may go, and nobody notices."""

import asyncio
import os
import signal
import sys
import time

import psycopg
import pytest

from bot.store import server_lock
from bot.store.database import Database, session_options
from bot.store.rate import SharedRate
from bot.store.server_lock import ServerLock
from bot.store.upgrade import upgrade
from bot.telegram.shared_pacer import SharedPacer
from tests.bot.test_processes import CONFIG, ROOT, RealTown, count, littlehands
from tests.bot.test_store import NOW, SERVER, postgresql
from tests.bot.town import EDITOR, LIBRARY, NEIGHBOUR, until, words

pytestmark = pytest.mark.slow


@pytest.fixture
async def server_database():
    name, address = await asyncio.to_thread(postgresql)
    yield address
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


class ManyTown(RealTown):
    """Every part is a process of its own; `parts` may be killed and started one by one."""

    async def start_app(self):
        config = self.data / "config.yaml"
        text = CONFIG.format(url=self.chat.url, database=self.database, library=LIBRARY, port=0)
        config.write_text(text, encoding="utf-8")
        self.log = (self.data / "log.txt").open("ab")
        self.parts = {}
        await asyncio.gather(*map(self.start, ("clock", "web", "worker", "worker2")))
        self.app = self

    async def start(self, name):
        self.parts[name] = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", name.rstrip("2"), "-c", str(self.data / "config.yaml"),
            cwd=ROOT, env={**os.environ, "TOKEN": "1:test"},
            stdout=asyncio.subprocess.PIPE, stderr=self.log,
        )  # fmt: skip
        ready = await asyncio.wait_for(self.parts[name].stdout.readline(), 20)
        assert b"is running" in ready

    async def kill(self, name):
        self.parts[name].send_signal(signal.SIGKILL)
        await self.parts.pop(name).wait()

    async def stop(self):
        for part in self.parts.values():
            part.send_signal(signal.SIGCONT)
            part.terminate()
        started = time.monotonic()
        for part in self.parts.values():
            assert await asyncio.wait_for(part.wait(), 12) == 0
        assert time.monotonic() - started < 10
        self.log.close()


@pytest.fixture
async def many(tmp_path, server_database):
    town = ManyTown(tmp_path, database=server_database)
    await town.open()
    yield town
    await town.close()
    log = (tmp_path / "log.txt").read_text(encoding="utf-8")
    assert "Traceback" not in log, log
    assert "1:test" not in log


async def arrives(town, text, *, seconds=15.0):
    async def there():
        return await count(town, NEIGHBOUR, text) == 1

    await until(there, seconds=seconds)
    await until(lambda: accounted(town, text), seconds=seconds)


async def accounted(town, text):
    return any(text in words(m) and "is out" in words(m) for m in await town.heard(EDITOR))


@pytest.mark.timeout(120)
async def test_the_mission_goes_on_while_one_part_after_another_is_killed(many):
    await many.subscribe(NEIGHBOUR)
    await many.schedule("All are here")
    await arrives(many, "All are here")

    await many.kill("worker")
    await many.schedule("One worker is gone")
    await arrives(many, "One worker is gone")

    many.parts["worker2"].send_signal(signal.SIGSTOP)
    await many.start("worker")
    await many.schedule("The other stands still")
    await arrives(many, "The other stands still")
    many.parts["worker2"].send_signal(signal.SIGCONT)

    await many.kill("clock")
    await many.start("clock")
    await many.kill("web")
    await many.post(f"/api/chats/{NEIGHBOUR}/messages", {"from": NEIGHBOUR, "text": "/help"})
    await many.start("web")
    await until(lambda: help_came(many), seconds=15)
    await many.schedule("All are back")
    await arrives(many, "All are back")
    for text in ("All are here", "One worker is gone", "The other stands still"):
        assert await count(many, NEIGHBOUR, text) == 1


async def help_came(town):
    return any("/settings" in words(m) for m in await town.heard(NEIGHBOUR))


async def test_a_lone_program_and_several_do_not_mix(tmp_path, server_database):
    town = RealTown(tmp_path, database=server_database)
    await town.open()
    await town.subscribe(NEIGHBOUR)
    config = town.data / "config.yaml"
    second = await asyncio.to_thread(littlehands, "worker", "-c", config, TOKEN="1:test")
    await town.close()
    assert second.returncode == 2
    assert "another littlehands already runs" in second.stderr


def test_several_processes_need_a_server(tmp_path):
    config = tmp_path / "config.yaml"
    config.write_text(f"telegram: {{token: '1:x'}}\ndatabase: sqlite:///{tmp_path}/x.db\n")
    for role in ("clock", "web", "worker"):
        done = littlehands(role, "-c", config)
        assert done.returncode == 2
        assert done.stderr.strip() == (
            f"littlehands: littlehands {role} needs PostgreSQL: see the key database"
        )


async def pacers(address, number, per_second):
    await upgrade(address, copies=None, now=NOW)
    database = Database(address)
    rate = SharedRate(database, per_second=per_second)
    await rate.begin()
    return database, [SharedPacer(rate, per_second=per_second) for _ in range(number)]


async def taken_in(pacer, seconds):
    until_, total = time.monotonic() + seconds, 0
    while time.monotonic() < until_:
        total += await pacer.take(100)
    return total


async def test_several_keep_one_rate_together_and_an_answer_goes_first(server_database):
    database, (one, two, three) = await pacers(server_database, 3, 200)
    counts = await asyncio.gather(*(taken_in(pacer, 2) for pacer in (one, two)))
    assert 300 <= sum(counts) <= 2 * 200 + 20
    assert min(counts) > 0

    pushing = asyncio.create_task(taken_in(one, 1))
    await asyncio.sleep(0.2)
    started = time.monotonic()
    await three.turn(7)
    assert time.monotonic() - started < 0.1
    await pushing
    await database.close()


async def test_an_album_counts_for_all_its_messages_in_all_processes(server_database):
    database, several = await pacers(server_database, 2, 30)
    left, end = [], time.monotonic() + 2.5

    async def push(pacer):
        while time.monotonic() < end:
            left.extend([time.monotonic()] * 11 * await pacer.take(5, 11))

    await asyncio.gather(*map(push, several))
    assert len(left) >= 4 * 11
    assert max(sum(at <= it < at + 0.9 for it in left) for at in left) <= 30
    await database.close()


async def test_a_429_in_one_process_pauses_the_pushing_of_all_and_no_answer(server_database):
    database, (one, two) = await pacers(server_database, 2, 200)
    assert await one.take(4)
    one.refused(5, 1.5)
    await asyncio.sleep(0.1)
    started = time.monotonic()
    assert await two.take(4) == 0
    await two.turn(6)
    assert time.monotonic() - started < 0.5
    while not await two.take(4):
        assert time.monotonic() - started < 3
    assert time.monotonic() - started > 1.2
    slower = await taken_in(two, 1)
    assert slower <= 200 / 1.25 + 20
    await database.close()


async def test_a_program_whose_lock_another_took_ends_itself(server_database, monkeypatch):
    """A server that is started anew has forgotten its locks, and anybody may be first."""
    monkeypatch.setattr(server_lock, "_CHECK_SECONDS", 0.1)
    ended = []
    monkeypatch.setattr(server_lock.signal, "raise_signal", ended.append)
    first, second = (ServerLock(server_database, "program") for _ in range(2))
    assert await first.holds()
    assert not await second.holds()
    keeping = asyncio.create_task(first.keep())
    with psycopg.connect(server_database, autocommit=True) as server:
        (before,) = holders(server)
        server.execute("SELECT pg_terminate_backend(%s)", [before])
        await until(lambda: set(holders(server)) - {before})
        assert await first.holds(), "nobody else came: it is taken again"
        assert not ended
        with psycopg.connect(server_database, autocommit=True) as another:
            first_in_line = asyncio.to_thread(another.execute, TAKE_IN_TURN)
            waiting = asyncio.create_task(first_in_line)
            await until(lambda: holders(server, waiting=True))
            server.execute("SELECT pg_terminate_backend(%s)", [holders(server)[0]])
            await asyncio.wait_for(waiting, 5)
            await asyncio.wait_for(keeping, 5)
    assert ended == [signal.SIGTERM]
    await first.let_go()
    await second.let_go()


TAKE_IN_TURN = f"SELECT pg_advisory_lock({server_lock.lock_number('program')})"


def holders(server, *, waiting=False):
    """Return the backends that have, or wait for, an advisory lock of this database."""
    asked = server.execute(
        "SELECT pid FROM pg_locks JOIN pg_database d ON d.oid = database"
        " WHERE locktype = 'advisory' AND granted = %s AND datname = current_database()",
        [not waiting],
    )
    return [pid for (pid,) in asked]


async def test_however_often_a_high_rate_is_slowed_down_it_goes_on(server_database):
    """Permits are leased for a fiftieth of a second; at a slow pace so many are never free."""
    database, (one,) = await pacers(server_database, 1, 1_000)
    rate = SharedRate(database, per_second=1_000)
    for _ in range(12):
        await rate.slow_down(0.002)
        await asyncio.sleep(0.005)
    expected = 1_000 * 0.8**12
    assert 0.6 * expected <= await taken_in(one, 1) <= 1.2 * expected
    await database.close()


def test_what_the_operator_asks_of_a_session_is_asked_too():
    asked = session_options("postgresql://me@host/db?options=-c%20search_path%3Dhands")
    assert asked.startswith("-c search_path=hands -c ")
    assert "-c idle_in_transaction_session_timeout=3000" in asked
