"""Asks the approvers where the process that should have asked them died over it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.store.asking import Asking
from scheduler.bulletins import Bulletin

PATIENCE = timedelta(seconds=30)
"""Who hands a bulletin in asks at once; only what waits for longer was forgotten."""


class Reminders:
    """Looks every second; *ask* asks everybody who may approve."""

    def __init__(
        self,
        *,
        asking: Asking,
        ask: Callable[[Bulletin], Awaitable[None]],
        now: Callable[[], datetime],
    ) -> None:
        self._asking = asking
        self._ask = ask
        self._now = now
        self._since: dict[tuple[int, int], datetime] = {}

    async def look(self) -> None:
        """Ask about what has waited too long."""
        waiting = await self._asking.waiting()
        now = self._now()
        since = {(it.id, it.version): self._since.get((it.id, it.version), now) for it in waiting}
        self._since = since
        for it in waiting:
            if now - since[it.id, it.version] >= PATIENCE:
                await self._ask(it)
