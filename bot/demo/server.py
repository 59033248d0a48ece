"""
The embedded chat, put together: one server for the bot, the people and the page.

The page is at ``/``, the Bot API at ``/bot{token}/{method}``, its files at
``/file/bot{token}/{path}``, the people's side under ``/api``, and ``/healthz``
says ok. All state is in the data folder, so a kill loses nothing.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from bot.demo.bot_api import BotApi, Calls
from bot.demo.clock import DemoClock
from bot.demo.clock_api import ClockApi, reading
from bot.demo.faults import Faults
from bot.demo.files import MOST_BYTES
from bot.demo.guard import LOOPBACK, add_headers, guard
from bot.demo.limits import Flood
from bot.demo.messages_api import MessagesApi
from bot.demo.pages import page_routes
from bot.demo.people import GROUPS, PEOPLE, Person
from bot.demo.people_api import PeopleApi, sentences
from bot.demo.rooms import Rooms
from bot.demo.state import open_state
from bot.demo.stream import EventStream
from bot.demo.webhook import Courier
from bot.demo.world import build_world

ROOM_FOR_FORM = 1024 * 1024
KEPT_CALLS = 10_000


class ChatServer:
    """
    A stand-in for Telegram on this machine; see the module for its addresses.

    Tests force answers by `faults`, read `calls` (method, params), and may set
    `flood.off`. `on_push`, if set, moves the clock when the page pushes it.
    """

    def __init__(
        self,
        *,
        data: Path,
        token: str,
        clock: DemoClock,
        people: Sequence[Person] = PEOPLE,
        bot_name: str = "littlehands",
        on_push: Callable[[timedelta], Awaitable[None]] | None = None,
    ) -> None:
        self.clock = clock
        self.on_push = on_push
        self.faults = Faults()
        self.calls: Calls = deque(maxlen=KEPT_CALLS)
        self.url = ""
        self._db: sqlite3.Connection = open_state(data / "chat.db")
        self._world = build_world(
            self._db,
            data=data,
            token=token,
            bot_name=bot_name,
            clock=clock,
            rooms=Rooms(self._db, people=people, groups=GROUPS),
        )
        self._courier = Courier(self._world)
        self._runner: web.AppRunner | None = None
        self._restore_clock()

    @property
    def flood(self) -> Flood:
        """The sending limits; ``flood.off = True`` lifts them."""
        return self._world.flood

    async def start(self, *, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on *host*, which must be this machine's own; port 0 takes a free one."""
        if host not in LOOPBACK:
            raise ValueError(f"The embedded chat listens on this machine only, not on {host}.")
        self._runner = web.AppRunner(self._application(), shutdown_timeout=2.0, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self._courier.start()
        self.url = f"http://{host}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Let go of every waiting request, stop listening, and close the state file."""
        self._world.updates.close()
        self._world.events.close()
        await self._courier.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._db.close()

    def _application(self) -> web.Application:
        app = web.Application(
            middlewares=[guard, sentences], client_max_size=MOST_BYTES + ROOM_FOR_FORM
        )
        app.on_response_prepare.append(add_headers)
        app.add_routes(BotApi(self._world, faults=self.faults, calls=self.calls).routes())
        app.add_routes(PeopleApi(self._world).routes())
        app.add_routes(MessagesApi(self._world).routes())
        app.add_routes(ClockApi(self.clock, push=self._push).routes())
        app.add_routes(EventStream(self._world.events).routes())
        app.add_routes(page_routes())
        return app

    async def _push(self, delta: timedelta) -> None:
        """Move the clock, in the program's own steps if it asked for that."""
        if self.on_push is None:
            self.clock.push(delta)
            await asyncio.sleep(0)
            return
        await self.on_push(delta)
        self._save_clock()

    def _restore_clock(self) -> None:
        seconds = self._world.settings.get("clock_offset", 0.0)
        self.clock.offset = max(self.clock.offset, timedelta(seconds=seconds))
        self.clock.watch(self._save_clock)

    def _save_clock(self) -> None:
        self._world.settings.put("clock_offset", self.clock.offset.total_seconds())
        self._world.events.publish("clock", **reading(self.clock))
