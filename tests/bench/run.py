"""
Benchmarks: senders, outbox, due, latency, cards, learners. Prints a table and writes build/bench.json.

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
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bot.store.accounts import Accounts
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from tests.bench.cards import cards
from tests.bench.latency import latency
from tests.bench.learners import LEARNERS
from tests.bench.outbox import seconds
from tests.bench.people import NOW, prepared

CORES = sorted(os.sched_getaffinity(0))
COUNTS = {"littlehands": 20_000, "aiohttp": 20_000, "aiogram": 4_000, "ptb": 1_000,
          "ptb+airatelimiter": 1_000}  # fmt: skip
"""Messages a sender is measured with: the slow ones need fewer for a figure of a few percent."""
SIZES = (10_000, 100_000, 1_000_000)


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
    """Measure writing an audience's rows and sending some of them, each size by its own process."""
    found = []
    with stub() as url:
        for size in SIZES:
            command = [sys.executable, "-m", "tests.bench.outbox", url, str(size), str(CORES[0])]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found.append(json.loads(done.stdout))
    return found


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
            await accounts.finish(now)
            assert not await accounts.untold(now)
            assert not await deliveries.claim(after=0, limit=500, now=now)

        await tick()
        ticks = sorted([await seconds(tick()) for _ in range(50)])
        await database.close()
    return {"subscribers": size, "idle_tick_ms": round(ticks[25] * 1000, 3)}


def latencies():
    """Measure how long an answer takes, idle and during a broadcast."""
    with stub(latency=0.05) as url:
        return latency(url, core=CORES[0])


def learners():
    """Measure a hundred thousand learners whose card is due in the same minute."""
    command = [sys.executable, "-m", "tests.bench.learners", str(LEARNERS), str(CORES[0])]
    kinds = ([*command, families] for families in "01")
    done = [subprocess.run(kind, check=True, capture_output=True, text=True) for kind in kinds]
    return [json.loads(each.stdout) for each in done]


PARTS = {
    "senders": senders,
    "outbox": outbox,
    "due": due,
    "latency": latencies,
    "cards": cards,
    "learners": learners,
}


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
