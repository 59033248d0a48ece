"""What a chat wants to learn, and when not: themes, level, holidays."""

from datetime import date

from markupsafe import Markup

from bot.views.days import full_date
from bot.views.message import Button, Message, button, in_rows
from bot.views.words import Words, marked
from content.lessons.course import LEVELS
from content.lessons.themes import THEMES, Theme
from scheduler.holidays import Holiday

_THEMES: dict[Theme, str] = {
    "home": marked("At home"),
    "market": marked("At the market"),
    "farm": marked("On the farm"),
    "weather": marked("Weather"),
    "clinic": marked("At the clinic"),
    "school": marked("At school"),
    "offices": marked("Bank and offices"),
    "travel": marked("Phone and travel"),
    "festivals": marked("Festivals and food"),
    "work": marked("Work"),
}
_LEVELS: dict[int, str] = {
    1: marked("From the beginning (HSK 1)"),
    2: marked("I know the first words (HSK 2)"),
    3: marked("I know many words (HSK 3), with a sentence each week"),
}
HOLIDAYS = (7, 14, 30)
"""Days that are offered by button."""


def theme_name(t: Words, theme: Theme) -> str:
    """Return a theme's name."""
    return t.plain(_THEMES[theme])


def themes(t: Words, chosen: frozenset[Theme], offered: frozenset[Theme]) -> Message:
    """Offer the themes that there are words for, as toggles; none means all."""
    toggles = [
        button(f"{'✅' if it in chosen else '◻️'} {theme_name(t, it)}", "wish", "theme", it)
        for it in THEMES
        if it in offered
    ]
    question = t("Which themes should your words be about? If you choose none, all of them.")
    return Message(html=str(question), rows=(*in_rows(toggles, 2), (_back(t),)))


def levels(t: Words, chosen: int) -> Message:
    """Offer where to begin."""
    choices: list[tuple[Button, ...]] = [
        (button(f"{'✅' if it == chosen else '◻️'} {t.plain(_LEVELS[it])}", "wish", "level", it),)
        for it in LEVELS
    ]
    return Message(html=str(t("Where would you like to begin?")), rows=(*choices, (_back(t),)))


def holiday(t: Words, it: Holiday | None, today: date) -> Message:
    """Show the holiday that is planned, and offer another."""
    lines = [t("🏖 On holidays no lesson comes, and nothing is lost. Bulletins still come.")]
    if it and it.last >= today:
        lines.append(holiday_line(t, it, today))
    lines.append(t("You can also write two dates, like 2026-07-01 2026-08-31."))
    choices = [button(t.plain("{n} days", n=days), "wish", "holiday", days) for days in HOLIDAYS]
    none = (button(t.plain("No holiday"), "wish", "holiday", 0),)
    rows = (*in_rows(choices, 3), none, (_back(t),))
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def holiday_line(t: Words, it: Holiday, today: date) -> Markup:
    """Say from when to when there is no lesson; one that is over is not mentioned."""
    if it.last < today:
        return Markup("")
    return t(
        "No lessons from {first} to {last}.",
        first=full_date(t, it.first),
        last=full_date(t, it.last),
    )


def _back(t: Words) -> Button:
    return button(t.plain("⚙️ Settings"), "go", "settings")
