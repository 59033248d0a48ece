"""Is Telegram away? Then nothing is pushed against a wall, and nobody is given up for it."""

from datetime import datetime, timedelta

from scheduler.outcomes import Outcome, TryLater, Unknown

CHATS = 5
"""So many different chats in a row without any answer are an outage, not bad luck."""
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(seconds=30)
"""With these, sending goes on at most half a minute after Telegram is back."""


class Outage:
    """Watches the outcomes; in an outage one row at a time is tried, ever less often."""

    def __init__(self) -> None:
        self._silent: set[int] = set()
        self._pause = FIRST_PAUSE
        self._probe_at: datetime | None = None

    @property
    def on(self) -> bool:
        """Tell whether Telegram gave no answer lately."""
        return self._probe_at is not None

    def waits(self, now: datetime) -> bool:
        """Tell whether the next probe is still to come; a clock set back does not prolong it."""
        return self._probe_at is not None and timedelta() < self._probe_at - now <= self._pause

    def note(self, chat_id: int, outcome: Outcome, now: datetime) -> None:
        """Take in what became of one request."""
        if not silent(outcome):
            self._silent.clear()
            self._pause, self._probe_at = FIRST_PAUSE, None
        elif self._probe_at is None:
            self._silent.add(chat_id)
            if len(self._silent) >= CHATS:
                self._probe_at = now + self._pause
        elif not self.waits(now):
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self._probe_at = now + self._pause

    def retry_at(self, now: datetime) -> datetime:
        """Return when a row that met the outage is tried again."""
        return self._probe_at or now


def silent(outcome: Outcome) -> bool:
    """Tell whether the outcome is no answer at all."""
    if isinstance(outcome, TryLater):
        return outcome.seconds is None
    return isinstance(outcome, Unknown)
