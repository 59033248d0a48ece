"""How a bulletin gets on while it is under way, and when to say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from scheduler.bulletins import State
from scheduler.outcomes import Deed, audience

EVERY = timedelta(seconds=2)
"""Progress is shown from here on, and anew after as long again."""
LONGEST = timedelta(minutes=1)
"""Nobody waits longer for the next report, however long counting takes."""
_SHARE = 50
"""Counting may take one part in so many of the time."""
OPEN_ROWS = frozenset({"pending", "claimed", "sending"})
"""States of rows that have not come to an end."""


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One bulletin under way: when it was last reported, and the message that showed it."""

    occurrence_id: int
    reported_at: datetime
    message_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many are in which state by now; of those pending, *quiet* wait for a later hour."""

    bulletin_id: int
    version: int
    title: str
    author_id: int
    deed: Deed
    state: State
    counts: Mapping[str, int]
    quiet: int = 0

    @property
    def audience(self) -> int:
        """How many it is meant for."""
        return audience(self.counts)

    @property
    def open(self) -> int:
        """How many have not come to an end."""
        return sum(self.counts.get(state, 0) for state in OPEN_ROWS)

    @property
    def per_cent(self) -> int:
        """The part that has come to an end, rounded down: 100 only when all have."""
        return 100 * (self.audience - self.open) // self.audience if self.audience else 100


def is_due(reported_at: datetime, *, now: datetime) -> bool:
    """Tell whether to report again; an instant far ahead is from before a clock was set back."""
    return now - reported_at >= EVERY or reported_at - now > LONGEST


def noted_at(now: datetime, *, counting: timedelta) -> datetime:
    """Return the instant to note for a report, so that slow counting makes the next one later."""
    wait = min(max(EVERY, _SHARE * counting), LONGEST)
    return now + wait - EVERY
