"""What an answer of the Bot API means for the row that was sent."""

import logging
from http import HTTPStatus

from bot.telegram.api import Answer
from scheduler.outcomes import Failed, Failure, Moved, Outcome, Row, Sent, TryLater

log = logging.getLogger(__name__)

_TOKEN_REFUSED_PAUSE = 60.0
_UNKNOWN_FILE = (b"wrong file identifier", b"wrong remote file", b"wrong file_id")
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


def is_unknown_file(raw: bytes) -> bool:
    """Tell whether Telegram refuses a file's id, as after a change of the bot's token."""
    return raw.startswith(b'{"ok":false') and any(sign in raw for sign in _UNKNOWN_FILE)


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
