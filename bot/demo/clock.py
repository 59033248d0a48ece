"""The demo's clock: real time, moved forward by hand."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class DemoClock:
    """Real time plus an offset that only grows."""

    def __init__(self, *, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """Return the demo's present instant, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def push(self, delta: timedelta) -> None:
        """Move forward by *delta* and tell the watchers; a clock never goes back."""
        if delta < timedelta(0):
            raise ValueError("The demo clock only moves forward.")
        self.offset += delta
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call *watcher* after each push, so that the offset can be written down."""
        self._watchers.append(watcher)
