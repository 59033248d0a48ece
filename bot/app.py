"""The composition root: the one place that knows everyone, and the order of start and stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from telegram.ext import Application

from bot.engine.composer import Composer
from bot.engine.distributed import Planner, Shards
from bot.engine.heart import Heart
from bot.engine.housekeeping import ContentWatch, Housekeeping
from bot.engine.jobs import Jobs, Worker, lay_tables
from bot.engine.local import LocalEngine
from bot.engine.reporter import Reporter
from bot.errors import StartError
from bot.handlers.conversations import register
from bot.handlers.desk import Desk
from bot.settings import Settings
from bot.store.accounts import Accounts
from bot.store.alone import ServerLock, alone, together
from bot.store.backlog import Backlog
from bot.store.bulletins import Bulletins
from bot.store.database import Database, sqlite_file
from bot.store.deliveries import Deliveries
from bot.store.dialogues import Dialogues
from bot.store.inbox import Inbox
from bot.store.lessons import Lessons
from bot.store.operations import Operations
from bot.store.rate import SharedRate
from bot.store.reports import Reports as Watching
from bot.store.runners import LONER, Runners, new_runner
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.upgrade import upgrade
from bot.team import Team
from bot.telegram.api import BotApi
from bot.telegram.board import Board
from bot.telegram.intake import Intake, Polling, parsed
from bot.telegram.limiter import InteractiveLane, Pacer
from bot.telegram.login import direct_updates, log_in
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify
from bot.telegram.request import HttpRequest
from bot.telegram.sender import FREE_RATE, TelegramSender
from bot.telegram.shared_pacer import SharedPacer
from bot.web.health import Health
from bot.web.server import WEBHOOK_PATH, WebServer
from content.shelf import Shelf
from scheduler.bulletins import Bulletin
from scheduler.clock import Clock
from scheduler.delivery import Delivery
from scheduler.due import Due
from scheduler.lateness import GRACE
from scheduler.reports import Reports

log = logging.getLogger(__name__)

Role = Literal["run", "clock", "web", "worker"]
"""*run* does everything in one process; the others share the work on one PostgreSQL database."""

TICK = timedelta(seconds=1)
LOOK_FOR_CONTENT = timedelta(seconds=5)
CLEAN_UP = timedelta(hours=1)
_SMALLEST_BLOCK, _LARGEST_BLOCK = 16, 500
"""Bounds for the rows claimed at a time: two seconds of sending, then others take turns."""
_FEWEST, _MOST = 8, 150
"""Bounds for the requests in flight: rate × 0.25 s, for answers that take longer than usual."""


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
        self._compose_store()
        self._compose_telegram()
        self._compose_rules()

    def _compose_store(self) -> None:
        settings = self._settings
        self._database = database = Database(settings.database)
        self._shelf = Shelf(reports=settings.content.reports, lessons=settings.content.lessons)
        self._subscribers, self._lessons = Subscribers(database), Lessons(database)
        self._bulletins, self._dialogues = Bulletins(database), Dialogues(database)
        self._schedules, self._accounts = Schedules(database), Accounts(database)
        self._operations, self._watching = Operations(database), Watching(database)
        self._deliveries = Deliveries(database, runner=self._runner)
        self._inbox = Inbox(database, runner=self._runner)
        self._runners = Runners(database, runner=self._runner)
        self._rate = SharedRate(database, per_second=settings.delivery.messages_per_second)

    def _compose_telegram(self) -> None:
        settings, token = self._settings, self._settings.token()
        per_second = settings.delivery.messages_per_second
        self._request = HttpRequest()
        base = settings.telegram.api_url.rstrip("/")
        self._api = BotApi(api_url=base, token=token, request=self._request)
        self._pacer: Pacer | SharedPacer = (
            Pacer(per_second=per_second)
            if self._role == "run"
            else SharedPacer(self._rate, per_second=per_second)
        )
        self._application = (
            Application.builder()
            .token(token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(self._request)
            .get_updates_request(self._request)
            .rate_limiter(InteractiveLane(self._pacer))
            .updater(None)
            .job_queue(None)
            .build()
        )
        shared = self._role != "run"
        self._intake = Intake(inbox=self._inbox, handle=self._handle, now=self._now, shared=shared)
        turn = ServerLock(settings.database, "polling") if shared else None
        self._polling = Polling(api=self._api, intake=self._intake, now=self._now, turn=turn)

    def _compose_rules(self) -> None:
        settings, now = self._settings, self._now
        team = Team(owners=frozenset(settings.telegram.owners))
        desk = Desk(
            settings=settings,
            shelf=self._shelf,
            subscribers=self._subscribers,
            bulletins=self._bulletins,
            operations=self._operations,
            reports=self._watching,
            lessons=self._lessons,
            dialogues=self._dialogues,
            team=team,
            now=now,
        )
        bot = self._application.bot
        notify = Notify(bot)
        self._menus = Menus(bot, languages=settings.languages, team=team)
        register(self._application, desk=desk, menus=self._menus, notify=notify)
        self._reporter = Reporter(
            notify=notify,
            board=Board(bot),
            settings=settings,
            team=team,
            language_of=desk.language_of,
        )
        self._reports = Reports(watching=self._watching, team=self._reporter, now=now)
        self.content = ContentWatch(self._shelf, self._reporter)
        self.housekeeping = Housekeeping(
            accounts=self._accounts,
            inbox=self._inbox,
            dialogues=self._dialogues,
            copies=self._copies(),
            keep=timedelta(days=settings.privacy.keep_delivery_days),
            now=now,
        )
        per_second = settings.delivery.messages_per_second
        if per_second > FREE_RATE and not settings.delivery.paid_broadcast:
            log.warning("%s messages a second need delivery.paid_broadcast", per_second)
        self._delivery = Delivery(
            deliveries=self._deliveries,
            messages=Composer(
                deliveries=self._deliveries, lessons=self._lessons, shelf=self._shelf, now=now
            ),
            sender=TelegramSender(self._api, paid=settings.delivery.paid_broadcast),
            limiter=self._pacer,
            now=now,
            block=max(_SMALLEST_BLOCK, min(_LARGEST_BLOCK, 2 * per_second)),
            in_flight=max(_FEWEST, min(_MOST, per_second // 4)),
        )
        self._engine = LocalEngine(self._delivery)
        self._due = Due(
            schedules=self._schedules,
            accounts=self._accounts,
            team=self._reporter,
            late=settings.delivery.late,
            wake=self._engine.wake,
        )

    async def start(self) -> None:
        """Upgrade the store, reach Telegram, then do what the role asks; raises StartError."""
        await self._open_store()
        await self._request.initialize()
        self._stack.push_async_callback(self._request.shutdown)
        await log_in(self._application)
        self._stack.push_async_callback(self._application.shutdown)
        await self._join()
        if self._role in {"run", "worker"}:
            await self._start_sending()
        if self._role in {"run", "web"}:
            await self._start_talking()
        if self._role in {"run", "clock"}:
            await self._start_clock()
        self._clock.every(LOOK_FOR_CONTENT, self.content.look)
        self._clock.start()
        self._stack.push_async_callback(self._clock.stop)

    async def stop(self) -> None:
        """Stop taking and sending; what is open stays in the tables."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._stack.aclose()

    async def _open_store(self) -> None:
        address = self._settings.database
        earlier = await upgrade(address, copies=self._copies(), now=self._now())
        if earlier:
            log.info("the database was upgraded from %s", earlier)
        self._stack.push_async_callback(self._database.close)
        held = alone(address) if self._role == "run" else together(address)
        await self._stack.enter_async_context(held)
        if self._role != "run":
            await self._rate.begin()
            await lay_tables(address)

    async def _join(self) -> None:
        """Sign in among the runners; what stood still for long does not go on by surprise."""
        joined = await self._runners.join(self._now())
        self._stack.push_async_callback(self._leave)
        await self._parked(joined.parked)
        if joined.silence > GRACE:
            policy = self._settings.delivery.late
            await self._ask(await self._operations.hold_unfinished(policy, self._now()))
        heart = Heart(
            runners=self._runners, runner=self._runner, now=self._now, on_parked=self._parked
        )
        self._in_background(heart.run())

    async def _leave(self) -> None:
        await self._runners.leave(self._now())

    async def _parked(self, occurrences: Sequence[int]) -> None:
        for occurrence in occurrences:
            log.critical("occurrence %s ended one process after another; it is parked", occurrence)
        if occurrences:
            await self._ask(await self._operations.hold_parked(occurrences, self._now()))

    async def _ask(self, held: Sequence[Bulletin]) -> None:
        for bulletin in held:
            await self._reporter.bulletin_unfinished(bulletin)

    async def _start_sending(self) -> None:
        if self._role == "run":
            self._stack.push_async_callback(self._engine.stop)
            self._in_background(self._engine.run())
            return
        shards = Shards(self._delivery)
        self._stack.push_async_callback(shards.stop)
        self._clock.every(TICK, shards.go_on)
        self._in_background(Worker(self._settings.database, deliver=shards.deliver).run())

    async def _start_talking(self) -> None:
        if self._role == "run":
            await self._intake.resume()
        else:
            self._clock.every(TICK, self._intake.adopt)
        self._stack.push_async_callback(self._intake.stop)
        if self._serves_web:
            await self._start_web()
        telegram = self._settings.telegram
        await direct_updates(self._application.bot, telegram, path=WEBHOOK_PATH)
        if telegram.mode == "polling":
            self._in_background(self._polling.run())
        self._in_background(self._menus.register())

    async def _start_web(self) -> None:
        telegram, web = self._settings.telegram, self._settings.web
        polls = telegram.mode == "polling"
        heard = (lambda: self._polling.last_seen) if polls else None
        server = WebServer(
            ready=Health(database=self._database, heard=heard, now=self._now).ready,
            take=None if polls else self._intake.take,
            secret=telegram.webhook.secret,
        )
        try:
            await server.start(web.host, web.port)
        except OSError as error:
            raise StartError(f"cannot listen on {web.host}:{web.port}: {error.strerror}") from None
        self._stack.push_async_callback(server.stop)

    async def _start_clock(self) -> None:
        self._clock.every(TICK, self.tick)
        self._clock.every(TICK, self.tell)
        self._clock.every(CLEAN_UP, self.housekeeping.clean_up)
        if self._role == "clock":
            await self._start_planning()

    async def _start_planning(self) -> None:
        jobs = Jobs(self._settings.database)
        await jobs.open()
        self._stack.push_async_callback(jobs.close)
        planner = Planner(
            backlog=Backlog(self._database),
            jobs=jobs,
            per_second=self._settings.delivery.messages_per_second,
            now=self._now,
        )
        self._clock.every(TICK, planner.plan)

    async def tick(self) -> None:
        """Write out what is due now."""
        await self._due.tick(self._now())

    async def tell(self) -> None:
        """Tell the team how its bulletins get on and what became of them."""
        await self._due.tell(self._now())
        await self._reports.tick()

    async def catch_up(self) -> None:
        """Do and deliver what is due now; the demo calls it at each step of a pushed clock."""
        await self.tick()
        await self._engine.deliver_open()
        await self.tell()

    async def next_instant(self) -> datetime | None:
        """Return when something is due next."""
        return await self._schedules.next_instant()

    async def _handle(self, raw: Mapping[str, Any]) -> None:
        update = parsed(raw, self._application.bot)
        if update:
            await self._application.process_update(update)

    def _copies(self) -> Path:
        file = sqlite_file(self._settings.database)
        return (file.parent if file else Path("data")) / "copies"

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(_report)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        log.critical("a part of the program ended", exc_info=task.exception())
