"""The template gallery: texts to fill in, in each language."""

from bot.views.words import Words, marked

TEMPLATES: dict[str, tuple[str, str]] = {
    "notice": (
        marked("📢 Notice"),
        marked(
            "<b>What it is about, in a few words</b>\n\nWhat changes, from when, for whom.\nWhat to do, and where to ask: …"
        ),
    ),
    "event": (
        marked("📅 Event"),
        marked(
            "<b>Name of the event</b>\n\nDate: …\nTime: …\nPlace: …\nWho may come: …\nAdmission: …"
        ),
    ),
    "reminder": (
        marked("⏰ Reminder"),
        marked("<b>Reminder: …</b>\n\nIt is on: …\nPlease bring: …"),
    ),
    "correction": (
        marked("✏️ Correction"),
        marked("<b>Correction</b>\n\nWe wrote: …\nRight is: …\nWe are sorry for the mistake."),
    ),
}
"""Each template's name and text."""


def template_name(t: Words, name: str) -> str:
    """Return a template's name, for a button."""
    return t.plain(TEMPLATES[name][0])


def template_text(t: Words, name: str) -> str:
    """Return a template's text, with its tags."""
    return t.plain(TEMPLATES[name][1])
