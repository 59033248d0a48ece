"""Whether this process is ready to serve."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.store.database import Database

_FRESH = timedelta(minutes=2)
"""Telegram was heard of lately: a poll takes 25 seconds at most."""


class Health:
    """Looks at the parts that everything depends on."""

    def __init__(
        self,
        *,
        database: Database,
        heard: Callable[[], datetime | None] | None,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._heard = heard
        self._now = now

    async def ready(self) -> Mapping[str, bool]:
        """Tell which parts work: the database answers, and, where it is polled, Telegram did."""
        return {"database": await self._answers(), "telegram": self._telegram()}

    async def _answers(self) -> bool:
        try:
            async with self._database.read() as c:
                await c.execute(sa.text("SELECT 1"))
        except sa.exc.SQLAlchemyError:
            return False
        return True

    def _telegram(self) -> bool:
        if self._heard is None:
            return True
        seen = self._heard()
        return seen is not None and self._now() - seen < _FRESH
