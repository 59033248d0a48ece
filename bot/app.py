"""The composition root: the one place that knows everyone, and the order of start and stop."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from telegram import Bot
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application

from bot.engine.composer import Composer
from bot.engine.local import LocalEngine
from bot.engine.reporter import Reporter
from bot.errors import StartError
from bot.handlers.conversations import register
from bot.handlers.desk import Desk
from bot.settings import Settings
from bot.store.accounts import Accounts
from bot.store.alone import alone
from bot.store.bulletins import Bulletins
from bot.store.database import Database, sqlite_file
from bot.store.deliveries import Deliveries
from bot.store.dialogues import Dialogues
from bot.store.inbox import Inbox
from bot.store.lessons import Lessons
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.upgrade import upgrade
from bot.team import Team
from bot.telegram.api import BotApi
from bot.telegram.intake import ALLOWED, Intake, Polling, parsed
from bot.telegram.limiter import InteractiveLane, Pacer
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify
from bot.telegram.request import HttpRequest
from bot.telegram.sender import TelegramSender
from bot.web.server import WEBHOOK_PATH, WebServer
from content.shelf import Shelf
from scheduler.clock import Clock
from scheduler.delivery import Delivery
from scheduler.due import Due

log = logging.getLogger(__name__)

TICK = timedelta(seconds=1)
LOOK_FOR_CONTENT = timedelta(seconds=5)
CLEAN_UP = timedelta(hours=1)
_KEEP_DIALOGUE = timedelta(days=30)
_KEEP_INBOX = timedelta(days=2)
_SMALLEST_BLOCK, _LARGEST_BLOCK = 16, 256
"""Bounds for the rows claimed at a time: two seconds of sending, then others take turns."""
_FEWEST, _MOST = 8, 150
"""Bounds for the requests in flight: rate × 0.25 s, for answers that take longer than usual."""
_START_RETRY_SECONDS = 3.0


class App:
    """The whole bot in one process."""

    def __init__(self, settings: Settings, *, now: Callable[[], datetime], web: bool) -> None:
        self._settings = settings
        self._now = now
        self._serves_web = web
        self._stack = AsyncExitStack()
        self._background: set[asyncio.Task[None]] = set()
        self._compose()

    def _compose(self) -> None:
        settings, now = self._settings, self._now
        database = Database(settings.database)
        shelf = Shelf(reports=settings.content.reports, lessons=settings.content.lessons)
        request = HttpRequest()
        token = settings.token()
        api = BotApi(api_url=settings.telegram.api_url, token=token, request=request)
        per_second = settings.delivery.messages_per_second
        pacer = Pacer(per_second=per_second)
        base = settings.telegram.api_url.rstrip("/")
        application = (
            Application.builder()
            .token(token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(request)
            .get_updates_request(request)
            .rate_limiter(InteractiveLane(pacer))
            .updater(None)
            .job_queue(None)
            .build()
        )
        bot: Bot = application.bot
        team = Team(owners=frozenset(settings.telegram.owners))
        subscribers, lessons = Subscribers(database), Lessons(database)
        deliveries = Deliveries(database)
        notify = Notify(bot)
        desk = Desk(
            settings=settings,
            shelf=shelf,
            subscribers=subscribers,
            bulletins=Bulletins(database),
            lessons=lessons,
            dialogues=Dialogues(database),
            team=team,
            now=now,
        )
        menus = Menus(bot, languages=settings.languages, team=team)
        register(application, desk=desk, menus=menus, notify=notify)
        reporter = Reporter(
            notify=notify, settings=settings, team=team, language_of=desk.language_of
        )
        delivery = Delivery(
            deliveries=deliveries,
            messages=Composer(deliveries=deliveries, lessons=lessons, shelf=shelf, now=now),
            sender=TelegramSender(api),
            limiter=pacer,
            now=now,
            block=max(_SMALLEST_BLOCK, min(_LARGEST_BLOCK, 2 * per_second)),
            in_flight=max(_FEWEST, min(_MOST, per_second // 4)),
        )
        self._engine = LocalEngine(delivery=delivery, recover=deliveries.recover)
        self._schedules, self._accounts = Schedules(database), Accounts(database)
        self._due = Due(
            schedules=self._schedules,
            accounts=self._accounts,
            team=reporter,
            late=settings.delivery.late,
            wake=self._engine.wake,
        )
        self._inbox = Inbox(database)
        self._intake = Intake(inbox=self._inbox, handle=self._handle, now=now)
        self._polling = Polling(api=api, intake=self._intake, now=now)
        self._database, self._shelf, self._reporter = database, shelf, reporter
        self._dialogues = desk.dialogues
        self._application, self._request, self._api = application, request, api
        self._menus, self._clock = menus, Clock()

    async def start(self) -> None:
        """Upgrade the store, reach Telegram, then take updates and deliver; raises StartError."""
        settings = self._settings
        copies = self._copies()
        earlier = await upgrade(settings.database, copies=copies, now=self._now())
        if earlier:
            log.info("the database was upgraded from %s", earlier)
        self._stack.push_async_callback(self._database.close)
        await self._stack.enter_async_context(alone(self._database, settings.database))
        await self._request.initialize()
        self._stack.push_async_callback(self._request.shutdown)
        await self._reach_telegram()
        if self._serves_web:
            await self._start_web()
        self._stack.push_async_callback(self._engine.stop)
        self._in_background(self._engine.run())
        await self._intake.resume()
        self._stack.push_async_callback(self._intake.stop)
        if settings.telegram.mode == "polling":
            self._in_background(self._polling.run())
        self._clock.every(TICK, self.tick)
        self._clock.every(LOOK_FOR_CONTENT, self._look_for_content)
        self._clock.every(CLEAN_UP, self._clean_up)
        self._clock.start()
        self._stack.push_async_callback(self._clock.stop)
        self._in_background(self._menus.register())

    async def stop(self) -> None:
        """Stop taking and sending; what is open stays in the tables."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self._stack.aclose()

    async def tick(self) -> None:
        """Write out what is due now."""
        await self._due.tick(self._now())

    async def catch_up(self) -> None:
        """Do and deliver what is due now; the demo calls it at each step of a pushed clock."""
        await self.tick()
        await self._engine.deliver_open()

    async def next_instant(self) -> datetime | None:
        """Return when something is due next."""
        return await self._schedules.next_instant()

    async def _reach_telegram(self) -> None:
        """Log in, and keep trying while the network is down; a wrong token is final."""
        while True:
            try:
                await self._application.initialize()
                break
            except InvalidToken:
                raise StartError("Telegram refuses the token: check telegram.token") from None
            except TelegramError as error:
                log.warning("Telegram cannot be reached (%s); trying again", error)
                await asyncio.sleep(_START_RETRY_SECONDS)
        self._stack.push_async_callback(self._application.shutdown)
        bot, hook = self._application.bot, self._settings.telegram.webhook
        if self._settings.telegram.mode == "webhook":
            await bot.set_webhook(
                f"{hook.public_url.rstrip('/')}{WEBHOOK_PATH}",
                secret_token=hook.secret,
                allowed_updates=ALLOWED,
            )
        else:
            await bot.delete_webhook(drop_pending_updates=False)

    async def _start_web(self) -> None:
        by_webhook = self._settings.telegram.mode == "webhook"
        server = WebServer(
            ready=self._ready,
            take=self._intake.take if by_webhook else None,
            secret=self._settings.telegram.webhook.secret,
        )
        web = self._settings.web
        try:
            await server.start(web.host, web.port)
        except OSError as error:
            raise StartError(f"cannot listen on {web.host}:{web.port}: {error.strerror}") from None
        self._stack.push_async_callback(server.stop)

    async def _ready(self) -> Mapping[str, bool]:
        """Tell which parts work: the database answers, Telegram was heard of lately."""
        try:
            async with self._database.read() as c:
                await c.execute(sa.text("SELECT 1"))
            database = True
        except sa.exc.SQLAlchemyError:
            database = False
        seen = self._polling.last_seen
        polls = self._settings.telegram.mode == "webhook" or (
            seen is not None and self._now() - seen < timedelta(minutes=2)
        )
        return {"database": database, "telegram": polls}

    async def _handle(self, raw: Mapping[str, Any]) -> None:
        update = parsed(raw, self._application.bot)
        if update:
            await self._application.process_update(update)

    async def _look_for_content(self) -> None:
        errors = await asyncio.to_thread(self._shelf.refresh)
        for error in errors:
            log.error("content: %s", error)
        if errors:
            await self._reporter.content_faults(errors)

    async def _clean_up(self) -> None:
        """Delete what is kept no longer: rows, answered updates, open questions, safety copies."""
        now = self._now()
        keep = timedelta(days=self._settings.privacy.keep_delivery_days)
        await self._accounts.drop_before(now - keep)
        await self._inbox.drop_before(now - _KEEP_INBOX)
        await self._dialogues.drop_before(now - _KEEP_DIALOGUE)
        await asyncio.to_thread(_drop_copies, self._copies(), now - keep)

    def _copies(self) -> Path:
        file = sqlite_file(self._settings.database)
        return (file.parent if file else Path("data")) / "copies"

    def _in_background(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(_report)


def _drop_copies(folder: Path, before: datetime) -> None:
    for copy in folder.glob("*"):
        if copy.stat().st_mtime < before.timestamp():
            copy.unlink()


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        log.critical("a part of the program ended", exc_info=task.exception())
