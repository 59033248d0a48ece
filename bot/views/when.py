"""Choosing when a bulletin goes out: quick times, a calendar, what repeats, whose clock."""

from calendar import Calendar, monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names
from markupsafe import Markup

from bot.views import impact as counts
from bot.views.days import weekdays
from bot.views.handing import when
from bot.views.message import Button, Message, Rows, button, in_rows
from bot.views.names import LOCALES, moment, zone_name
from bot.views.words import Words
from scheduler.bulletins import Bulletin
from scheduler.impact import Impact
from scheduler.plans import Plan
from scheduler.recurrence import Recurrence
from scheduler.repeats import DAYS

_HOURS = range(6, 24)
_MINUTES = (0, 15, 30, 45)
_ENDS = (3, 5, 10)
_WEEK = 7
_NOTHING = "preview"
"""The data of a button that only fills its place."""


def ask(t: Words, it: Bulletin, now: datetime, zone: str, *, local: bool) -> Message:
    """Offer times in the office's zone; another may be typed."""
    here = now.astimezone(ZoneInfo(zone))
    morning = (here + timedelta(days=1)).replace(hour=8, minute=0)
    evening = here.replace(hour=19, minute=30)
    offered = [here + timedelta(hours=1), *([evening] if evening > here else []), morning]
    quick = tuple(
        _button(it, f"{at:%H:%M} · {at:%m-%d}", "at", f"{at:%Y%m%d%H%M}") for at in offered
    )
    office = t.plain("🏢 Office time") if local else f"✅ {t.plain('🏢 Office time')}"
    theirs = f"✅ {t.plain('🌍 Local time')}" if local else t.plain("🌍 Local time")
    rows: list[tuple[Button, ...]] = [
        *((each,) for each in quick),
        (
            _button(it, t.plain("📅 Calendar"), "month", f"{here:%Y%m}"),
            _button(it, t.plain("🔁 Repeat"), "repeat"),
        ),
    ]
    if it.corrects is None:
        rows[-1:] = [rows[-1], (_button(it, office, "office"), _button(it, theirs, "local"))]
    else:
        rows[-1:] = [rows[-1][:1]]
    lines = [
        t(
            "When? Choose, or write a time like 2026-11-24 08:00, tomorrow 8:00 or every monday 9:00."
        ),
        t("It is {moment} now.", moment=moment(t, now, zone)),
        _whose(t, zone, local=local),
    ]
    return Message(html=_lines(lines), rows=(*rows, _back(t, it)))


def _whose(t: Words, zone: str, *, local: bool) -> Markup:
    if local:
        return t("Each reader gets it when the reader's own clock shows the time.")
    return t(
        "The time is meant as {zone}, and is the same moment for all.", zone=zone_name(t, zone)
    )


def month(t: Words, it: Bulletin, first: date, today: date) -> Message:
    """Show a month; days that are past cannot be chosen."""
    names = get_day_names("abbreviated", locale=LOCALES[t.language])
    head = tuple(Button(label=str(names[day])[:3], data=_NOTHING) for day in sorted(DAYS))
    weeks = [
        tuple(_day(it, day, first, today) for day in week)
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    turn = (
        _button(it, "‹", "month", f"{before:%Y%m}")
        if before >= today.replace(day=1)
        else Button(label="·", data=_NOTHING),
        Button(label=_month_name(t, first), data=_NOTHING),
        _button(it, "›", "month", f"{after:%Y%m}"),
    )
    rows = (turn, head, *weeks, _again(t, it))
    return Message(html=str(t("Which day?")), rows=rows)


def _month_name(t: Words, first: date) -> str:
    if t.language == "ug":
        return format_date(first, "y MMMM", locale="ug")
    return format_skeleton("yMMMM", first, locale=LOCALES[t.language])


def _day(it: Bulletin, day: date, first: date, today: date) -> Button:
    if day.month != first.month or day < today:
        return Button(label="·", data=_NOTHING)
    label = f"[{day.day}]" if day == today else str(day.day)
    return _button(it, label, "day", f"{day:%Y%m%d}")


def hours(t: Words, it: Bulletin, day: str) -> Message:
    """Ask for the hour of a day, or of what repeats."""
    every = [_button(it, f"{hour:02}", "hour", f"{day}{hour:02}") for hour in _HOURS]
    text = t("At what hour? Any other time may be typed.")
    return Message(html=str(text), rows=(*in_rows(every, 6), _again(t, it)))


def minutes(t: Words, it: Bulletin, hour: str) -> Message:
    """Ask for the minute."""
    every = [
        _button(it, f"{hour[-2:]}:{minute:02}", "at", f"{hour}{minute:02}") for minute in _MINUTES
    ]
    return Message(html=str(t("At what minute?")), rows=(*in_rows(every, 4), _again(t, it)))


def repeat(t: Words, it: Bulletin, today: date) -> Message:
    """Offer what can repeat; it begins today or later."""
    day = min(today.day, monthrange(today.year, today.month)[1])
    last = weekdays(t, [today.weekday()])
    rows: Rows = (
        (_button(it, t.plain("Every day"), "rule", "daily"),),
        (_button(it, t.plain("Monday to Friday"), "rule", "weekdays"),),
        (_button(it, t.plain("On chosen days"), "days", ""),),
        (_button(it, t.plain("Every month on day {day}", day=day), "rule", "monthly", day),),
        (
            _button(
                it, t.plain("Last {day} of the month", day=last), "rule", "last", today.weekday()
            ),
        ),
        _again(t, it),
    )
    text = t("How often? Other days may be typed, like: every month on the 15th at 10:00.")
    return Message(html=str(text), rows=rows)


def days(t: Words, it: Bulletin, chosen: frozenset[int]) -> Message:
    """Choose weekdays."""
    every = [
        _button(
            it,
            f"{'✅' if day in chosen else '◻️'} {weekdays(t, [day])}",
            "days",
            _digits(chosen ^ {day}),
        )
        for day in sorted(DAYS)
    ]
    rows: list[tuple[Button, ...]] = [*in_rows(every, 2)]
    if chosen:
        rows.append((_button(it, t.plain("Continue"), "rule", "weekly", _digits(chosen)),))
    return Message(html=str(t("On which days?")), rows=(*rows, _again(t, it)))


def confirm(
    t: Words, it: Bulletin, plan: Plan, *, now: datetime, impact: Impact, smallest: int
) -> Message:
    """Show what would repeat, its next three instants, and how it may end."""
    lines = [
        t("<b>Series</b>"),
        when(t, plan, now),
        *counts.impact(t, impact, smallest),
        t("To end it on a day, write it, like: until 2026-12-31."),
    ]
    times = plan.recurrence.times if plan.recurrence else None
    ends = tuple(
        _button(it, f"{'✅ ' if times == n else ''}{n}×", "times", n) for n in (*_ENDS, 0)[:-1]
    )
    never = _button(it, f"{'✅ ' if _endless(plan.recurrence) else ''}∞", "times", 0)
    rows = (
        (*ends, never),
        (_button(it, t.plain("✅ Confirm the series"), "yes"),),
        _again(t, it),
    )
    return Message(html=_lines(lines), rows=rows)


def _endless(it: Recurrence | None) -> bool:
    return it is not None and it.times is None and it.until is None


def _button(it: Bulletin, label: str, step: str, *more: object) -> Button:
    return button(label, "when", step, it.id, it.version, *more)


def _again(t: Words, it: Bulletin) -> tuple[Button, ...]:
    return (_button(it, t.plain("‹ Back"), "ask"),)


def _back(t: Words, it: Bulletin) -> tuple[Button, ...]:
    if it.state == "draft":
        return (button(t.plain("‹ Back"), "post", "show", it.id, it.version),)
    return (button(t.plain("‹ Back"), "go", "queue"),)


def _digits(chosen: frozenset[int]) -> str:
    return "".join(map(str, sorted(chosen)))


def _lines(lines: list[Markup]) -> str:
    return str(Markup("\n").join(lines))
