"""A recurrence in words: every Monday at 09:00, until 24 Dec 2026."""

from markupsafe import Markup

from bot.views.days import full_date, weekdays
from bot.views.words import Words
from scheduler.recurrence import Recurrence
from scheduler.repeats import WORKING_DAYS, Daily, MonthlyLast, MonthlyOn

_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


def recurrence(t: Words, it: Recurrence) -> Markup:
    """Say when something repeats and how that ends."""
    rule = _rule(t, it)
    if it.until is not None:
        return t("{rule}, until {date}", rule=rule, date=full_date(t, it.until))
    if it.times is not None:
        return t("{rule}, {n} times in all", rule=rule, n=it.times)
    return rule


def _rule(t: Words, it: Recurrence) -> Markup:
    rule, clock = it.repeats, f"{it.at:%H:%M}"
    if isinstance(rule, Daily):
        return t("every day at {clock}", clock=clock)
    if isinstance(rule, MonthlyLast):
        day = weekdays(t, [rule.weekday])
        return t("on the last {day} of every month at {clock}", day=day, clock=clock)
    if isinstance(rule, MonthlyOn):
        return _monthly(t, rule.day, clock)
    if rule == WORKING_DAYS:
        return t("every day from Monday to Friday at {clock}", clock=clock)
    return t("every {days} at {clock}", days=weekdays(t, rule.days), clock=clock)


def _monthly(t: Words, day: int, clock: str) -> Markup:
    if day == _LONGEST_MONTH:
        return t("on the last day of every month at {clock}", clock=clock)
    if day > _SHORTEST_MONTH:
        return t("every month on day {day}, or its last, at {clock}", day=day, clock=clock)
    return t("every month on day {day} at {clock}", day=day, clock=clock)
