"""
Updates in: stored before they are acknowledged, handled in order within a chat.

PTB's Updater keeps updates in memory and acknowledges them with its next poll, so a killed process
loses commands. Here Telegram hears of the next offset only after the updates are in the inbox.
"""

import asyncio
import json
import logging
from bisect import insort
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol, TypeVar

import sqlalchemy as sa
from telegram import Update
from telegram.error import TelegramError

from bot.store.inbox import Inbox, Letter
from bot.store.once import handling
from bot.telegram.api import BotApi

log = logging.getLogger(__name__)

ALLOWED = ("message", "channel_post", "callback_query", "my_chat_member")
"""Set at every start: left unset, Telegram would keep what an earlier program asked for."""

_NAMES = frozenset({"first_name", "last_name", "username", "title", "active_usernames", "bio"})
_SIGNATURES = frozenset({"author_signature", "sender_user_name"})
"""Names that stand beside a post, not inside a person."""

_POLL_SECONDS = 25
_PATIENCE = 10.0
_RETRY_SECONDS = 3.0

TURN_SECONDS = 7
"""A poller that has not asked for so long whether it is its turn stands still: it is another's."""
_TURN_POLL_SECONDS, _STAND_BY_SECONDS = 3, 1.0

_STORE_SECONDS = 1.0
_STOP_SECONDS = 2.0
_TURN_SECONDS = 0.05
_AWAY = (
    sa.exc.OperationalError,
    sa.exc.InternalError,
    sa.exc.InterfaceError,
    sa.exc.TimeoutError,
)
"""What the database says when it cannot be asked; InternalError, if this process stood still."""
_Found = TypeVar("_Found")

Handle = Callable[[Mapping[str, Any]], Awaitable[None]]


class Intake:
    """
    Takes updates in and hands each one to *handle* once.

    *shared* says that other processes take updates in too: then an update also waits for an earlier
    one of its chat that another process has in hand.
    """

    def __init__(
        self, *, inbox: Inbox, handle: Handle, now: Callable[[], datetime], shared: bool = False
    ) -> None:
        self._inbox = inbox
        self._handle = handle
        self._shared = shared
        self._now = now
        self._by_itself = asyncio.Lock()
        self._lanes: dict[int, deque[Letter]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def resume(self) -> None:
        """Handle what an earlier run stored and did not finish; only for one that is alone."""
        self._post(await self._inbox.inherit())

    async def adopt(self) -> None:
        """Handle what runners that are gone had stored and not finished."""
        self._post(await self._inbox.adopt())

    async def take(self, updates: Sequence[Mapping[str, Any]]) -> None:
        """Store updates; when this returns they may be acknowledged."""
        letters = [
            Letter(
                update_id=int(update["update_id"]),
                lane=lane_of(update),
                raw=json.dumps(nameless(update)),
            )
            for update in updates
        ]
        self._post(await self._inbox.store(letters, self._now()))

    async def stop(self) -> None:
        """Let what is being handled finish; what waits stays in the inbox."""
        for waiting in self._lanes.values():
            waiting.clear()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_STOP_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _post(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            waiting = self._lanes.get(letter.lane)
            if waiting is not None:
                insort(waiting, letter, key=_number)
                continue
            self._lanes[letter.lane] = deque([letter])
            task = asyncio.create_task(self._work(letter.lane))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, lane: int) -> None:
        """Handle one chat's updates, one after the other, until none is left."""
        try:
            while waiting := self._lanes[lane]:
                first = waiting[0]
                if self._shared and await _patiently(self._inbox.waits_for_earlier, first):
                    await asyncio.sleep(_TURN_SECONDS)
                elif waiting and waiting[0] is first:  # none came in between that is earlier
                    await self._open(waiting.popleft())
        finally:
            del self._lanes[lane]

    async def _open(self, letter: Letter) -> None:
        async with self._by_itself if letter.suspect else nullcontext():
            await self._open_now(letter)

    async def _open_now(self, letter: Letter) -> None:
        if not await _patiently(self._inbox.begin, letter):
            return
        try:
            with handling(letter.update_id):
                await self._handle(json.loads(letter.raw))
        except Exception:
            log.exception("update %s could not be handled and is set aside", letter.update_id)
        await _patiently(self._inbox.done, letter, self._now())


class Turn(Protocol):
    """Says whose turn it is to poll, where several could: Telegram takes one poller only."""

    async def holds(self) -> bool:
        """Tell whether it is this process's turn."""


class Polling:
    """
    Asks Telegram for updates, again and again; *last_seen* tells that it is alive.

    With *turn* it polls only while it is this process's turn, and stands by else.
    """

    def __init__(
        self,
        *,
        api: BotApi,
        intake: Intake,
        now: Callable[[], datetime],
        turn: Turn | None = None,
    ) -> None:
        self._api = api
        self._intake = intake
        self._now = now
        self._turn = turn
        self.last_seen: datetime | None = None

    async def run(self) -> None:
        """Poll until cancelled. A second poller or a lost connection is loud and retried."""
        offset: int | None = None
        while True:
            if self._turn and not await self._turn.holds():
                offset, self.last_seen = None, self._now()
                await asyncio.sleep(_STAND_BY_SECONDS)
                continue
            updates = await self._poll(offset)
            if updates is None:
                self.last_seen = None
                await asyncio.sleep(_RETRY_SECONDS)
                continue
            self.last_seen = self._now()
            if updates:
                await _patiently(self._intake.take, updates)
                offset = max(int(update["update_id"]) for update in updates) + 1

    async def _poll(self, offset: int | None) -> list[dict[str, Any]] | None:
        seconds = _TURN_POLL_SECONDS if self._turn else _POLL_SECONDS
        body: dict[str, Any] = {"timeout": seconds, "allowed_updates": ALLOWED}
        if offset is not None:
            body["offset"] = offset
        try:
            answer = await self._api.call("getUpdates", body, timeout=seconds + _PATIENCE)
        except TelegramError as error:
            log.warning("no updates: %s", error)
            return None
        if answer.ok:
            return list(answer.result)
        if answer.code == HTTPStatus.CONFLICT:
            log.error("another program polls with this bot's token: %s", answer.description)
        else:
            log.error("no updates: %s %s", answer.code, answer.description)
        return None


async def _patiently(ask: Callable[..., Awaitable[_Found]], *given: Any) -> _Found:
    """Ask the store until it answers: what it cannot take just now is not lost."""
    while True:
        try:
            return await ask(*given)
        except _AWAY as error:
            log.warning("the database cannot be reached (%s); trying again", type(error).__name__)
            await asyncio.sleep(_STORE_SECONDS)


def _number(letter: Letter) -> int:
    return letter.update_id


def parsed(raw: Mapping[str, Any], bot: Any) -> Update | None:
    """Return the update as PTB's object; None for one that holds nothing this bot knows."""
    return Update.de_json(dict(raw), bot)


def nameless(part: Any) -> Any:
    """Return an update without the names of people and chats: they are never stored."""
    if isinstance(part, list):
        return [nameless(entry) for entry in part]
    if not isinstance(part, dict):
        return part
    if "id" not in part or not ({"is_bot", "type"} & part.keys()):
        return {key: "" if key in _SIGNATURES else nameless(value) for key, value in part.items()}
    kept = {key: value for key, value in part.items() if key not in _NAMES}
    return {**kept, "first_name": ""} if "is_bot" in part else kept


def lane_of(update: Mapping[str, Any]) -> int:
    """Return the chat whose order an update must keep; 0 where there is none."""
    for part in update.values():
        if isinstance(part, dict):
            holder = part.get("message") if "message" in part else part
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and "id" in chat:
                return int(chat["id"])
    return 0
