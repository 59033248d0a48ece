"""/settings and its parts, /language, /pause, /next: a chat's own preferences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.administrators import may_set_up
from bot.handlers.desk import Desk, Reader
from bot.handlers.pages import Page
from bot.handlers.replies import edit, reply, said, tell
from bot.handlers.start import Start, compact_time
from bot.store.dialogues import Dialogue
from bot.telegram.menus import Menus
from bot.views import settings as views
from bot.views.message import Message
from bot.views.places import where
from bot.views.words import Words, words
from content.topics import TOPICS
from scheduler.errors import Refused
from scheduler.recurrence import DAYS
from scheduler.subscribers import Subscriber
from scheduler.times import ZONES, QuietHours

_FOR_EVER = datetime(9999, 1, 1, tzinfo=UTC)
_CLOCK = re.compile(r"\s*([01]?[0-9]|2[0-3])[:：.]([0-5][0-9])\s*")
_LONGEST_PAUSE = 366


class Preferences:
    """Shows and changes one chat's preferences."""

    def __init__(self, desk: Desk, start: Start, menus: Menus) -> None:
        self._desk = desk
        self._start = start
        self._menus = menus
        self._change: Mapping[str, Any] = {
            "topic": self._topic,
            "time": self._time,
            "day": self._day,
            "zone": self._zone,
            "quiet": self._quiet,
            "learn": self._learn,
            "pause": self._pause,
            "language": self._language,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons; the pages are registered with all others."""
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^set:"))

    def pages(self) -> Mapping[str, Page]:
        """Return the pages by name; some are reached by button only."""
        return {
            "settings": self.settings,
            "topics": self._page(lambda t, it, _: views.topics(t, it)),
            "days": self._page(lambda t, it, _: views.days(t, it)),
            "zone": self._page(lambda t, _, now: views.zone(t, now)),
            "quiet": self._page(lambda t, *_: views.quiet(t)),
            "learn": self._page(lambda t, *_: views.learn(t)),
            "pause": self._page(views.pause),
            "language": self._page(lambda t, *_: views.language(t, self._desk.settings.languages)),
            "next": self.next,
            "time": self.time,
        }

    def _page(self, view: Any) -> Page:
        async def page(reader: Reader, _: Sequence[str]) -> list[Message]:
            it = reader.subscriber or self._desk.fresh(reader)
            return [view(reader.t, it, self._desk.now())]

        return page

    async def settings(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Show every preference."""
        it = reader.subscriber or self._desk.fresh(reader)
        return [self._shown(reader, reader.t, it)]

    async def next(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Say what comes next."""
        return [views.upcoming(reader.t, reader.subscriber, self._desk.now())]

    async def time(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Offer times, and take one that is typed."""
        now = self._desk.now()
        dialogue = Dialogue(awaits="card_time")
        await self._desk.dialogues.ask(reader.chat_id, reader.user_id or 0, dialogue, now)
        return [views.times(reader.t, self._start.times(), now)]

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"card_time": self.typed_time}

    async def typed_time(self, update: Update, reader: Reader, _about: dict[str, Any]) -> None:
        """Take a time of day that was typed."""
        if not await may_set_up(update, reader):
            await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
            return
        found = _CLOCK.fullmatch(said(update))
        if not found:
            raise Refused("clock_unclear")
        at = time(int(found[1]), int(found[2]))
        it = await self._desk.change(reader, lambda it: replace(it, card_at=at))
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await reply(update, self._shown(reader, reader.t, it))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """set:WHAT:VALUE…: change one preference and show where it stands."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        _, what, *values = (query.data or "").split(":")
        if what not in self._change or not values:
            raise Refused("not_in_team")
        if not await may_set_up(update, reader):
            return
        await edit(query, await self._change[what](reader, *values))
        await tell(query)

    async def _topic(self, reader: Reader, topic: str) -> Message:
        if topic not in TOPICS:
            raise Refused("not_in_team")
        it = await self._desk.change(reader, lambda it: replace(it.toggled(topic), status="active"))
        return views.topics(reader.t, it)

    async def _time(self, reader: Reader, at: str, zone: str = "") -> Message:
        known = zone if zone in ZONES else self._desk.settings.timezone
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        return await self._settings(reader, card_at=compact_time(at), zone=known)

    async def _day(self, reader: Reader, day: str) -> Message:
        if not day.isdecimal() or int(day) not in DAYS:
            raise Refused("not_in_team")

        def toggled(it: Subscriber) -> Subscriber:
            return replace(it, card_days=(it.card_days ^ {int(day)}) or it.card_days)

        return views.days(reader.t, await self._desk.change(reader, toggled))

    async def _zone(self, reader: Reader, zone: str) -> Message:
        if zone not in ZONES:
            raise Refused("not_in_team")
        return await self._settings(reader, zone=zone)

    async def _quiet(self, reader: Reader, since: str, until: str = "") -> Message:
        if since == "none":
            return await self._settings(reader, quiet=None)
        hours = QuietHours(since=compact_time(since), until=compact_time(until))
        return await self._settings(reader, quiet=hours)

    async def _learn(self, reader: Reader, learn: str) -> Message:
        if learn not in {"zh", "ug"}:
            raise Refused("not_in_team")
        return await self._settings(reader, learn=learn)

    async def _pause(self, reader: Reader, days: str) -> Message:
        if days == "open":
            until: datetime | None = _FOR_EVER
        elif days.isdecimal() and int(days) <= _LONGEST_PAUSE:
            until = self._desk.now() + timedelta(days=int(days)) if int(days) else None
        else:
            raise Refused("time_unclear")
        it = await self._desk.change(reader, lambda it: replace(it, paused_until=until))
        now = self._desk.now()
        return views.pause(reader.t, it, now) if until else self._shown(reader, reader.t, it)

    async def _language(self, reader: Reader, language: str) -> Message:
        spoken = self._desk.settings.languages
        if language not in spoken:
            raise Refused("not_in_team")
        it = await self._desk.change(reader, lambda it: replace(it, language=language))
        await self._menus.follow(reader.chat_id, it.language, member=reader.member)
        return self._shown(reader, words(it.language), it)

    async def _settings(self, reader: Reader, **values: object) -> Message:
        it = await self._desk.change(reader, lambda it: replace(it, **values))  # type: ignore[arg-type] # each caller names fields of Subscriber
        return self._shown(reader, reader.t, it)

    def _shown(self, reader: Reader, t: Words, it: Subscriber) -> Message:
        place = where(t, it, reader.topic) if reader.forum else None
        return views.settings(t, it, self._desk.now(), place=place)
