"""What a bulletin would mean, in counts; small ones are hidden."""

from markupsafe import Markup

from bot.views.counts import count, total
from bot.views.names import LANGUAGE_NAMES, listed
from bot.views.words import Words, isolated
from content.languages import LANGUAGES, Language
from scheduler.impact import Impact


def impact(t: Words, it: Impact, smallest: int) -> list[Markup]:
    """Return lines like: 412 chats: 301 zh, 98 ug, 13 en; 38 in quiet hours until 07:00."""
    found = {
        language: it.by_language[language] for language in LANGUAGES if language in it.by_language
    }
    if not found:
        return [t("Reaches nobody yet: no chat has chosen this.")]
    parts = (_name(t, name) + f" {count(t, n, smallest)}" for name, n in found.items())
    chats = total(t, {str(name): n for name, n in found.items()}, smallest)
    lines = [t("Reaches {n} chats: {parts}.", n=chats, parts=Markup(listed(t, parts)))]
    if it.quiet and it.until:
        quiet = count(t, it.quiet, smallest)
        lines.append(
            t("In quiet hours then: {n}, until {until}.", n=quiet, until=f"{it.until:%H:%M}")
        )
    if it.clock_changes:
        changes = count(t, it.clock_changes, smallest)
        lines.append(t("With a clock change before then: {n}.", n=changes))
    return lines


def _name(t: Words, language: Language) -> Markup:
    """Return a language's name, kept apart where it runs in the other direction."""
    name = LANGUAGE_NAMES[language]
    return (
        isolated(name) if (language == "ug") != (t.language == "ug") else Markup("{}").format(name)
    )
