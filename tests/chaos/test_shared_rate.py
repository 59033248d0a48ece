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


@pytest.mark.parametrize("workers", [3, pytest.param(2, marks=pytest.mark.nightly)])
async def test_workers_keep_the_rate_together_and_answers_go_first(scene, workers):
    """Measured where the messages arrive: never more than five per cent too many in a second."""
    it = await scene("postgresql", people=2_000, rule="skip")
    it.telegram.latency = 0.05
    await started(it, "clock", "web", *["worker"] * workers, per_second=PER_SECOND)
    await it.more(PER_SECOND)
    waits = []
    for n in range(ANSWERS):
        await asyncio.sleep(0.4)
        said_at = time.monotonic()
        it.telegram.say(1 + n, "/help")
        waits.append(await answered(it, 1 + n) - said_at)
    await it.done()
    pushed = [post for post in it.pushed if "market" in post.text]
    steady = pushed[PER_SECOND:]
    rate = (len(steady) - 1) / (steady[-1].at - steady[0].at)
    log.info("%s workers: %.0f a second, %s in the busiest; answers after %s ms",
             workers, rate, busiest_second(it.telegram.sends), [round(1_000 * it) for it in waits])  # fmt: skip
    assert busiest_second(it.telegram.sends) <= 1.05 * PER_SECOND
    assert rate + ANSWERS / 10 >= 0.85 * PER_SECOND
    assert sorted(waits)[ANSWERS // 2] < 0.15
    assert max(waits) < 0.3


async def answered(it, chat):
    """Return the time at which a chat got an answer."""
    while True:
        for post in it.telegram.sends[::-1]:
            if post.chat_id == chat and "market" not in post.text:
                return post.at
        await asyncio.sleep(0.005)
