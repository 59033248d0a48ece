"""
A Bot API server that is strict and fast, and has bad days on command.

It runs in the test's own event loop, so that what it accepted can be read at any moment, also of a
program that was killed. Times are those of a monotonic clock.
"""

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tests.chaos.bot_api import PUTS_A_MESSAGE, Wrong, checked
from tests.chaos.connection import Connection

TOKEN = "7:chaos"
ME = {"id": 7, "is_bot": True, "first_name": "Hands", "username": "hands_bot"}
_MOST_UPDATES = 100
Outage = Literal["refuse", "reset", "silent"]


@dataclass(frozen=True, slots=True)
class Post:
    """A message as it was accepted, edited or deleted."""

    chat_id: int
    message_id: int
    text: str
    at: float


class Telegram:
    """
    Answers the bot, and keeps what it did.

    *latency* is the time an answer takes, *slow* the same for single chats. *per_second* is the
    most messages that are accepted in any second; *retry_after* the bounds of what a refusal says.
    *flooded*, *broken* and *lost* are shares of the messages: refused with 429, answered with an
    HTML page and 502, acted upon without an answer. *refused* says what single chats are told.
    """

    def __init__(self, *, seed: int = 0) -> None:
        self.sends: list[Post] = []
        self.edits: list[Post] = []
        self.deletes: list[Post] = []
        self.refusals: list[tuple[float, int]] = []
        self.calls: Counter[str] = Counter()
        self.lost_answers: list[int] = []
        self.resets = 0
        self.latency = 0.0
        self.slow: dict[int, float] = {}
        self.per_second: int | None = None
        self.retry_after = (1, 3)
        self.flooded = self.broken = self.lost = 0.0
        self.refused: dict[int, tuple[int, str]] = {}
        self._chance = random.Random(seed)
        self._outage: Outage | None = None
        self.connections: set[Connection] = set()
        self._recent: deque[float] = deque()
        self._messages = 0
        self._texts: dict[tuple[int, int], Mapping[str, Any]] = {}
        self._updates: deque[dict[str, Any]] = deque()
        self._update_id = 100
        self._poll: tuple[Connection, asyncio.TimerHandle] | None = None
        self._port = 0

    async def start(self) -> None:
        """Listen; after an outage on the same port again."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        self._drop()

    async def down(self, how: Outage = "refuse") -> None:
        """Be away: refuse connections, reset them at each request, or take requests in silence."""
        self._outage = how
        if how == "refuse":
            self._drop()
        for connection in set(self.connections):
            connection.abort()

    async def up(self) -> None:
        """Be back."""
        before, self._outage = self._outage, None
        if before == "refuse":
            await self.start()
        for connection in set(self.connections):
            connection.abort()

    def say(self, chat: int, text: str) -> int:
        """Let a person write something; return the number of the update."""
        message = self._written(chat, text)
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self._tell({"message": message})

    def press(self, chat: int, data: str) -> int:
        """Let a person press a button under a message that the bot wrote earlier."""
        shown = {**self._written(chat, "?"), "from": ME}
        self._texts[chat, shown["message_id"]] = {"text": "?"}
        self._update_id += 1
        query = {"id": str(self._update_id), "from": _person(chat), "message": shown,
                 "chat_instance": "1", "data": data}  # fmt: skip
        return self._tell({"callback_query": query})

    def for_webhook(self) -> list[dict[str, Any]]:
        """Return what people said since, instead of offering it to polls."""
        updates = [*self._updates]
        self._updates.clear()
        return updates

    def buttons(self, post: Post) -> list[str]:
        """Return what the buttons under a message send, row by row."""
        rows = (self._texts[post.chat_id, post.message_id]["reply_markup"] or {})["inline_keyboard"]
        return [button["callback_data"] for row in rows for button in row]

    @property
    def waiting(self) -> int:
        """Updates that the bot has not confirmed."""
        return len(self._updates)

    def _drop(self) -> None:
        self._server.close()
        for connection in set(self.connections):
            connection.abort()

    def _connection(self) -> Connection:
        return Connection(self._called, self.connections)

    def _called(self, connection: Connection, path: str, body: bytes) -> None:
        """Take in one request; its answer may come later, or never."""
        if self._outage:
            if self._outage == "reset":
                self.resets += path.endswith("/sendMessage")
                connection.abort()
            return
        token, method = path.removeprefix("/bot").rsplit("/", 1)
        self.calls[method] += 1
        try:
            if token != TOKEN:
                raise Wrong(401, "Unauthorized")
            params = checked(method, body)
            if method == "getUpdates":
                self._polled(connection, params)
                return
            if method in PUTS_A_MESSAGE and self._bad_day(connection):
                return
            result = self._do(method, params)
        except Wrong as wrong:
            self.refusals.append((time.monotonic(), wrong.code))
            connection.answer(wrong.code, wrong.answer(), after=self.latency)
            return
        chat = params.get("chat_id")
        if method in PUTS_A_MESSAGE and self._chance.random() < self.lost:
            self.lost_answers.append(chat)
            connection.abort()
            return
        wait = self.latency + self.slow.get(chat, 0.0)
        connection.answer(200, {"ok": True, "result": result}, after=wait)

    def _bad_day(self, connection: Connection) -> bool:
        if self._chance.random() < self.broken:
            connection.page(502, b"<html><h1>502 Bad Gateway</h1></html>", after=self.latency)
            return True
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        full = self.per_second is not None and len(self._recent) >= self.per_second
        if full or self._chance.random() < self.flooded:
            seconds = self._chance.randint(*self.retry_after)
            raise Wrong(429, "Too Many Requests", retry_after=seconds)
        self._recent.append(now)
        return False

    def _do(self, method: str, params: Mapping[str, Any]) -> Any:
        if method == "getMe":
            return ME
        if method == "sendMessage":
            return self._send(params)
        if method in {"editMessageText", "deleteMessage"}:
            return self._change(method, params)
        return True

    def _send(self, params: Mapping[str, Any]) -> dict[str, Any]:
        chat = params["chat_id"]
        if chat in self.refused:
            raise Wrong(*self.refused[chat])
        self._messages += 1
        post = Post(chat, self._messages, params["text"], time.monotonic())
        self.sends.append(post)
        self._texts[chat, post.message_id] = _shown(params)
        return _message(post)

    def _change(self, method: str, params: Mapping[str, Any]) -> Any:
        chat, number = params["chat_id"], params["message_id"]
        verb = "edit" if method == "editMessageText" else "delete"
        if (chat, number) not in self._texts:
            raise Wrong(400, f"Bad Request: message to {verb} not found")
        post = Post(chat, number, params.get("text", ""), time.monotonic())
        if method == "deleteMessage":
            del self._texts[chat, number]
            self.deletes.append(post)
            return True
        if self._texts[chat, number] == _shown(params):
            raise Wrong(400, "Bad Request: message is not modified")
        self._texts[chat, number] = _shown(params)
        self.edits.append(post)
        return _message(post)

    def _polled(self, connection: Connection, params: Mapping[str, Any]) -> None:
        while self._updates and self._updates[0]["update_id"] < params.get("offset", 0):
            self._updates.popleft()
        if self._poll and self._poll[0].alive:
            conflict = Wrong(409, "Conflict: terminated by other getUpdates request")
            self._poll[0].answer(409, conflict.answer())
            self.refusals.append((time.monotonic(), 409))
        if self._poll:
            self._poll[1].cancel()
            self._poll = None
        if self._updates:
            self._hand_out(connection)
            return
        loop = asyncio.get_running_loop()
        timer = loop.call_later(params.get("timeout", 0), self._hand_out, connection)
        self._poll = connection, timer

    def _hand_out(self, connection: Connection) -> None:
        self._poll = None
        updates = [*self._updates][:_MOST_UPDATES]
        connection.answer(200, {"ok": True, "result": updates})

    def _tell(self, update: dict[str, Any]) -> int:
        self._update_id += 1
        self._updates.append({"update_id": self._update_id, **update})
        if self._poll:
            connection, timer = self._poll
            timer.cancel()
            self._hand_out(connection)
        return self._update_id

    def _written(self, chat: int, text: str) -> dict[str, Any]:
        self._messages += 1
        return {"message_id": self._messages, "date": int(time.time()), "text": text,
                "chat": {"id": chat, "type": "private"}, "from": _person(chat)}  # fmt: skip


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Somebody"}


def _message(post: Post) -> dict[str, Any]:
    chat = {"id": post.chat_id, "type": "private"}
    return {"message_id": post.message_id, "date": int(time.time()), "text": post.text,
            "chat": chat, "from": ME}  # fmt: skip


def _shown(params: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: params.get(name) for name in ("text", "reply_markup")}
