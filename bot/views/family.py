"""A family that learns together: who is in it, its hour, its lessons, and how one leaves."""

from collections.abc import Sequence
from datetime import time

from markupsafe import Markup

from bot.views.message import Button, Message, button, in_rows
from bot.views.names import day_names, zone_name
from bot.views.words import Words, bullet, marked
from scheduler.families import LEADS, Family, Role

_ROLES: dict[Role, str] = {
    "teacher": marked("little teacher"),
    "learner": marked("learner"),
}


def family(t: Words, it: Family, *, me: int, days: int, holiday: Markup | None) -> Message:
    """Show who is in it, when its lesson is, and how many days had one this week."""
    people = [
        bullet(t) + t("{name}: {role}", name=one.nickname, role=role_name(t, one.role))
        for one in it.relatives
    ]
    lines = [
        t("🏠 <b>Your family</b>"),
        *people,
        t(
            "Lesson: {at} on {days} ({zone})",
            at=f"{it.rule.at:%H:%M}",
            days=day_names(t, it.rule.days),
            zone=zone_name(t, it.rule.zone),
        ),
        t("The little teacher's card comes {minutes} minutes earlier.", minutes=it.lead),
        t("Days with a lesson this week: {n}.", n=days),
        *([holiday] if holiday else []),
    ]
    role = next(one.role for one in it.relatives if one.subscriber_id == me)
    choices = [
        button(t.plain("➕ Ask somebody in"), "family", "more", role),
        button(t.plain("⏰ Time"), "family", "times"),
        button(t.plain("📅 Days"), "family", "days"),
        button(t.plain("⏳ Head start"), "family", "leads"),
        button(t.plain("🏖 Holiday"), "go", "holiday"),
        button(t.plain("🚪 Leave the family"), "family", "leave"),
    ]
    return Message(
        html=str(Markup("\n").join(lines)), rows=(*in_rows(choices, 2), (menu_button(t),))
    )


def group(t: Words, days: int) -> Message:
    """Say how a group learns together."""
    lines = [
        t("🏠 <b>This group is your family</b>"),
        t(
            "One card comes for all: the little teacher looks at it first and then teaches the others."
        ),
        t("Anybody here presses the buttons. Its hour and its holidays are in /settings."),
        t("Days with a lesson this week: {n}.", n=days),
    ]
    return Message(html=str(Markup("\n").join(lines)))


def times(t: Words, offered: Sequence[time]) -> Message:
    """Offer hours for the family's lesson."""
    choices = [button(f"{at:%H:%M}", "family", "at", f"{at:%H%M}") for at in offered]
    return Message(
        html=str(t("When does your family learn?")),
        rows=(*in_rows(choices, 4), (family_button(t),)),
    )


def days(t: Words, it: Family) -> Message:
    """Offer the weekdays as toggles."""
    toggles = [
        button(
            f"{'✅' if day in it.rule.days else '◻️'} {day_names(t, frozenset({day}))}",
            "family",
            "day",
            day,
        )
        for day in range(7)
    ]
    return Message(
        html=str(t("On which days does your family learn?")),
        rows=(*in_rows(toggles, 4), (family_button(t),)),
    )


def leads(t: Words) -> Message:
    """Offer how much earlier the little teacher's card comes."""
    choices = [
        button(t.plain("{minutes} min", minutes=minutes), "family", "lead", minutes)
        for minutes in LEADS
    ]
    text = t("How long before the lesson should the little teacher get the card, to prepare?")
    return Message(html=str(text), rows=(*in_rows(choices, 3), (family_button(t),)))


def ask_leave(t: Words) -> Message:
    """Ask once before a chat leaves its family."""
    text = t("Leave your family? What you have learned stays yours; the others are not told.")
    yes = button(t.plain("Yes, leave"), "family", "left")
    return Message(html=str(text), rows=((yes,), (family_button(t),)))


def left(t: Words) -> Message:
    """Confirm that a chat goes on alone."""
    return Message(html=str(t("You learn alone again. Your words are still here.")))


def graded(t: Words, name: str, *, got: bool) -> Markup:
    """Say whose lesson was noted, and how it went."""
    if got:
        return t("✅ {name} has got it. Well taught!", name=name)
    return t("🔁 {name} will get it again soon. Well taught!", name=name)


def already(t: Words, name: str) -> Markup:
    """Say that the first verdict of the day counts."""
    return t("The lesson with {name} was noted today already.", name=name)


def role_name(t: Words, role: Role) -> str:
    """Return the name of a role."""
    return t.plain(_ROLES[role])


def family_button(t: Words) -> Button:
    """Return the way to the family's page."""
    return button(t.plain("🏠 Family"), "go", "family")


def menu_button(t: Words) -> Button:
    """Return the way to the menu."""
    return button(t.plain("☰ Menu"), "go", "menu")
