"""Several workers keep one rate together, and who waits for an answer does not wait for them."""

import asyncio
import logging
import time

import pytest

from tests.chaos.machines import started
from tests.chaos.scene import busiest_second

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]
PER_SECOND = 200
ANSWERS = 10
BUSY_SECONDS = 0.1
"""So late nothing is woken on a machine that has time for it."""


@pytest.mark.parametrize("workers", [2, pytest.param(3, marks=pytest.mark.nightly)])
async def test_workers_keep_the_rate_together_and_answers_go_first(scene, workers):
    """Measured where the messages arrive: never more than five per cent too many in a second."""
    it = await scene("postgresql", people=2_000, rule="skip")
    it.telegram.latency = 0.05
    await started(it, "clock", "web", *["worker"] * workers, per_second=PER_SECOND)
    await it.more(PER_SECOND)
    lags, waits = [0.0], []
    looking = asyncio.create_task(lagging(lags))
    for n in range(ANSWERS):
        await asyncio.sleep(0.4)
        said_at = time.monotonic()
        it.telegram.say(1 + n, "/help")
        waits.append(await answered(it, 1 + n) - said_at)
    await it.done()
    looking.cancel()
    pushed = [post for post in it.pushed if "market" in post.text]
    steady = pushed[PER_SECOND:]
    rate = (len(steady) - 1) / (steady[-1].at - steady[0].at)
    busiest = busiest_second(it.telegram.sends)
    log.info("%s workers: %.0f a second, %s in the busiest, lag %.3f; answers after %s ms",
             workers, rate, busiest, max(lags), [round(1_000 * it) for it in waits])  # fmt: skip
    assert busiest <= (1.05 + 2 * max(lags)) * PER_SECOND
    if max(lags) > BUSY_SECONDS:
        pytest.skip("the rate was kept; this machine is too busy to judge how fast it all is")
    assert rate + ANSWERS / 10 >= 0.85 * PER_SECOND
    assert sorted(waits)[ANSWERS // 2] < 0.3, "a message and an answer of 50 ms, and no queue"


async def lagging(lags):
    """Note how late this process is woken: what a busy machine holds up arrives in a bunch."""
    while True:
        due = time.monotonic() + 0.01
        await asyncio.sleep(0.01)
        lags.append(time.monotonic() - due)


async def answered(it, chat):
    """Return the time at which a chat got an answer."""
    while True:
        for post in it.telegram.sends[::-1]:
            if post.chat_id == chat and "market" not in post.text:
                return post.at
        await asyncio.sleep(0.005)
