"""How many a bulletin would reach if it went out as planned: counts, never people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from content.languages import Language
from scheduler.plans import Plan, in_readers_zone
from scheduler.times import QuietHours


@dataclass(frozen=True, kw_only=True)
class Group:
    """So many chats that read a language in a zone, with the same quiet hours or none."""

    language: Language
    zone: str
    quiet: QuietHours | None
    chats: int


@dataclass(frozen=True, kw_only=True)
class Impact:
    """
    Chats by language; how many of them are in quiet hours then, the last *until* that hour.

    *clock_changes* live where the clocks change between now and then. *left_out* are those of its
    topics that its languages and kinds leave out.
    """

    by_language: Mapping[Language, int]
    quiet: int = 0
    until: time | None = None
    clock_changes: int = 0
    left_out: int = 0


def impact(
    groups: Iterable[Group], plan: Plan, *, urgent: bool, now: datetime, whole: int | None = None
) -> Impact:
    """Return what a plan means for these chats; *whole* is their number without any filter."""
    by_language: dict[Language, int] = {}
    quiet, ends, changes = 0, [], 0
    at = plan.first_after(now) or now
    for group in groups:
        by_language[group.language] = by_language.get(group.language, 0) + group.chats
        here = in_readers_zone(at, zone=plan.zone, reader=group.zone) if plan.local else at
        end = group.quiet and not urgent and group.quiet.end(here, group.zone)
        if end and group.quiet:
            quiet += group.chats
            ends.append((end, group.quiet.until))
        if _offset(here, group.zone) != _offset(now, group.zone):
            changes += group.chats
    until = max(ends)[1] if ends else None
    chosen = sum(by_language.values())
    return Impact(
        by_language=by_language,
        quiet=quiet,
        until=until,
        clock_changes=changes,
        left_out=(chosen if whole is None else whole) - chosen,
    )


def _offset(instant: datetime, zone: str) -> object:
    return instant.astimezone(ZoneInfo(zone)).utcoffset()
