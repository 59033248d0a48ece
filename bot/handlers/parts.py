"""The parts of a draft: title and buttons of a text, file, section, audience; a test of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting
from bot.handlers.replies import reply, said, show
from bot.handlers.rights import team_button
from bot.store.audit import Signed
from bot.telegram.notify import Notify
from bot.views import drafts
from bot.views import parts as views
from content.bulletins.links import read_links
from content.languages import Language
from content.topics import BULLETIN_TOPICS
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.drafts import addressed, illustrated, left_out, linked, titled, with_section
from scheduler.errors import Refused
from scheduler.subscribers import KINDS

Step = Callable[[Update, Reader, Bulletin, list[str]], Awaitable[None]]


class Parts:
    """Each step is stored at once, for the version of the draft that was shown."""

    def __init__(self, desk: Desk, drafting: Drafting, notify: Notify) -> None:
        self._desk = desk
        self._drafting = drafting
        self._notify = notify
        self._steps: Mapping[str, Mapping[str, Step]] = {
            "part": {
                "title": self._ask_title,
                "links": self._ask_links,
                "bare": self._bare,
                "out": self._out,
                "file": self._ask_file,
                "nofile": self._no_file,
                "section": self._ask_section,
                "read": self._section,
                "unread": self._no_section,
            },
            "aud": {
                "show": self._audience,
                "topic": self._topic,
                "lang": self._language,
                "kind": self._kind,
            },
            "test": {"ask": self._ask_test, "me": self._test_me, "team": self._test_team},
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        for door in self._steps:
            press = team_button(self._desk, "write", self._opener(door))
            application.add_handler(CallbackQueryHandler(press, pattern=rf"^{door}:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"part_title": self.typed_title, "part_links": self.typed_links}

    def _opener(self, door: str) -> Callable[[Update, Reader, list[str]], Awaitable[None]]:
        async def step(update: Update, reader: Reader, parts: list[str]) -> None:
            name, *rest = parts
            if name not in self._steps[door]:
                raise Refused("bulletin_missing")
            it = await self._drafting.seen(reader, rest)
            await self._steps[door][name](update, reader, it, rest[2:])

        return step

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

    async def _audience(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        settings = self._desk.settings
        view = drafts.audience(
            reader.t,
            it,
            settings.languages,
            await self._drafting.impact(it),
            settings.privacy.smallest_count,
        )
        await show(update, [view])

    async def _topic(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        chosen = {topic for topic in BULLETIN_TOPICS if topic in rest}
        await self._address(
            update, reader, it, replace(it.audience, topics=it.audience.topics ^ chosen)
        )

    async def _language(
        self, update: Update, reader: Reader, it: Bulletin, rest: list[str]
    ) -> None:
        chosen = {each for each in get_args(Language) if each in rest}
        languages = it.audience.languages ^ chosen
        await self._address(update, reader, it, replace(it.audience, languages=languages))

    async def _kind(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        chosen = {kind for kind in KINDS if kind in rest}
        await self._address(
            update, reader, it, replace(it.audience, kinds=it.audience.kinds ^ chosen)
        )

    async def _address(
        self, update: Update, reader: Reader, it: Bulletin, audience: Audience
    ) -> None:
        it = await self._drafting.change(
            reader, it, lambda seen: addressed(seen, audience), "audience"
        )
        await self._audience(update, reader, it, [])

    async def _ask_test(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        if not it.texts:
            raise Refused("bulletin_needs_text")
        await show(update, [views.ask_test(reader.t, it)])

    async def _test_me(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        await self._test(update, reader, it, [reader.chat_id])

    async def _test_team(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        team = [member.user_id for member in await self._desk.members.all()]
        await self._test(update, reader, it, team)

    async def _test(self, update: Update, reader: Reader, it: Bulletin, people: list[int]) -> None:
        """Send it to some of the team in each of its languages, as readers would see it."""
        if not it.texts:
            raise Refused("bulletin_needs_text")
        by = reader.require("write")
        detail = "team" if len(people) > 1 else "me"
        await self._desk.audit.note(
            Signed(by=by.user_id, act="test", detail=detail), self._desk.now(), bulletin_id=it.id
        )
        shown = [self._desk.wording.preview(it, language) for language in it.texts]
        reached = 0
        for person in people:
            t = await self._desk.language_of(person)
            note = views.test_note(t, it, by.name or drafts.somebody(t))
            reached += await self._notify.tell(person, note, *shown)
        await reply(update, views.tested(reader.t, it, reached))

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
