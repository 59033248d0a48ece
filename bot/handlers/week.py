"""The week's bulletins: a picture, with the same as text under it."""

import asyncio
from datetime import date, datetime
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, show_picture
from bot.handlers.rights import team_button
from bot.pictures.planned import planned_week
from bot.pictures.week import week_picture
from bot.views import week as views
from scheduler.errors import Refused
from scheduler.weeks import bounds, monday

_YEARS = range(2000, 2100)


class WeekPage:
    """Shows what goes or went out in a week, by the office's clock."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CallbackQueryHandler(press, pattern=r"^week:"))

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """week:show, or week:show:20261123 for the week in which that day lies."""
        zone, now = self._desk.settings.timezone, self._desk.now()
        today = self._desk.today(zone)
        first = monday(_day(parts[1]) if len(parts) > 1 else today)
        since, until = bounds(first, zone)
        planned = await self._desk.bulletins.between(
            since, until, member=reader.require("write"), now=now
        )
        shown = planned_week(reader.t, first, planned, zone=zone, today=today)
        text = views.week(reader.t, first, planned, zone=zone)
        picture = await asyncio.to_thread(week_picture, shown)
        if views.fits_a_caption(text):
            await show_picture(update, picture, text)
            return
        await show_picture(update, picture, views.heading(reader.t, first, zone=zone))
        await reply(update, *views.split_up(text))


def _day(text: str) -> date:
    try:
        found = datetime.strptime(text, "%Y%m%d").date()  # noqa: DTZ007 (a calendar's date has no zone)
    except ValueError as error:
        raise Refused("bulletin_missing") from error
    if found.year not in _YEARS:
        raise Refused("bulletin_missing")
    return found
