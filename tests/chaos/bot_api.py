"""What the Bot API asks of each method's parameters; anything else is refused as there."""

import html
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

PUTS_A_MESSAGE = frozenset({"sendMessage"})
_TAG = re.compile(r"<[^>]*>")
_MOST_TEXT, _MOST_DATA, _MOST_BUTTONS = 4096, 64, 100


class Wrong(Exception):
    """An answer that is not ok."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self._parameters = parameters

    def answer(self) -> dict[str, Any]:
        said = {"ok": False, "error_code": self.code, "description": str(self)}
        return {**said, "parameters": self._parameters} if self._parameters else said


def checked(method: str, body: bytes) -> Mapping[str, Any]:
    """Return the parameters; raise Wrong for an unknown method or what it does not take."""
    if method not in _WANTED:
        raise Wrong(404, "Not Found")
    try:
        params = json.loads(body) if body else {}
    except ValueError:
        raise Wrong(400, "Bad Request: can't parse JSON") from None
    for name, fits in _WANTED[method].items():
        if name not in params:
            raise Wrong(400, f"Bad Request: {name} is empty")
        if not fits(params[name]):
            raise Wrong(400, f"Bad Request: {name} is wrong")
    _check_keyboard(params.get("reply_markup") or {})
    return params


def _is_number(value: Any) -> bool:
    return type(value) is int


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(html.unescape(_TAG.sub("", value))) <= _MOST_TEXT


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _are_commands(value: Any) -> bool:
    return isinstance(value, list) and all({"command", "description"} <= it.keys() for it in value)


def _check_keyboard(markup: Mapping[str, Any]) -> None:
    buttons = [button for row in markup.get("inline_keyboard", ()) for button in row]
    if len(buttons) > _MOST_BUTTONS:
        raise Wrong(400, "Bad Request: reply markup is too long")
    for button in buttons:
        if not 0 < len(button.get("callback_data", "x").encode()) <= _MOST_DATA:
            raise Wrong(400, "Bad Request: BUTTON_DATA_INVALID")
        if not button.get("text"):
            raise Wrong(400, "Bad Request: button text is empty")


_WANTED: Mapping[str, Mapping[str, Callable[[Any], bool]]] = {
    "getMe": {},
    "getUpdates": {},
    "deleteWebhook": {},
    "setWebhook": {"url": _is_name},
    "setMyCommands": {"commands": _are_commands},
    "sendMessage": {"chat_id": _is_number, "text": _is_text},
    "editMessageText": {"chat_id": _is_number, "message_id": _is_number, "text": _is_text},
    "deleteMessage": {"chat_id": _is_number, "message_id": _is_number},
    "answerCallbackQuery": {"callback_query_id": _is_name},
}
