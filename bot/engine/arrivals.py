"""Tells the team now and then that readers sent something; a count, nothing else."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.store.members import Members
from bot.store.threads import Threads
from bot.telegram.notify import Notify
from bot.views.inbox import arrived
from bot.views.words import Words


class Arrivals:
    """Looks for what the team has not heard of; several processes may look at once."""

    def __init__(
        self,
        *,
        threads: Threads,
        members: Members,
        notify: Notify,
        language_of: Callable[[int], Awaitable[Words]],
        now: Callable[[], datetime],
    ) -> None:
        self._threads = threads
        self._members = members
        self._notify = notify
        self._language_of = language_of
        self._now = now

    async def tick(self) -> None:
        """Look once."""
        waiting = await self._threads.arrived(self._now())
        if not waiting:
            return
        for member in await self._members.all():
            t = await self._language_of(member.user_id)
            await self._notify.tell(member.user_id, arrived(t, waiting))
