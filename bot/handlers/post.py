"""/post: send it like any message, see it as its readers will, hand it in."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, get_args

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting
from bot.handlers.handing import Handing
from bot.handlers.received import Received, received
from bot.handlers.replies import bulletin_and_version, reply, show
from bot.handlers.rights import team_button, team_command
from bot.store.audit import Act, Signed
from bot.views import drafts as views
from bot.views import team
from bot.views.templates import TEMPLATES, template_text
from content.bulletins.text import asked, check_text
from content.languages import Language
from content.topics import BULLETIN_TOPICS, Topic
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, cancelled
from scheduler.drafts import addressed, illustrated, limit_of, shared_with_team, written
from scheduler.errors import Refused
from scheduler.plans import Plan

log = logging.getLogger(__name__)

FIRST_TOPIC: Topic = "notices"
"""The topic of a new draft until its author chooses."""
_ALBUM_SECONDS = 1.2
"""The files of an album come one by one; so long after the last of them it is whole."""

Step = Callable[[Update, Reader, list[str]], Awaitable[None]]


class Post:
    """Composes bulletins. Each step is stored, so that a restart loses no draft."""

    def __init__(self, desk: Desk, drafting: Drafting, handing: Handing) -> None:
        self._desk = desk
        self._drafting = drafting
        self._handing = handing
        self._albums: dict[int, asyncio.Task[None]] = {}
        self._steps: dict[str, Step] = {
            "quit": self._quit,
            "sample": self._sample,
            "text": self._text,
            "show": self._show,
            "preview": self._preview,
            "topic": self._topic,
            "share": self._share,
            "now": self._now,
            "drop": self._drop,
            "mine": self._mine,
            "theirs": self._theirs,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("post", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:post$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^post:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"post_text": self.typed_text}

    async def page(self, update: Update, reader: Reader) -> None:
        """/post: ask for the bulletin."""
        await self._drafting.ask(reader, "post_text", {"language": reader.language})
        await reply(update, views.begin(reader.t, reader.language))

    async def open(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show a draft as its readers will see it, then what can be done with it."""
        await self._drafting.open(update, reader, it)

    async def correct(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show a correction's draft, and ask at once for the new text."""
        await self.open(update, reader, it)
        await self._ask_text(update, reader, it, it.language_for(reader.language))

    async def typed_text(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take what was sent, start or change the draft, and show it."""
        if update.effective_message is None:
            return
        author = reader.require("write").user_id
        found = received(update.effective_message)
        language: Language = about["language"]
        if "bulletin" not in about:
            it = replace(put(self._fresh(author), found, language), version=1)
            it = await self._desk.bulletins.add(it, self._desk.now())
            await self._after(update, reader, it, found, language)
            return
        it = await self._drafting.get(reader, about["bulletin"])
        if it.state != "draft":
            raise Refused("bulletin_changed")
        if about["version"] != it.version:
            await self._keep(update, reader, it, found, language)
            return
        joins = found.album is not None and found.album == about.get("album")
        await self._put(update, reader, it, found, language, joins=joins)

    async def _put(
        self,
        update: Update,
        reader: Reader,
        it: Bulletin,
        found: Received,
        language: Language,
        *,
        joins: bool = False,
    ) -> None:
        act: Act = "poll" if found.poll else "text" if found.html else "media"
        it = await self._drafting.change(
            reader, it, lambda seen: put(seen, found, language, joins=joins), act, language
        )
        await self._after(update, reader, it, found, language)

    def _fresh(self, author: int) -> Bulletin:
        audience = Audience(topics=frozenset({FIRST_TOPIC}))
        zone = self._desk.settings.timezone
        return Bulletin(id=0, author_id=author, audience=audience, zone=zone)

    async def _keep(
        self, update: Update, reader: Reader, it: Bulletin, found: Received, language: Language
    ) -> None:
        """Somebody else changed the draft meanwhile: show theirs, keep mine, and ask."""
        about = {"language": language, "bulletin": it.id, "version": it.version}
        await self._drafting.ask(reader, "post_text", {**about, "mine": found.as_data()})
        who = await self._desk.audit.last_actor(it.id) or views.somebody(reader.t)
        shown = [self._desk.wording.preview(it, it.language_for(language))] if it.texts else []
        mine = found.poll.question if found.poll else found.html
        await reply(update, *shown, views.conflict(reader.t, it, who=who, text=mine))

    async def _after(
        self, update: Update, reader: Reader, it: Bulletin, found: Received, language: Language
    ) -> None:
        """Show the draft; of an album only when its last file is there."""
        about = {"language": language, "bulletin": it.id, "version": it.version}
        if found.album is None and (it.texts or found.poll):
            await self._drafting.close(reader)
            await self._drafting.open(update, reader, it, language)
            return
        await self._drafting.ask(reader, "post_text", {**about, "album": found.album})
        if found.album is None:
            await self._drafting.open(update, reader, it, language)
            await reply(update, views.ask_text(reader.t, it, language))
            return
        if waiting := self._albums.pop(it.id, None):
            waiting.cancel()
        whole = asyncio.create_task(self._whole(update, reader, it, language))
        whole.add_done_callback(_report)
        self._albums[it.id] = whole

    async def _whole(
        self, update: Update, reader: Reader, it: Bulletin, language: Language
    ) -> None:
        """Show a draft with its album, if no further file has come meanwhile."""
        await asyncio.sleep(_ALBUM_SECONDS)
        self._albums.pop(it.id, None)
        now = await self._desk.bulletins.get(it.id)
        if now.version != it.version:
            return
        await self._drafting.open(update, reader, now, language)
        if now.texts:
            await self._drafting.close(reader)
        else:
            await reply(update, views.ask_text(reader.t, now, language))

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """post:STEP:BULLETIN:VERSION…: take one step."""
        step, *rest = parts
        if step not in self._steps:
            raise Refused("bulletin_missing")
        await self._steps[step](update, reader, rest)

    async def _quit(self, update: Update, reader: Reader, _rest: list[str]) -> None:
        await self._drafting.close(reader)
        await show(update, [team.dropped(reader.t)])

    async def _sample(self, update: Update, reader: Reader, rest: list[str]) -> None:
        if not rest or rest[0] not in TEMPLATES:
            raise Refused("bulletin_missing")
        await reply(update, views.sample(reader.t, template_text(reader.t, rest[0])))

    async def _text(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        language = next((each for each in get_args(Language) if each in rest[2:]), None)
        if language is None:
            raise Refused("bulletin_missing")
        await self._ask_text(update, reader, it, language)

    async def _ask_text(
        self, update: Update, reader: Reader, it: Bulletin, language: Language
    ) -> None:
        about = {"language": language, "bulletin": it.id, "version": it.version}
        await self._drafting.ask(reader, "post_text", about)
        await reply(update, views.ask_text(reader.t, it, language))

    async def _show(self, update: Update, reader: Reader, rest: list[str]) -> None:
        """Open the draft as it is now; what was asked about it is not waited for any more."""
        it = await self._drafting.get(reader, bulletin_and_version(rest)[0])
        if it.state != "draft":
            raise Refused("bulletin_changed")
        await self._drafting.close(reader)
        await self._drafting.open(update, reader, it)

    async def _preview(self, update: Update, reader: Reader, rest: list[str]) -> None:
        """Show what each language's readers get, then the draft's card again."""
        it = await self._drafting.seen(reader, rest)
        if not it.texts:
            raise Refused("bulletin_needs_text")
        for language in self._desk.settings.languages:
            shown = self._desk.wording.preview(it, language)
            await reply(update, views.preview_of(reader.t, language), shown)
        await reply(update, await self._drafting.card(reader, it))

    async def _topic(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        chosen = {topic for topic in BULLETIN_TOPICS if topic in rest[2:]}
        if not chosen:
            raise Refused("bulletin_missing")
        audience = replace(it.audience, topics=it.audience.topics ^ chosen)
        it = await self._drafting.change(
            reader, it, lambda seen: addressed(seen, audience), "audience"
        )
        await self._drafting.renew(update, reader, it)

    async def _share(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        shared = not it.shared
        it = await self._drafting.change(
            reader, it, lambda seen: shared_with_team(seen, shared=shared), "share", str(shared)
        )
        await self._drafting.renew(update, reader, it)

    async def _now(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        plan = Plan(zone=self._desk.settings.timezone)
        await self._handing.hand_in(update, reader, it, plan)

    async def _drop(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        it = await self._desk.bulletins.change(
            it.id,
            cancelled,
            version=it.version,
            now=self._desk.now(),
            signed=Signed(by=reader.require("write").user_id, act="cancel"),
            undoable=True,
        )
        await show(update, [team.state_changed(reader.t, it, undo=True)])

    async def _mine(self, update: Update, reader: Reader, rest: list[str]) -> None:
        """Put in what was kept when somebody else changed the draft."""
        it = await self._drafting.seen(reader, rest)
        asked_for = await self._desk.dialogues.open(reader.chat_id, reader.user_id or 0)
        about = asked_for.about if asked_for else {}
        if about.get("bulletin") != it.id or "mine" not in about:
            raise Refused("bulletin_changed")
        found = Received.from_data(about["mine"])
        await self._put(update, reader, it, found, about["language"])

    async def _theirs(self, update: Update, reader: Reader, rest: list[str]) -> None:
        it = await self._drafting.seen(reader, rest)
        await self._drafting.close(reader)
        await self._drafting.open(update, reader, it)


def _report(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception():
        log.error("a draft with an album could not be shown", exc_info=task.exception())


def put(it: Bulletin, found: Received, language: Language, *, joins: bool = False) -> Bulletin:
    """Put what was sent into a draft; a file that *joins* stands in an album with the others."""
    if found.poll:
        return written(it, asked(found.poll), language)
    if found.media:
        it = illustrated(it, (*it.media, found.media) if joins else (found.media,))
    if found.html:
        it = written(it, check_text(found.html, limit=limit_of(it)), language)
    return it
