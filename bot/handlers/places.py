"""A channel's bulletins: set up by its administrators, privately or in the channel itself."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from telegram import Bot, CallbackQuery, Chat, Update, User
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    filters,
)

from bot.handlers.administrators import may_lead
from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import edit, tell
from bot.telegram.payload import markup
from bot.telegram.posting import post
from bot.views import places as views
from bot.views.message import Message
from bot.views.words import Words, words
from content.topics import BULLETIN_TOPICS, Topic
from scheduler.errors import Refused
from scheduler.subscribers import Subscriber

_POSTED = filters.UpdateType.CHANNEL_POST
_COMMANDS = ("start", "settings", "stop")
_CLOSING = frozenset({"done", "stop", "forget"})
_ALL: frozenset[Topic] = frozenset(BULLETIN_TOPICS)
_CHAT_ID = re.compile(r"-[0-9]{1,15}")


class Places:
    """
    One message is the whole set-up: it is edited in its place, and in the channel taken away.

    Nothing lists the chats that a person leads: at each press Telegram is asked anew.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add what is posted in channels, and the buttons."""
        application.add_handler(CommandHandler(_COMMANDS, self.posted, filters=_POSTED))
        application.add_handler(CallbackQueryHandler(self.button, pattern=rf"^{views.PLACE}:"))

    async def offer(self, bot: Bot, channel: Chat, person: User, t: Words) -> None:
        """Offer the set-up privately to who let the bot in; who cannot be written to is not."""
        known = await self._desk.subscribers.get(channel.id)
        title = await channel_title(bot, channel.id) or ""
        shown = (
            views.settings(t, known, title)
            if known
            else views.welcome(t, channel.id, self._desk.settings.languages, title)
        )
        with contextlib.suppress(TelegramError):
            await post(bot, person.id, shown)

    async def posted(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/start in a channel, where only administrators post: set up quietly, in one message."""
        command = update.channel_post
        if command is None:
            return
        reader = await self._desk.reader(update)
        with contextlib.suppress(TelegramError):  # it may lack the right
            await command.delete()
        place = _Place(reader, inside=True)
        it = reader.subscriber
        begun = it if it and it.status == "active" else None
        shown = self._shown(place, begun, "open")
        await command.chat.send_message(
            shown.html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(shown),
            disable_notification=True,
        )

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """place:CHANNEL:STEP: take one step of a channel's set-up."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        chat_id, step = _parts(query.data or "")
        if not await may_lead(update, reader, chat_id):
            return
        place = await self._place(update, reader, chat_id)
        it, note = await self._take(place, step)
        if place.inside and step in _CLOSING and await _removed(query):
            await tell(query, note)
            return
        await edit(query, self._shown(place, it, step))
        await tell(query, note)

    async def _place(self, update: Update, reader: Reader, chat_id: int) -> "_Place":
        """Return the channel that a button is about; raise Refused for any other chat."""
        known = await self._desk.subscribers.get(chat_id)
        there = replace(reader, chat_id=chat_id, kind="channel", subscriber=known)
        if reader.chat_id == chat_id and reader.kind == "channel":
            return _Place(there, inside=True)
        title = await channel_title(update.get_bot(), chat_id)
        if reader.kind != "private" or title is None:
            raise Refused("not_in_team")
        return _Place(there, title=title)

    async def _take(self, place: "_Place", step: str) -> tuple[Subscriber | None, str | None]:
        """Store a step; return the preferences as they are then, and what to say of it."""
        if step in self._desk.settings.languages:
            return await self._change(place, lambda it: replace(it, language=step)), None
        if step in BULLETIN_TOPICS:
            return await self._change(place, lambda it: it.toggled(step)), None
        if step == "all":
            return await self._change(place, lambda it: replace(it, topics=_ALL)), None
        it = place.reader.subscriber
        if step == "forget":
            await self._desk.subscribers.forget(place.reader.chat_id, self._desk.now())
            return None, views.forgotten(place.words(it))
        if step == "stop" and it:
            it = await self._desk.change(place.reader, _left)
        return it, views.done(place.words(it), it) if it and step in _CLOSING else None

    async def _change(
        self, place: "_Place", change: Callable[[Subscriber], Subscriber]
    ) -> Subscriber:
        """Store what a channel's administrator chose; a channel that had left is back with it."""
        return await self._desk.change(
            place.reader, lambda it: replace(change(it), status="active", paused_until=None)
        )

    def _shown(self, place: "_Place", it: Subscriber | None, step: str) -> Message:
        """Return what stands in the message after a step."""
        if it is None or step == "language":
            return self._languages(place, it)
        t = place.words(it)
        if step in _CLOSING or step == "open":
            return views.settings(t, it, place.title, closing=place.inside)
        return views.choose_topics(t, it, place.title)

    def _languages(self, place: "_Place", it: Subscriber | None) -> Message:
        """Ask for the language, in all of them where nobody has chosen one."""
        languages = self._desk.settings.languages
        spoken = (
            [place.words(it)] if it or not place.inside else [words(each) for each in languages]
        )
        return views.choose_language(spoken, place.reader.chat_id, languages, place.title)


@dataclass(frozen=True)
class _Place:
    """A channel as an administrator of it sees it: from *inside*, or privately by its *title*."""

    reader: Reader
    title: str = ""
    inside: bool = False

    def words(self, it: Subscriber | None) -> Words:
        """Return the words of the channel for all who read it, or of who asks privately."""
        return words(it.language) if self.inside and it else self.reader.t


def _left(it: Subscriber) -> Subscriber:
    return replace(it, status="left", topics=frozenset(), paused_until=None)


def _parts(data: str) -> tuple[int, str]:
    """Read a button's channel and step; raise Refused where they are not there."""
    _, number, *step = data.split(":")
    if not _CHAT_ID.fullmatch(number) or len(step) != 1:
        raise Refused("not_in_team")
    return int(number), step[0]


async def _removed(query: CallbackQuery) -> bool:
    """Take the set-up out of the channel; False for one that is too old to be deleted."""
    try:
        return await query.delete_message()
    except TelegramError:
        return False


async def channel_title(bot: Bot, chat_id: int) -> str | None:
    """Return a channel's title; None for a chat that is none, or that Telegram does not show."""
    try:
        chat = await bot.get_chat(chat_id)
    except TelegramError:
        return None
    return (chat.title or "") if chat.type == ChatType.CHANNEL else None
