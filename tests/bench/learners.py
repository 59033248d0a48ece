"""A hundred thousand learners whose card is due in the same minute: rows, picks, cards."""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.cards.messages import CardMessages
from bot.cards.picking import Picking
from bot.cards.today import TodaysCards
from bot.pictures.cache import PictureCache
from bot.store import tables as t
from bot.store.deliveries import Deliveries
from bot.store.families import Families
from bot.store.learners import Learners
from bot.store.memories import Memories
from bot.store.schedules import Schedules
from content.shelf import Shelf
from tests.bench.people import NOW, prepared
from tests.bot.town import LIBRARY

LEARNERS = 100_000
MET = 12
"""Items that each has met: one new word at each of a month's lessons."""
DUE = 0.6
"""So many of them have something to be asked; the others get a new word."""
BLOCK = 500


async def paired_off(database, size):
    """Make a family of each two learners: the first teaches the second."""
    family = {"zone": "Asia/Urumqi", "at": "08:00", "days": "0123456", "lead": 0}
    pairs = range(1, size // 2 + 1)
    relatives = [
        {"family_id": n, "subscriber_id": 2 * n - 1 + place, "role": role, "nickname": role}
        for n in pairs
        for place, role in enumerate(["teacher", "learner"])
    ]
    async with database.write() as c:
        await c.execute(sa.insert(t.family), [{"id": n, **family} for n in pairs])
        await c.execute(sa.insert(t.relative), relatives)


async def prepared_learners(address, size):
    """Make learners of one cohort with memories, and return the database."""
    database = await prepared(address, size)
    shelf = Shelf(reports=(), lessons=[LIBRARY / "lessons"])
    words = [it.key for it in shelf.edition.catalogue.beside["zh"]]
    chance, today = random.Random(3), NOW.date()
    cohort = {"zone": "Asia/Urumqi", "at": "08:00", "days": "0123456", "next_at": NOW, "version": 1}
    async with database.write() as c:
        await c.execute(sa.insert(t.cohort).values(id=1, **cohort))
        await c.execute(sa.update(t.subscriber).values(cohort_id=1, card_days="0123456"))
    for first in range(1, size + 1, 10_000):
        rows = []
        for who in range(first, min(first + 10_000, size + 1)):
            asks = chance.random() < DUE
            for n, (deck, item) in enumerate(words[:MET]):
                due = (
                    today - timedelta(days=1) if asks and n == who % MET else today + timedelta(20)
                )
                rows.append(
                    {"subscriber_id": who, "child": False, "deck": deck, "item": item,
                     "met_on": today - timedelta(30), "shown_on": today - timedelta(9),
                     "reviewed_on": today - timedelta(9), "due_on": due, "stability": 8.0,
                     "difficulty": 5.0}
                )  # fmt: skip
        async with database.write() as c:
            await c.execute(sa.insert(t.memory), rows)
    return database, shelf


def todays_cards(database, shelf):
    """Put together what picks and words cards."""
    learners, families, memories = Learners(database), Families(database), Memories(database)
    cards = CardMessages(PictureCache(None))
    picking = Picking(
        learners=learners, memories=memories, families=families, shelf=shelf, new_per_day=1
    )
    return TodaysCards(
        learners=learners, memories=memories, families=families, picking=picking, cards=cards
    )


async def measure(address, size, *, families):
    """Return the seconds of writing the rows, and of picking and wording every card."""
    database, shelf = await prepared_learners(address, size)
    if families:
        await paired_off(database, size)
    todays = todays_cards(database, shelf)
    begin = time.perf_counter()
    (due,) = await Schedules(database).due_cohorts(NOW)
    await Schedules(database).take_cohort(due, next_at=NOW + timedelta(days=1), send=True, now=NOW)
    queued = time.perf_counter()
    deliveries, found, pictures = Deliveries(database), 0, set()
    while rows := await deliveries.claim(after=0, limit=BLOCK, now=NOW):
        made = await todays.push([row.chat_id for row in rows], rows[0].occurrence_id, NOW)
        found += len(made)
        pictures |= {message.attached.key for message in made.values()}
    picked = time.perf_counter()
    await database.close()
    assert found == size
    return {
        "learners": size,
        "in_families": size if families else 0,
        "rows_s": round(queued - begin, 1),
        "picked_s": round(picked - queued, 1),
        "both_s": round(picked - begin, 1),
        "pictures": len(pictures),
    }


def main():
    """learners SIZE CORE FAMILIES: measure on SQLite, on one core; all alone (0) or in pairs (1)."""
    size, core, families = map(int, sys.argv[1:])
    os.sched_setaffinity(0, {core})
    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder) / 'bench.db'}"
        print(json.dumps(asyncio.run(measure(address, size, families=bool(families)))))


if __name__ == "__main__":
    main()
