"""Themes, level and holidays of the lessons, in the settings."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.administrators import may_set_up
from bot.handlers.desk import Desk, Reader
from bot.handlers.pages import Page
from bot.handlers.replies import edit, reply, said, tell
from bot.store.dialogues import Dialogue
from bot.views import wishes as views
from bot.views.message import Message
from content.lessons.course import LEVELS
from content.lessons.themes import THEMES, Theme
from scheduler.errors import Refused
from scheduler.holidays import Holiday, planned
from scheduler.subscribers import Subscriber

_DATES = re.compile(r"\s*(\d{4}-\d{2}-\d{2})\D+(\d{4}-\d{2}-\d{2})\s*", re.ASCII)


class Wishes:
    """A holiday in a family is everybody's; the rest is each chat's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons; the pages are registered with all others."""
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^wish:"))

    def pages(self) -> Mapping[str, Page]:
        """Return the pages by name."""
        return {"themes": self.themes, "level": self.level, "holiday": self.holiday}

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"holiday": self.typed}

    async def themes(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Offer the themes of what the chat learns."""
        return [self._themes(reader, self._of(reader))]

    async def level(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Offer the levels."""
        return [views.levels(reader.t, self._of(reader).level)]

    async def holiday(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Show the holiday, and wait for typed dates too."""
        it = self._of(reader)
        if reader.kind == "private":
            user_id = reader.user_id or 0
            dialogue = Dialogue(awaits="holiday")
            await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, self._desk.now())
        return [views.holiday(reader.t, it.holiday, self._desk.today(it.card_rule.zone))]

    async def typed(self, update: Update, reader: Reader, _: dict[str, Any]) -> None:
        """Take two dates."""
        first, last = _dates(said(update))
        today = self._desk.today(self._of(reader).card_rule.zone)
        view = await self._plan(reader, planned(first, last, today=today), today)
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await reply(update, view)

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """wish:WHAT:VALUE: change one wish and show where it stands."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        if not await may_set_up(update, reader):
            return
        _, what, *values = (query.data or "").split(":")
        await edit(query, await self._change(reader, what, "".join(values)))
        await tell(query)

    async def _change(self, reader: Reader, what: str, value: str) -> Message:
        if what == "theme" and (theme := next((it for it in THEMES if it == value), None)):
            it = await self._desk.change(reader, lambda it: replace(it, themes=it.themes ^ {theme}))
            return self._themes(reader, it)
        if what == "level" and (level := next((it for it in LEVELS if str(it) == value), None)):
            it = await self._desk.change(reader, lambda it: replace(it, level=level))
            return views.levels(reader.t, it.level)
        if what == "holiday" and value in {"0", *map(str, views.HOLIDAYS)}:
            today = self._desk.today(self._of(reader).card_rule.zone)
            days = int(value)
            last = today + timedelta(days=days - 1)
            chosen = planned(today, last, today=today) if days else None
            await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
            return await self._plan(reader, chosen, today)
        raise Refused("stale_button")

    async def _plan(self, reader: Reader, chosen: Holiday | None, today: date) -> Message:
        it = self._of(reader)
        learner = await self._desk.learner(reader)
        if it.family and learner and learner.family_id:
            await self._desk.families.set_holiday(learner.family_id, chosen)
        else:
            await self._desk.change(reader, lambda it: replace(it, holiday=chosen))
        return views.holiday(reader.t, chosen, today)

    def _themes(self, reader: Reader, it: Subscriber) -> Message:
        catalogue = self._desk.picking.catalogue
        offered: frozenset[Theme] = frozenset(lesson.theme for lesson in catalogue.beside[it.learn])
        return views.themes(reader.t, it.themes, offered)

    def _of(self, reader: Reader) -> Subscriber:
        return reader.subscriber or self._desk.fresh(reader)


def _dates(text: str) -> tuple[date, date]:
    found = _DATES.fullmatch(text)
    if found is None:
        raise Refused("dates_unclear")
    try:
        return date.fromisoformat(found[1]), date.fromisoformat(found[2])
    except ValueError:
        raise Refused("dates_unclear") from None
