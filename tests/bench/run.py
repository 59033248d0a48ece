"""
Benchmarks: senders, outbox, due, latency. Prints a table and writes build/bench.json.

Figures differ from machine to machine and from minute to minute; compare lines of one run. The stub
server has a core of its own, each sender another, where the machine has two.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.store.accounts import Accounts
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from scheduler.outcomes import Sent, Settlement
from tests.bench.latency import latency
from tests.bench.people import NOW, handed_in, prepared

CORES = sorted(os.sched_getaffinity(0))
COUNTS = {"littlehands": 20_000, "aiohttp": 20_000, "aiogram": 4_000, "ptb": 1_000,
          "ptb+airatelimiter": 1_000}  # fmt: skip
"""Messages a sender is measured with: the slow ones need fewer for a figure of a few percent."""
SIZES = (10_000, 100_000, 1_000_000)
SETTLED = 2_560
BLOCK, TOGETHER = 256, 64


@contextmanager
def stub(latency=0.0):
    """Run the stub server on the last core, and give its address."""
    command = [sys.executable, "-m", "tests.bench.stub", "--latency", str(latency)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    os.sched_setaffinity(process.pid, {CORES[-1]})
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.communicate()


def senders():
    """Measure the senders one after the other, each in a process of its own."""
    found = []
    with stub() as url:
        for name, count in COUNTS.items():
            command = [sys.executable, "-m", "tests.bench.senders", name, "--url", url,
                       "--count", str(count), "--core", str(CORES[0])]  # fmt: skip
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(json.loads(done.stdout))
    return found


def outbox():
    """Measure writing the rows of an audience, and taking some of them through their states."""
    return [asyncio.run(_outbox(size)) for size in SIZES]


async def _outbox(size):
    with tempfile.TemporaryDirectory() as folder:
        database = await prepared(f"sqlite:///{Path(folder) / 'bench.db'}", size)
        due = await handed_in(database)
        written = await _seconds(Schedules(database).take_bulletin(due, "send", NOW))
        cpu = time.process_time()
        await _settle(Deliveries(database))
        cpu = time.process_time() - cpu
        await database.close()
    return {
        "recipients": size,
        "outbox_s": round(written, 3),
        "row_cpu_us": round(cpu / SETTLED * 1e6, 1),
    }


async def _settle(deliveries):
    settled = []
    for _ in range(SETTLED // BLOCK):
        rows = await deliveries.claim(after=0, limit=BLOCK, now=NOW)
        for first in range(0, BLOCK, TOGETHER):
            leaving = rows[first : first + TOGETHER]
            await deliveries.exchange(settled, leaving)
            settled = [Settlement(row=row, outcome=Sent(message_id=1)) for row in leaving]
    await deliveries.exchange(settled, [])


def due():
    """Measure a tick with nothing due."""
    return [asyncio.run(_due(size)) for size in SIZES]


async def _due(size):
    with tempfile.TemporaryDirectory() as folder:
        database = await prepared(f"sqlite:///{Path(folder) / 'bench.db'}", size)
        schedules, deliveries = Schedules(database), Deliveries(database)
        accounts = Accounts(database)

        async def tick():
            now = NOW + timedelta(days=1)
            assert not await schedules.due_bulletins(now)
            assert not await schedules.due_cohorts(now)
            await accounts.expire(now)
            assert not await accounts.finish(now)
            assert not await deliveries.claim(after=0, limit=BLOCK, now=now)

        await tick()
        ticks = sorted([await _seconds(tick()) for _ in range(50)])
        await database.close()
    return {"subscribers": size, "idle_tick_ms": round(ticks[25] * 1000, 3)}


async def _seconds(work):
    start = time.perf_counter()
    await work
    return time.perf_counter() - start


def latencies():
    """Measure how long an answer takes, idle and during a broadcast."""
    with stub(latency=0.05) as url:
        return latency(url, core=CORES[0])


PARTS = {"senders": senders, "outbox": outbox, "due": due, "latency": latencies}


def table(lines):
    """Return the lines of a part as text, a column for each key."""
    rows = [list(lines[0]), *([str(value) for value in line.values()] for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return "\n".join("  ".join(c.rjust(w) for c, w in zip(r, widths, strict=True)) for r in rows)


def main():
    """Measure the parts asked for; figures of the other parts stay as they were."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", choices=PARTS)
    only = parser.parse_args().only
    target = Path("build/bench.json")
    target.parent.mkdir(exist_ok=True)
    found = json.loads(target.read_text(encoding="utf-8")) if only and target.exists() else {}
    for name in [only] if only else PARTS:
        found[name] = PARTS[name]()
        print(f"\n{name}\n{table(found[name])}", flush=True)
    target.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
