"""A started server on a free port, a bot that calls it, and people who write to it."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from bot.demo.clock import DemoClock
from bot.demo.server import ChatServer

TOKEN = "4242:test-token"


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def reason(self) -> str:
        assert not self.body["ok"], self.body
        return str(self.body["description"])


@dataclass(frozen=True, kw_only=True)
class Line:
    """Both sides of one server over HTTP."""

    server: ChatServer
    http: ClientSession

    async def bot(self, method: str, /, **params: Any) -> Answer:
        address = f"{self.server.url}/bot{TOKEN}/{method}"
        async with self.http.post(address, json=params) as answer:
            return Answer(status=answer.status, body=await answer.json())

    async def upload(
        self, method: str, /, files: dict[str, tuple[str, bytes]], **params: Any
    ) -> Answer:
        form = FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value if isinstance(value, str) else json.dumps(value))
        for name, (file_name, data) in files.items():
            form.add_field(name, BytesIO(data), filename=file_name)
        async with self.http.post(f"{self.server.url}/bot{TOKEN}/{method}", data=form) as answer:
            return Answer(status=answer.status, body=await answer.json())

    async def get(self, path: str, **headers: str) -> tuple[int, Any]:
        async with self.http.get(self.server.url + path, headers=headers) as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, /, **body: Any) -> tuple[int, Any]:
        async with self.http.post(self.server.url + path, json=body) as answer:
            return answer.status, await answer.json()

    async def say(
        self, person: int, text: str, *, chat: int | None = None, **more: Any
    ) -> dict[str, Any]:
        status, body = await self.post(
            f"/api/chats/{person if chat is None else chat}/messages",
            **{"from": person, "text": text, **more},
        )
        assert status == 201, body
        return dict(body["message"])

    async def send_files(
        self, person: int, *files: tuple[str, str, bytes], chat: int | None = None, **more: str
    ) -> tuple[int, Any]:
        """Send files as (field, name, data): two or more are an album."""
        form = FormData({"from": str(person), **more})
        for kind, name, data in files:
            form.add_field(kind, BytesIO(data), filename=name)
        where = person if chat is None else chat
        address = f"{self.server.url}/api/chats/{where}/messages"
        async with self.http.post(address, data=form) as answer:
            return answer.status, await answer.json()

    async def updates(self, **params: Any) -> list[dict[str, Any]]:
        return list((await self.bot("getUpdates", **params)).result)


Opener = Callable[..., Awaitable[Line]]


@pytest.fixture
async def open_line(tmp_path: Path) -> AsyncIterator[Opener]:
    """Start a server over the same data folder each time it is called, stopping the last."""
    running: list[ChatServer] = []

    async def open_one(**options: Any) -> Line:
        if running:
            await running.pop().stop()
        options.setdefault("clock", DemoClock())
        server = ChatServer(data=tmp_path, token=TOKEN, **options)
        await server.start()
        running.append(server)
        return Line(server=server, http=http)

    async with ClientSession() as http:
        yield open_one
        for server in running:
            await server.stop()


@pytest.fixture
async def line(open_line: Opener) -> Line:
    return await open_line()


@pytest.fixture
async def met(line: Line) -> Line:
    """A line on which Robin (2003) has written to the bot, and the bot has read it."""
    await line.say(2003, "/start")
    found = await line.updates()
    await line.updates(offset=found[-1]["update_id"] + 1)
    return line
