"""Health for operators, counts for their monitoring, and Telegram's webhook."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, generate_latest

WEBHOOK_PATH = "/telegram"
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_MAX_BODY = 1_000_000

Take = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]
Ready = Callable[[], Awaitable[Mapping[str, bool]]]


class WebServer:
    """Serves /healthz, /readyz, /metrics and, in webhook mode, the place for updates."""

    def __init__(self, *, ready: Ready, take: Take | None = None, secret: str = "") -> None:
        self._ready = ready
        self._take = take
        self._secret = secret
        self._registry = CollectorRegistry()
        self._updates = Counter(
            "littlehands_webhook_updates", "Updates taken in", registry=self._registry
        )
        self._runner: web.AppRunner | None = None

    async def start(self, host: str, port: int) -> None:
        """Listen; raises OSError if the port is taken."""
        app = web.Application(client_max_size=_MAX_BODY)
        app.add_routes(
            [
                web.get("/healthz", self._healthz),
                web.get("/readyz", self._readyz),
                web.get("/metrics", self._metrics),
            ]
        )
        if self._take:
            app.add_routes([web.post(WEBHOOK_PATH, self._webhook)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        parts = await self._ready()
        status = 200 if all(parts.values()) else 503
        return web.json_response(dict(parts), status=status)

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), content_type="text/plain")

    async def _webhook(self, request: web.Request) -> web.Response:
        """Answer 200 only after the update is stored; anything unsigned is refused."""
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            known = isinstance(update, dict) and isinstance(update.get("update_id"), int)
        except ValueError:
            known = False
        if not known or self._take is None:
            return web.Response(status=400)
        await asyncio.shield(self._take([update]))
        self._updates.inc()
        return web.Response()
