"""Sends one pushed message and names the outcome; implements scheduler.ports.Sender."""

import logging
from http import HTTPStatus

from telegram.error import TelegramError

from bot.telegram.api import Answer, BotApi
from bot.telegram.payload import payload
from bot.telegram.request import NotSent
from bot.views.message import Message
from scheduler.outcomes import Failed, Moved, Outcome, Sent, TryLater, Unknown

log = logging.getLogger(__name__)

_TIMEOUT = 30.0
_TOKEN_REFUSED_PAUSE = 60.0
_NOT_THERE = ("chat not found", "peer_id_invalid", "user not found", "chat was deleted")
_NOT_ALLOWED = ("not enough rights", "have no rights", "topic_closed", "need administrator rights")


class TelegramSender:
    """The bulk lane: only the message id is read from an answer."""

    def __init__(self, api: BotApi) -> None:
        self._api = api

    async def send(self, chat_id: int, message: object) -> Outcome:
        """Send *message* (a bot.views.Message) and say what happened."""
        if not isinstance(message, Message):
            raise TypeError(f"cannot send {type(message).__name__}")
        body = {"chat_id": chat_id, **payload(message)}
        try:
            answer = await self._api.call("sendMessage", body, timeout=_TIMEOUT)
        except NotSent:
            return TryLater()
        except TelegramError:
            return Unknown()
        return outcome(answer)


def outcome(answer: Answer) -> Outcome:
    """Name what an answer to a send means for its row."""
    if answer.ok:
        return Sent(message_id=int(answer.result["message_id"]))
    if answer.code == HTTPStatus.TOO_MANY_REQUESTS:
        return TryLater(seconds=float(answer.parameters.get("retry_after", 1)))
    if answer.code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND}:
        log.error("Telegram refuses the bot's token; sending waits")
        return TryLater(seconds=_TOKEN_REFUSED_PAUSE)
    if answer.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return TryLater()
    return _refusal(answer)


def _refusal(answer: Answer) -> Outcome:
    if "migrate_to_chat_id" in answer.parameters:
        return Moved(chat_id=int(answer.parameters["migrate_to_chat_id"]))
    said = answer.description.lower()
    if any(words in said for words in _NOT_THERE):
        return Failed(cause="gone")
    if answer.code == HTTPStatus.FORBIDDEN or any(words in said for words in _NOT_ALLOWED):
        return Failed(cause="blocked")
    log.error("Telegram refuses a message: %s", answer.description)
    return Failed(cause="rejected")
