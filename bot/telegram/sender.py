"""Sends one pushed message and names the outcome; implements scheduler.ports.Sender."""

import json
import logging
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus

from telegram.error import TelegramError

from bot.telegram.api import Answer, BotApi
from bot.telegram.payload import payload
from bot.telegram.request import NotSent
from bot.views.message import Message
from scheduler.outcomes import Failed, Moved, Outcome, Row, Sent, TryLater, Unknown

log = logging.getLogger(__name__)

_TIMEOUT = timedelta(seconds=30)
_METHODS = {"send": "sendMessage", "edit": "editMessageText", "recall": "deleteMessage"}
_TOKEN_REFUSED_PAUSE = 60.0
_NOT_THERE = ("chat not found", "peer_id_invalid", "user not found", "chat was deleted")
_NOT_MODIFIED = "message is not modified"
_MISSING = ("message to edit not found", "message to delete not found", "message can't be")
_NOT_ALLOWED = ("not enough rights", "have no rights", "topic_closed", "need administrator rights")


class TelegramSender:
    """The bulk lane: a message is encoded once for all, and only its id is read from an answer."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def send(self, row: Row, message: object) -> Outcome:
        """Send, edit or delete as the row says, and name the outcome."""
        if not isinstance(message, Message):
            raise TypeError(f"cannot send {type(message).__name__}")
        try:
            answer = await self._api.post(_METHODS[row.deed], _body(row, message), timeout=_TIMEOUT)
        except NotSent:
            return TryLater()
        except TelegramError:
            return Unknown()
        return outcome(answer, row)


def _body(row: Row, message: Message) -> bytes:
    if row.deed == "send":
        return b'{"chat_id":%d,%b' % (row.chat_id, _encoded(message))
    message_id = row.message_id or 0
    rest = b"}" if row.deed == "recall" else b"," + _encoded(message)
    return b'{"chat_id":%d,"message_id":%d%b' % (row.chat_id, message_id, rest)


@lru_cache(maxsize=64)
def _encoded(message: Message) -> bytes:
    """Return the parameters as JSON without the opening brace."""
    return json.dumps(payload(message), ensure_ascii=False).encode()[1:]


def outcome(answer: Answer, row: Row) -> Outcome:
    """Name what an answer means for its row."""
    if answer.ok:
        return Sent(message_id=row.message_id or int(answer.result["message_id"]))
    if answer.code == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater(seconds=float(answer.parameters.get("retry_after", 1)))
    if answer.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        log.error("Telegram refuses the bot's token; sending waits")
        return TryLater(seconds=_TOKEN_REFUSED_PAUSE)
    if answer.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater()
    return _refusal(answer, row)


def _refusal(answer: Answer, row: Row) -> Outcome:
    if "migrate_to_chat_id" in answer.parameters:
        return Moved(chat_id=int(answer.parameters["migrate_to_chat_id"]))
    said = answer.description.lower()
    if row.message_id and _NOT_MODIFIED in said:
        return Sent(message_id=row.message_id)
    if row.message_id and any(words in said for words in _MISSING):
        return Failed(cause="missing")
    if any(words in said for words in _NOT_THERE):
        return Failed(cause="gone")
    if answer.code == HTTPStatus.FORBIDDEN or any(words in said for words in _NOT_ALLOWED):
        return Failed(cause="blocked")
    log.error("Telegram refuses a message: %s", answer.description)
    return Failed(cause="rejected")
