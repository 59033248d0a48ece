"""A message as the Bot API's parameters."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.views.message import Button, Message


def payload(message: Message) -> dict[str, Any]:
    """Return the parameters of sendMessage, without the chat."""
    found: dict[str, Any] = {
        "text": message.html,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if message.rows:
        found["reply_markup"] = {"inline_keyboard": [[*map(_button, row)] for row in message.rows]}
    return found


def markup(message: Message) -> InlineKeyboardMarkup | None:
    """Return the message's buttons as PTB's object, or None."""
    if not message.rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(**_button(button)) for button in row] for row in message.rows]
    )


def _button(button: Button) -> dict[str, Any]:
    return {"text": button.label, "callback_data": button.data}
