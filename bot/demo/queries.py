"""Taps on buttons: who asked, how long ago, and the answer while somebody waits."""

import asyncio
import secrets
import sqlite3
import time

from bot.demo.errors import bad_request
from bot.demo.state import Json

LIFE = 60.0
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


class Queries:
    """
    Callback queries live for a minute of real time, over a restart too.

    A second answer is accepted and shows nothing, as with Telegram.
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    def ask(self, person: int) -> str:
        """Open a query of *person* and return its id."""
        query = str(secrets.randbits(62))
        now = time.time()
        self._db.execute("DELETE FROM query WHERE asked < ?", (now - LIFE,))
        self._db.execute("INSERT INTO query VALUES (?, ?, ?)", (query, person, now))
        return query

    def answer(self, query: str, answer: Json) -> None:
        """Hand *answer* to who waits for it; Telegram's 400 if the query is unknown or old."""
        row = self._db.execute("SELECT asked FROM query WHERE id = ?", (query,)).fetchone()
        if row is None or row[0] < time.time() - LIFE:
            raise bad_request(TOO_OLD)
        waiting = self._waiting.pop(query, None)
        if waiting and not waiting.done():
            waiting.set_result(answer)

    async def answered(self, query: str, *, seconds: float) -> Json | None:
        """Wait up to *seconds* for the answer; None when there is none by then."""
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[query] = waiting
        try:
            async with asyncio.timeout(seconds):
                return await waiting
        except TimeoutError:
            return None
        finally:
            self._waiting.pop(query, None)
