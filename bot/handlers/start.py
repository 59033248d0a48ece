"""/start: language, topics, time and zone – three taps, each of which may be skipped."""

from dataclasses import replace
from datetime import time
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.administrators import may_set_up
from bot.handlers.desk import Desk, Reader
from bot.handlers.family_joining import PAYLOAD as FAMILY
from bot.handlers.family_joining import FamilyJoining
from bot.handlers.joining import PAYLOAD, Joining
from bot.handlers.replies import edit, reply, tell
from bot.telegram.menus import Menus
from bot.views import start as views
from bot.views.message import Message
from bot.views.places import bound
from bot.views.words import words
from content.topics import TOPICS
from scheduler.errors import Refused
from scheduler.subscribers import Subscriber
from scheduler.times import ZONES

TIMES = (time(8, 0), time(12, 30), time(19, 30))
"""Times of day that are offered besides the configured one."""


class Start:
    """The first conversation; a step that was taken is stored at once."""

    def __init__(self, desk: Desk, menus: Menus, joining: Joining, families: FamilyJoining) -> None:
        self._desk = desk
        self._menus = menus
        self._joining = joining
        self._families = families

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        application.add_handler(CommandHandler("start", self.command))
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^start:"))

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """
        /start: greet in all languages and ask for one; an unanswered question is closed.

        With the payload of an invitation to the team or to a family that one is shown instead.
        """
        reader = await self._desk.reader(update)
        payload = "".join((context.args or ())[:1])
        if payload.startswith(PAYLOAD) and reader.kind == "private":
            await self._joining.offer(update, reader, payload)
            return
        if payload.startswith(FAMILY) and reader.kind == "private":
            await self._families.offer(update, reader, payload.removeprefix(FAMILY))
            return
        if not await may_set_up(update, reader):
            return
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        if _elsewhere(reader):
            await reply(update, bound(reader.t))  # first: a closed topic refuses, and is not bound
            await self._desk.change(reader, lambda it: replace(it, thread_id=reader.topic))
            return
        await reply(update, views.choose_language(self._desk.settings.languages))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Take one step."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        if not await may_set_up(update, reader):
            return
        _, step, *rest = (query.data or "").split(":")
        await edit(query, await self._step(reader, step, rest))
        await tell(query)

    async def _step(self, reader: Reader, step: str, rest: list[str]) -> Message:
        now = self._desk.now()
        if step in self._desk.settings.languages:
            it = await self._change(reader, language=step)
            await self._menus.follow(reader.chat_id, it.language, member=reader.member)
            return views.choose_topics(words(it.language), it.topics)
        if step in TOPICS:
            it = await self._desk.change(reader, lambda it: _active(reader, it.toggled(step)))
            return views.choose_topics(reader.t, it.topics)
        if step == "all":
            await self._change(reader, topics=frozenset(TOPICS))
        if step in {"all", "continue", "skip"}:
            return views.choose_time(reader.t, self.times(), now)
        if step == "end":
            return views.welcome(reader.t, await self._change(reader), now)
        if not rest or rest[0] not in ZONES:
            raise Refused("time_unclear")
        it = await self._change(reader, card_at=compact_time(step), zone=rest[0])
        return views.welcome(reader.t, it, now)

    def times(self) -> tuple[time, ...]:
        """Return the times to offer, the configured one among them."""
        return tuple(sorted({self._desk.settings.learning.at, *TIMES}))

    async def _change(self, reader: Reader, **values: object) -> Subscriber:
        """Store a step. It is the chat's own act, so a chat that had left is back with it."""
        return await self._desk.change(reader, lambda it: _active(reader, replace(it, **values)))  # type: ignore[arg-type] # each caller names fields of Subscriber


def compact_time(text: str) -> time:
    """Read a time of day as buttons carry it, like 1930; raise Refused for anything else."""
    if len(text) != len("1930") or not text.isascii() or not text.isdecimal():
        raise Refused("time_unclear")
    try:
        return time(int(text[:2]), int(text[2:]))
    except ValueError:
        raise Refused("time_unclear") from None


def _elsewhere(reader: Reader) -> bool:
    """Tell whether the group is subscribed in another topic of its forum than this one."""
    it = reader.subscriber
    return it is not None and it.status == "active" and it.thread_id != reader.topic


def _active(reader: Reader, it: Subscriber) -> Subscriber:
    """Let a chat be back, in the forum topic where the step was taken."""
    return replace(it, status="active", paused_until=None, thread_id=reader.topic)
