"""
How fast a bot may speak: Telegram's limits, on the machine's own monotonic clock.

The demo clock has no say here: an hour pushed in a second is still one second of
sending. Edits and answers to taps are not counted, as their limits are unknown.
"""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from bot.demo.errors import too_many


@dataclass(frozen=True, kw_only=True)
class Limit:
    """At most *count* messages in any *seconds*."""

    count: int
    seconds: float


ALL = Limit(count=30, seconds=1.0)
PAID = Limit(count=1000, seconds=1.0)
PRIVATE = Limit(count=5, seconds=1.0)
GROUP = Limit(count=20, seconds=60.0)


@dataclass(kw_only=True)
class Flood:
    """Counts what was sent; set *off* where a test wants to send without limit."""

    off: bool = False
    _all: deque[float] = field(default_factory=deque)
    _chats: defaultdict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def admit(self, chat: int, *, messages: int = 1, paid: bool = False) -> None:
        """Count *messages* into *chat*, or raise a 429 that says how many seconds to wait."""
        if self.off:
            return
        now = time.monotonic()
        windows = (
            (self._all, PAID if paid else ALL),
            (self._chats[chat], GROUP if chat < 0 else PRIVATE),
        )
        pause = max(_pause(sent, limit, messages, now) for sent, limit in windows)
        if pause > 0:
            raise too_many(max(1, math.ceil(pause)))
        for sent, _ in windows:
            sent.extend([now] * messages)


def _pause(sent: deque[float], limit: Limit, messages: int, now: float) -> float:
    """Return the seconds until *messages* more fit into the window; 0 or less if they do."""
    while sent and sent[0] <= now - limit.seconds:
        sent.popleft()
    over = len(sent) + min(messages, limit.count) - limit.count
    return sent[over - 1] + limit.seconds - now if over > 0 else 0.0
