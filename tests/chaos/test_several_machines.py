"""A clock and workers on PostgreSQL: any of them is killed or stands still, the account is right."""

import asyncio
import logging
import random

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from tests.chaos.machines import eventually, in_hand, killed, let_go, started
from tests.chaos.places import AUTHOR
from tests.chaos.program import Program
from tests.chaos.proxy import Proxy
from tests.chaos.scene import Scene, until
from tests.chaos.telegram import Post

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
NIGHTLY = pytest.mark.nightly
ANSWER_SECONDS = 0.04
TAKEN_UP_SECONDS = 10
AWAKE_SECONDS = 3
"""Who wakes says within this time what it knows, and the next tick counts it."""
TWO_WORKERS = ("clock", "worker", "worker")


async def killed_in_turns(it: Scene, *, per_second: int, kills: int, alive: float) -> None:
    """Kill one worker, then the other, and start each again; the third process is the clock."""
    it.telegram.latency = ANSWER_SECONDS
    _, *workers = await started(it, *TWO_WORKERS, per_second=per_second)
    await it.more(1)
    chance, watching = random.Random(it.people), []
    for n in range(kills):
        await until(lambda n=n: workers[0].said.count("worker is running") == 2 + n, it)
        await asyncio.sleep(chance.uniform(0.2, alive))
        watching.append(await killed(it, workers[n % 2]))
        await workers[n % 2].start()
    losses = await asyncio.gather(*watching)
    doubts = sum(loss.doubts for loss in losses)
    found = it.reckon(await it.done(seconds=90), doubts=doubts)
    log.info("%s a second, %s: %s; %s", per_second, it.rule, losses, dict(found))
    assert max(loss.seconds for loss in losses) <= TAKEN_UP_SECONDS
    most = {28: 5, 1_000: 120}[per_second]
    assert max(found["unknown"], found["repeated"]) <= most * kills


async def test_a_worker_is_killed_in_mid_broadcast_and_the_other_takes_up_its_work(scene):
    """Slowly and fast: right to the row, and in ten seconds."""
    slow = await scene("postgresql", people=240, rule="resend")
    fast = await scene("postgresql", people=6_000, rule="skip")
    await asyncio.gather(
        killed_in_turns(slow, per_second=28, kills=2, alive=1.0),
        killed_in_turns(fast, per_second=1_000, kills=2, alive=0.7),
    )


@NIGHTLY
@pytest.mark.timeout(400)
@pytest.mark.parametrize("rule", ["resend", "skip"])
@pytest.mark.parametrize(("per_second", "people"), [(28, 2_800), (1_000, 70_000)])
async def test_workers_are_killed_twenty_times(scene, rule, per_second, people):
    it = await scene("postgresql", people=people, rule=rule)
    await killed_in_turns(it, per_second=per_second, kills=20, alive=1.5)


async def frozen(it: Scene, *, in_the_rate: bool = False, to_the_end: bool = False) -> None:
    """Freeze one worker in mid-broadcast: the other sends on, and takes up its work."""
    it.telegram.latency = ANSWER_SECONDS
    _, worker, _ = await started(it, *TWO_WORKERS, per_second=100)
    await it.more(100)
    await freeze(it, worker, in_the_rate=in_the_rate)
    hands, doubts = await in_hand(it.place), await it.place.in_doubt()
    await it.more(100, seconds=TAKEN_UP_SECONDS)
    await eventually(lambda: let_go(it.place, hands), seconds=TAKEN_UP_SECONDS)
    if to_the_end:
        await it.done()
    else:
        await asyncio.sleep(2)
    worker.thaw()
    await asyncio.sleep(AWAKE_SECONDS)
    account = await it.done()
    found = it.reckon(account, doubts=doubts)
    log.info("%s rows in hand; %s; %s", len(hands), dict(found), account.counts)
    during = len(it.pushed)
    await asyncio.sleep(2)
    assert len(it.pushed) == during


async def freeze(it: Scene, worker: Program, *, in_the_rate: bool) -> None:
    """Freeze a worker, at any moment or in a transaction that holds the row of the shared rate."""
    while True:
        worker.freeze()
        await asyncio.sleep(0.06)
        if not in_the_rate or await stands_in_the_rate(it):
            return
        worker.thaw()
        await asyncio.sleep(0.02)


async def test_a_worker_that_stands_still_stops_nobody_and_sends_nothing_that_others_took(scene):
    """It holds the row of the shared rate, which everybody needs who sends or answers."""
    it = await scene("postgresql", people=1_200, rule="skip")
    await frozen(it, in_the_rate=True)


@NIGHTLY
@pytest.mark.parametrize("to_the_end", [False, True])
@pytest.mark.parametrize("rule", ["resend", "skip"])
async def test_a_worker_that_stood_still_at_any_moment(scene, rule, to_the_end):
    it = await scene("postgresql", people=1_200, rule=rule)
    await frozen(it, to_the_end=to_the_end)


async def stands_in_the_rate(it: Scene) -> bool:
    still = sa.text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state = 'idle in transaction' AND query LIKE '%UPDATE rate%'"
        " AND state_change < clock_timestamp() - interval '50 ms'"
    )
    return await it.place.value(still) > 0


def told(it: Scene) -> list[Post]:
    """What the author got as new messages: the progress in one, and the account."""
    return [post for post in it.telegram.sends if post.chat_id == AUTHOR]


async def everything_told(it: Scene) -> None:
    """Wait until the author has the account, and then for what must not come."""
    given = sa.select(sa.func.count()).where(t.occurrence.c.told)
    await eventually(lambda: it.place.value(given), seconds=20)
    await asyncio.sleep(2)
    assert await it.place.value(sa.select(sa.func.count()).select_from(t.occurrence)) == 1


async def test_clocks_write_and_tell_everything_once_whichever_is_killed(scene):
    """The first dies while it writes the rows: of these nothing is left. Then there are two."""
    it = await scene("postgresql", people=500, rule="skip")
    with it.place.held("LOCK TABLE delivery IN SHARE MODE"):
        (clock,) = await started(it, "clock", per_second=100)
        waits = sa.text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO delivery%'"
        )
        await eventually(lambda: it.place.value(waits), seconds=20)
        await clock.kill()
    clock, *_ = await started(it, "clock", "clock", "worker", per_second=100)
    shown = sa.select(sa.func.count()).where(t.occurrence.c.report_message_id.is_not(None))
    await eventually(lambda: it.place.value(shown), seconds=20)
    await asyncio.sleep(1)
    await clock.kill()
    assert it.reckon(await it.done(), doubts=0)["sent"] == it.people
    await everything_told(it)
    progress, _ = told(it)
    edited = {post.message_id for post in it.telegram.edits if post.chat_id == AUTHOR}
    assert edited == {progress.message_id}


async def test_postgresql_is_away_for_eight_seconds_and_all_live_on(scene):
    it = await scene("postgresql", people=450, rule="skip")
    it.telegram.latency = ANSWER_SECONDS
    proxy = Proxy(it.place.address)
    await proxy.open()
    await started(it, *TWO_WORKERS, "web", per_second=100, database=proxy.address)
    await it.more(150)
    it.telegram.say(1, "/help")
    await asyncio.sleep(0.3)
    await proxy.cut()
    await asyncio.sleep(1)
    during = len(it.pushed)
    await asyncio.sleep(7)
    assert len(it.pushed) == during
    await proxy.open()
    await until(lambda: len(it.pushed) > during, it, seconds=TAKEN_UP_SECONDS)
    account = await it.done()

    def answers():
        return [post.chat_id for post in it.pushed if "market" not in post.text]

    await until(answers, it, seconds=TAKEN_UP_SECONDS)  # the update may be handled after the rest
    await proxy.cut()
    assert account.states == {"sent": it.people}
    assert answers() == [1]
    assert len(it.pushed) == it.people + 1
