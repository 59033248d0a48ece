"""The machine's clock is set an hour on or back in mid-broadcast: no second copy, no lost hour."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.settings import Settings
from tests.bot.town import LIBRARY
from tests.chaos.places import AUTHOR
from tests.chaos.telegram import TOKEN

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]
HOUR = timedelta(hours=1)


class SetClock:
    """Real time, and what somebody with a wristwatch made of it."""

    def __init__(self):
        self.offset = timedelta()

    def now(self):
        return datetime.now(UTC) + self.offset


@asynccontextmanager
async def running(it, clock):
    """Run the whole program in this process, on a clock that can be set."""
    content = {"reports": [LIBRARY / "reports"], "lessons": [LIBRARY / "lessons"]}
    telegram = {"token": TOKEN, "api_url": it.telegram.url, "owners": [AUTHOR]}
    settings = Settings.model_validate(
        {"telegram": telegram, "database": it.place.address, "content": content, "approvals": 0,
         "delivery": {"messages_per_second": 100, "late": "send"}}
    )  # fmt: skip
    app = App(settings, now=clock.now, web=False)
    await app.start()
    try:
        yield
    finally:
        await app.stop()


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["on", "back"])
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.nightly)])
async def test_an_hour_is_added_or_taken_away_in_mid_broadcast(scene, kind, jump):
    it = await scene(kind, people=300, rule="skip")
    it.telegram.latency = 0.03
    clock = SetClock()
    async with running(it, clock):
        await it.more(100)
        clock.offset = jump
        assert it.reckon(await it.done(seconds=20), doubts=0)["sent"] == it.people
        clock.offset = timedelta()
        await asyncio.sleep(2.5)
    assert it.reckon(await it.place.account(), doubts=0)["sent"] == it.people


@pytest.mark.parametrize(
    "jump",
    [
        pytest.param(HOUR, id="on"),
        pytest.param(-HOUR, id="back"),
    ],
)
async def test_what_is_to_be_tried_again_does_not_wait_for_a_lost_hour(scene, jump):
    """A retry_after is a span of time; a clock that is set does not make an hour of it."""
    it = await scene("sqlite", people=200, rule="resend")
    it.telegram.flooded, it.telegram.retry_after = 0.02, (1, 1)
    clock = SetClock()
    async with running(it, clock):
        await it.more(100)
        it.telegram.flooded = 1.0
        await asyncio.sleep(0.5)
        it.telegram.flooded = 0.0
        clock.offset = jump
        assert it.reckon(await it.done(seconds=15), doubts=0)["sent"] == it.people


async def test_a_bulletin_that_was_sent_is_not_due_again_when_the_clock_goes_back(scene):
    it = await scene("sqlite", people=20, rule="resend", due=False)
    clock = SetClock()
    await it.place.hand_in("resend", at=clock.now().replace(second=0, microsecond=0) + HOUR)
    async with running(it, clock):
        await asyncio.sleep(1.5)
        assert not it.pushed
        clock.offset = HOUR
        await it.done(seconds=10)
        clock.offset = -HOUR
        await asyncio.sleep(1.5)
        clock.offset = HOUR
        await asyncio.sleep(1.5)
    assert it.reckon(await it.place.account(), doubts=0)["sent"] == it.people
