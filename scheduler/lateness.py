"""What to do with something that should have gone out while nothing was running."""

from datetime import datetime, timedelta
from typing import Literal

LatePolicy = Literal["send", "skip", "hold"]
Decision = Literal["send", "skip", "hold"]

GRACE = timedelta(minutes=10)
"""A restart is not news: up to here a late bulletin simply goes out (Zulip's cut-off)."""

CARD_GRACE = timedelta(hours=3)
"""A card that is later than this is skipped: the evening it was meant for is over."""

BULLETIN_WITHIN = timedelta(hours=48)
"""What could not be delivered until then is not news any more (and outlasts any quiet hours)."""

CARD_WITHIN = timedelta(hours=12)
"""The same for a card: it was meant for that day."""


def judge(due: datetime, *, now: datetime, policy: LatePolicy) -> Decision:
    """Decide about a bulletin that was due at *due*."""
    return "send" if now - due <= GRACE else policy
