"""The queue in tabs: drafts, what waits, what is scheduled, what is under way, what was sent."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button, in_rows
from bot.views.names import ahead, moment, state_name
from bot.views.repeats import recurrence
from bot.views.sending import under_way
from bot.views.words import Words, isolated, marked
from scheduler.bulletins import UNDER_WAY, Bulletin
from scheduler.tabs import TABS, WAITING, Tab

PAGE = 10
"""Bulletins of a tab that are shown at once."""
_TITLES: dict[Tab, str] = {
    "drafts": marked("Drafts"),
    "waiting": marked("Waiting"),
    "scheduled": marked("Scheduled"),
    "sending": marked("Being sent"),
    "sent": marked("Sent last"),
}
_LABELS: dict[Tab, str] = {
    "drafts": marked("✏️ Drafts {n}"),
    "waiting": marked("⏳ Waiting {n}"),
    "scheduled": marked("🕗 Planned {n}"),
    "sending": marked("🚀 Sending {n}"),
    "sent": marked("📤 Sent {n}"),
}
_ALONE, _BESIDE = 28, 14
"""Characters of a button's label: alone in its row, and beside another one."""


def page(
    t: Words,
    tab: Tab,
    found: Sequence[Bulletin],
    counts: Mapping[Tab, int],
    *,
    number: int,
    zone: str,
    now: datetime,
) -> Message:
    """List a tab's bulletins, with the buttons for each and for the other tabs."""
    blocks = [t("<b>Queue</b> · {tab}", tab=t.plain(_TITLES[tab]))]
    waits = any(counts[each] for each in WAITING)
    if not waits:
        blocks.append(t("Nothing waits."))
    elif not found:
        blocks.append(t("Nothing here at present."))
    blocks += [_block(t, it, zone=zone, now=now) for it in found]
    rows = [row for it in found for row in _rows(t, it)]
    rows += _pages(tab, number, counts[tab])
    rows += in_rows([*_tabs(t, tab, counts), button(t.plain("📅 Week"), "week", "show")], 2)
    if not waits:
        rows.append((button(t.plain("✏️ Write a bulletin"), "go", "post"),))
    return Message(html=str(Markup("\n\n").join(blocks)), rows=tuple(rows))


def undo_button(t: Words, it: Bulletin) -> Button:
    """Return the button that takes the last change of a bulletin back."""
    return button(t.plain("↩️ Undo"), "undo", it.id, it.version)


def queue_button(t: Words) -> Button:
    """Return the button that opens the queue."""
    return button(t.plain("🗓 Queue"), "go", "queue")


def when(t: Words, it: Bulletin, *, zone: str, now: datetime) -> Markup:
    """Say when a bulletin goes out; of a series, its rule and what comes next."""
    if it.at is None or (it.state in {"scheduled", "review"} and it.at <= now):
        return t("at once")
    at = moment(t, it.at, zone)
    if it.recurrence:
        return t("{rule}, next: {moment}", rule=recurrence(t, it.recurrence), moment=at)
    if it.at <= now:
        return at
    return t("{moment}, {ahead}", moment=at, ahead=ahead(t, it.at, now))


def titled(t: Words, it: Bulletin) -> str:
    """Return a bulletin's title in the reader's language if there is one, else in another."""
    return it.text(t.language).title if it.texts else t.plain("no text yet")


def set_in(t: Words, it: Bulletin) -> str:
    """Return a bulletin's title so that it does not turn a line of the other direction round."""
    title = titled(t, it)
    return isolated(title) if t.language != "ug" and _is_from_the_right(title) else title


def _is_from_the_right(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)


def _block(t: Words, it: Bulletin, *, zone: str, now: datetime) -> Markup:
    state = state_name(t, it.state)
    if it.state in {"review", "held", "scheduled"}:
        return t(
            "<b>{id}</b> “{title}”\n{state}, {when}",
            id=it.id,
            title=set_in(t, it),
            state=state,
            when=when(t, it, zone=zone, now=now),
        )
    return t("<b>{id}</b> “{title}”: {state}", id=it.id, title=set_in(t, it), state=state)


def _rows(t: Words, it: Bulletin) -> list[tuple[Button, ...]]:
    """Return the button of a bulletin's own card, and what is wanted most often beside it."""
    if it.state in UNDER_WAY:
        return [(_card(t, it, _ALONE),), under_way(t, it.id, it.version, it.state)]
    if it.state not in {"review", "held", "scheduled"}:
        return [(_card(t, it, _ALONE),)]
    cancel = button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version)
    if it.state != "held":
        return [(_card(t, it, _BESIDE), cancel)]
    release = button(t.plain("Send {id} now", id=it.id), "queue", "release", it.id, it.version)
    return [(_card(t, it, _ALONE),), (release, cancel)]


def _card(t: Words, it: Bulletin, most: int) -> Button:
    return button(_ellipsized(f"{it.id} · {titled(t, it)}", most), "queue", "card", it.id)


def _ellipsized(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _tabs(t: Words, opened: Tab, counts: Mapping[Tab, int]) -> list[Button]:
    """Return a button for each tab; the one that is open has a dot."""
    labels = {tab: t.plain(_LABELS[tab], n=counts[tab]) for tab in TABS}
    return [
        button(f"• {labels[tab]}" if tab == opened else labels[tab], "queue", "tab", tab, 0)
        for tab in TABS
    ]


def _pages(tab: Tab, number: int, count: int) -> Rows:
    """Return the buttons for the bulletins before and after those that are shown."""
    ways = (("‹", number - 1, number > 0), ("›", number + 1, (number + 1) * PAGE < count))
    row = tuple(button(label, "queue", "tab", tab, to) for label, to, is_there in ways if is_there)
    return (row,) if row else ()
