"""One sender, in a process of its own on one core: prints what it cost as JSON."""

import argparse
import asyncio
import json
import os
import resource
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import aiohttp
import uvloop

from bot.engine.composer import Composer
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from bot.telegram.api import BotApi
from bot.telegram.limiter import Pacer
from bot.telegram.request import HttpRequest
from bot.telegram.sender import TelegramSender
from bot.views.wording import Wording
from content.shelf import Shelf
from scheduler.delivery import Delivery
from tests.bench.learners import todays_cards
from tests.bench.people import NOW, TEXT, handed_in, prepared, states
from tests.bot.uploads import gallery

TOKEN = "1:bench"
BUTTONS = {"inline_keyboard": [[{"text": "Leave", "callback_data": "leave"}]]}
BODY = {"text": TEXT, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True},
        "reply_markup": BUTTONS}  # fmt: skip


class Cost:
    """Seconds, CPU-seconds of all threads, and memory of what happens inside."""

    def __enter__(self):
        self._cpu, self._at = time.process_time(), time.perf_counter()
        return self

    def __exit__(self, *_):
        self.cpu = time.process_time() - self._cpu
        self.seconds = time.perf_counter() - self._at


async def each(count, in_flight, send):
    """Call *send* for each chat, *in_flight* at a time."""
    chats = iter(range(1, count + 1))

    async def work():
        for chat in chats:
            await send(chat)

    await asyncio.gather(*(work() for _ in range(in_flight)))


@asynccontextmanager
async def broadcast(url, count, *, pacer, request=None, **pace):
    """Give a delivery that has *count* rows to send; at the end all of them must be sent."""
    with tempfile.TemporaryDirectory() as folder:
        database = await prepared(f"sqlite:///{Path(folder) / 'bench.db'}", count)
        await Schedules(database).take_bulletin(await handed_in(database), "send", NOW)
        request = request or HttpRequest()
        async with delivering(database, url, request, pacer=pacer, **pace) as it:
            yield it
        assert await states(database) == {"sent": count}
        await database.close()


@asynccontextmanager
async def delivering(database, url, request, *, in_flight, pacer, per_second=1_000_000):
    """Give the bot's own delivery of what is open in a database."""
    await request.initialize()
    deliveries, began = Deliveries(database), time.monotonic()

    def now():
        return NOW + timedelta(seconds=time.monotonic() - began)

    shelf = Shelf(reports=(), lessons=())
    wording = Wording(shelf=shelf, address=lambda: "https://t.me/bench", zone="UTC")
    yield Delivery(
        deliveries=deliveries,
        messages=Composer(
            deliveries=deliveries,
            cards=todays_cards(database, shelf),
            now=now,
            wording=wording,
        ),
        sender=TelegramSender(BotApi(api_url=url, token=TOKEN, request=request), gallery=gallery()),
        limiter=pacer,
        now=now,
        block=500,
        in_flight=in_flight,
        per_second=per_second,
    )
    await request.shutdown()


async def littlehands(url, count, in_flight):
    """The path that the bot uses: rows in SQLite before and after each message."""
    pacer = Pacer(per_second=1_000_000)
    async with broadcast(url, count, in_flight=in_flight, pacer=pacer) as delivery:
        with Cost() as cost:
            await delivery.deliver_open()
    return cost


async def ptb(url, count, in_flight, limiter=None):
    """python-telegram-bot's Bot as it comes, with room for all that is in flight."""
    from telegram import InlineKeyboardMarkup
    from telegram.ext import ExtBot
    from telegram.request import HTTPXRequest

    request = HTTPXRequest(connection_pool_size=in_flight, pool_timeout=60, read_timeout=60)
    bot = ExtBot(TOKEN, base_url=f"{url}/bot", request=request, rate_limiter=limiter)
    await bot.initialize()
    markup = InlineKeyboardMarkup.de_json(BUTTONS, bot)

    async def send(chat):
        await bot.send_message(
            chat, TEXT, parse_mode="HTML", reply_markup=markup, disable_web_page_preview=True
        )

    with Cost() as cost:
        await each(count, in_flight, send)
    await bot.shutdown()
    return cost


async def ptb_with_limiter(url, count, in_flight):
    """The same with its AIORateLimiter, set so high that it never waits."""
    from telegram.ext import AIORateLimiter

    return await ptb(url, count, in_flight, AIORateLimiter(overall_max_rate=1_000_000))


async def aiogram(url, count, in_flight):
    """aiogram's Bot as it comes, with room for all that is in flight."""
    from aiogram import Bot
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.types import InlineKeyboardMarkup

    session = AiohttpSession(api=TelegramAPIServer.from_base(url), limit=in_flight)
    bot = Bot("1:bench", session=session)
    markup = InlineKeyboardMarkup.model_validate(BUTTONS)

    async def send(chat):
        await bot.send_message(
            chat, TEXT, parse_mode="HTML", reply_markup=markup, disable_web_page_preview=True
        )

    with Cost() as cost:
        await each(count, in_flight, send)
    await session.close()
    return cost


async def bare(url, count, in_flight):
    """Nothing but aiohttp: the same body, encoded for each, and the id read from the answer."""
    connector = aiohttp.TCPConnector(limit=in_flight)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def send(chat):
            target = f"{url}/bot{TOKEN}/sendMessage"
            async with session.post(target, json={"chat_id": chat, **BODY}) as answer:
                assert json.loads(await answer.read())["result"]["message_id"]

        with Cost() as cost:
            await each(count, in_flight, send)
    return cost


SENDERS = {"littlehands": littlehands, "ptb": ptb, "ptb+airatelimiter": ptb_with_limiter,
           "aiogram": aiogram, "aiohttp": bare}  # fmt: skip
"""Each on the event loop that its documentation suggests: uvloop is the bot's and the bare one's."""
ON_UVLOOP = {"littlehands", "aiohttp"}


def measured(name, url, count, in_flight):
    """Run one sender and return its line of the table."""
    work = SENDERS[name](url, count, in_flight)
    cost = uvloop.run(work) if name in ON_UVLOOP else asyncio.run(work)
    return {
        "name": name,
        "cpu_s_per_1000": round(cost.cpu / count * 1000, 4),
        "msgs_per_s": round(count / cost.seconds),
        "rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "messages": count,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=SENDERS)
    parser.add_argument("--url", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--in-flight", type=int, default=100)
    parser.add_argument("--core", type=int)
    given = parser.parse_args()
    if given.core is not None:
        os.sched_setaffinity(0, {given.core})
    print(json.dumps(measured(given.name, given.url, given.count, given.in_flight)))
