"""What anybody may read: sections, figures, bulletins, the word of the day, help."""

from collections.abc import Mapping, Sequence
from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.handlers.desk import Desk, Reader
from bot.handlers.pages import Page
from bot.handlers.replies import reply, said, tell
from bot.views import bulletins, commands, privacy, reports
from bot.views.message import Message
from bot.views.wording import READ_SECTION
from content.reports.report import Report, Section
from scheduler.errors import Refused

_ARCHIVE = 10


class Reading:
    """Pages that change nothing, but for noting which word was met today."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the ways from a bulletin to its section; the pages are registered with all others."""
        link = filters.ChatType.PRIVATE & filters.Regex(rf"^/start {READ_SECTION}")
        application.add_handler(MessageHandler(link, self.linked))
        application.add_handler(CallbackQueryHandler(self.beside, pattern=r"^read:"))

    async def linked(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start s__REPORT__SECTION: show the section to who followed a link; enrol nobody."""
        payload = said(update).split(maxsplit=1)[1].removeprefix(READ_SECTION)
        reader = await self._desk.reader(update)
        await reply(update, *await self.section(reader, payload.split("__")))

    async def beside(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """read:REPORT:SECTION: show the section as a new message; the bulletin stays."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        await reply(update, *await self.section(reader, (query.data or "").split(":")[1:]))
        await tell(query)

    def pages(self) -> Mapping[str, Page]:
        """Return the pages by the name of their command."""
        return {
            "menu": self.menu,
            "help": self.help,
            "privacy": self.privacy,
            "sections": self.sections,
            "section": self.section,
            "figures": self.figures,
            "bulletins": self.bulletins,
            "bulletin": self.bulletin,
        }

    async def menu(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Offer everything by button."""
        return [commands.menu(reader.t, member=reader.member)]

    async def help(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """List the commands."""
        return [commands.help_text(reader.t, member=reader.member)]

    async def privacy(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """Say what is kept."""
        return [privacy.privacy(reader.t, self._desk.settings.privacy.keep_delivery_days)]

    async def sections(self, reader: Reader, words: Sequence[str]) -> list[Message]:
        """List the sections of the newest report, or of the one named."""
        report = self._report(words[0] if words else "")
        if report is None:
            return [commands.nothing_there(reader.t)]
        others = [other for other in self._reports if other is not report]
        return [reports.sections(reader.t, report, others)]

    async def section(self, reader: Reader, words: Sequence[str]) -> list[Message]:
        """Show a section by its number or id; buttons name the report too."""
        found = self._section(words)
        if found is None:
            return [_no_section(reader, words)]
        return reports.section(reader.t, *found)

    async def figures(self, reader: Reader, words: Sequence[str]) -> list[Message]:
        """List a report's figures, or those of one section; without words, the newest report's."""
        report = self._report(" ".join(words))
        if report:
            return reports.figures(reader.t, report, None)
        if not words:
            return [commands.nothing_there(reader.t)]
        found = self._section(words)
        if found is None:
            return [_no_section(reader, words)]
        return reports.figures(reader.t, *found)

    async def bulletins(self, reader: Reader, _: Sequence[str]) -> list[Message]:
        """List what was sent."""
        return [bulletins.archive(reader.t, await self._desk.bulletins.archive(_ARCHIVE))]

    async def bulletin(self, reader: Reader, words: Sequence[str]) -> list[Message]:
        """Show one bulletin that was sent; drafts are not to be found this way."""
        number = words[0] if words else ""
        if not number.isdecimal() or len(number) > len(str(2**31)):
            raise Refused("bulletin_missing")
        found = await self._desk.bulletins.get(int(number))
        if found.state != "sent" or found.corrects is not None:
            raise Refused("bulletin_missing")
        return [bulletins.archived(reader.t, found, self._zone(reader))]

    @property
    def _reports(self) -> Sequence[Report]:
        return self._desk.shelf.edition.reports

    def _report(self, slug: str) -> Report | None:
        """Return the report of that slug; without one, the newest."""
        if not slug:
            return next(iter(self._reports), None)
        return next((report for report in self._reports if report.slug == slug), None)

    def _section(self, words: Sequence[str]) -> tuple[Report, Section] | None:
        """Find `ID` in all reports from the newest on, or `REPORT ID` in the one named."""
        *slug, wanted = words or [""]
        within = [report for report in self._reports if not slug or slug == [report.slug]]
        for each in within:
            if section := each.section(wanted):
                return each, section
        return None

    def _zone(self, reader: Reader) -> str:
        return reader.subscriber.zone if reader.subscriber else self._desk.settings.timezone


def _no_section(reader: Reader, words: Sequence[str]) -> Message:
    return commands.no_section(reader.t, " ".join(words)[:60])
