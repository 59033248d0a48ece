"""The order of start and stop, for each role. What is started is put together in bot/parts.py."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.engine.distributed import Planner, Shards
from bot.engine.heart import Heart
from bot.errors import StartError
from bot.parts import Parts
from bot.pictures.typefaces import missing_fonts
from bot.settings import Settings
from bot.store.alone import alone, together
from bot.store.backlog import Backlog
from bot.store.database import sqlite_file
from bot.store.runners import LONER, new_runner
from bot.store.upgrade import upgrade
from bot.telegram.login import direct_updates, log_in
from bot.web.health import Health
from bot.web.server import WEBHOOK_PATH, WebServer
from scheduler.bulletins import Bulletin
from scheduler.clock import Clock
from scheduler.lateness import GRACE

log = logging.getLogger(__name__)

Role = Literal["run", "clock", "web", "worker"]
"""*run* does everything in one process; the others share the work on one PostgreSQL database."""

TICK = timedelta(seconds=1)
LOOK_FOR_CONTENT = timedelta(seconds=5)
CLEAN_UP = timedelta(hours=1)


class App:
    """The whole bot, or the part of it that *role* names, in one process."""

    def __init__(
        self,
        settings: Settings,
        *,
        now: Callable[[], datetime],
        web: bool,
        role: Role = "run",
    ) -> None:
        if role != "run" and sqlite_file(settings.database):
            raise StartError(f"littlehands {role} needs PostgreSQL: see the key database")
        self._settings = settings
        self._now = now
        self._serves_web = web
        self._role = role
        self._runner = LONER if role == "run" else new_runner()
        self._stack = AsyncExitStack()
        self._background: set[asyncio.Task[None]] = set()
        self._clock = Clock()
        self.parts = Parts(settings, now=now, runner=self._runner)

    async def start(self) -> None:
        """Upgrade the store, reach Telegram, then do what the role asks; raises StartError."""
        await self._open_store()
        await self.parts.request.initialize()
        self._stack.push_async_callback(self.parts.request.shutdown)
        await log_in(self.parts.application)
        self._stack.push_async_callback(self.parts.application.shutdown)
        await self._join()
        if self._role in {"run", "worker"}:
            await self._start_sending()
        if self._role in {"run", "web"}:
            await self._start_talking()
        if self._role in {"run", "clock"}:
            await self._start_clock()
        self._clock.every(LOOK_FOR_CONTENT, self._look_for_content)
        self._clock.start()
        self._stack.push_async_callback(self._clock.stop)

    async def stop(self) -> None:
        """Stop taking and sending; what is open stays in the tables."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._stack.aclose()

    async def _open_store(self) -> None:
        for problem in missing_fonts():
            raise StartError(problem)
        address = self._settings.database
        earlier = await upgrade(address, copies=self.parts.copies, now=self._now())
        if earlier:
            log.info("the database was upgraded from %s", earlier)
        self._stack.push_async_callback(self.parts.database.close)
        held = alone(address) if self._role == "run" else together(address)
        await self._stack.enter_async_context(held)
        if self._role != "run":
            await self.parts.rate.begin()
            from bot.engine.jobs import lay_tables  # noqa: PLC0415 (one that is alone has no jobs)

            await lay_tables(address)

    async def _join(self) -> None:
        """Sign in among the runners; what stood still for long does not go on by surprise."""
        joined = await self.parts.runners.join(self._now())
        self._stack.push_async_callback(self._leave)
        await self._parked(joined.parked)
        if joined.silence > GRACE:
            policy = self._settings.delivery.late
            await self._ask(await self.parts.operations.hold_unfinished(policy, self._now()))
        heart = Heart(
            runners=self.parts.runners, runner=self._runner, now=self._now, on_parked=self._parked
        )
        self._in_background(heart.run())

    async def _leave(self) -> None:
        try:
            await self.parts.runners.leave(self._now())
        except Exception as error:
            log.warning("this process could not sign out: %s", type(error).__name__)

    async def _parked(self, occurrences: Sequence[int]) -> None:
        for occurrence in occurrences:
            log.critical("occurrence %s ended one process after another; it is parked", occurrence)
        if occurrences:
            await self._ask(await self.parts.operations.hold_parked(occurrences, self._now()))

    async def _ask(self, held: Sequence[Bulletin]) -> None:
        for bulletin in held:
            await self.parts.reporter.bulletin_unfinished(bulletin)

    async def _start_sending(self) -> None:
        if self._role == "run":
            self._stack.push_async_callback(self.parts.engine.stop)
            self._in_background(self.parts.engine.run())
            return
        from bot.engine.jobs import Worker  # noqa: PLC0415 (the same)

        shards = Shards(self.parts.delivery)
        self._stack.push_async_callback(shards.stop)
        self._clock.every(TICK, shards.go_on)
        self._in_background(Worker(self._settings.database, deliver=shards.deliver).run())

    async def _start_talking(self) -> None:
        if self._role == "run":
            await self.parts.intake.resume()
        else:
            self._clock.every(TICK, self.parts.intake.adopt)
        self._stack.push_async_callback(self.parts.intake.stop)
        if self._serves_web:
            await self._start_web()
        telegram = self._settings.telegram
        await direct_updates(self.parts.application.bot, telegram, path=WEBHOOK_PATH)
        if telegram.mode == "polling":
            self._in_background(self.parts.polling.run())
        self._in_background(self.parts.menus.register())

    async def _start_web(self) -> None:
        telegram, web = self._settings.telegram, self._settings.web
        polls = telegram.mode == "polling"
        heard = (lambda: self.parts.polling.last_seen) if polls else None
        server = WebServer(
            ready=Health(database=self.parts.database, heard=heard, now=self._now).ready,
            take=None if polls else self.parts.intake.take,
            secret=telegram.webhook.secret,
        )
        try:
            await server.start(web.host, web.port)
        except OSError as error:
            raise StartError(f"cannot listen on {web.host}:{web.port}: {error.strerror}") from None
        self._stack.push_async_callback(server.stop)

    async def _start_clock(self) -> None:
        self._in_background(self._ask_again(await self.parts.bulletins.queue()))
        self._in_background(self.parts.housekeeping.count_day())
        self._clock.every(TICK, self.tick)
        self._clock.every(TICK, self.tell)
        self._clock.every(TICK, self.parts.reminders.look)
        self._clock.every(CLEAN_UP, self.parts.housekeeping.clean_up)
        if self._role == "clock":
            await self._start_planning()

    async def _ask_again(self, waiting: Sequence[Bulletin]) -> None:
        """Ask about what is held: the process that should have asked may have died over it."""
        for bulletin in waiting:
            if bulletin.state == "held":
                await self.parts.reporter.bulletin_held(bulletin)

    async def _look_for_content(self) -> None:
        """Each process reads what changed; one kind of them tells the team what is wrong."""
        await self.parts.content.look(tell=self._role in {"run", "clock"})

    async def _start_planning(self) -> None:
        from bot.engine.jobs import Jobs  # noqa: PLC0415 (the same)

        jobs = Jobs(self._settings.database)
        await jobs.open()
        self._stack.push_async_callback(jobs.close)
        planner = Planner(
            backlog=Backlog(self.parts.database),
            jobs=jobs,
            per_second=self._settings.delivery.messages_per_second,
            now=self._now,
        )
        self._clock.every(TICK, planner.plan)

    async def tick(self) -> None:
        """Write out what is due now."""
        await self.parts.due.tick(self._now())

    async def tell(self) -> None:
        """Tell the team how its bulletins get on and what became of them."""
        await self.parts.due.tell(self._now())
        await self.parts.reports.tick()
        await self.parts.arrivals.tick()

    async def catch_up(self) -> None:
        """Do and deliver what is due now; the demo calls it at each step of a pushed clock."""
        await self.tick()
        await self.parts.engine.deliver_open()
        await self.parts.accounts.finish(self._now())
        await self.tell()
        await self.parts.housekeeping.count_day()

    async def next_instant(self) -> datetime | None:
        """Return when something is due next."""
        return await self.parts.schedules.next_instant()

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(_report)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        log.critical("a part of the program ended", exc_info=task.exception())
