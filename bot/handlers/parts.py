"""The parts of a draft: the title of a text and the buttons under it, the file, the section."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting, DraftStep
from bot.handlers.replies import reply, said, show
from bot.handlers.rights import team_button
from bot.views import parts as views
from content.bulletins.links import read_links
from content.languages import Language
from scheduler.bulletins import Bulletin
from scheduler.drafts import illustrated, left_out, linked, titled, with_section
from scheduler.errors import Refused


class Parts:
    """Each step is stored at once, for the version of the draft that was shown."""

    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._steps: Mapping[str, DraftStep] = {
            "title": self._ask_title,
            "links": self._ask_links,
            "bare": self._bare,
            "out": self._out,
            "file": self._ask_file,
            "nofile": self._no_file,
            "section": self._ask_section,
            "read": self._section,
            "unread": self._no_section,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self._drafting.opener(self._steps))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^part:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"part_title": self.typed_title, "part_links": self.typed_links}

    async def _ask_title(
        self, update: Update, reader: Reader, it: Bulletin, rest: list[str]
    ) -> None:
        language = _language(it, rest)
        await self._drafting.ask(reader, "part_title", _about(it, language))
        await reply(update, views.ask_title(reader.t, it, language))

    async def typed_title(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take the title of a text."""
        it = await self._asked(reader, about)
        title, language = said(update), about["language"]
        it = await self._drafting.change(
            reader, it, lambda seen: titled(seen, title, language), "title", language
        )
        await self._done(update, reader, it, language)

    async def _ask_links(
        self, update: Update, reader: Reader, it: Bulletin, rest: list[str]
    ) -> None:
        language = _language(it, rest)
        await self._drafting.ask(reader, "part_links", _about(it, language))
        await reply(update, views.ask_links(reader.t, it, language))

    async def typed_links(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take the buttons under a text."""
        it = await self._asked(reader, about)
        links, language = read_links(said(update)), about["language"]
        if not links:
            raise Refused("nothing_typed")
        it = await self._drafting.change(
            reader, it, lambda seen: linked(seen, links, language), "links", language
        )
        await self._done(update, reader, it, language)

    async def _bare(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        language = _language(it, rest)
        it = await self._drafting.change(
            reader, it, lambda seen: linked(seen, (), language), "links", language
        )
        await self._done(update, reader, it, language)

    async def _out(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        language = _language(it, rest)
        it = await self._drafting.change(
            reader, it, lambda seen: left_out(seen, language), "text", f"{language} –"
        )
        await self._done(update, reader, it, reader.language)

    async def _ask_file(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        await self._drafting.ask(reader, "post_text", _about(it, reader.language))
        await reply(update, views.ask_file(reader.t, it))

    async def _no_file(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        it = await self._drafting.change(reader, it, lambda seen: illustrated(seen, ()), "media")
        await self._done(update, reader, it, reader.language)

    async def _ask_section(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        reports = self._desk.shelf.edition.reports
        await show(update, [views.ask_section(reader.t, it, reports)])

    async def _section(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        reports = self._desk.shelf.edition.reports
        try:
            report = reports[int(rest[0])]
            section = report.sections[int(rest[1])]
        except (ValueError, IndexError):
            raise Refused("bulletin_missing") from None
        await self._choose(update, reader, it, f"{report.slug}/{section.id}")

    async def _no_section(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        await self._choose(update, reader, it, None)

    async def _choose(
        self, update: Update, reader: Reader, it: Bulletin, section: str | None
    ) -> None:
        it = await self._drafting.change(
            reader, it, lambda seen: with_section(seen, section), "section", section or "–"
        )
        await self._done(update, reader, it, reader.language)

    async def _asked(self, reader: Reader, about: dict[str, Any]) -> Bulletin:
        return await self._drafting.seen(reader, [str(about["bulletin"]), str(about["version"])])

    async def _done(self, update: Update, reader: Reader, it: Bulletin, language: Language) -> None:
        await self._drafting.close(reader)
        await self._drafting.open(update, reader, it, language)


def _about(it: Bulletin, language: Language) -> dict[str, Any]:
    return {"bulletin": it.id, "version": it.version, "language": language}


def _language(it: Bulletin, rest: list[str]) -> Language:
    found = next((each for each in it.texts if each in rest), None)
    if found is None:
        raise Refused("bulletin_missing")
    return found
