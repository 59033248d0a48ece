"""Names of things in the reader's language: languages, topics, zones, days, moments."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime, format_timedelta, get_day_names
from markupsafe import Markup

from bot.views.words import Words, isolated, marked
from content.languages import Language
from content.topics import Topic
from scheduler.bulletins import State
from scheduler.subscribers import Kind

LANGUAGE_NAMES: dict[Language, str] = {"zh": "中文", "ug": "ئۇيغۇرچە", "en": "English"}
"""Each language is named in itself."""

_TOPICS: dict[Topic, str] = {
    "notices": marked("Notices and services"),
    "work": marked("Jobs and farming"),
    "culture": marked("Culture and events"),
    "reports": marked("New reports"),
    "lessons": marked("A word a day"),
}
_KINDS: dict[Kind, str] = {
    "private": marked("Private"),
    "group": marked("Groups"),
    "channel": marked("Channels"),
}
_STATES: dict[State, str] = {
    "draft": marked("draft"),
    "review": marked("waits for approval"),
    "scheduled": marked("scheduled"),
    "held": marked("held: overdue"),
    "sending": marked("being sent"),
    "paused": marked("paused"),
    "sent": marked("sent"),
    "skipped": marked("skipped: overdue"),
    "stopped": marked("stopped: Telegram refused the text"),
    "cancelled": marked("cancelled"),
    "recalled": marked("recalled"),
    "ended": marked("ended: nothing more will come"),
}
_ZONES = {"Asia/Urumqi": marked("Ürümqi time"), "Asia/Shanghai": marked("Beijing time")}
_DAY_PATTERNS: dict[Language, str] = {
    "zh": "y年M月d日 EEE HH:mm",
    "ug": "y-'يىلى' d-MMMM، EEEE HH:mm",
    "en": "EEE d MMM y, HH:mm",
}
_SHORT_PATTERNS: dict[Language, str] = {
    "zh": "M月d日 HH:mm",
    "ug": "d-MMMM HH:mm",
    "en": "d MMM HH:mm",
}
_IN_BRACKETS: dict[Language, str] = {"zh": "{}（{}）", "ug": "{} ({})", "en": "{} ({})"}
_ZONE_AND_OFFSET: dict[Language, str] = {"zh": "{}，{}", "ug": "{}، {}", "en": "{}, {}"}
_COMMAS: dict[Language, str] = {"zh": "、", "ug": "، ", "en": ", "}
LOCALES: dict[Language, str] = {"zh": "zh_Hans", "ug": "ug", "en": "en_GB"}


def topic_name(t: Words, topic: Topic) -> str:
    """Return a topic's name."""
    return t.plain(_TOPICS[topic])


def state_name(t: Words, state: State) -> str:
    """Return a bulletin's state."""
    return t.plain(_STATES[state])


def kind_name(t: Words, kind: Kind) -> str:
    """Return the name of a kind of chat, in the plural."""
    return t.plain(_KINDS[kind])


def zone_name(t: Words, zone: str) -> str:
    """Return a zone in words, or its identifier where it has none here."""
    return t.plain(_ZONES[zone]) if zone in _ZONES else zone


def clock(instant: datetime, zone: str) -> str:
    """Return the time of day in a zone, like 08:05."""
    return instant.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def moment(t: Words, instant: datetime, zone: str) -> Markup:
    """Return an instant in full: day, date, time, zone in words and distance from UTC."""
    offset = instant.astimezone(ZoneInfo(zone)).strftime("%z")
    minutes = f":{offset[3:]}" if offset[3:] != "00" else ""
    name = _ZONE_AND_OFFSET[t.language].format(zone_name(t, zone), f"UTC{offset[:3]}{minutes}")
    shown = isolated(name) if t.language == "ug" else name
    return Markup(_IN_BRACKETS[t.language]).format(on_the_clock(t, instant, zone), shown)


def on_the_clock(t: Words, instant: datetime, zone: str) -> str:
    """Return the day and the time that the clocks of a zone show."""
    local = instant.astimezone(ZoneInfo(zone))
    return format_datetime(local, _DAY_PATTERNS[t.language], locale=LOCALES[t.language])


def short_moment(t: Words, instant: datetime, zone: str) -> str:
    """Return an instant like "24 Nov 10:05", on the clocks of *zone*."""
    local = instant.astimezone(ZoneInfo(zone))
    return format_datetime(local, _SHORT_PATTERNS[t.language], locale=LOCALES[t.language])


def short_day(t: Words, instant: datetime, zone: str) -> str:
    """Return the day of an instant like "24 Nov", on the calendar of *zone*."""
    local = instant.astimezone(ZoneInfo(zone))
    pattern = _SHORT_PATTERNS[t.language].removesuffix(" HH:mm")
    return format_datetime(local, pattern, locale=LOCALES[t.language])


def ahead(t: Words, instant: datetime, now: datetime) -> str:
    """Return how far off an instant is, like "in 14 hours"."""
    delta = max(instant - now, timedelta(seconds=1))
    return format_timedelta(delta, add_direction=True, locale=LOCALES[t.language], threshold=1.1)


def listed(t: Words, names: Iterable[str]) -> str:
    """Return names as a list, with the comma of the language."""
    return _COMMAS[t.language].join(names)


def day_names(t: Words, days: frozenset[int]) -> str:
    """Return weekdays as a short list."""
    names = get_day_names("abbreviated", locale=LOCALES[t.language])
    return listed(t, (names[day] for day in sorted(days)))
