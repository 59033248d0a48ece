"""A clock, workers and webs as processes of their own, and what each of them has in hand."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import closing
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import tables as t
from tests.chaos.places import Place
from tests.chaos.program import Program
from tests.chaos.scene import Scene, until

_d = t.delivery.c
_IN_HAND = _d.state.in_(("claimed", "sending"))
Hands = Mapping[int, int]
"""Whose each row is that somebody has in hand."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What was in hand at a kill, what of it was in doubt, and when nobody dead had it any more."""

    rows: int
    doubts: int
    seconds: float


async def started(
    it: Scene, *commands: str, per_second: int, database: str | None = None
) -> list[Program]:
    """Start processes side by side, and return them in their order."""
    programs = [
        it.program(per_second=per_second, command=command, database=database)
        for command in commands
    ]
    await asyncio.gather(*(program.start() for program in programs))
    return programs


async def started_webhook(it: Scene, *, per_second: int) -> tuple[Program, str]:
    """Start a web that Telegram sends updates to; return it and its address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    program = it.program(per_second=per_second, command="web", webhook=port)
    await program.start()
    await until(lambda: _listens(port), it)
    return program, f"http://127.0.0.1:{port}/telegram"


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def killed(it: Scene, worker: Program) -> asyncio.Task[Loss]:
    """Kill a worker; return the task that waits until others have taken up what it left."""
    await worker.kill()
    at = time.monotonic()
    await asyncio.sleep(0.02)  # what the kernel still held arrives
    doubts, hands = await it.place.in_doubt(), await in_hand(it.place)
    return asyncio.create_task(_taken_up(it, hands, doubts, at))


async def _taken_up(it: Scene, hands: Hands, doubts: int, at: float) -> Loss:
    await eventually(lambda: let_go(it.place, hands), seconds=20)
    return Loss(rows=len(hands), doubts=doubts, seconds=time.monotonic() - at)


async def let_go(place: Place, hands: Hands) -> bool:
    """Tell whether nobody has any of these rows in hand who had it then."""
    return not hands.items() & (await in_hand(place)).items()


async def in_hand(place: Place) -> Hands:
    """Return the rows that are claimed or on their way, and whose they are."""
    found = await place.value(sa.select(sa.func.json_object_agg(_d.id, _d.owner)).where(_IN_HAND))
    return {int(row): owner for row, owner in (found or {}).items()}


async def eventually(holds: Callable[[], Awaitable[bool]], *, seconds: float) -> None:
    """Wait until something in the database holds."""
    end = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < end, f"it did not come to hold in {seconds} s"
        await asyncio.sleep(0.05)
