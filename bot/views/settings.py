"""Settings: language, topics, the daily word's time and days, zone, quiet hours."""

from datetime import datetime, time

from markupsafe import Markup

from bot.views.message import Button, Message, button, in_rows
from bot.views.names import (
    LANGUAGE_NAMES,
    ahead,
    clock,
    day_names,
    listed,
    moment,
    topic_name,
    zone_name,
)
from bot.views.start import time_rows, topic_rows, zones_now
from bot.views.wishes import holiday_line, theme_name
from bot.views.words import Words
from content.languages import Language
from content.lessons.themes import THEMES
from content.topics import LESSONS, TOPICS
from scheduler.recurrence import DAYS
from scheduler.subscribers import Subscriber
from scheduler.times import ZONES, local_day


def settings(t: Words, it: Subscriber, now: datetime, *, place: Markup | None = None) -> Message:
    """Show every preference, with a button to change it; *place* says where in a forum it goes."""
    topics = listed(t, (topic_name(t, topic) for topic in TOPICS if topic in it.topics))
    quiet = f"{it.quiet.since:%H:%M}–{it.quiet.until:%H:%M}" if it.quiet else t.plain("none")
    lines = [
        t("<b>Settings</b>"),
        t("Language: {language}", language=LANGUAGE_NAMES[it.language]),
        t("You get: {topics}", topics=topics or t.plain("nothing")),
        t(
            "Word of the day: {at} on {days}",
            at=f"{it.card_rule.at:%H:%M}",
            days=day_names(t, it.card_rule.days),
        ),
        t("You learn: {language}", language=LANGUAGE_NAMES[it.learn]),
        t(
            "Your clock: {zone}, it is {clock} now",
            zone=zone_name(t, it.zone),
            clock=clock(now, it.zone),
        ),
        t("Quiet hours: {quiet}", quiet=quiet),
        *_wishes(t, it, now),
        *([place] if place else []),
    ]
    choices = [
        button(t.plain("🌐 Language"), "go", "language"),
        button(t.plain("🗂 Topics"), "go", "topics"),
        button(t.plain("⏰ Time"), "go", "time"),
        button(t.plain("📅 Days"), "go", "days"),
        button(t.plain("🕰 Clock"), "go", "zone"),
        button(t.plain("🌙 Quiet hours"), "go", "quiet"),
        button(t.plain("🎓 What I learn"), "go", "learn"),
        button(t.plain("🧺 Themes"), "go", "themes"),
        button(t.plain("🪜 Level"), "go", "level"),
        button(t.plain("🏖 Holiday"), "go", "holiday"),
        button(t.plain("⏸ Pause"), "go", "pause"),
        button(t.plain("🔒 Privacy"), "go", "privacy"),
        button(t.plain("☰ Menu"), "go", "menu"),
    ]
    return Message(html=str(Markup("\n").join(lines)), rows=in_rows(choices, 2))


def _wishes(t: Words, it: Subscriber, now: datetime) -> list[Markup]:
    """Say what the lessons are about and when there are none, where that was chosen."""
    lines = []
    if it.themes:
        chosen = (theme_name(t, theme) for theme in THEMES if theme in it.themes)
        lines.append(t("Themes: {themes}", themes=listed(t, chosen)))
    today = local_day(now, it.card_rule.zone)
    if it.holiday and it.holiday.last >= today:
        lines.append(holiday_line(t, it.holiday, today))
    return lines


def language(t: Words, languages: tuple[Language, ...]) -> Message:
    """Offer the languages."""
    choices = tuple(button(LANGUAGE_NAMES[each], "set", "language", each) for each in languages)
    return Message(html=str(t("Choose your language.")), rows=(choices, (_back(t),)))


def topics(t: Words, it: Subscriber) -> Message:
    """Offer the topics as toggles."""
    return Message(
        html=str(t("What would you like to get? You can change it at any time.")),
        rows=(*topic_rows(t, it.topics, "set:topic"), (_back(t),)),
    )


def times(t: Words, offered: tuple[time, ...], now: datetime) -> Message:
    """Offer times of day by both clocks; another time may be typed."""
    lines = [
        t("When should the word of the day come? You can also write a time like 18:45."),
        zones_now(t, now),
    ]
    rows = (*time_rows(t, offered, "set:time"), (_back(t),))
    return Message(html=str(Markup("\n\n").join(lines)), rows=rows)


def days(t: Words, it: Subscriber) -> Message:
    """Offer the weekdays as toggles."""
    toggles = [
        button(
            f"{'✅' if day in it.card_days else '◻️'} {day_names(t, frozenset({day}))}",
            "set",
            "day",
            day,
        )
        for day in sorted(DAYS)
    ]
    question = t("On which days should the word of the day come?")
    return Message(html=str(question), rows=(*in_rows(toggles, 4), (_back(t),)))


def zone(t: Words, now: datetime) -> Message:
    """Offer the two clocks with their present time."""
    choices = [
        (button(f"{zone_name(t, each)} · {clock(now, each)}", "set", "zone", each),)
        for each in ZONES
    ]
    question = t("By which clock do you live?")
    return Message(html=str(question), rows=(*choices, (_back(t),)))


def quiet(t: Words) -> Message:
    """Offer quiet hours."""
    spans = (("2200", "0700"), ("2300", "0800"), ("2100", "0900"))
    choices: list[tuple[Button, ...]] = [
        (button(f"{a[:2]}:{a[2:]}–{b[:2]}:{b[2:]}", "set", "quiet", a, b),) for a, b in spans
    ]
    choices.append((button(t.plain("No quiet hours"), "set", "quiet", "none"),))
    text = t("In quiet hours nothing is sent to you; bulletins wait until they end.")
    return Message(html=str(text), rows=(*choices, (_back(t),)))


def learn(t: Words) -> Message:
    """Offer the two languages to learn: the programme works in both directions."""
    choices = (
        button(LANGUAGE_NAMES["zh"], "set", "learn", "zh"),
        button(LANGUAGE_NAMES["ug"], "set", "learn", "ug"),
    )
    question = t("Which language would you like to learn, a word a day?")
    return Message(html=str(question), rows=(choices, (_back(t),)))


def pause(t: Words, it: Subscriber | None, now: datetime) -> Message:
    """Offer pauses, or the end of one."""
    spans = (
        (button(t.plain("1 day"), "set", "pause", 1), button(t.plain("1 week"), "set", "pause", 7)),
        (
            button(t.plain("1 month"), "set", "pause", 30),
            button(t.plain("Until I come back"), "set", "pause", "open"),
        ),
    )
    if it and it.paused(now):
        resume = (button(t.plain("▶️ Go on"), "set", "pause", 0),)
        return Message(
            html=str(t("You have paused: nothing is sent to you.")), rows=(resume, (_back(t),))
        )
    text = t("For how long should nothing be sent? You can still read everything here.")
    return Message(html=str(text), rows=(*spans, (_back(t),)))


def upcoming(t: Words, it: Subscriber | None, now: datetime) -> Message:
    """Say what will be sent next and when."""
    rows = (
        (button(t.plain("⚙️ Settings"), "go", "settings"), button(t.plain("☰ Menu"), "go", "menu")),
    )
    if it is None or it.status != "active" or not it.topics:
        text = t(
            "Nothing will be sent to you. To get something, choose topics: {start}", start="/start"
        )
        return Message(html=str(text), rows=rows)
    lines = []
    if it.paused(now):
        lines.append(t("You have paused: nothing is sent to you."))
    card = it.next_card(now)
    if card:
        told = t(
            "Next word: {moment}, {ahead}.",
            moment=moment(t, card, it.zone),
            ahead=ahead(t, card, now),
        )
        lines.append(told)
    if it.topics - {LESSONS}:
        lines.append(t("Bulletins come when they are published."))
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def _back(t: Words) -> Button:
    return button(t.plain("‹ Settings"), "go", "settings")
