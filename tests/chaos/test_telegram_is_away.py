"""Telegram refuses, breaks, goes silent or is away in mid-broadcast; the account comes out right."""

import asyncio
import random

import pytest

from tests.chaos.scene import busiest_second

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
RULES = ["resend", "skip"]
PER_SECOND, IN_FLIGHT = 100, 25
NIGHTLY = pytest.mark.nightly


@pytest.mark.parametrize("rule", ["skip", pytest.param("resend", marks=NIGHTLY)])
async def test_in_a_storm_of_429_no_message_is_lost_and_none_is_sent_twice(scene, rule):
    """The server takes 30 a second and says so; the bot, told to send 60, comes down to that."""
    it = await scene("sqlite", people=150, rule=rule)
    it.telegram.per_second = 30
    await it.program(per_second=60).start()
    found = it.reckon(await it.done(seconds=90), doubts=0)
    assert found["sent"] == it.people
    assert busiest_second(it.pushed) <= 30
    refused = [at for at, code in it.telegram.refusals if code == 429]
    assert 0 < len(refused) < it.people / 4, "it learns from what it is told"


@pytest.mark.nightly
async def test_after_a_storm_of_429_the_rate_recovers(scene):
    it = await scene("sqlite", people=3_000, rule="skip")
    it.telegram.per_second = 30
    await it.program(per_second=60).start()
    await it.more(400)
    it.telegram.per_second = None
    assert it.reckon(await it.done(seconds=110), doubts=0)["sent"] == it.people
    last = [post for post in it.pushed if post.at > it.pushed[-1].at - 10]
    assert len(last) > 450, "ten calm seconds win a tenth back, up to what it was told"


@pytest.mark.parametrize(
    ("rule", "how"),
    [
        ("resend", "refuse"),
        ("skip", "reset"),
        pytest.param("skip", "refuse", marks=NIGHTLY),
        pytest.param("resend", "reset", marks=NIGHTLY),
    ],
)
async def test_when_telegram_was_away_sending_goes_on_by_itself(scene, rule, how):
    """Refused connections leave no doubt; a reset may be an answer that was lost."""
    it = await scene("sqlite", people=400, rule=rule)
    it.telegram.latency = 0.03
    await it.program(per_second=PER_SECOND).start()
    await it.more(100)
    await it.telegram.down(how)
    await asyncio.sleep(6)
    probes = it.telegram.resets
    await it.telegram.up()
    found = it.reckon(await it.done(), doubts=IN_FLIGHT + probes)
    assert probes <= IN_FLIGHT + 10, "no hammering at a closed door"
    assert found["sent"] + found["unknown"] == it.people


@pytest.mark.parametrize("rule", RULES)
async def test_answers_that_are_lost_are_in_doubt_and_nothing_else_is(scene, rule):
    """Telegram acted, its answer never came: skip calls it unknown, resend sends it again."""
    it = await scene("sqlite", people=400, rule=rule)
    it.telegram.latency, it.telegram.lost = 0.02, 0.05
    await it.program(per_second=200).start()
    await it.more(380)
    it.telegram.lost = 0.0
    account = await it.done()
    lost = sum(chat <= it.people for chat in it.telegram.lost_answers)
    found = it.reckon(account, doubts=lost)
    assert lost > 5
    assert (found["repeated"], found["unknown"]) == ((lost, 0) if rule == "resend" else (0, lost))


@pytest.mark.parametrize("rule", ["skip", pytest.param("resend", marks=NIGHTLY)])
async def test_broken_gateways_and_refusing_chats_are_named_in_the_account(scene, rule):
    """A 502 page is tried again; who blocked the bot or is gone is not, and is counted as that."""
    it = await scene("sqlite", people=300, rule=rule)
    it.telegram.broken, it.telegram.flooded, it.telegram.retry_after = 0.1, 0.01, (1, 1)
    who = random.Random(1).sample(range(1, 301), 40)
    blocked = (403, "Forbidden: bot was blocked by the user")
    it.telegram.refused = dict.fromkeys(who[:30], blocked)
    it.telegram.refused |= dict.fromkeys(who[30:], (400, "Bad Request: chat not found"))
    await it.program(per_second=PER_SECOND).start()
    await it.more(120)
    it.telegram.broken = it.telegram.flooded = 0.0
    account = await it.done()
    it.reckon(account, doubts=0)
    assert account.states == {"sent": 260, "blocked": 30, "gone": 10}
