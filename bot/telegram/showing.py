"""Messages with a file of the bot's own, as an answer: as a new one, or in the place of another."""

from dataclasses import replace
from typing import Any

from telegram import Bot, CallbackQuery, InputMediaPhoto, Update
from telegram import Message as Posted
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram.gallery import Gallery, NotMade
from bot.telegram.payload import file_id_of, markup
from bot.telegram.posting import post
from bot.views.message import Attached, Message
from scheduler.errors import Refused

_File = str | bytes
"""What PTB takes: the id of a file, or its content."""


class Showing:
    """Sends and replaces them through PTB; a file that Telegram has is not uploaded again."""

    def __init__(self, gallery: Gallery) -> None:
        self._gallery = gallery

    async def reply(self, update: Update, *messages: Message) -> None:
        """Answer with new messages, where the update came from."""
        posted, chat = update.effective_message, update.effective_chat
        topic = posted.message_thread_id if posted and posted.is_topic_message else None
        for message in messages:
            if chat:
                await self.post(update.get_bot(), chat.id, message, thread_id=topic)

    async def post(
        self, bot: Bot, chat_id: int, message: Message, *, thread_id: int | None = None
    ) -> None:
        """Send a view as a new message."""
        file = message.attached
        if file is None:
            await post(bot, chat_id, message, thread_id=thread_id)
            return
        send = getattr(bot, f"send_{file.kind}")
        common = {
            "chat_id": chat_id,
            "message_thread_id": thread_id,
            "caption": message.html,
            "parse_mode": ParseMode.HTML,
            "reply_markup": markup(message),
        }

        async def sent(content: _File) -> Any:
            named = {} if isinstance(content, str) else {"filename": file.name}
            return await send(**{file.kind: content}, **named, **common)

        try:
            await self._through(file, sent)
        except NotMade:
            if file.kind == "voice":
                raise Refused("not_heard") from None
            await post(bot, chat_id, replace(message, attached=None), thread_id=thread_id)

    async def replace(self, query: CallbackQuery, message: Message) -> None:
        """Put a picture and its words in the place of the message with the button."""
        file = message.attached
        if file is None:
            raise ValueError("this message has no picture")

        async def edited(content: _File) -> Any:
            name = None if isinstance(content, str) else file.name
            photo = InputMediaPhoto(
                content, caption=message.html, parse_mode=ParseMode.HTML, filename=name
            )
            try:
                return await query.edit_message_media(photo, reply_markup=markup(message))
            except BadRequest as error:
                if "not modified" not in str(error).lower():
                    raise
                return query.message

        try:
            await self._through(file, edited)
        except NotMade:
            await _replace_words(query, replace(message, attached=None))

    async def _through(self, file: Attached, send: Any) -> None:
        async def fresh(content: bytes) -> tuple[None, str | None]:
            posted = await send(content)
            is_message = isinstance(posted, Posted)
            return None, file_id_of(file.kind, posted.to_dict()) if is_message else None

        async def known(file_id: str) -> None:
            await send(file_id)

        await self._gallery.send(file, known=known, fresh=fresh)


async def _replace_words(query: CallbackQuery, message: Message) -> None:
    """Put words in the place of others: under a picture that stays, or where there is none."""
    pictured = isinstance(query.message, Posted) and bool(query.message.photo)
    edit = query.edit_message_caption if pictured else query.edit_message_text
    await edit(message.html, parse_mode=ParseMode.HTML, reply_markup=markup(message))
