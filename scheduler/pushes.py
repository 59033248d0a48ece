"""Whether a card may be pushed: a last look, for a card may have waited since it was written."""

from datetime import datetime

from scheduler.holidays import Holiday
from scheduler.times import local_day


def may_be_pushed(
    now: datetime, *, zone: str, last: datetime | None, holiday: Holiday | None
) -> bool:
    """
    Tell whether a card may be pushed at *now*: one on a day in *zone*, and none on a holiday.

    *last* is the instant of the last other card that was pushed. The rule holds for the zone that
    is in use now, also when *last* fell on another day in the zone that was in use then.
    """
    today = local_day(now, zone)
    if holiday and holiday.covers(today):
        return False
    return last is None or local_day(last, zone) < today
