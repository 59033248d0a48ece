"""Nothing goes on by surprise after a long standstill, and a short one is no news."""

from datetime import timedelta

import pytest

from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, until, words

READERS = (NEIGHBOUR, PARENT, CHILD, APPROVER)


@pytest.fixture
async def slow_town(town_with):
    """Mid-way in a bulletin to four, one a second, of which the first two have it."""

    async def open_town(late):
        town = await town_with(delivery={"messages_per_second": 500, "late": late})
        for who in READERS:
            await town.subscribe(who)
        town._changes["delivery"]["messages_per_second"] = 1
        await town.app.stop()
        await town.start_app()
        await town.schedule("Half of them")
        await until(lambda: has_reached(town, 2), seconds=10)
        await town.app.stop()
        return town

    return open_town


async def has_reached(town, count):
    return await reached(town) >= count


async def reached(town):
    return sum([sum(words(m) == "Half of them" for m in await town.heard(who)) for who in READERS])


async def asked(town):
    return any("stood still" in words(m) for m in await town.heard(EDITOR))


async def test_what_was_half_sent_before_a_long_standstill_waits_for_the_team(slow_town):
    town = await slow_town("hold")
    before = await reached(town)
    town.clock.push(timedelta(hours=9))
    await town.start_app()
    await until(lambda: asked(town))
    await town.push(minutes=5)
    assert await reached(town) == before
    await town.press(EDITOR, "Resume 1")
    await until(lambda: has_reached(town, 4), seconds=10)
    assert await reached(town) == 4


async def test_after_a_restart_it_simply_goes_on(slow_town):
    town = await slow_town("hold")
    town.clock.push(timedelta(minutes=9))
    await town.start_app()
    await until(lambda: has_reached(town, 4), seconds=10)
    assert not await asked(town)


@pytest.mark.parametrize("late", ["send", "skip"])
async def test_the_team_may_have_decided_beforehand(slow_town, late):
    town = await slow_town(late)
    before = await reached(town)
    town.clock.push(timedelta(hours=9))
    await town.start_app()
    await until(lambda: accounted(town), seconds=10)
    assert await reached(town) == (before if late == "skip" else len(READERS))
    assert not await asked(town)


async def accounted(town):
    return any("is out" in words(m) for m in await town.heard(EDITOR))


async def test_a_question_that_nobody_answered_is_asked_again_at_the_next_start(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Old news", "23:50")
    for times in (1, 2):
        await town.app.stop()
        town.clock.push(timedelta(hours=30))
        await town.start_app()
        await until(lambda times=times: asked_to_send(town, times))


async def asked_to_send(town, times):
    return sum("Send it now?" in words(m) for m in await town.heard(EDITOR)) == times
