"""The metronome ticks on, whatever happens in a tick."""

import asyncio
import logging
from datetime import timedelta

import pytest

from scheduler.clock import Clock

SOON = timedelta(milliseconds=20)


class Ticks:
    """Counts its calls and lets a test wait for them."""

    def __init__(self, *, fails=False, lasts=0.0):
        self.count, self.under_way, self.most, self.ended = 0, 0, 0, 0
        self.fails, self.lasts, self.news = fails, lasts, asyncio.Event()

    async def __call__(self):
        self.count += 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        self.news.set()
        await asyncio.sleep(self.lasts)
        self.under_way -= 1
        self.ended += 1
        if self.fails:
            raise RuntimeError("the database does not answer")

    async def reach(self, count):
        async with asyncio.timeout(2):
            while self.count < count:
                self.news.clear()
                await self.news.wait()


@pytest.fixture
async def clock():
    it = Clock()
    yield it
    await it.stop()


async def test_each_function_is_called_again_and_again(clock):
    quick, other = Ticks(), Ticks()
    clock.every(SOON, quick)
    clock.every(2 * SOON, other)
    assert quick.count == 0
    clock.start()
    await quick.reach(3)
    await other.reach(2)


async def test_an_error_in_a_tick_is_logged_and_the_next_tick_comes(clock, caplog):
    failing, sound = Ticks(fails=True), Ticks()
    clock.every(SOON, failing)
    clock.every(SOON, sound)
    with caplog.at_level(logging.ERROR, logger="scheduler.clock"):
        clock.start()
        await failing.reach(3)
        await sound.reach(3)
    said = [r.getMessage() for r in caplog.records if r.name == "scheduler.clock"]
    assert len(said) >= 2
    assert "the database does not answer" in said[0]


async def test_a_call_that_is_still_under_way_is_not_doubled(clock):
    slow = Ticks(lasts=0.1)
    clock.every(SOON, slow)
    clock.start()
    await slow.reach(2)
    assert slow.most == 1


async def test_stopping_ends_the_ticks_after_the_one_under_way():
    clock, slow = Clock(), Ticks(lasts=0.05)
    clock.every(SOON, slow)
    clock.start()
    await slow.reach(1)
    assert slow.ended == 0
    await clock.stop()
    assert (slow.count, slow.ended) == (1, 1)
    await asyncio.sleep(0.06)
    assert slow.count == 1


async def test_stopping_does_not_fail_because_the_tick_under_way_does():
    clock, failing = Clock(), Ticks(fails=True, lasts=0.03)
    clock.every(SOON, failing)
    clock.start()
    await failing.reach(1)
    await clock.stop()
    assert failing.ended == 1
