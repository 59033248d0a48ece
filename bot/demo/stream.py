"""``GET /api/events``: news for open pages, as server-sent events."""

import json

from aiohttp import web

from bot.demo.events import Events, each

QUIET_SECONDS = 15.0
RETRY_MS = 1000


class EventStream:
    """One response per open page; a comment every 15 quiet seconds keeps it alive."""

    def __init__(self, events: Events) -> None:
        self._events = events

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.get("/api/events", self.listen)]

    async def listen(self, request: web.Request) -> web.StreamResponse:
        """Send each event as JSON with its type and, where it has one, its chat_id."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        with self._events.listener() as queue:
            await response.prepare(request)
            try:
                await response.write(f"retry: {RETRY_MS}\n\n".encode())
                async for event in each(queue, every=QUIET_SECONDS):
                    line = f"data: {json.dumps(event)}" if event else ": quiet"
                    await response.write(f"{line}\n\n".encode())
            except ConnectionError:
                pass
        return response
