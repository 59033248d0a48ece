"""Bulletins that come of another one: its correction, a follow-up, a duplicate, an instalment."""

from dataclasses import replace
from datetime import datetime

from scheduler.bulletins import Bulletin, State, changed, require_left
from scheduler.errors import Refused


def correction(bulletin: Bulletin, *, by: int) -> Bulletin:
    """
    Begin a new draft that corrects this bulletin, from its own texts.

    It goes the way of every draft, so that no text is shown to anybody that was not approved.
    """
    require_left(bulletin)
    if any(text.poll for text in bulletin.texts.values()):
        raise Refused("poll_corrected")
    return _fresh(bulletin, by=by, corrects=bulletin.id)


def follow_up(bulletin: Bulletin, *, by: int) -> Bulletin:
    """Begin an empty draft for those who got this bulletin."""
    require_left(bulletin)
    return _fresh(
        bulletin, by=by, follows=bulletin.id, texts={}, media=(), section=None, urgent=False
    )


def duplicate(bulletin: Bulletin, *, by: int) -> Bulletin:
    """
    Begin a new draft with the same texts, files, audience and clocks.

    Of an instalment the first of its kind is the series, or what that was copied from.
    """
    if bulletin.corrects is not None:
        raise Refused("is_correction")
    origin = bulletin.origin or bulletin.series or bulletin.id
    kept = {"zone": bulletin.zone, "follows": bulletin.follows}
    return _fresh(bulletin, by=by, urgent=False, origin=origin, **kept)


def instalment(series: Bulletin, *, state: State) -> Bulletin:
    """Return the bulletin of its own that goes out at one instant of a series, as approved."""
    return replace(series, id=0, version=1, state=state, recurrence=None, series=series.id)


def moved_on(series: Bulletin, *, after: datetime) -> Bulletin:
    """Let a series wait for its first instant later than *after*, or end."""
    following = series.recurrence.next_after(after) if series.recurrence else None
    if following is None:
        return changed(series, state="ended")
    return changed(series, at=following)


def _fresh(bulletin: Bulletin, *, by: int, **changes: object) -> Bulletin:
    begun = Bulletin(
        id=0,
        author_id=by,
        texts=bulletin.texts,
        audience=bulletin.audience,
        crash_rule=bulletin.crash_rule,
        media=bulletin.media,
        section=bulletin.section,
        urgent=bulletin.urgent,
    )
    return replace(begun, **changes)  # type: ignore[arg-type] # each caller names fields of Bulletin
