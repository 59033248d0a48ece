"""What may stand under a message: inline keyboards, reply keyboards, their limits."""

from collections.abc import Callable
from typing import Any

from bot.demo.errors import bad_request
from bot.demo.state import Json

MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
MOST_DATA_BYTES = 64
MOST_COPIED = 256
ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
LINKS = ("http://", "https://", "tg://")


def inline_keyboard(markup: Json | None) -> Json | None:
    """Return the inline keyboard in *markup*, checked, or None; raises Telegram's 400s."""
    if not markup or "inline_keyboard" not in markup:
        return None
    rows = _rows(markup["inline_keyboard"], _inline_button)
    return {"inline_keyboard": rows} if rows else None


def reply_keyboard(markup: Json | None) -> Json | None:
    """Return what *markup* does to the keyboard in place of the phone's, or None."""
    if not markup or "inline_keyboard" in markup:
        return None
    if "keyboard" in markup:
        return {**markup, "keyboard": _rows(markup["keyboard"], _reply_button)}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad_request("object expected as reply markup")


def _rows(rows: object, button: Callable[[Any], Json]) -> list[list[Json]]:
    if not isinstance(rows, list) or any(not isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    checked = [[button(each) for each in row] for row in rows if row]
    if sum(map(len, checked)) > MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    if any(len(row) > MOST_IN_A_ROW for row in checked):
        raise bad_request("too many buttons in a row of the reply markup")
    return checked


def _inline_button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    _text(button)
    actions = [name for name in ACTIONS if button.get(name) is not None]
    if not actions:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if len(actions) > 1:
        raise bad_request("can't parse inline keyboard button: exactly one action is allowed")
    _action(actions[0], button[actions[0]])
    return dict(button)


def _action(name: str, value: object) -> None:
    if name == "callback_data" and not (
        isinstance(value, str) and 1 <= len(value.encode()) <= MOST_DATA_BYTES
    ):
        raise bad_request("BUTTON_DATA_INVALID")
    if name == "url" and not (isinstance(value, str) and value.startswith(LINKS)):
        raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
    if name == "copy_text" and not (
        isinstance(value, dict) and 1 <= len(str(value.get("text", ""))) <= MOST_COPIED
    ):
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def _reply_button(button: object) -> Json:
    shaped = {"text": button} if isinstance(button, str) else button
    if not isinstance(shaped, dict):
        raise bad_request("can't parse keyboard button: expected an Object")
    _text(shaped)
    return dict(shaped)


def _text(button: Json) -> None:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
