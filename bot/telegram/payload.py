"""A message as the Bot API's methods and parameters."""

from collections.abc import Mapping
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.message import Button, Message
from content.bulletins.media import MediaKind

_SENDS: dict[MediaKind, str] = {
    "photo": "sendPhoto",
    "video": "sendVideo",
    "animation": "sendAnimation",
    "voice": "sendVoice",
    "audio": "sendAudio",
    "document": "sendDocument",
}


def sending(message: Message) -> tuple[str, dict[str, Any]]:
    """
    Return the method that sends a message, and its parameters without the chat.

    A file of the bot's own is left out of them: it is to be put in under the name of its kind.
    """
    found: dict[str, Any]
    if message.poll:
        method, found = "sendPoll", _poll(message)
    elif message.attached:
        method, found = _SENDS[message.attached.kind], _caption(message)
    elif len(message.media) == 1:
        (file,) = message.media
        method, found = _SENDS[file.kind], {file.kind: file.file_id, **_caption(message)}
    else:
        method, found = "sendMessage", _text(message)
    return method, found | _keyboard(message)


def album(message: Message) -> dict[str, Any] | None:
    """Return the parameters of sendMediaGroup for what goes before the text; None for nothing."""
    if len(message.media) < 2:  # noqa: PLR2004 (one file carries the text itself)
        return None
    return {"media": [{"type": it.kind, "media": it.file_id} for it in message.media]}


def editing(message: Message) -> tuple[str, dict[str, Any]]:
    """Return the method that puts a message in the place of an earlier one, and its parameters."""
    captioned = len(message.media) == 1
    method = "editMessageCaption" if captioned else "editMessageText"
    found = _caption(message) if captioned else _text(message)
    return method, found | _keyboard(message)


def markup(message: Message) -> InlineKeyboardMarkup | None:
    """Return the message's buttons as PTB's object, or None."""
    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(**_button(button)) for button in row] for row in message.rows]
    )


def file_id_of(kind: MediaKind, result: Mapping[str, Any]) -> str | None:
    """Return the id that Telegram gave to the file of a message; of a photo, the largest."""
    found = result.get(kind)
    if isinstance(found, list):
        found = found[-1] if found else None
    return str(found["file_id"]) if found else None


def _text(message: Message) -> dict[str, Any]:
    return {
        "text": message.html,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _caption(message: Message) -> dict[str, Any]:
    return {"caption": message.html, "parse_mode": "HTML"}


def _poll(message: Message) -> dict[str, Any]:
    if message.poll is None:
        raise ValueError("this message is no poll")
    return {
        "question": message.poll.question,
        "options": [{"text": option} for option in message.poll.options],
        "is_anonymous": True,
        "allows_multiple_answers": message.poll.several,
    }


def _keyboard(message: Message) -> dict[str, Any]:
    if not message.rows:
        return {}
    return {"reply_markup": {"inline_keyboard": [[*map(_button, row)] for row in message.rows]}}


def _button(button: Button) -> dict[str, Any]:
    if button.url:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
