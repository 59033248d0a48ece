"""
The queue of updates for the bot, kept until the bot confirms them.

As with Telegram, an update is confirmed by asking with a higher offset, and only
one poll may wait: a newer one ends the older with 409.
"""

import asyncio
import json
import sqlite3
from collections.abc import Sequence

from bot.demo.errors import ApiError
from bot.demo.state import Json, Settings

FIRST = 700_000_001
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


class Updates:
    """Updates in the order they happened; ids only grow, over restarts too."""

    def __init__(self, db: sqlite3.Connection, settings: Settings) -> None:
        self._db = db
        self._settings = settings
        self._changed = asyncio.Event()
        self._poll: object | None = None
        self._closed = False

    def add(self, kind: str, body: Json) -> None:
        """Queue one update of *kind* unless the bot did not ask for such."""
        if not self._wanted(kind):
            return
        self._db.execute(
            "INSERT INTO pending (id, body) SELECT max(coalesce((SELECT seq FROM sqlite_sequence"
            " WHERE name = 'pending'), 0) + 1, ?), ?",
            (FIRST, json.dumps({kind: body}, ensure_ascii=False)),
        )
        self._changed.set()

    def allow(self, kinds: Sequence[str]) -> None:
        """Remember which kinds are wanted from now on; none named means the usual ones."""
        self._settings.put("allowed_updates", list(kinds))

    def allowed(self) -> list[str]:
        """Return the kinds named by the last `allowed_updates`, empty for the usual ones."""
        return list(self._settings.get("allowed_updates", []))

    def confirm(self, offset: int) -> None:
        """Forget updates below *offset*; a negative one keeps only the last ``-offset``."""
        if offset < 0:
            self._db.execute(
                "DELETE FROM pending WHERE id NOT IN"
                " (SELECT id FROM pending ORDER BY id DESC LIMIT ?)",
                (-offset,),
            )
        elif offset:
            self._db.execute("DELETE FROM pending WHERE id < ?", (offset,))

    def first(self, limit: int) -> list[Json]:
        """Return up to *limit* unconfirmed updates, oldest first."""
        rows = self._db.execute("SELECT id, body FROM pending ORDER BY id LIMIT ?", (limit,))
        return [{"update_id": number, **json.loads(body)} for number, body in rows]

    def count(self) -> int:
        """Count what is unconfirmed."""
        return int(self._db.execute("SELECT count(*) FROM pending").fetchone()[0])

    def clear(self) -> None:
        """Drop what is unconfirmed."""
        self._db.execute("DELETE FROM pending")

    async def poll(self, *, limit: int, seconds: float) -> list[Json]:
        """
        Wait up to *seconds* of real time for updates, and return up to *limit*.

        Raises a 409 ApiError when another poll comes in meanwhile.
        """
        mine = self._poll = object()
        self._changed.set()
        deadline = asyncio.get_running_loop().time() + seconds
        while not (found := self.first(limit)) and not self._closed:
            if not await self._changes(deadline):
                break
            if self._poll is not mine:
                raise ApiError(409, CONFLICT)
        return found

    async def _changes(self, deadline: float) -> bool:
        """Wait for a change; False once the *deadline* of the loop's clock has passed."""
        self._changed.clear()
        try:
            async with asyncio.timeout_at(deadline):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def wait(self) -> None:
        """Wait until something is unconfirmed, or the server closes."""
        while not self.count() and not self._closed:
            self._changed.clear()
            await self._changed.wait()

    def close(self) -> None:
        """Let every waiting poll go with an empty answer."""
        self._closed = True
        self._changed.set()

    def _wanted(self, kind: str) -> bool:
        allowed = self.allowed()
        return kind in allowed if allowed else kind not in ON_REQUEST
