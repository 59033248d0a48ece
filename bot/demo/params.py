"""
What a Bot API call brought: JSON, form, multipart or query, in one typed shape.

Telegram ignores parameters it does not know, and so does this; a known one of
the wrong type is refused with 400. Numbers and JSON may come as strings, as a
form cannot say otherwise.
"""

import json
import re
from dataclasses import dataclass, field
from enum import Enum

from bot.demo.errors import bad_request
from bot.demo.state import Json, Value

FAR = 2**53  # beyond it JSON readers lose digits, and no id of Telegram goes there


class Kind(Enum):
    """The types the Bot API knows, as far as they can be told apart here."""

    NUMBER = "Number"
    DECIMAL = "Decimal"
    FLAG = "Boolean"
    STRING = "String"
    CHAT = "Number or String"
    LIST = "Array"
    OBJECT = "Object"


KINDS: dict[str, Kind] = {
    name: kind
    for kind, names in {
        Kind.NUMBER: "message_id user_id offset limit timeout duration message_thread_id width"
        " height cache_time max_connections correct_option_id start_timestamp",
        Kind.FLAG: "disable_notification protect_content allow_paid_broadcast show_alert is_big"
        " disable_content_type_detection drop_pending_updates show_caption_above_media"
        " has_spoiler remove_caption is_anonymous allows_multiple_answers allows_revoting"
        " is_closed supports_streaming return_bots",
        Kind.STRING: "text caption parse_mode callback_query_id action url secret_token"
        " language_code name short_description description title performer file_id"
        " business_connection_id message_effect_id question question_parse_mode explanation"
        " explanation_parse_mode",
        Kind.CHAT: "chat_id from_chat_id",
        Kind.LIST: "entities caption_entities commands allowed_updates message_ids reaction options"
        " correct_option_ids",
        Kind.OBJECT: "reply_markup reply_parameters link_preview_options scope",
    }.items()
    for name in names.split()
}


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file that came in: its *name*, its *mime* type, its bytes."""

    name: str
    mime: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Params:
    """The typed *values* of one call, and the *files* that came with it, by field name."""

    values: Json
    files: dict[str, Upload] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def get(self, name: str, default: object = None) -> Value:
        """Return the value of *name*, or *default* when it was not given."""
        return self.values.get(name, default)

    def need(self, name: str, otherwise: str) -> Value:
        """Return the value of *name*; a 400 saying *otherwise* when it was not given."""
        if name not in self.values:
            raise bad_request(otherwise)
        return self.values[name]

    def chosen(self, *names: str) -> Json:
        """Return those of *names* that were given."""
        return {name: self.values[name] for name in names if name in self.values}


def typed(raw: Json, files: dict[str, Upload] | None = None) -> Params:
    """Return *raw* with every known parameter in its type; raises a 400 otherwise."""
    values = {
        name: _typed(KINDS[name], name, value) if name in KINDS else value
        for name, value in raw.items()
        if value is not None
    }
    return Params(values=values, files=files or {})


def _typed(kind: Kind, name: str, value: object) -> Value:
    if kind is Kind.NUMBER:
        return _number(name, value)
    if kind is Kind.FLAG:
        return _flag(name, value)
    if kind is Kind.STRING:
        return _string(name, value)
    if kind is Kind.CHAT:
        return value if isinstance(value, str) else _number(name, value)
    return _json(name, value, list if kind is Kind.LIST else dict)


def _number(name: str, value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < FAR:
        return value
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]{1,15}", value):
        return int(value)
    raise bad_request(f'field "{name}" must be of type Number')


def _flag(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0", ""}:
        return value.lower() in {"true", "1"}
    raise bad_request(f'field "{name}" must be of type Boolean')


def _string(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise bad_request(f'field "{name}" must be of type String')
    if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
        raise bad_request("strings must be encoded in UTF-8")
    return value


def _json(name: str, value: object, shape: type) -> Value:
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name} JSON object") from None
    if value is not None and not isinstance(value, shape):
        wanted = "Array" if shape is list else "Object"
        raise bad_request(f'field "{name}" must be of type {wanted}')
    return value
