"""Delivers updates to the bot's webhook, one after the other, until each is taken."""

import asyncio
from contextlib import suppress

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.demo.state import Json
from bot.demo.world import World

LONGEST_PAUSE = 8.0
IDLE = 0.2


class Courier:
    """A task beside the server; it rests while no webhook is set."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to carry."""
        self._task = asyncio.create_task(self._carry())

    async def stop(self) -> None:
        """Stop carrying; what was not taken stays queued."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _carry(self) -> None:
        pause = IDLE
        async with ClientSession(timeout=ClientTimeout(total=30)) as http:
            while True:
                await asyncio.sleep(pause)
                pause = IDLE
                webhook = self._world.settings.get("webhook")
                if not webhook:
                    continue
                taken = await self._deliver(http, webhook)
                pause = IDLE if taken else LONGEST_PAUSE / 8

    async def _deliver(self, http: ClientSession, webhook: Json) -> bool:
        """Carry what is queued; False once the bot did not take an update."""
        for update in self._world.updates.first(100):
            error = await _carried(http, webhook, update)
            if error:
                self._note(webhook, error)
                return False
            self._world.updates.confirm(update["update_id"] + 1)
        return True

    def _note(self, webhook: Json, message: str) -> None:
        if self._world.settings.get("webhook"):
            error = {"date": self._world.date, "message": message}
            self._world.settings.put("webhook", {**webhook, "error": error})


async def _carried(http: ClientSession, webhook: Json, update: Json) -> str:
    """Post one update; return nothing once it was taken, else what went wrong."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
    try:
        async with http.post(webhook["url"], json=update, headers=headers) as answer:
            if answer.ok:
                return ""
            return f"Wrong response from the webhook: {answer.status} {answer.reason}"
    except (ClientError, TimeoutError) as error:
        return f"Connection failed: {type(error).__name__}"
