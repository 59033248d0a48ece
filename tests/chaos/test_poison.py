"""A bulletin that ends every worker which has it in hand is parked; others go on, the team decides."""

import asyncio
from collections import Counter
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.runners import DEATHS, Runners, new_runner
from tests.chaos.machines import eventually, in_hand, started
from tests.chaos.places import AUTHOR
from tests.chaos.scene import Scene, until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
PAUSED = sa.select(sa.func.count()).where(t.occurrence.c.paused)


async def die_of_it(it: Scene, *, times: int) -> None:
    """Let so many short lives end with rows that were about to leave, and be buried."""
    database = Database(it.place.address)
    for _ in range(times):
        runner, now = new_runner(), datetime.now(UTC)
        await Runners(database, runner=runner).join(now)
        deliveries = Deliveries(database, runner=runner)
        rows = await deliveries.claim(after=0, limit=5, now=now)
        assert await deliveries.exchange([], rows) == {row.id for row in rows}
        await Runners(database, runner=new_runner()).bury(runner, 0)
    await database.close()


async def a_worker_dies_of_it(it: Scene) -> None:
    """Start a worker, and kill it when it has sent some rows of which none is settled."""
    (worker,) = await started(it, "worker", per_second=28)
    await eventually(it.place.in_doubt, seconds=20)
    await worker.kill()

    async def nothing_is_in_hand() -> bool:
        return not await in_hand(it.place)

    await eventually(nothing_is_in_hand, seconds=10)


@pytest.mark.parametrize(
    "workers",
    [1, pytest.param(DEATHS, marks=[pytest.mark.nightly, pytest.mark.timeout(240)])],
    ids=["the last is a worker", "ten workers"],
)
async def test_a_bulletin_that_ends_every_worker_is_parked_and_the_team_decides(scene, workers):
    it = await scene("postgresql", people=60, rule="resend")
    it.telegram.slow = dict.fromkeys(range(1, it.people + 1), 1_000.0)
    await started(it, "clock", "web", per_second=28)
    rows = sa.select(sa.func.count()).select_from(t.delivery)
    await eventually(lambda: it.place.value(rows), seconds=20)
    await die_of_it(it, times=DEATHS - workers)
    for _ in range(workers):
        assert not await it.place.value(PAUSED)
        await a_worker_dies_of_it(it)
    await eventually(lambda: it.place.value(PAUSED), seconds=5)
    await until(lambda: questions(it), it, seconds=5)
    (question,) = questions(it)
    resume, stop = it.telegram.buttons(question)
    assert resume.startswith("sending:resume:")
    assert stop.startswith("sending:stop:")

    it.telegram.slow = {}
    before = len(it.pushed)
    await it.place.hand_in("skip")
    await started(it, "worker", per_second=100)
    await it.more(it.people)
    await asyncio.sleep(2)
    heard = Counter(post.chat_id for post in it.pushed[before:])
    assert heard == dict.fromkeys(range(1, it.people + 1), 1), "the other bulletin, and it alone"

    it.telegram.press(AUTHOR, resume)
    await it.more(it.people)
    open_ones = sa.select(sa.func.count()).where(t.occurrence.c.closed_at.is_(None))

    async def all_are_closed() -> bool:
        return not await it.place.value(open_ones)

    await eventually(all_are_closed, seconds=10)
    sent = sa.select(sa.func.count()).where(t.delivery.c.state == "sent")
    assert await it.place.value(sent) == 2 * it.people


def questions(it: Scene):
    """Return the messages to the team that have a button to resume."""
    mine = [post for post in it.telegram.sends if post.chat_id == AUTHOR]
    return [post for post in mine if any("resume" in data for data in it.telegram.buttons(post))]
