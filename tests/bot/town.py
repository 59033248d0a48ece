"""A town to test in: the real program over the embedded chat, and its people."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import sqlalchemy as sa

from bot.app import App
from bot.demo.clock import DemoClock
from bot.demo.server import ChatServer
from bot.demo_app import push_clock
from bot.settings import Settings
from bot.store import tables as t
from bot.store.database import Database
from bot.store.inbox import Inbox
from bot.store.runners import LONER

TOKEN = "1:test"
EDITOR, APPROVER, PARENT, CHILD, NEIGHBOUR, FAMILY = 1001, 1002, 2001, 2002, 2003, -3001
CHANNEL, FORUM = -1001000000001, -1002000000001
BOT = 1
LIBRARY = Path(__file__).parent.parent.parent / "content" / "library"


def morning() -> DemoClock:
    """Return a clock at 02:30 UTC of tomorrow: half past ten in Beijing, whenever the test runs."""
    now = datetime.now(UTC)
    start = now.replace(hour=2, minute=30, second=0, microsecond=0) + timedelta(days=1)
    return DemoClock(offset=start - now)


class Town:
    """Plays people over HTTP; `app` may be stopped and started again on the same data."""

    starts_at = staticmethod(morning)

    def __init__(self, data: Path, **changes: Any) -> None:
        self.data = data
        self.clock = self.starts_at()
        self.chat = ChatServer(data=data, token=TOKEN, clock=self.clock, on_push=self._push)
        self._changes = changes
        self.serves_web = False
        self.database = changes.pop("database", f"sqlite:///{data / 'bot.db'}")
        self._store = Database(self.database)

    async def open(self) -> None:
        await self.chat.start()
        self.chat.flood.off = True
        self.http = aiohttp.ClientSession(self.chat.url)
        await self.start_app()

    async def start_app(self) -> None:
        self.app = App(self.settings(), now=self.clock.now, web=self.serves_web)
        await self.app.start()

    async def close(self) -> None:
        await self.app.stop()
        await self._store.close()
        await self.http.close()
        await self.chat.stop()

    def settings(self) -> Settings:
        telegram = {"token": TOKEN, "api_url": self.chat.url, "owners": [EDITOR, APPROVER]}
        given: dict[str, Any] = {
            "telegram": telegram,
            "database": self.database,
            "content": {
                "reports": [LIBRARY / "reports"],
                "lessons": [LIBRARY / "lessons"],
                "cache": self.data / "cache",
            },
            "approvals": 0,
            "learning": {"per_week": 7, "at": "07:30"},
            "delivery": {"messages_per_second": 500},
        }
        return Settings.model_validate(given | self._changes)

    async def _push(self, delta: timedelta) -> None:
        await push_clock(self.clock, self.app, delta)

    async def push(self, **delta: float) -> None:
        """Push the clock as the page does; what is due then has left, unless something holds it."""
        minutes = timedelta(**delta).total_seconds() / 60
        await self.post("/api/clock", {"minutes": minutes})
        await asyncio.sleep(0.05)
        with suppress(AssertionError):
            await until(self._has_nothing_due, seconds=2)

    async def _has_nothing_due(self) -> bool:
        """Tell whether no message is under way, or waits only for the second that a chat rests."""
        d, o = t.delivery.c, t.occurrence.c
        soon = self.clock.now() + timedelta(seconds=2)
        under_way = d.state.in_(("claimed", "sending"))
        waiting = sa.and_(d.state == "pending", d.not_before <= soon)
        going = o.closed_at.is_(None), ~o.paused, ~o.stopped
        found = sa.select(d.id).join(t.occurrence).where(*going, under_way | waiting).limit(1)
        async with self._store.read() as c:
            return await c.scalar(found) is None

    async def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        async with self.http.post(path, json=body) as answer:
            found = await answer.json()
            assert answer.status < 400, found
            return found

    async def messages(self, who: int, chat: int | None = None) -> list[dict[str, Any]]:
        """Everything in a chat, as that person sees it."""
        async with self.http.get(
            f"/api/chats/{chat or who}/messages", params={"as": who}
        ) as answer:
            return (await answer.json())["messages"]

    async def heard(self, who: int, chat: int | None = None) -> list[dict[str, Any]]:
        """What the bot said."""
        return [m for m in await self.messages(who, chat) if author(m) == BOT]

    async def say(
        self, who: int, text: str, *, chat: int | None = None, answers: int = 1, **more: Any
    ) -> str:
        """Say something and return the bot's last answer, once it has given so many."""
        before = len(await self.heard(who, chat))
        body = {"from": who, "text": text, **more}
        await self.post(f"/api/chats/{chat or who}/messages", body)
        await until(self._handled)
        return words(await self.wait_for(who, before + answers, chat))

    async def _handled(self) -> bool:
        """Tell whether the bot has taken every update and finished with it."""
        async with self.http.get(f"/bot{TOKEN}/getWebhookInfo") as answer:
            waiting = (await answer.json())["result"]["pending_update_count"]
        return not waiting and not await Inbox(self._store, runner=LONER).open()

    async def wait_for(self, who: int, count: int, chat: int | None = None) -> dict[str, Any]:
        """Wait until the bot has said *count* things, and return the last of them."""
        for _ in range(400):
            heard = await self.heard(who, chat)
            if len(heard) >= count:
                return heard[-1]
            await asyncio.sleep(0.01)
        raise AssertionError(f"the bot said {len(heard)} things, not {count}: {heard[-1:]}")

    async def press(self, who: int, label: str, *, chat: int | None = None) -> str:
        """Press the newest button with *label* or such data, once it is there; return the words."""
        for _ in range(100):
            for message in reversed(await self.heard(who, chat)):
                for button in buttons(message):
                    if label in button["text"] or label == button["callback_data"]:
                        return await self.press_data(
                            who, message["message_id"], button["callback_data"], chat=chat
                        )
            await asyncio.sleep(0.02)
        raise AssertionError(f"no button {label!r}")

    async def press_data(
        self, who: int, message_id: int, data: str, *, chat: int | None = None
    ) -> str:
        """Press a button, or forge one; return the bot's last words when it has done its work."""
        body = {"from": who, "message_id": message_id, "data": data}
        self.toast = await self.post(f"/api/chats/{chat or who}/press", body)
        await until(self._handled)
        heard = await self.heard(who, chat)
        return words(heard[-1]) if heard else ""

    async def chat_block(self, who: int) -> None:
        await self.post(f"/api/chats/{who}/block", {"from": who})
        await asyncio.sleep(0.1)

    async def chat_unblock(self, who: int) -> None:
        await self.post(f"/api/chats/{who}/unblock", {"from": who})
        await asyncio.sleep(0.1)

    async def subscribe(self, who: int, language: str = "en", *, chat: int | None = None) -> str:
        """Go through the three taps and take everything."""
        await self.say(who, "/start", chat=chat)
        await self.press(who, f"start:{language}", chat=chat)
        await self.press(who, "start:all", chat=chat)
        return await self.press(who, "start:0730:Asia/Urumqi", chat=chat)

    async def schedule(self, text: str, when: str = "Send now") -> str:
        """As the editor, in English: write, preview, and send now or at a typed time."""
        await self.say(EDITOR, "/language")
        await self.press(EDITOR, "set:language:en")
        await self.say(EDITOR, "/post")
        await self.say(EDITOR, text, answers=2)
        if when == "Send now":
            return await self.press(EDITOR, "Send now")
        await self.press(EDITOR, "At a time")
        return await self.say(EDITOR, when)

    def calls(self, method: str) -> list[Mapping[str, Any]]:
        return [params for name, params in self.chat.calls if name == method]


async def until(holds: Callable[[], Any], *, seconds: float = 5.0) -> None:
    """Wait until something holds."""
    for _ in range(int(seconds / 0.02)):
        found = holds()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to hold")


def author(message: Mapping[str, Any]) -> int:
    """Who wrote it; a channel's posts say so only to the page."""
    return int((message.get("from") or {}).get("id") or message.get("author", 0))


def words(message: Mapping[str, Any]) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Mapping[str, Any]) -> list[dict[str, str]]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
