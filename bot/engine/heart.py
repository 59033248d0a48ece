"""A runner's heart: it beats, looks whether the others do, and takes the work of the dead."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.store.runners import LONER, Runners
from scheduler.heartbeats import BEAT_SECONDS, Watch

log = logging.getLogger(__name__)

_LONER_SECONDS = 10.0
"""A loner's beat only says when somebody was last at work."""

OnParked = Callable[[Sequence[int]], Awaitable[None]]
"""Is told of occurrences that were parked because their runners died of them."""


class Heart:
    """Beats until cancelled; a database that does not answer is waited for."""

    def __init__(
        self,
        *,
        runners: Runners,
        runner: int,
        now: Callable[[], datetime],
        on_parked: OnParked,
    ) -> None:
        self._runners = runners
        self._alone = runner == LONER
        self._now = now
        self._on_parked = on_parked
        self._watch = Watch()

    async def run(self) -> None:
        """Beat, and bury who stopped beating."""
        while True:
            await asyncio.sleep(_LONER_SECONDS if self._alone else BEAT_SECONDS)
            try:
                await self._beat()
            except Exception as error:
                log.warning("the database took no heartbeat: %s", type(error).__name__)

    async def _beat(self) -> None:
        if not await self._runners.beat(self._now()):
            log.warning("this process stood still for long; others took up its work")
            await self._runners.join(self._now())
        if self._alone:
            return
        for runner, beat in self._watch.look(await self._runners.others()).items():
            parked = await self._runners.bury(runner, beat)
            log.warning("runner %s is dead; its work is free again", runner)
            if parked:
                await self._on_parked(parked)
