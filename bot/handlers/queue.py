"""/queue: what is drafted, waits, is scheduled, is being sent, was sent; each with its card."""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, show
from bot.handlers.rights import team_button, team_command
from bot.views import queue as views
from bot.views.card import Facts, card
from scheduler.bulletins import OPEN, Bulletin
from scheduler.errors import Refused
from scheduler.tabs import TABS, Tab, first_tab

_LONGEST_NUMBER = 9


class Queue:
    """Everybody of the team sees the whole queue; drafts are seen by those who may open them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("queue", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:queue$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^queue:(tab|card|view)"))

    async def page(self, update: Update, reader: Reader) -> None:
        """/queue: open the first tab that is not empty."""
        await self._tab(update, reader, None, 0)

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """queue:tab:TAB:PAGE, queue:card:BULLETIN or queue:view:BULLETIN."""
        step, wanted, *rest = [*parts, "", ""]
        if step == "tab":
            await self._tab(update, reader, _tab_named(wanted), _number(rest[0]))
        elif step == "card":
            await self._card(update, reader, await self._open(reader, _number(wanted)))
        else:
            await self._preview(update, await self._open(reader, _number(wanted)))

    async def _tab(self, update: Update, reader: Reader, tab: Tab | None, number: int) -> None:
        member = reader.require("write")
        counts = await self._desk.bulletins.counts(member)
        opened = tab or first_tab(counts)
        found = await self._desk.bulletins.tab(
            opened, member, limit=views.PAGE, skip=number * views.PAGE
        )
        shown = views.page(
            reader.t,
            opened,
            found,
            counts,
            number=number,
            zone=self._desk.settings.timezone,
            now=self._desk.now(),
        )
        await show(update, [shown])

    async def _card(self, update: Update, reader: Reader, it: Bulletin) -> None:
        now = self._desk.now()
        facts = Facts(
            me=reader.require("write"),
            names={member.user_id: member.name for member in await self._desk.members.all()},
            how=None if it.state in OPEN else await self._desk.reports.of(it.id, now),
            zone=self._desk.settings.timezone,
            now=now,
            smallest=self._desk.settings.privacy.smallest_count,
        )
        await show(update, [card(reader.t, it, facts)])

    async def _preview(self, update: Update, it: Bulletin) -> None:
        """Show it in each of its languages, as readers see it."""
        await reply(update, *(self._desk.wording.preview(it, each) for each in it.texts))

    async def _open(self, reader: Reader, bulletin_id: int) -> Bulletin:
        it = await self._desk.bulletins.get(bulletin_id)
        await self._desk.require_open(reader, it)
        return it


def _tab_named(name: str) -> Tab:
    found = next((tab for tab in TABS if tab == name), None)
    if found is None:
        raise Refused("bulletin_missing")
    return found


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER):
        raise Refused("bulletin_missing")
    return int(text)
