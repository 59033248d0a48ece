"""The demo: the embedded chat and the real program beside it, talking over HTTP."""

from datetime import time, timedelta
from pathlib import Path

from bot.app import App
from bot.demo.clock import DemoClock
from bot.demo.people import APPROVER, EDITOR
from bot.demo.server import ChatServer
from bot.errors import StartError
from bot.settings import Content, Delivery, Learning, Settings, Telegram

TOKEN = "1:demo"  # noqa: S105 (opens nothing but the embedded chat)
_PATIENCE = timedelta(minutes=5)
"""How far a pushed clock moves past something that is due and cannot be done."""

_LIBRARY = Path(__file__).parent.parent / "content" / "library"


class Demo:
    """Starts and stops both; the page's clock drives the bot's."""

    def __init__(self, *, data: Path, approvals: int = 0) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._approvals = approvals
        self._data = data
        self._clock = DemoClock()
        self._app: App | None = None
        self.chat = ChatServer(data=data, token=TOKEN, clock=self._clock, on_push=self._push)

    async def start(self, *, port: int) -> None:
        """Serve the page, then run the bot on it; raises StartError if the port is taken."""
        try:
            await self.chat.start(port=port)
        except OSError as error:
            raise StartError(f"cannot listen on 127.0.0.1:{port}: {error.strerror}") from None
        self._app = App(self._settings(), now=self._clock.now, web=False)
        await self._app.start()

    async def stop(self) -> None:
        """Stop the bot first, then its chat."""
        if self._app:
            await self._app.stop()
        await self.chat.stop()

    async def _push(self, delta: timedelta) -> None:
        if self._app:
            await push_clock(self._clock, self._app, delta)

    def _settings(self) -> Settings:
        """Owners are the ready-made editor and approver; a card comes every day at 07:30."""
        return Settings(
            telegram=Telegram(token=TOKEN, api_url=self.chat.url, owners=(EDITOR.id, APPROVER.id)),
            database=f"sqlite:///{self._data / 'littlehands.db'}",
            content=Content(
                reports=(_LIBRARY / "reports",),
                lessons=(_LIBRARY / "lessons",),
                cache=self._data / "cache",
            ),
            approvals=self._approvals,
            learning=Learning(per_week=7, at=time(7, 30)),
            delivery=Delivery(messages_per_second=28, late="send"),
        )


async def push_clock(clock: DemoClock, app: App, delta: timedelta) -> None:
    """Move the clock from one due instant to the next, so that everything comes at its time."""
    end = clock.now() + delta
    while (left := end - clock.now()) > timedelta(0):
        due = await app.next_instant()
        ahead = due - clock.now() if due else left
        clock.push(min(left, ahead if ahead > timedelta(0) else _PATIENCE))
        await app.catch_up()
