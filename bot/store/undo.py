"""What a change of the queue keeps, so that it can be taken back for ten seconds."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from scheduler.bulletins import Bulletin, changed
from scheduler.errors import Refused
from scheduler.recurrence import recurrence

UNDO_WITHIN = timedelta(seconds=10)


def memory(seen: Bulletin, *, version: int, until: datetime) -> Mapping[str, Any]:
    """
    Return as JSON what a bulletin was before a change, and until when that may come back.

    *version* is the one that the change made: whatever comes after it makes this void, also what
    happens to a bulletin by itself, such as leaving.
    """
    return {
        "version": version,
        "until": until.isoformat(),
        "state": seen.state,
        "at": seen.at.isoformat() if seen.at else None,
        "zone": seen.zone,
        "local": seen.local,
        "recurrence": seen.recurrence.as_data() if seen.recurrence else None,
        "approved_by": sorted(seen.approved_by),
        "urgent": seen.urgent,
    }


def undone(seen: Bulletin, kept: Mapping[str, Any] | None, *, now: datetime) -> Bulletin:
    """Return the bulletin as it was before its last change; raise Refused if that is too late."""
    if not kept or kept["version"] != seen.version:
        raise Refused("undo_late")
    if now >= datetime.fromisoformat(kept["until"]):
        raise Refused("undo_late")
    return changed(
        seen,
        state=kept["state"],
        at=datetime.fromisoformat(kept["at"]) if kept["at"] else None,
        zone=kept["zone"],
        local=kept["local"],
        recurrence=recurrence(kept["recurrence"]) if kept["recurrence"] else None,
        approved_by=frozenset(kept["approved_by"]),
        urgent=kept["urgent"],
    )
