"""Sending a view by PTB's methods: what a handler answers, and what the team is told."""

from typing import Any

from telegram import (
    Bot,
    InputMediaAudio,
    InputMediaDocument,
    InputMediaPhoto,
    InputMediaVideo,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode

from bot.telegram.payload import markup
from bot.views.message import Message
from content.bulletins.media import Media

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_IN_ALBUM = {
    "photo": InputMediaPhoto,
    "video": InputMediaVideo,
    "document": InputMediaDocument,
    "audio": InputMediaAudio,
}


async def post(bot: Bot, chat_id: int, message: Message, *, thread_id: int | None = None) -> None:
    """Send a view as new messages, in a forum's topic where one is given."""
    where: dict[str, Any] = {"chat_id": chat_id, "message_thread_id": thread_id}
    common = {**where, "reply_markup": markup(message)}
    if message.poll:
        await bot.send_poll(
            question=message.poll.question,
            options=list(message.poll.options),
            is_anonymous=True,
            allows_multiple_answers=message.poll.several,
            **common,
        )
    elif len(message.media) == 1:
        await _send_file(bot, message.media[0], message.html, common)
    else:
        if message.media:
            files = [_IN_ALBUM[it.kind](it.file_id) for it in message.media]
            await bot.send_media_group(media=files, **where)
        await bot.send_message(
            text=message.html,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            **common,
        )


async def _send_file(bot: Bot, file: Media, html: str, common: dict[str, Any]) -> None:
    send = getattr(bot, f"send_{file.kind}")
    caption = {"caption": html, "parse_mode": ParseMode.HTML} if html else {}
    await send(**{file.kind: file.file_id}, **caption, **common)
