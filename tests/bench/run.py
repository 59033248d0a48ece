"""
Benchmarks: the outbox and the due queries, in one run, with a table and build/bench.json.

Figures differ from machine to machine; compare lines of one run. A prepared audience is written by
SQL, because no public door enrols people.
"""

import argparse
import asyncio
import json
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.bulletins import Bulletins
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from bot.store.upgrade import upgrade
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.bulletins import addressed, submitted, written
from scheduler.outcomes import Sent, Settlement

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SIZES = (1_000, 10_000, 100_000)
SETTLED = 500


async def prepared(folder: Path, size: int) -> Database:
    """Make a database with *size* subscribers to notices."""
    address = f"sqlite:///{folder / f'{size}.db'}"
    await upgrade(address, copies=None, now=NOW)
    database = Database(address)
    people = [
        {"chat_id": n, "kind": "private", "status": "active", "language": "en", "learn": "zh",
         "zone": "Asia/Urumqi", "card_at": "19:30", "card_days": "024", "subscribed_on": NOW.date()}
        for n in range(1, size + 1)
    ]  # fmt: skip
    async with database.write() as c:
        await c.execute(sa.insert(t.subscriber), people)
        chosen = sa.select(t.subscriber.c.id, sa.literal("notices"))
        columns = ["subscriber_id", "topic"]
        await c.execute(sa.insert(t.subscription).from_select(columns, chosen))
    return database


async def measure(folder: Path, size: int) -> dict[str, float]:
    """Return seconds to write the outbox, ms of an idle tick, ms a row to claim, mark and settle."""
    database = await prepared(folder, size)
    bulletins, schedules = Bulletins(database), Schedules(database)
    deliveries = Deliveries(database)
    draft = await bulletins.draft(1, NOW)
    audience = Audience(topics=frozenset({"notices"}))
    await bulletins.change(
        draft.id,
        lambda it: submitted(
            addressed(written(it, check_text("x"), "en"), audience), at=None, approvals=0, now=NOW
        ),
        now=NOW,
    )
    (due,) = await schedules.due_bulletins(NOW)
    outbox = await timed(schedules.take_bulletin(due, "send", NOW))
    await schedules.due_bulletins(NOW)
    tick = await timed(schedules.due_bulletins(NOW + timedelta(days=1)))
    (occurrence,) = await deliveries.open_occurrences(NOW)
    rows = await timed(settled(deliveries, occurrence))
    await database.close()
    return {
        "recipients": size,
        "outbox_s": round(outbox, 4),
        "idle_tick_ms": round(tick * 1000, 3),
        "row_ms": round(rows / SETTLED * 1000, 3),
    }


async def settled(deliveries: Deliveries, occurrence: int) -> None:
    """Take some rows through all their states."""
    for row in await deliveries.claim(occurrence, limit=SETTLED, now=NOW):
        await deliveries.mark_sending(row)
        await deliveries.settle(Settlement(row=row, outcome=Sent(message_id=1)))


async def timed(work) -> float:
    """Return the seconds that *work* takes."""
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


async def main() -> None:
    """Measure each size, print the table, write the file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=["outbox"], default="outbox")
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = [await measure(Path(folder), size) for size in SIZES]
    print(*(f"{name:>14}" for name in found[0]))  # noqa: T201 (the table is the point)
    for line in found:
        print(*(f"{value:>14}" for value in line.values()))  # noqa: T201 (likewise)
    target = Path("build/bench.json")
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps({"outbox": found}, indent=2), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
