"""Tells authors how their bulletins get on: asked every second, it speaks when that is due."""

from collections.abc import Callable
from datetime import datetime

from scheduler.ports import Team, Watching
from scheduler.progress import EVERY, LONGEST, Progress, Sight, is_due, noted_at


class Reports:
    """Reports each bulletin under way in one message; what has not changed is not said again."""

    def __init__(self, *, watching: Watching, team: Team, now: Callable[[], datetime]) -> None:
        self._watching = watching
        self._team = team
        self._now = now
        self._said: dict[int, Progress] = {}

    async def tick(self) -> None:
        """Report what is under way and was not reported just now."""
        under_way = await self._watching.under_way()
        ids = {sight.occurrence_id for sight in under_way}
        self._said = {n: said for n, said in self._said.items() if n in ids}
        for sight in under_way:
            now = self._now()
            if is_due(sight.reported_at, now=now) and await self._watching.take(sight, now):
                await self._report(sight)

    async def _report(self, sight: Sight) -> None:
        began = self._now()
        progress = await self._watching.count(sight, began)
        if progress is None:
            return
        at = noted_at(began, counting=self._now() - began)
        message_id = sight.message_id
        if message_id is None or self._said.get(sight.occurrence_id) != progress:
            message_id = await self._team.bulletin_under_way(progress, message_id)
            self._said[sight.occurrence_id] = progress
        if message_id is None:  # the author cannot be reached just now
            at = began + LONGEST - EVERY
        await self._watching.reported(sight, message_id=message_id, at=at)
