"""The bot in its chats: let in, shut out, muted; a group that becomes a supergroup."""

from dataclasses import replace
from typing import Any

from telegram import ChatMember, ChatMemberAdministrator, ChatMemberRestricted, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.ext import Application, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.handlers.desk import Desk
from bot.handlers.places import Places
from bot.views.words import words

_OUT = frozenset({ChatMemberStatus.LEFT, ChatMemberStatus.BANNED})


class Membership:
    """Follows how the bot stands in each chat: shut out, it stops at once."""

    def __init__(self, desk: Desk, places: Places) -> None:
        self._desk = desk
        self._places = places

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add what Telegram tells of the bot itself."""
        application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, self.moved))
        application.add_handler(ChatMemberHandler(self.changed))

    async def moved(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """A group became a supergroup: it keeps its preferences under its new id."""
        message = update.effective_message
        if message and message.migrate_to_chat_id:
            await self._desk.subscribers.move(message.chat_id, message.migrate_to_chat_id)

    async def changed(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """The bot was blocked or removed: stop at once. It was let in again: go on."""
        change = update.my_chat_member
        if change is None:
            return
        channel = change.chat.type == ChatType.CHANNEL
        before = _may_speak(change.old_chat_member, channel=channel)
        after = _may_speak(change.new_chat_member, channel=channel)
        await self._follow(update, change.chat.id, there=after)
        if channel and after and not before:
            person = await self._desk.subscribers.get(change.from_user.id)
            reader = await self._desk.reader(update)
            t = words(person.language) if person else reader.t
            await self._places.offer(update.get_bot(), change.chat, change.from_user, t)

    async def _follow(self, update: Update, chat_id: int, *, there: bool) -> None:
        subscriber = await self._desk.subscribers.get(chat_id)
        if subscriber is None:
            return
        if not there and subscriber.status == "active":
            await self._desk.subscribers.set_status(chat_id, "gone")
        if there and subscriber.status == "gone":
            reader = await self._desk.reader(update)
            await self._desk.change(reader, lambda it: replace(it, status="active"))


def _may_speak(bot: ChatMember, *, channel: bool) -> bool:
    """Tell whether the bot is in the chat; in a channel it must also have the right to post."""
    if channel:
        return isinstance(bot, ChatMemberAdministrator) and bool(bot.can_post_messages)
    if isinstance(bot, ChatMemberRestricted):
        return bot.is_member
    return bot.status not in _OUT
