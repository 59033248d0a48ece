"""How long somebody waits for an answer: while nothing is sent, and during a broadcast."""

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import time

import uvloop

from bot.telegram.api import BotApi
from bot.telegram.limiter import Pacer
from bot.telegram.request import HttpRequest
from tests.bench.senders import BODY, TOKEN, broadcast

ANSWERS_PER_SECOND = 20
IN_FLIGHT = 118


LEFT: list[float] = []
"""When each request left, over all clients of the process."""


class Noting(HttpRequest):
    """Notes when each request leaves."""

    async def exchange(self, method, url, body, *, timeout):
        LEFT.append(time.monotonic())
        return await super().exchange(method, url, body, timeout=timeout)


def worst_second(times):
    """Return how many requests left in the fullest second."""
    times = sorted(times)
    first = most = 0
    for n, at in enumerate(times):
        while at - times[first] >= 1:
            first += 1
        most = max(most, n - first + 1)
    return most


async def _answers(api, pacer, until):
    """Answer somebody so many times a second; return the milliseconds that each took."""
    took = []

    async def answer(chat):
        start = time.perf_counter()
        await pacer.turn(chat)
        await api.call("sendMessage", {"chat_id": chat, **BODY}, timeout=30)
        took.append((time.perf_counter() - start) * 1000)

    async with asyncio.TaskGroup() as group:
        chat = 10_000_000
        while time.monotonic() < until:
            chat += 1
            group.create_task(answer(chat))
            await asyncio.sleep(1 / ANSWERS_PER_SECOND)
    return sorted(took)


async def _measure(url, per_second, seconds):
    request = Noting()
    await request.initialize()
    api = BotApi(api_url=url, token=TOKEN, request=request)
    pacer = Pacer(per_second=per_second or 1_000)
    count = (per_second - ANSWERS_PER_SECOND) * seconds if per_second else 0
    pace = {"in_flight": IN_FLIGHT, "per_second": per_second or 1, "pacer": pacer}
    async with broadcast(url, max(1, count), request=Noting(), **pace) as delivery:
        cpu, start = time.process_time(), time.perf_counter()
        sending = asyncio.create_task(delivery.deliver_open())
        took = await _answers(api, pacer, time.monotonic() + seconds - 1)
        await sending
        cpu, wall = time.process_time() - cpu, time.perf_counter() - start
    await request.shutdown()
    return {
        "rate": per_second,
        "bulk_per_s": round(count / wall),
        "all_per_s": round(len(LEFT) / wall),
        "worst_second": worst_second(LEFT),
        "p50_ms": round(took[len(took) // 2], 1),
        "p99_ms": round(took[int(len(took) * 0.99)], 1),
        "core": round(cpu / wall, 3),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def latency(url, *, core, seconds=60):
    """Return a line for each rate, measured in a process of its own."""
    found = []
    for per_second in (0, 28, 1_000):
        command = [sys.executable, "-m", "tests.bench.latency", url, str(per_second), str(core),
                   str(seconds)]  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        found.append(json.loads(done.stdout))
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("numbers", type=int, nargs=3)
    given = parser.parse_args()
    rate, core_, seconds_ = given.numbers
    os.sched_setaffinity(0, {core_})
    print(json.dumps(uvloop.run(_measure(given.url, rate, seconds_))))
