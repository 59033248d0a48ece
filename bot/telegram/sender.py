"""Sends one pushed message and names the outcome; implements scheduler.ports.Sender."""

import json
import logging
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus

from telegram.error import TelegramError

from bot.telegram.api import Answer, BotApi, answer, new_message_id
from bot.telegram.payload import payload
from bot.telegram.request import NotSent
from bot.views.message import Message
from scheduler.outcomes import Failed, Failure, Moved, Outcome, Row, Sent, TryLater, Unknown

log = logging.getLogger(__name__)

FREE_RATE = 30
"""Messages a second that Telegram takes from a bot without being paid for them."""
_TIMEOUT = timedelta(seconds=30)
_METHODS = {"send": "sendMessage", "edit": "editMessageText", "recall": "deleteMessage"}
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
            "need administrator rights",
            "chat_write_forbidden",
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
        self._last: dict[int, tuple[Message, bytes]] = {}

    async def send(self, row: Row, message: object) -> Outcome:
        """Send, edit or delete as the row says, and name the outcome."""
        if not isinstance(message, Message):
            raise TypeError(f"cannot send {type(message).__name__}")
        try:
            code, raw = await self._api.post(
                _METHODS[row.deed], self._body(row, message), timeout=_TIMEOUT
            )
        except NotSent:
            return TryLater()
        except TelegramError:
            return Unknown()
        if row.message_id is None and (new := new_message_id(raw)) is not None:
            return Sent(message_id=new)
        said = answer(code, raw)
        if code == HTTPStatus.OK and said.code == HTTPStatus.BAD_GATEWAY:
            return Unknown()
        return outcome(said, row)

    def _body(self, row: Row, message: Message) -> bytes:
        if row.deed == "send":
            return b'{"chat_id":%d,%b%b' % (row.chat_id, self._extra, self._encoded(message))
        message_id = row.message_id or 0
        rest = b"}" if row.deed == "recall" else b"," + self._encoded(message)
        return b'{"chat_id":%d,"message_id":%d%b' % (row.chat_id, message_id, rest)

    def _encoded(self, message: Message) -> bytes:
        """Return the parameters as JSON without the opening brace; for the same object at once."""
        last = self._last.get(id(message))
        if last is None or last[0] is not message:
            if len(self._last) >= _REMEMBERED:
                self._last.clear()
            last = self._last[id(message)] = message, _json(message)
        return last[1]


@lru_cache(maxsize=64)
def _json(message: Message) -> bytes:
    return json.dumps(payload(message), ensure_ascii=False).encode()[1:]


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
