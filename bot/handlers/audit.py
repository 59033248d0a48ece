"""/audit: who of the team did what and when; nothing in it can be changed."""

from io import BytesIO
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import show
from bot.handlers.rights import team_button, team_command
from bot.store.audit import Signed
from bot.views import audit as views
from bot.views.message import Message
from scheduler.errors import Refused

_PAGE = 15
_LONGEST_ID = 18


class Auditing:
    """Shows the audit by pages, and hands all of it out as a table."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "approve", self.page)
        press = team_button(self._desk, "approve", self.button)
        application.add_handler(CommandHandler("audit", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:audit$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^audit:"))

    async def page(self, update: Update, reader: Reader) -> None:
        """/audit: show the latest entries."""
        await show(update, [await self._entries(reader)])

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """audit:newest, audit:before:ENTRY or audit:csv."""
        step, *rest = parts
        if step == "csv":
            await self._export(update, reader)
        elif step == "newest":
            await show(update, [await self._entries(reader)])
        elif step == "before":
            await show(update, [await self._entries(reader, before=_number(rest))])
        else:
            raise Refused("stale_button")

    async def _entries(self, reader: Reader, before: int | None = None) -> Message:
        found = await self._desk.audit.latest(_PAGE + 1, before=before)
        return views.page(
            reader.t,
            found[:_PAGE],
            zone=self._desk.settings.timezone,
            newest=before is None,
            more=len(found) > _PAGE,
        )

    async def _export(self, update: Update, reader: Reader) -> None:
        """Send the whole audit; that it was sent stands in it too."""
        by = reader.require("approve").user_id
        await self._desk.audit.note(Signed(by=by, act="export"), self._desk.now())
        file = BytesIO(views.csv_head().encode())
        file.seek(0, 2)
        async for entry in self._desk.audit.all():
            file.write(views.csv_line(entry).encode())
        file.seek(0)
        if update.effective_chat:
            await update.effective_chat.send_document(
                file, filename="audit.csv", caption=views.caption(reader.t)
            )


def _number(rest: list[str]) -> int:
    text = "".join(rest[:1])
    if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_ID):
        raise Refused("stale_button")
    return int(text)
