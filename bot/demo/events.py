"""What happens, as it happens, to every open page."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from bot.demo.state import Json

BACKLOG = 1000


class Events:
    """A hub: what is published reaches each listener of that moment; nothing is kept."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[Json | None]] = set()

    def publish(self, kind: str, **body: object) -> None:
        """Tell every page; one that does not read is let go, and reloads by itself."""
        for listener in list(self._listeners):
            try:
                listener.put_nowait({"type": kind, **body})
            except asyncio.QueueFull:
                self._listeners.discard(listener)
                _end(listener)

    def close(self) -> None:
        """End every listener's stream."""
        for listener in self._listeners:
            _end(listener)
        self._listeners.clear()

    @contextmanager
    def listener(self) -> Iterator[asyncio.Queue[Json | None]]:
        """Yield a queue of what is published from now on; None ends it."""
        queue: asyncio.Queue[Json | None] = asyncio.Queue(BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)


async def each(queue: asyncio.Queue[Json | None], *, every: float) -> AsyncIterator[Json | None]:
    """Yield what comes, and None after *every* quiet seconds, until the stream ends."""
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), every)
        except TimeoutError:
            yield None
            continue
        if event is None:
            return
        yield event


def _end(queue: asyncio.Queue[Json | None]) -> None:
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(None)
