"""/stats: how many read, in which language and for how long; counts only."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, show, show_picture
from bot.handlers.rights import team_button, team_command
from bot.pictures.charts import bar_chart, line_chart
from bot.pictures.counted import days_between, outcomes, over_time
from bot.views import stats as views
from content.languages import LANGUAGES
from content.topics import TOPICS
from scheduler.errors import Refused

_LATEST = 10
_OUTCOMES = timedelta(days=30)


class Stats:
    """Shows the numbers of now as text, and those of many days as pictures."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._smallest = desk.settings.privacy.smallest_count

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("stats", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:stats$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^stats:"))

    async def page(self, update: Update, reader: Reader) -> None:
        """/stats: the numbers of now, and the last days as a picture."""
        if await self._overview(update, reader):
            await self._chart(update, reader, views.ALL, views.PERIODS[0])

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """stats:show, stats:chart:TOPIC:DAYS, stats:outcomes or stats:bulletins."""
        step, *rest = parts
        if step == "show":
            await self._overview(update, reader)
        elif step == "chart":
            await self._chart(update, reader, *_topic_and_days(rest))
        elif step == "outcomes":
            await self._outcomes(update, reader)
        elif step == "bulletins":
            await self._bulletins(update, reader)
        else:
            raise Refused("stale_button")

    async def _overview(self, update: Update, reader: Reader) -> bool:
        """Show the numbers of now; tell whether there is anybody to be counted."""
        grid = await self._desk.tallies.now()
        if not any(grid.values()):
            await show(update, [views.nobody(reader.t)])
            return False
        shown = views.shown(grid, self._smallest)
        kinds = await self._desk.tallies.kinds(shown)
        await show(update, [views.overview(reader.t, grid, kinds, self._smallest)])
        return True

    async def _chart(self, update: Update, reader: Reader, topic: str, period: int) -> None:
        today = self._today()
        since = today - timedelta(days=period - 1)
        grid = await self._desk.tallies.now()
        kept = await self._desk.tallies.history(topic, since=since)
        here = {language: grid[language, topic] for language in LANGUAGES}
        kept = {**kept, today: here}
        chart = over_time(reader.t, topic, kept, smallest=self._smallest)
        days = days_between(min(kept), today)
        caption = views.chart_caption(reader.t, topic, days, period)
        if chart is None:
            await reply(update, views.nobody(reader.t))
        else:
            await show_picture(update, await asyncio.to_thread(line_chart, chart), caption)

    async def _outcomes(self, update: Update, reader: Reader) -> None:
        counted = await self._desk.tallies.outcomes(since=self._desk.now() - _OUTCOMES)
        chart = outcomes(reader.t, counted, smallest=self._smallest)
        if chart is None:
            await show(update, [views.nothing_sent(reader.t)])
            return
        caption = views.outcomes_caption(reader.t, _OUTCOMES.days)
        await show_picture(update, await asyncio.to_thread(bar_chart, chart), caption)

    async def _bulletins(self, update: Update, reader: Reader) -> None:
        sent = await self._desk.tallies.latest(_LATEST)
        zone = self._desk.settings.timezone
        page = views.bulletins(reader.t, sent, zone=zone, smallest=self._smallest)
        await show(update, [page])

    def _today(self) -> date:
        return self._desk.today(self._desk.settings.timezone)


def _topic_and_days(rest: Sequence[str]) -> tuple[str, int]:
    periods = {str(days): days for days in views.PERIODS}
    topic, period = (*rest, "", "")[:2]
    if topic not in {views.ALL, *TOPICS} or period not in periods:
        raise Refused("stale_button")
    return topic, periods[period]
