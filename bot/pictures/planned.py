"""What the picture of a week shows: its bulletins with their times and states."""

from collections.abc import Sequence
from datetime import date

from bot.pictures.marks import State as Mark
from bot.pictures.week import Day, Entry, Week
from bot.views.days import day
from bot.views.names import clock, state_name
from bot.views.queue import titled
from bot.views.week import by_day, title
from bot.views.words import Words
from scheduler.bulletins import State
from scheduler.weeks import Planned

_MARKS: dict[State, Mark] = {
    "draft": "draft",
    "review": "waiting",
    "scheduled": "scheduled",
    "held": "held",
    "sending": "sending",
    "paused": "held",
    "sent": "sent",
    "stopped": "held",
}


def planned_week(
    t: Words, first: date, planned: Sequence[Planned], *, zone: str, today: date
) -> Week:
    """Return the week from *first* on in the reader's language, by the clocks of *zone*."""
    days = tuple(
        Day(
            name=day(t, each),
            today=each == today,
            entries=tuple(_entry(t, it, zone) for it in found),
        )
        for each, found in by_day(first, planned, zone)
    )
    return Week(language=t.language, title=title(t, first), days=days)


def _entry(t: Words, it: Planned, zone: str) -> Entry:
    state = it.bulletin.state
    return Entry(
        clock=clock(it.at, zone),
        title=titled(t, it.bulletin),
        state=_MARKS[state],
        state_name=state_name(t, state),
    )
