"""Sending a view as an answer: as a new message, or in the place of the one with the button."""

import contextlib
from collections.abc import Iterable, Sequence
from io import BytesIO

from telegram import CallbackQuery, InputMediaPhoto, LinkPreviewOptions, Update
from telegram import Message as Posted
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram.payload import markup
from bot.telegram.posting import post
from bot.views.message import Message
from scheduler.errors import Refused

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(update: Update, *messages: Message) -> None:
    """Answer with new messages."""
    chat = update.effective_chat
    if chat is None:
        return
    for message in messages:
        await post(update.get_bot(), chat.id, message, thread_id=topic_of(update))


async def show(update: Update, messages: Iterable[Message]) -> None:
    """Answer a button in its own message where one message is enough, else with new ones."""
    found = list(messages)
    query = update.callback_query
    if query is None or len(found) != 1 or not _replaceable(query, found[0]):
        await reply(update, *found)
        return
    await edit(query, found[0])


async def show_picture(update: Update, png: bytes, caption: Message) -> None:
    """Put a picture in the place of the one with the button, or send it as a new message."""
    query, chat = update.callback_query, update.effective_chat
    if query and isinstance(query.message, Posted) and query.message.photo:
        photo = InputMediaPhoto(BytesIO(png), caption=caption.html, parse_mode=ParseMode.HTML)
        await query.edit_message_media(photo, reply_markup=markup(caption))
    elif chat:
        await chat.send_photo(
            BytesIO(png),
            caption=caption.html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(caption),
        )


def _replaceable(query: CallbackQuery, message: Message) -> bool:
    """Tell whether a view can stand where the button was: a text in the place of a text."""
    was_text = isinstance(query.message, Posted) and query.message.text is not None
    return was_text and not message.media and message.poll is None


async def edit(query: CallbackQuery, message: Message) -> None:
    """Put a view in the place of the message; the same view again changes nothing."""
    try:
        await query.edit_message_text(
            message.html,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(message),
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" not in str(error).lower():
            raise


async def tell(query: CallbackQuery, text: str | None = None) -> None:
    """End the button's waiting, with a short note or none; too late is no fault."""
    with contextlib.suppress(BadRequest):
        await query.answer(text)


def said(update: Update) -> str:
    """Return the plain text that a person wrote, or nothing."""
    message = update.effective_message
    return (message and (message.text or message.caption)) or ""


def topic_of(update: Update) -> int | None:
    """Return the forum topic that an update comes from and its answer belongs into."""
    posted = update.effective_message
    return posted.message_thread_id if posted and posted.is_topic_message else None


def bulletin_and_version(parts: Sequence[str]) -> tuple[int, int]:
    """Read a button's bulletin and version; raise Refused where they are not two numbers."""
    if len(parts) < len(("bulletin", "version")) or not all(map(_is_number, parts[:2])):
        raise Refused("bulletin_missing")
    return int(parts[0]), int(parts[1])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= len("999999999")
