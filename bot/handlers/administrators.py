"""Who may set up a chat that many share: its administrators, as Telegram says at that moment."""

import logging

from telegram import Bot, Update
from telegram.constants import ChatID, ChatMemberStatus
from telegram.error import TelegramError

from bot.handlers.desk import Reader
from bot.handlers.replies import reply, tell
from bot.views import places as views
from bot.views.message import Message

log = logging.getLogger(__name__)

_LEADING = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})


async def may_set_up(update: Update, reader: Reader) -> bool:
    """
    Tell whether who acts may change this chat's preferences; who may not is told so.

    A private chat is its person's own. Elsewhere Telegram is asked, once; nothing of it is kept.
    """
    if reader.kind == "private" or _speaks_as_the_chat(update):
        return True
    return await may_lead(update, reader, reader.chat_id)


async def may_lead(update: Update, reader: Reader, chat_id: int) -> bool:
    """Tell whether who acts administers *chat_id*, which may be another chat; if not, say so."""
    found = await _leads(update, chat_id)
    if not found:
        words = views.cannot_tell if found is None else views.not_an_administrator
        await _refuse(update, words(reader.t, reader.kind))
    return bool(found)


def _speaks_as_the_chat(update: Update) -> bool:
    """Tell whether the chat itself wrote: an administrator who stays anonymous, or a channel."""
    posted = update.message or update.channel_post
    if posted is None or posted.sender_chat is None or posted.sender_chat.id != posted.chat_id:
        return False
    author = posted.from_user
    return update.message is None or bool(author and author.id == ChatID.ANONYMOUS_ADMIN)


async def _leads(update: Update, chat_id: int) -> bool | None:
    """Ask Telegram about who acts; None if it cannot say."""
    posted, person = update.message, update.effective_user
    if person is None or (posted and posted.sender_chat):
        return False  # a channel that writes in a group is none of its administrators
    return await administers(update.get_bot(), chat_id, person.id)


async def administers(bot: Bot, chat_id: int, user_id: int) -> bool | None:
    """Ask Telegram whether somebody administers a chat; None if it cannot say."""
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except TelegramError as error:
        log.info("who administers a chat could not be asked: %s", error)
        return None
    return member.status in _LEADING


async def _refuse(update: Update, sentence: str) -> None:
    if update.message and update.message.is_automatic_forward:
        return  # what was posted in a channel stands in its discussion group too
    if update.callback_query:
        await tell(update.callback_query, sentence)
    else:
        await reply(update, Message(html=sentence))
