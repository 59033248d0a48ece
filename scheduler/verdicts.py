"""What follows from an outcome: final, or tried again, and when."""

import random
from datetime import datetime, timedelta

from scheduler.outage import Outage, silent
from scheduler.outcomes import Failed, Moved, Outcome, Row, Settlement, TryLater, Unknown

RESENDS = 4
"""So often a message whose answer never came is sent again under *resend*, in ordinary times."""
FIRST_BACKOFF = timedelta(seconds=5)
LONGEST_BACKOFF = timedelta(minutes=10)
JITTER = 0.2
"""Waits are longer by up to this part, so that what failed together does not return together."""


def judge(row: Row, outcome: Outcome, *, now: datetime, outage: Outage) -> Settlement:
    """Decide when to try again; neither an outage nor a wait that Telegram asks for counts."""
    if isinstance(outcome, Moved):
        return Settlement(row=row, outcome=outcome, retry_at=now)
    if isinstance(outcome, TryLater) and outcome.seconds is not None:
        retry_at = now + timedelta(seconds=outcome.seconds)
    elif not silent(outcome) or _given_up(row, outcome, outage):
        return Settlement(row=row, outcome=outcome)
    elif outage.on:
        retry_at = outage.retry_at(now)
    else:
        retry_at = now + _backoff(row.attempts + row.doubts)
    if retry_at < row.expires_at:
        counted = isinstance(outcome, TryLater) and outcome.seconds is None and not outage.on
        return Settlement(row=row, outcome=outcome, retry_at=retry_at, counted=counted)
    if isinstance(outcome, Unknown):
        return Settlement(row=row, outcome=outcome)
    return Settlement(row=row, outcome=Failed(cause="unreachable"))


def _given_up(row: Row, outcome: Outcome, outage: Outage) -> bool:
    """Tell whether a message whose answer never came stays unknown."""
    if not isinstance(outcome, Unknown):
        return False
    return row.crash_rule == "skip" or (row.doubts >= RESENDS and not outage.on)


def _backoff(tries: int) -> timedelta:
    """Return the wait after *tries* failures: doubling, bounded, with jitter."""
    wait = min(FIRST_BACKOFF * (1 << min(tries, 10)), LONGEST_BACKOFF)
    return wait * (1 + random.uniform(0, JITTER))  # noqa: S311 (jitter, not a secret)
