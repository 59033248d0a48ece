"""What the tables say is due."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.bulletins import Bulletin
from scheduler.recurrence import Weekly


@dataclass(frozen=True, kw_only=True)
class DueBulletin:
    """A schedule whose instant *next_at* (UTC) has come."""

    schedule_id: int
    version: int
    next_at: datetime
    bulletin: Bulletin


@dataclass(frozen=True, kw_only=True)
class DueCohort:
    """Subscribers whose card comes at the same local minute on the same days."""

    cohort_id: int
    version: int
    next_at: datetime
    rule: Weekly
