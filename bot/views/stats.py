"""Numbers for the team: counts only, and small ones so hidden that nobody can work them out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from babel.dates import format_date
from markupsafe import Markup

from bot.views.counts import count, total
from bot.views.message import Button, Message, Rows, button
from bot.views.names import LANGUAGE_NAMES, kind_name, listed, short_moment, topic_name
from bot.views.words import Words, isolated, marked
from content.languages import LANGUAGES, Language
from content.topics import TOPICS, Topic
from scheduler.bulletins import Bulletin
from scheduler.subscribers import Kind

ALL = "all"
PERIODS = (30, 90)
OUTCOMES: dict[str, str] = {
    "sent": marked("Delivered"),
    "blocked": marked("Left through Telegram"),
    "gone": marked("No longer there"),
    "not_allowed": marked("Not allowed to write there"),
    "rejected": marked("Refused by Telegram"),
    "unreachable": marked("Not reached"),
    "expired": marked("Not sent in time"),
    "stopped": marked("Stopped before it was sent"),
    "withdrawn": marked("Left before it was sent"),
    "unknown": marked("Not known"),
}
_DAYS: dict[Language, str] = {"zh": "M月d日", "ug": "d-MMMM", "en": "d MMM"}
_LOCALES: dict[Language, str] = {"zh": "zh_Hans", "ug": "ug", "en": "en_GB"}

_RIGHT = "\u200f"
"""A mark that makes a line without Uyghur letters begin on the right."""

Grid = Mapping[tuple[Language, str], int]
"""Chats for each language and topic, and for each language and ALL."""


class Out(Protocol):
    """A bulletin that left, with its counts by outcome and how many left by its button."""

    @property
    def bulletin(self) -> Bulletin: ...  # noqa: D102 (a field)
    @property
    def counts(self) -> Mapping[str, int]: ...  # noqa: D102 (a field)
    @property
    def leaves(self) -> int: ...  # noqa: D102 (a field)
    @property
    def at(self) -> datetime: ...  # noqa: D102 (a field)


def nobody(t: Words) -> Message:
    """Say kindly that there is nothing to count yet."""
    text = t("Nobody has subscribed yet. When readers come, they are counted here, never named.")
    return Message(html=str(text), rows=((button(t.plain("☰ Menu"), "go", "menu"),),))


def overview(t: Words, grid: Grid, kinds: Mapping[Kind, int], smallest: int) -> Message:
    """Say how many subscribe now: by language, by topic, by kind (of *shown* languages)."""
    here = {language: grid[language, ALL] for language in LANGUAGES}
    lines = [
        t("<b>Subscribers now: {n}</b>", n=total(t, _named(here), smallest)),
        *(
            _line(t, isolated(LANGUAGE_NAMES[name]), count(t, n, smallest))
            for name, n in here.items()
        ),
        Markup(),
        t("<b>By topic</b>"),
        *(_topic(t, grid, topic, smallest) for topic in TOPICS),
    ]
    if groups := merged(kinds, smallest):
        lines += [Markup(), t("<b>By kind</b>"), *(_kinds(t, names, n) for names, n in groups)]
    lines += [
        Markup(),
        t("Counts under {n} are hidden, and left out of the sums.", n=str(smallest)),
    ]
    return Message(html=str(Markup("\n").join(lines)), rows=_overview_rows(t))


def shown(grid: Grid, smallest: int) -> Sequence[Language]:
    """Return the languages whose counts are not hidden."""
    return [language for language in LANGUAGES if grid[language, ALL] >= smallest]


def merged(kinds: Mapping[Kind, int], smallest: int) -> list[tuple[list[Kind], int]]:
    """Put kinds together until none has a small count: their sum says nothing of the parts."""
    groups: list[tuple[list[Kind], int]] = []
    for n, kind in sorted((n, kind) for kind, n in kinds.items() if n):
        if groups and groups[-1][1] < smallest:
            groups[-1] = ([*groups[-1][0], kind], groups[-1][1] + n)
        else:
            groups.append(([kind], n))
    if len(groups) > 1 and groups[-1][1] < smallest:
        names, rest = groups.pop()
        groups[-1] = ([*groups[-1][0], *names], groups[-1][1] + rest)
    return [group for group in reversed(groups) if group[1] >= smallest]


def _topic(t: Words, grid: Grid, topic: Topic, smallest: int) -> Markup:
    parts = {language: grid[language, topic] for language in LANGUAGES}
    return _line(t, Markup("{}").format(topic_name(t, topic)), total(t, _named(parts), smallest))


def _kinds(t: Words, kinds: Sequence[Kind], n: int) -> Markup:
    names = listed(t, (kind_name(t, kind) for kind in kinds))
    return _line(t, Markup("{}").format(names), f"{n:,}")


def _line(t: Words, name: Markup, number: str) -> Markup:
    """Return a name and its number, on the side where lines begin in every script."""
    side = _RIGHT if t.language == "ug" else ""
    return Markup("{}• ").format(side) + t("{name}: {n}", name=name, n=number)


def _named(parts: Mapping[Language, int]) -> dict[str, int]:
    return {str(name): n for name, n in parts.items()}


def _overview_rows(t: Words) -> Rows:
    return (
        (button(t.plain("📈 Over time"), "stats", "chart", ALL, PERIODS[0]),),
        (button(t.plain("📬 What became of sendings"), "stats", "outcomes"),),
        (button(t.plain("📰 Bulletins and leaving"), "stats", "bulletins"),),
    )


def chart_title(t: Words, topic: str) -> str:
    """Return the title over the lines."""
    names: dict[str, Topic] = {name: name for name in TOPICS}
    return topic_name(t, names[topic]) if topic in names else t.plain("Subscribers by language")


def chart_note(t: Words, smallest: int) -> str:
    """Return the small print under the lines."""
    return t.plain("Hatched: fewer than {n}, not shown.", n=smallest)


def chart_caption(t: Words, topic: str, days: Sequence[date], period: int) -> Message:
    """Say what the lines are, and offer other topics and another length."""
    title = chart_title(t, topic)
    span = f"{day_label(t, days[0])} – {day_label(t, days[-1])}"
    text = Markup("{} · {}").format(title, span)
    lengths = tuple(
        button(_chosen(t.plain("{n} days", n=n), n == period), "stats", "chart", topic, n)
        for n in PERIODS
    )
    everything = _chosen(t.plain("All subscribers"), topic == ALL)
    topics = tuple(
        (button(_chosen(topic_name(t, name), name == topic), "stats", "chart", name, period),)
        for name in TOPICS
    )
    first = (button(everything, "stats", "chart", ALL, period),)
    return Message(html=str(text), rows=(lengths, first, *topics))


def day_label(t: Words, day: date) -> str:
    """Return a day like "24 Nov"."""
    return format_date(day, _DAYS[t.language], locale=_LOCALES[t.language])


def outcome_counts(
    t: Words, counted: Iterable[Mapping[str, int]], smallest: int
) -> list[tuple[str, int | None, str]]:
    """
    Add up what became of several bulletins: name, count (None if hidden) and count in words.

    What is hidden of one bulletin must not follow from the sum and the others: it counts one.
    """
    each = list(counted)
    found = []
    for name, label in OUTCOMES.items():
        parts = [n for counts in each if (n := counts.get(name, 0))]
        known = sum(n for n in parts if n >= smallest)
        hidden = sum(1 for n in parts if n < smallest)
        if known or hidden:
            found.append((t.plain(label), *_added(t, known, hidden, smallest)))
    return found


def _added(t: Words, known: int, hidden: int, smallest: int) -> tuple[int | None, str]:
    least = known + hidden
    if not hidden:
        return known, f"{known:,}"
    if least >= smallest:
        return least, t.plain("at least {n}", n=f"{least:,}")
    return None, t.plain("fewer than {n}", n=hidden * smallest)


def outcomes_title(t: Words) -> str:
    """Return the title over the bars."""
    return t.plain("What became of sendings")


def outcomes_caption(t: Words, days: int) -> Message:
    """Say which sendings the bars are about."""
    return Message(html=str(t("Bulletins whose sending ended in the last {n} days.", n=str(days))))


def nothing_sent(t: Words) -> Message:
    """Say that there is nothing to draw."""
    text = t("No bulletin has been sent in this time.")
    return Message(html=str(text), rows=(_back(t),))


def bulletins(t: Words, sent: Sequence[Out], *, zone: str, smallest: int) -> Message:
    """List the bulletins that were sent last, with their audience and how many left by them."""
    if not sent:
        return nothing_sent(t)
    blocks = [t("<b>Bulletins and leaving</b>"), *(_out(t, it, zone, smallest) for it in sent)]
    return Message(html=str(Markup("\n\n").join(blocks)), rows=(_back(t),))


def _out(t: Words, it: Out, zone: str, smallest: int) -> Markup:
    title = it.bulletin.texts[it.bulletin.language_for(t.language)].title
    when = Markup("{}").format(short_moment(t, it.at, zone))
    named = t("<b>{id}</b> “{title}”", id=it.bulletin.id, title=title)
    lines = [named + Markup(" · ") + when, t("audience: {n}", n=total(t, it.counts, smallest))]
    left = count(t, it.leaves, smallest)
    per_cent = _per_cent(it, smallest)
    if per_cent:
        lines.append(t("left by its button: {n} ({share})", n=left, share=per_cent))
    else:
        lines.append(t("left by its button: {n}", n=left))
    return Markup("\n").join(lines)


def _per_cent(it: Out, smallest: int) -> str:
    """Return the share of the audience as far as it is shown: it must not tell what is hidden."""
    base = sum(n for name, n in it.counts.items() if n >= smallest and name != "uncertain")
    if it.leaves < smallest or it.leaves > base:
        return ""
    return f"{100 * it.leaves / base:.1f} %"


def _back(t: Words) -> tuple[Button, ...]:
    return (button(t.plain("📊 Numbers"), "stats", "show"),)


def _chosen(label: str, chosen: bool) -> str:
    return f"● {label}" if chosen else label
