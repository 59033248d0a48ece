"""The composition root: the one place that knows everyone. Starting them is bot/app.py."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from telegram.ext import Application

from bot.cards.messages import CardMessages
from bot.cards.picking import Picking
from bot.cards.today import TodaysCards
from bot.engine.arrivals import Arrivals
from bot.engine.composer import Composer
from bot.engine.housekeeping import ContentWatch, Housekeeping
from bot.engine.local import LocalEngine
from bot.engine.reminders import Reminders
from bot.engine.reporter import Reporter
from bot.handlers.conversations import register
from bot.handlers.desk import Desk
from bot.pictures.cache import PictureCache
from bot.pictures.strokes import Strokes
from bot.settings import Settings
from bot.store.accounts import Accounts
from bot.store.asking import Asking
from bot.store.audit import Audit
from bot.store.bulletins import Bulletins
from bot.store.contributions import Contributions
from bot.store.copies import copies_of
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.dialogues import Dialogues
from bot.store.families import Families
from bot.store.family_codes import FamilyCodes
from bot.store.impact import Audiences
from bot.store.inbox import Inbox
from bot.store.learners import Learners
from bot.store.members import Members
from bot.store.memories import Memories
from bot.store.operations import Operations
from bot.store.rate import SharedRate
from bot.store.reports import Reports as Watching
from bot.store.runners import LONER, Runners
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.tallies import Tallies
from bot.store.threads import Threads
from bot.store.uploads import Uploads
from bot.store.waits import Waits
from bot.telegram.answers import InteractiveLane
from bot.telegram.api import BotApi
from bot.telegram.board import Board
from bot.telegram.gallery import Gallery
from bot.telegram.intake import TURN_SECONDS, Intake, Polling, Turn, parsed
from bot.telegram.limiter import Pacer
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify
from bot.telegram.request import HttpRequest
from bot.telegram.sender import FREE_RATE, TelegramSender
from bot.telegram.shared_pacer import SharedPacer
from bot.telegram.showing import Showing
from bot.views.wording import Wording
from bot.voice.computer import check_installed
from content.shelf import Shelf
from scheduler.delivery import Delivery
from scheduler.due import Due
from scheduler.reports import Reports

log = logging.getLogger(__name__)

_SMALLEST_BLOCK, _LARGEST_BLOCK = 16, 500
"""Bounds for the rows claimed at a time: two seconds of sending, then others take turns."""
_MOST_IN_FLIGHT = 118
"""So many requests are under way at most, and as many messages in doubt after a crash."""


class Parts:
    """Every part by its name. *runner* is this process's id, LONER for one that is alone."""

    def __init__(self, settings: Settings, *, now: Callable[[], datetime], runner: int) -> None:
        self._settings = settings
        self._now = now
        self._runner = runner
        self._shared = runner != LONER
        self.copies = copies_of(settings.database)
        self._compose_store()
        self._compose_cards()
        self._compose_telegram()
        self._compose_rules()

    def _compose_store(self) -> None:
        settings = self._settings
        self.database = database = Database(settings.database)
        self.shelf = Shelf(reports=settings.content.reports, lessons=settings.content.lessons)
        self.subscribers, self.learners = Subscribers(database), Learners(database)
        self.memories, self.families = Memories(database), Families(database)
        self.family_codes, self.uploads = FamilyCodes(database), Uploads(database)
        self.bulletins, self.dialogues = Bulletins(database), Dialogues(database)
        self.schedules, self.accounts = Schedules(database), Accounts(database)
        self.operations, self.watching = Operations(database), Watching(database)
        self.contributions, self.threads = Contributions(database), Threads(database)
        self.audit, self.asking = Audit(database), Asking(database)
        self.tallies = Tallies(database)
        self.members = Members(database, owners=frozenset(settings.telegram.owners))
        self.deliveries = Deliveries(database, runner=self._runner)
        self.inbox = Inbox(database, runner=self._runner)
        self.runners = Runners(database, runner=self._runner)
        self.rate = SharedRate(database, per_second=settings.delivery.messages_per_second)

    def _compose_cards(self) -> None:
        content, learning = self._settings.content, self._settings.learning
        strokes = Strokes(folder=content.strokes) if content.strokes else None
        if content.computer_voice:
            check_installed()
        self.cards = CardMessages(
            PictureCache(content.cache), strokes=strokes, computer_voice=content.computer_voice
        )
        self.gallery = Gallery(self.uploads, now=self._now)
        self.picking = Picking(
            learners=self.learners,
            memories=self.memories,
            families=self.families,
            shelf=self.shelf,
            new_per_day=learning.new_per_day,
        )
        self.todays = TodaysCards(
            learners=self.learners,
            memories=self.memories,
            families=self.families,
            picking=self.picking,
            cards=self.cards,
        )

    def _compose_telegram(self) -> None:
        settings, token = self._settings, self._settings.token()
        per_second = settings.delivery.messages_per_second
        self.request = HttpRequest()
        base = settings.telegram.api_url.rstrip("/")
        self.api = BotApi(api_url=base, token=token, request=self.request)
        self.pacer: Pacer | SharedPacer = (
            Pacer(per_second=per_second)
            if not self._shared
            else SharedPacer(self.rate, per_second=per_second)
        )
        self.application = (
            Application.builder()
            .token(token)
            .base_url(f"{base}/bot")
            .base_file_url(f"{base}/file/bot")
            .request(self.request)
            .get_updates_request(self.request)
            .rate_limiter(InteractiveLane(self.pacer))
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.intake = Intake(
            inbox=self.inbox, handle=self._handle, now=self._now, shared=self._shared
        )
        turn = _polling_turn(settings.database) if self._shared else None
        self.polling = Polling(api=self.api, intake=self.intake, now=self._now, turn=turn)

    def _compose_rules(self) -> None:
        settings, now = self._settings, self._now
        bot = self.application.bot
        self.wording = Wording(shelf=self.shelf, address=lambda: bot.link, zone=settings.timezone)
        desk = Desk(
            settings=settings,
            shelf=self.shelf,
            subscribers=self.subscribers,
            bulletins=self.bulletins,
            operations=self.operations,
            reports=self.watching,
            memories=self.memories,
            learners=self.learners,
            families=self.families,
            family_codes=self.family_codes,
            picking=self.picking,
            cards=self.cards,
            todays=self.todays,
            showing=Showing(self.gallery),
            dialogues=self.dialogues,
            members=self.members,
            audit=self.audit,
            contributions=self.contributions,
            threads=self.threads,
            tallies=self.tallies,
            wording=self.wording,
            audiences=Audiences(self.database),
            asking=self.asking,
            now=now,
        )
        notify = Notify(bot)
        self.menus = Menus(bot, languages=settings.languages, members=self.members)
        reviewing = register(self.application, desk=desk, menus=self.menus, notify=notify)
        self.reminders = Reminders(asking=self.asking, ask=reviewing.ask, now=now)
        self.reporter = Reporter(
            notify=notify,
            board=Board(bot),
            settings=settings,
            members=self.members,
            language_of=desk.language_of,
        )
        self.arrivals = Arrivals(
            threads=self.threads,
            members=self.members,
            notify=notify,
            language_of=desk.language_of,
            now=now,
        )
        self.reports = Reports(watching=self.watching, team=self.reporter, now=now)
        self.content = ContentWatch(self.shelf, self.reporter)
        self.housekeeping = Housekeeping(
            accounts=self.accounts,
            inbox=self.inbox,
            dialogues=self.dialogues,
            threads=self.threads,
            tallies=self.tallies,
            families=self.families,
            family_codes=self.family_codes,
            zone=settings.timezone,
            copies=self.copies,
            keep=timedelta(days=settings.privacy.keep_delivery_days),
            now=now,
        )
        per_second = settings.delivery.messages_per_second
        if per_second > FREE_RATE and not settings.delivery.paid_broadcast:
            log.warning("%s messages a second need delivery.paid_broadcast", per_second)
        self.delivery = Delivery(
            deliveries=self.deliveries,
            messages=Composer(
                deliveries=self.deliveries,
                cards=self.todays,
                now=now,
                wording=self.wording,
            ),
            sender=TelegramSender(
                self.api, gallery=self.gallery, paid=settings.delivery.paid_broadcast
            ),
            limiter=self.pacer,
            now=now,
            block=max(_SMALLEST_BLOCK, min(_LARGEST_BLOCK, 2 * per_second)),
            in_flight=_MOST_IN_FLIGHT,
            per_second=per_second,
        )
        self.engine = LocalEngine(self.delivery)
        self.due = Due(
            schedules=self.schedules,
            accounts=self.accounts,
            waits=Waits(self.database),
            team=self.reporter,
            late=settings.delivery.late,
            wake=self.engine.wake,
        )

    async def _handle(self, raw: Mapping[str, Any]) -> None:
        update = parsed(raw, self.application.bot)
        if update:
            await self.application.process_update(update)


def _polling_turn(address: str) -> Turn:
    from bot.store.server_lock import ServerLock  # noqa: PLC0415 (one that is alone needs none)

    return ServerLock(address, "polling", silence=TURN_SECONDS)
