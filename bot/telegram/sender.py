"""Sends one pushed message and names the outcome; implements scheduler.ports.Sender."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError

from bot.telegram.api import Answer, BotApi, answer, new_message_id
from bot.telegram.gallery import Gallery, NotMade
from bot.telegram.payload import album, editing, file_id_of, sending
from bot.telegram.request import NotSent
from bot.telegram.verdicts import is_unknown_file, outcome
from bot.views.message import Attached, Message
from content.bulletins.media import Media, MediaKind
from scheduler.outcomes import Outcome, Row, Sent, TryLater, Unknown

FREE_RATE = 30
"""Messages a second that Telegram takes from a bot without being paid for them."""
_TIMEOUT = timedelta(seconds=30)
_UPLOAD = timedelta(seconds=60)
_REMEMBERED = 64
"""So many messages are kept encoded: a bulletin has one in each language."""


class TelegramSender:
    """
    The bulk lane: a message is encoded once for all, and only its id is read from an answer.

    *paid* lets Telegram send above its free rate, for Stars (allow_paid_broadcast).
    """

    def __init__(self, api: BotApi, *, gallery: Gallery, paid: bool = False) -> None:
        self._api = api
        self._gallery = gallery
        self._paid = paid
        self._extra = b'"allow_paid_broadcast":true,' if paid else b""
        self._last: dict[int, tuple[Message, _Encoded]] = {}

    async def send(self, row: Row, message: object) -> Outcome:
        """Send, edit or delete as the row says, and name the outcome."""
        if not isinstance(message, Message):
            raise TypeError(f"cannot send {type(message).__name__}")
        if row.deed == "recall":
            return await self._ask(row, *_removal(row))
        if message.attached:
            return await self._send_attached(row, message, message.attached)
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

    async def _send_attached(self, row: Row, message: Message, file: Attached) -> Outcome:
        """Send a file of the bot's own: upload it if nobody has, else by its id."""

        async def known(file_id: str) -> Outcome:
            encoded = self._encoded(_by_id(message, file.kind, file_id))
            code_and_raw = await self._post(encoded.method, self._body(row, encoded.send))
            if isinstance(code_and_raw, tuple) and is_unknown_file(code_and_raw[1]):
                await self._gallery.forget(file)
                return TryLater()
            return self._named(row, code_and_raw)

        async def fresh(content: bytes) -> tuple[Outcome, str | None]:
            return await self._upload(row, message, file, content)

        try:
            return await self._gallery.send(file, known=known, fresh=fresh)
        except NotMade:
            return await self.send(row, replace(message, attached=None))

    async def _upload(
        self, row: Row, message: Message, file: Attached, content: bytes
    ) -> tuple[Outcome, str | None]:
        method, parameters = sending(message)
        fields = {"chat_id": row.chat_id, **parameters}
        if row.thread_id:
            fields["message_thread_id"] = row.thread_id
        if self._paid:
            fields["allow_paid_broadcast"] = True
        try:
            code_and_raw = await self._api.upload(
                method, fields, part=file.kind, name=file.name, content=content, timeout=_UPLOAD
            )
        except NotSent:
            return TryLater(), None
        except TelegramError:
            return Unknown(), None
        said = _read(*code_and_raw)
        if not isinstance(said, Answer):
            return said, None
        return outcome(said, row), file_id_of(file.kind, said.result) if said.ok else None

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
        """Call *method*, and name the outcome."""
        return self._named(row, await self._post(method, body))

    def _named(self, row: Row, code_and_raw: tuple[int, bytes] | TryLater | Unknown) -> Outcome:
        """Of what is sent only the id is read, where the answer begins as usual."""
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


@lru_cache(maxsize=256)
def _by_id(message: Message, kind: MediaKind, file_id: str) -> Message:
    """Return the same message with a file that Telegram has already."""
    return replace(message, attached=None, media=(Media(kind=kind, file_id=file_id),))


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
