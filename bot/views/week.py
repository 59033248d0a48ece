"""A week of bulletins as text."""

from collections.abc import Sequence
from datetime import date, timedelta

from markupsafe import Markup

from bot.views.days import day
from bot.views.message import Message, Rows, button, split
from bot.views.names import clock, state_name, zone_name
from bot.views.queue import queue_button, set_in
from bot.views.words import Words
from content.bulletins.markup import check_markup
from content.bulletins.media import MAX_CAPTION
from scheduler.repeats import WEEK
from scheduler.times import local_day
from scheduler.weeks import Planned


def week(t: Words, first: date, planned: Sequence[Planned], *, zone: str) -> Message:
    """List what goes or went out on each day of the week from *first* on."""
    days = [_lines(t, each, found, zone) for each, found in by_day(first, planned, zone)]
    html = Markup("\n\n").join([_head(t, first, zone), *days])
    return Message(html=str(html), rows=_rows(t, first))


def heading(t: Words, first: date, *, zone: str) -> Message:
    """Name the week under its picture, where the text is too long for a caption."""
    return Message(html=str(_head(t, first, zone)), rows=_rows(t, first))


def split_up(it: Message) -> list[Message]:
    """Return a long text as messages that Telegram takes, cut between days, without buttons."""
    return split(it.html)


def fits_a_caption(it: Message) -> bool:
    """Tell whether a text is short enough to stand under a picture."""
    return len(check_markup(it.html).plain) <= MAX_CAPTION


def by_day(first: date, planned: Sequence[Planned], zone: str) -> list[tuple[date, list[Planned]]]:
    """Return the seven days from *first* on, each with what is planned for it."""
    days = [first + timedelta(days=n) for n in range(WEEK)]
    return [(each, [it for it in planned if local_day(it.at, zone) == each]) for each in days]


def _head(t: Words, first: date, zone: str) -> Markup:
    return t("<b>{week}</b>, {zone}", week=title(t, first), zone=zone_name(t, zone))


def title(t: Words, first: date) -> str:
    """Name a week by its first and its last day."""
    last = first + timedelta(days=WEEK - 1)
    return t.plain("Week: {first} – {last}", first=day(t, first), last=day(t, last))


def _lines(t: Words, each: date, found: Sequence[Planned], zone: str) -> Markup:
    name = Markup("<b>{}</b>").format(day(t, each))
    if not found:
        return Markup("{}: –").format(name)
    return Markup("\n").join([name, *(_line(t, it, zone) for it in found)])


def _line(t: Words, it: Planned, zone: str) -> Markup:
    bulletin = it.bulletin
    return t(
        "{at} “{title}”: {state}",
        at=clock(it.at, zone),
        title=set_in(t, bulletin),
        state=state_name(t, bulletin.state),
    )


def _rows(t: Words, first: date) -> Rows:
    before, after = (first + timedelta(days=days) for days in (-WEEK, WEEK))
    ways = (
        button(t.plain("‹ Week before"), "week", "show", f"{before:%Y%m%d}"),
        button(t.plain("Next week ›"), "week", "show", f"{after:%Y%m%d}"),
    )
    return (ways, (queue_button(t),))
