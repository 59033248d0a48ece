"""SIGKILL at random moments: the account is right to the row, and says what nobody can know."""

import asyncio
import logging
import random
from dataclasses import dataclass
from statistics import median

import pytest

from tests.chaos.scene import Scene

log = logging.getLogger(__name__)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
COMBINATIONS = [(kind, rule) for kind in ("sqlite", "postgresql") for rule in ("resend", "skip")]
ANSWER_SECONDS = 0.04
"""As long as Telegram takes: without it nothing would be in flight when the program is killed."""


@dataclass(frozen=True, kw_only=True)
class Pace:
    """
    How fast the program is told to send, and what one kill may leave ambiguous at that.

    It is what is in flight. *most* is the program's own limit: on a machine that is busy with other
    things answers come late, and more is in flight than usual.
    """

    per_second: int
    usual: int
    most: int


SLOW, FAST = Pace(per_second=28, usual=5, most=8), Pace(per_second=1_000, usual=120, most=120)


async def killed(scene: Scene, pace: Pace, *, kills: int, alive: float, seed: int) -> list[int]:
    """Kill it so often in mid-broadcast, *alive* seconds at most after its first message."""
    chance, program = random.Random(seed), scene.program(per_second=pace.per_second)
    doubts = []
    for _ in range(kills):
        await program.start()
        await scene.more(1)
        await asyncio.sleep(chance.uniform(0, alive))
        await program.kill()
        await asyncio.sleep(0.02)  # what the kernel still held arrives
        doubts.append(await scene.place.in_doubt())
        assert not await scene.place.closed(), "it was killed after the broadcast, not in it"
    await program.start()
    return doubts


async def check(scene: Scene, pace: Pace, *, kills: int, alive: float, seconds: float) -> None:
    scene.telegram.latency = ANSWER_SECONDS
    doubts = await killed(scene, pace, kills=kills, alive=alive, seed=scene.people)
    found = scene.reckon(await scene.done(seconds=seconds), doubts=sum(doubts))
    log.info("%s a second, %s: a kill left %s ambiguous; %s",
             pace.per_second, scene.rule, doubts, dict(found))  # fmt: skip
    assert median(doubts) <= pace.usual, doubts
    assert max(doubts) <= pace.most, doubts
    if scene.rule == "skip":
        assert found["unknown"] == sum(doubts), "what was in doubt is named, and nothing else"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
@pytest.mark.parametrize("rule", ["resend", "skip"])
async def test_killed_at_any_moment_the_account_is_right_to_the_row(scene, kind, rule):
    """Any two of store, rule and pace meet here; `make nightly` has all eight together."""
    fast = (kind == "sqlite") == (rule == "skip")
    pace, people, kills, alive = (FAST, 1_500, 3, 0.4) if fast else (SLOW, 60, 2, 0.6)
    it = await scene(kind, people=people, rule=rule)
    await check(it, pace, kills=kills, alive=alive, seconds=30)


@pytest.mark.nightly
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("kind", "rule"), COMBINATIONS)
@pytest.mark.parametrize(
    ("pace", "people"), [(SLOW, 700), (FAST, 18_000)], ids=["28 a second", "1000 a second"]
)
async def test_killed_twenty_five_times_the_account_is_right_to_the_row(
    scene, kind, rule, pace, people
):
    it = await scene(kind, people=people, rule=rule)
    await check(it, pace, kills=25, alive=1.0, seconds=60)


async def test_killed_while_it_starts_nothing_is_sent_twice(scene):
    """Kills that fall before the first message, or just at it, leave nothing in doubt but that."""
    it = await scene("sqlite", people=40, rule="skip")
    it.telegram.latency = ANSWER_SECONDS
    chance, program, doubts = random.Random(4), it.program(per_second=28), 0
    for _ in range(4):
        await program.start()
        await asyncio.sleep(chance.uniform(0.2, 1.6))
        await program.kill()
        doubts += await it.place.in_doubt()
    await program.start()
    it.reckon(await it.done(), doubts=doubts)
