"""Sends one pushed message and names the outcome; implements scheduler.ports.Sender."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError

from bot.telegram.api import Answer, BotApi, answer, new_message_id
from bot.telegram.payload import album, editing, sending
from bot.telegram.request import NotSent
from bot.views.message import Message
from scheduler.outcomes import Failed, Failure, Moved, Outcome, Row, Sent, TryLater, Unknown

log = logging.getLogger(__name__)

FREE_RATE = 30
"""Messages a second that Telegram takes from a bot without being paid for them."""
_TIMEOUT = timedelta(seconds=30)
_TOKEN_REFUSED_PAUSE = 60.0
_REMEMBERED = 64
"""So many messages are kept encoded: a bulletin has one in each language."""
_NOT_MODIFIED = "message is not modified"
_MISSING = ("message to edit not found", "message to delete not found", "message can't be")
_CAUSES: tuple[tuple[tuple[str, ...], Failure], ...] = (
    (("chat not found", "peer_id_invalid", "user not found", "chat was deleted"), "gone"),
    (
        (
            "not enough rights",
            "have no rights",
            "topic_closed",
            "topic_deleted",
            "message thread not found",
            "need administrator rights",
            "chat_write_forbidden",
            "chat_send_",
            "chat_admin_required",
            "chat_restricted",
            "voice_messages_forbidden",
        ),
        "not_allowed",
    ),
)
"""What Telegram's descriptions say where its codes do not tell."""


class TelegramSender:
    """
    The bulk lane: a message is encoded once for all, and only its id is read from an answer.

    *paid* lets Telegram send above its free rate, for Stars (allow_paid_broadcast).
    """

    def __init__(self, api: BotApi, *, paid: bool = False) -> None:
        self._api = api
        self._extra = b'"allow_paid_broadcast":true,' if paid else b""
        self._last: dict[int, tuple[Message, _Encoded]] = {}

    async def send(self, row: Row, message: object) -> Outcome:
        """Send, edit or delete as the row says, and name the outcome."""
        if not isinstance(message, Message):
            raise TypeError(f"cannot send {type(message).__name__}")
        if row.deed == "recall":
            return await self._ask(row, *_removal(row))
        encoded = self._encoded(message)
        if row.deed == "edit":
            body = b'{"chat_id":%d,"message_id":%d,%b' % (
                row.chat_id,
                row.message_id or 0,
                encoded.edit,
            )
            return await self._ask(row, encoded.edit_method, body)
        if encoded.album is None:
            return await self._ask(row, encoded.method, self._body(row, encoded.send))
        return await self._send_after_album(row, encoded, encoded.album)

    def weight(self, row: Row, message: object) -> int:
        """Return the number of messages that reach the chat: an album has one for each file."""
        if not isinstance(message, Message) or len(message.media) <= 1:
            return 1
        return 1 if row.album or row.deed != "send" else len(message.media) + 1

    async def _send_after_album(self, row: Row, encoded: "_Encoded", files: bytes) -> Outcome:
        """Send the album if it is not there yet, then the text with its buttons."""
        album = row.album or await self._send_album(row, files)
        if not isinstance(album, tuple):
            return album
        came = await self._ask(row, encoded.method, self._body(row, encoded.send))
        if isinstance(came, Sent | TryLater | Unknown):
            return replace(came, album=album)
        # Its text will never follow: the files alone would be a riddle.
        await self._call("deleteMessages", _json({"chat_id": row.chat_id, "message_ids": album}))
        return came

    async def _send_album(self, row: Row, files: bytes) -> tuple[int, ...] | Outcome:
        said = await self._call("sendMediaGroup", self._body(row, files))
        if not isinstance(said, Answer):
            return said
        return tuple(int(it["message_id"]) for it in said.result) if said.ok else outcome(said, row)

    async def _call(self, method: str, body: bytes) -> Answer | TryLater | Unknown:
        code_and_raw = await self._post(method, body)
        return _read(*code_and_raw) if isinstance(code_and_raw, tuple) else code_and_raw

    async def _ask(self, row: Row, method: str, body: bytes) -> Outcome:
        """Call *method*; of what is sent only the id is read, where the answer begins as usual."""
        code_and_raw = await self._post(method, body)
        if not isinstance(code_and_raw, tuple):
            return code_and_raw
        code, raw = code_and_raw
        if row.message_id is None and (new := new_message_id(raw)) is not None:
            return Sent(message_id=new)
        said = _read(code, raw)
        return outcome(said, row) if isinstance(said, Answer) else said

    async def _post(self, method: str, body: bytes) -> tuple[int, bytes] | TryLater | Unknown:
        try:
            return await self._api.post(method, body, timeout=_TIMEOUT)
        except NotSent:
            return TryLater()
        except TelegramError:
            return Unknown()

    def _body(self, row: Row, parameters: bytes) -> bytes:
        topic = b'"message_thread_id":%d,' % row.thread_id if row.thread_id else b""
        return b'{"chat_id":%d,%b%b%b' % (row.chat_id, topic, self._extra, parameters)

    def _encoded(self, message: Message) -> "_Encoded":
        """Return the parameters as JSON; for the same object at once."""
        last = self._last.get(id(message))
        if last is None or last[0] is not message:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            last = self._last[id(message)] = message, _encode(message)
        return last[1]


@dataclass(frozen=True, kw_only=True)
class _Encoded:
    """A message's methods and parameters, as JSON without the opening brace."""

    method: str
    send: bytes
    album: bytes | None
    edit_method: str
    edit: bytes


@lru_cache(maxsize=64)
def _encode(message: Message) -> _Encoded:
    method, parameters = sending(message)
    edit_method, edit = editing(message)
    files = album(message)
    return _Encoded(
        method=method,
        send=_json(parameters)[1:],
        album=_json(files)[1:] if files else None,
        edit_method=edit_method,
        edit=_json(edit)[1:],
    )


def _read(code: int, raw: bytes) -> Answer | Unknown:
    said = answer(code, raw)
    lost = code == HTTPStatus.OK and said.code == HTTPStatus.BAD_GATEWAY
    return Unknown() if lost else said


def _json(parameters: Mapping[str, Any]) -> bytes:
    return json.dumps(parameters, ensure_ascii=False).encode()


def _removal(row: Row) -> tuple[str, bytes]:
    message = row.message_id or 0
    if not row.album:
        return "deleteMessage", _json({"chat_id": row.chat_id, "message_id": message})
    ids = [*row.album, message]
    return "deleteMessages", _json({"chat_id": row.chat_id, "message_ids": ids})


def outcome(said: Answer, row: Row) -> Outcome:
    """Name what an answer means for its row."""
    if said.ok:
        return Sent(message_id=row.message_id or int(said.result["message_id"]))
    if said.code == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater(seconds=float(said.parameters.get("retry_after", 1)))
    if said.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        log.error("Telegram refuses the bot's token; sending waits")
        return TryLater(seconds=_TOKEN_REFUSED_PAUSE)
    if said.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater()
    return _refusal(said, row)


def _refusal(said: Answer, row: Row) -> Outcome:
    if "migrate_to_chat_id" in said.parameters:
        return Moved(chat_id=int(said.parameters["migrate_to_chat_id"]))
    words = said.description.lower()
    if row.message_id and _NOT_MODIFIED in words:
        return Sent(message_id=row.message_id)
    if row.message_id and any(some in words for some in _MISSING):
        return Failed(cause="missing")
    for signs, cause in _CAUSES:
        if any(some in words for some in signs):
            return Failed(cause=cause)
    if said.code == HTTPStatus.FORBIDDEN:
        return Failed(cause="blocked")
    log.error("Telegram refuses a message: %s", said.description)
    return Failed(cause="rejected")
