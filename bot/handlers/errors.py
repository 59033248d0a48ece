"""The one place where errors become sentences: clear for residents, loud for operators."""

import logging
from dataclasses import replace

from telegram import Update
from telegram.error import BadRequest, Forbidden
from telegram.ext import ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.views.commands import broken
from bot.views.message import Message
from bot.views.queue import queue_button
from bot.views.refusals import refusal
from content.bulletins.errors import BulletinError
from scheduler.errors import Reason, Refused

_DOORS = (
    *(
        "post:",
        "part:",
        "aud:",
        "test:",
        "when:",
        "review:",
        "queue:",
        "undo:",
        "week:",
        "sending:",
    ),
    *("team:", "inbox:", "stats:", "audit:", "go:"),
)
_TRIED: frozenset[Reason] = frozenset(
    {
        "not_in_team",
        "not_your_role",
        "not_your_draft",
        "own_approval",
        "bulletin_missing",
        "bulletin_changed",
        "undo_late",
        "last_owner",
        "fixed_owner",
        "member_missing",
        "stale_button",
    }
)
"""Refusals that tell of a forged, stale or foreign button, not of a slip of the pen."""

_CLOSED = "topic_closed"

log = logging.getLogger(__name__)


def _is_shut_out(error: Exception | None) -> bool:
    """Tell whether nothing can be answered there: blocked, removed, or in a closed topic."""
    return isinstance(error, Forbidden) or (
        isinstance(error, BadRequest) and _CLOSED in str(error).lower()
    )


def is_team_door(data: str) -> bool:
    """Tell whether a button's data belong to what only the team may do."""
    return data.startswith(_DOORS)


class Errors:
    """Answers a refusal with its sentence, and a fault with an apology."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def answer(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Turn *context.error* into one message."""
        error = context.error
        if _is_shut_out(error) or not isinstance(update, Update):
            log.info("an answer could not be delivered: %s", error)
            return
        reader = await self._desk.reader(update)
        if isinstance(error, Refused | BulletinError):
            message = refusal(reader.t, error)
            if reader.member and isinstance(error, Refused) and error.reason == "bulletin_changed":
                message = replace(message, rows=((queue_button(reader.t),),))
            await self._note(update, reader, error)
        else:
            log.error("an update could not be handled", exc_info=error)
            message = broken(reader.t)
        await self._say(update, message)

    async def _note(self, update: Update, reader: Reader, error: Exception) -> None:
        """Note in the audit what somebody tried at a door of the team and may not do."""
        query = update.callback_query
        tried = query.data if query and query.data else ""
        if isinstance(error, Refused) and error.reason in _TRIED and is_team_door(tried):
            detail = f"{error.reason}: {tried}"
            await self._desk.audit.refused(reader.user_id, detail, self._desk.now())

    async def _say(self, update: Update, message: Message) -> None:
        await reply(update, message)
        if update.callback_query:
            await tell(update.callback_query)
