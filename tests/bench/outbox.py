"""An audience's rows: written, taken through their states, and some of them really sent."""

import argparse
import asyncio
import json
import os
import tempfile
import time
from contextlib import asynccontextmanager
from pathlib import Path

import uvloop

from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from bot.telegram.limiter import Pacer
from bot.telegram.request import HttpRequest
from scheduler.outcomes import Sent, Settlement
from tests.bench.people import NOW, handed_in, prepared
from tests.bench.senders import Cost, delivering

SETTLED = 2_560
BLOCK, TOGETHER = 256, 64
WARM, PART, MORE = 2_000, 5_000, 50_000
"""Messages sent before what one costs is measured, then for that, then while memory is watched."""
IN_FLIGHT = 100


async def measured(size, url):
    """Return the line of one size."""
    with tempfile.TemporaryDirectory() as folder:
        database = await prepared(f"sqlite:///{Path(folder) / 'bench.db'}", size)
        due = await handed_in(database)
        with Cost() as written:
            await Schedules(database).take_bulletin(due, "send", NOW)
        with Cost() as settled:
            await settle(Deliveries(database))
        pacer = Pacer(per_second=1_000_000)
        sending = delivering(database, url, HttpRequest(), in_flight=IN_FLIGHT, pacer=pacer)
        async with sending as delivery:
            await delivery.deliver_open(most=WARM)
            async with watched() as memory:
                with Cost() as sent:
                    assert await delivery.deliver_open(most=PART) == PART
                more = await delivery.deliver_open(most=MORE)
        await database.close()
    return {
        "recipients": size,
        "outbox_s": round(written.seconds, 3),
        "row_cpu_us": round(settled.cpu / SETTLED * 1e6, 1),
        "message_cpu_us": round(sent.cpu / PART * 1e6, 1),
        "sent": WARM + PART + more,
        "rss_mb": round(memory[0]),
        "rss_growth_mb": round(max(memory) - memory[0], 1),
    }


async def settle(deliveries):
    """Take some rows through their states, as a sender that answers at once does."""
    settled = []
    for _ in range(SETTLED // BLOCK):
        rows = await deliveries.claim(after=0, limit=BLOCK, now=NOW)
        for first in range(0, BLOCK, TOGETHER):
            leaving = rows[first : first + TOGETHER]
            await deliveries.exchange(settled, leaving)
            settled = [Settlement(row=row, outcome=Sent(message_id=1)) for row in leaving]
    await deliveries.exchange(settled, [])


@asynccontextmanager
async def watched():
    """Note the megabytes in use, at the beginning and ten times a second."""
    found = [_megabytes()]

    async def look():
        while True:
            await asyncio.sleep(0.1)
            found.append(_megabytes())

    looking = asyncio.create_task(look())
    yield found
    looking.cancel()
    found.append(_megabytes())


def _megabytes():
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1_048_576


async def seconds(work):
    """Return the seconds that it takes."""
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("numbers", type=int, nargs=2)
    given = parser.parse_args()
    recipients, core = given.numbers
    os.sched_setaffinity(0, {core})
    print(json.dumps(uvloop.run(measured(recipients, given.url))))
