"""
Telegram's rate as one row that all processes share; PostgreSQL only.

The row is a GCRA without burst, as the lanes in memory are (bot/telegram/limiter.py), in seconds of
the database server's clock. It is not waited for on disk: what a crash of the server forgets is a
fraction of a second.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.database import Database

CATCH_UP = 0.03
"""Seconds of unused rate that may be made up for."""
_SLOWER, _FASTER, _CALM = 1.25, 0.9, 10.0
"""After a refusal the bulk rate falls by a fifth; each ten calm seconds win a tenth back."""

_BEGIN = sa.text(
    "INSERT INTO rate (id, all_next, bulk_next, bulk_gap, slowed_at, held_until)"
    " VALUES (1, 0, 0, :gap, 0, 0)"
    " ON CONFLICT (id) DO UPDATE SET bulk_gap = greatest(:gap, rate.bulk_gap)"
)
_LATER = sa.text("SET LOCAL synchronous_commit TO off")
_NOW = "extract(epoch FROM clock_timestamp())::float8"
_TAKE = sa.text(
    f"""
    WITH seen AS (SELECT *, {_NOW} AS now FROM rate WHERE id = 1 FOR UPDATE),
    lanes AS (
      SELECT now, greatest(all_next, now - :catch_up) AS a,
        greatest(bulk_next, now - :catch_up) AS b,
        CASE WHEN bulk_gap > :gap AND now - slowed_at > {_CALM}
          THEN greatest(:gap, bulk_gap * {_FASTER}) ELSE bulk_gap END AS pace,
        slowed_at, bulk_gap
      FROM seen),
    free AS (
      SELECT *, CASE WHEN greatest(a, b) > now THEN 0 ELSE
        least(floor((now - a) / (:gap * :weight)) + 1,
          floor((now - b) / (pace * :weight)) + 1)::int END AS n FROM lanes),
    taken AS (
      SELECT *, CASE WHEN n >= least(:wanted, greatest(1, floor(:catch_up / (pace * :weight))))
        THEN least(n, :most) ELSE 0 END AS k
      FROM free)
    UPDATE rate SET all_next = a + k * :gap * :weight, bulk_next = b + k * pace * :weight,
      bulk_gap = pace,
      slowed_at = CASE WHEN pace < taken.bulk_gap THEN now ELSE taken.slowed_at END
    FROM taken WHERE id = 1 AND k > 0 RETURNING k
    """  # noqa: S608 (numbers of this module)
)
_TURN = sa.text(
    f"""
    WITH seen AS (SELECT *, {_NOW} AS now FROM rate WHERE id = 1 FOR UPDATE)
    UPDATE rate SET all_next = greatest(seen.all_next, now - :catch_up) + :gap
    FROM seen WHERE rate.id = 1
    RETURNING greatest(0, seen.all_next - now), greatest(0, seen.held_until - now)
    """  # noqa: S608 (the same)
)
_SLOW = sa.text(
    f"""
    UPDATE rate SET bulk_next = greatest(bulk_next, {_NOW} + :seconds),
      bulk_gap = CASE WHEN {_NOW} >= slowed_at THEN bulk_gap * {_SLOWER} ELSE bulk_gap END,
      slowed_at = greatest(slowed_at, {_NOW} + :seconds)
    WHERE id = 1
    """  # noqa: S608 (the same)
)
_HOLD = sa.text(
    f"""
    UPDATE rate SET held_until = greatest(held_until, {_NOW} + :seconds),
      all_next = greatest(all_next, {_NOW} + :seconds)
    WHERE id = 1
    """  # noqa: S608 (the same)
)


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Seconds until an answer's turn, and until the end of a hold on everything."""

    wait: float
    held: float


class SharedRate:
    """The row, for processes that may send *per_second* messages together."""

    def __init__(self, database: Database, *, per_second: float) -> None:
        self._db = database
        self._gap = 1 / per_second

    async def begin(self) -> None:
        """Lay the row, if nobody has; a rate that was slowed down stays slow."""
        async with self._db.write() as c:
            await c.execute(_BEGIN, {"gap": self._gap})

    async def take(self, *, wanted: int, most: int, weight: float = 1) -> int:
        """
        Take up to *most* permits for pushed ones of *weight* if *wanted* are free; else none.

        When the rate is slowed down so far that *wanted* never are, what can be free is enough.
        """
        asked = {"wanted": wanted, "most": most, "weight": float(weight)}
        values = {"gap": self._gap, "catch_up": CATCH_UP, **asked}
        async with self._db.write() as c:
            await c.execute(_LATER)
            return int(await c.scalar(_TAKE, values) or 0)

    async def turn(self) -> Turn:
        """Take the next permit for an answer, ahead of all that is pushed."""
        values = {"gap": self._gap, "catch_up": CATCH_UP}
        async with self._db.write() as c:
            await c.execute(_LATER)
            wait, held = (await c.execute(_TURN, values)).one()
        return Turn(wait=wait, held=held)

    async def slow_down(self, seconds: float) -> None:
        """A pushed message met a retry_after: pause the bulk lane, and go slower after."""
        async with self._db.write() as c:
            await c.execute(_SLOW, {"seconds": seconds})

    async def hold(self, seconds: float) -> None:
        """Hold everything."""
        async with self._db.write() as c:
            await c.execute(_HOLD, {"seconds": seconds})
