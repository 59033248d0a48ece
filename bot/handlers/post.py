"""/post: write a text, see it as its readers will, send it now or at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import bulletin_and_version, edit, reply, said, show
from bot.handlers.reviewing import Reviewing
from bot.handlers.rights import team_button, team_command
from bot.store.dialogues import Dialogue
from bot.views import team as views
from content.bulletins.text import check_text
from content.languages import Language
from content.topics import BULLETIN_TOPICS, Topic
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, cancelled, submitted
from scheduler.drafts import addressed, written
from scheduler.errors import Refused
from scheduler.plans import Plan
from scheduler.typed_times import read_time

FIRST_TOPIC: Topic = "notices"
"""The topic of a new draft until its author chooses."""


class Post:
    """Composes bulletins. Each step is stored, so that a restart loses no draft."""

    def __init__(self, desk: Desk, reviewing: Reviewing) -> None:
        self._desk = desk
        self._reviewing = reviewing

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("post", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:post$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^post:"))

    async def page(self, update: Update, reader: Reader) -> None:
        """/post: ask for the text."""
        await self._ask_text(update, reader, {"language": reader.language})

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"post_text": self.typed_text, "post_when": self.typed_when}

    async def typed_text(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take the text, start or change the draft, and show the preview."""
        author = reader.require("write").user_id
        text = check_text(_html(update))
        language: Language = about["language"]
        now = self._desk.now()
        bulletin_id = about.get("bulletin") or (await self._desk.bulletins.draft(author, now)).id

        def put(it: Bulletin) -> Bulletin:
            first = Audience(topics=frozenset({FIRST_TOPIC}))
            addressed_to = it.audience if it.audience.topics else first
            return written(addressed(it, addressed_to), text, language)

        it = await self._desk.bulletins.change(bulletin_id, put, now=now)
        await self._desk.dialogues.close(reader.chat_id, author)
        await self._show(update, reader, it, language)

    async def typed_when(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take a time that was typed, in the office's zone."""
        text = said(update)
        now = self._desk.now()
        at = read_time(text, zone=self._desk.settings.timezone, now=now)
        await self._submit(update, reader, about["bulletin"], about["version"], at)

    async def correct(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show a correction's draft, and ask at once for the new text."""
        await self.open(update, reader, it)
        language = it.language_for(reader.language)
        await self._ask_text(update, reader, {"language": language, "bulletin": it.id})

    async def open(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show a draft as its readers will see it, then what can be done with it."""
        await self._show(update, reader, it, it.language_for(reader.language))

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """post:STEP:BULLETIN:VERSION…: take one step."""
        step, *rest = parts
        if step == "quit":
            await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
            await show(update, [views.dropped(reader.t)])
        else:
            await self._step(update, reader, step, rest)

    async def _step(self, update: Update, reader: Reader, step: str, rest: list[str]) -> None:
        bulletin_id, version = bulletin_and_version(rest)
        more = [*rest[2:], ""]
        it = await self._own(reader, bulletin_id, version)
        if step == "topic":
            await self._topic(update, reader, it, more)
        elif step == "text":
            about = {"language": more[0], "bulletin": it.id}
            await self._ask_text(update, reader, about)
        elif step == "show":
            await self.open(update, reader, it)
        elif step == "when":
            await self._ask_when(update, reader, it)
        elif step == "now":
            await self._submit(update, reader, it.id, it.version, None)
        elif step == "at":
            at = read_time(
                _spaced(more[0]), zone=self._desk.settings.timezone, now=self._desk.now()
            )
            await self._submit(update, reader, it.id, it.version, at)
        elif step == "drop":
            it = await self._change(it, cancelled)
            await self._show_state(update, reader, it)

    async def _topic(
        self, update: Update, reader: Reader, it: Bulletin, more: Sequence[str]
    ) -> None:
        chosen = {topic for topic in BULLETIN_TOPICS if topic in more}
        audience = replace(it.audience, topics=it.audience.topics ^ chosen)
        it = await self._change(it, lambda seen: addressed(seen, audience))
        if update.callback_query:
            languages = self._desk.settings.languages
            await edit(update.callback_query, views.draft(reader.t, it, languages))

    async def _show_state(self, update: Update, reader: Reader, it: Bulletin) -> None:
        if update.callback_query:
            await edit(update.callback_query, views.state_changed(reader.t, it))

    async def _ask_text(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        language: Language = about["language"]
        if language not in get_args(Language):
            raise Refused("bulletin_missing")
        dialogue = Dialogue(awaits="post_text", about=about)
        await self._ask(reader, dialogue)
        await reply(update, views.ask_text(reader.t, language))

    async def _ask_when(self, update: Update, reader: Reader, it: Bulletin) -> None:
        about = {"bulletin": it.id, "version": it.version}
        await self._ask(reader, Dialogue(awaits="post_when", about=about))
        zone = self._desk.settings.timezone
        view = views.ask_when(reader.t, it, self._desk.now(), zone)
        if update.callback_query:
            await edit(update.callback_query, view)

    async def _ask(self, reader: Reader, dialogue: Dialogue) -> None:
        user_id = reader.user_id or 0
        await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, self._desk.now())

    async def _show(self, update: Update, reader: Reader, it: Bulletin, language: Language) -> None:
        await reply(
            update,
            self._desk.wording.preview(it, language),
            views.draft(reader.t, it, self._desk.settings.languages),
        )

    async def _submit(
        self, update: Update, reader: Reader, bulletin_id: int, version: int, at: datetime | None
    ) -> None:
        it = await self._own(reader, bulletin_id, version)
        needed = await self._desk.approvals_needed(it.author_id)
        plan = Plan(zone=self._desk.settings.timezone, at=at)
        now = self._desk.now()
        original = await self._desk.bulletins.get(it.corrects) if it.corrects else None
        it = await self._change(
            it,
            lambda seen: submitted(seen, plan=plan, approvals=needed, now=now, original=original),
        )
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        zone = self._desk.settings.timezone
        view = views.handed_in(reader.t, it, now=now, zone=zone, approvals=needed)
        if update.callback_query:
            await edit(update.callback_query, view)
        else:
            await reply(update, view)
        if it.state == "review":
            await self._reviewing.ask(it)

    async def _own(self, reader: Reader, bulletin_id: int, version: int) -> Bulletin:
        """Return the draft if it is the reader's and has not changed since the button was made."""
        it = await self._desk.bulletins.get(bulletin_id)
        if it.author_id != reader.require("write").user_id:
            raise Refused("not_in_team")
        if it.version != version or it.state != "draft":
            raise Refused("bulletin_changed")
        return it

    async def _change(self, it: Bulletin, change: Any) -> Bulletin:
        return await self._desk.bulletins.change(
            it.id, change, version=it.version, now=self._desk.now()
        )


def _html(update: Update) -> str:
    """Return what was typed as HTML: Telegram's own formatting, or tags that were typed."""
    message = update.effective_message
    if message is None or not message.text:
        return ""
    formatting = [e for e in message.entities if e.type not in _NO_FORMATTING]
    return message.text_html if formatting else message.text


_NO_FORMATTING = frozenset(
    {"url", "email", "phone_number", "hashtag", "cashtag", "mention", "bot_command"}
)


def _spaced(stamp: str) -> str:
    """Turn a button's 202611240800 into 2026-11-24 08:00."""
    return f"{stamp[:4]}-{stamp[4:6]}-{stamp[6:8]} {stamp[8:10]}:{stamp[10:12]}"
