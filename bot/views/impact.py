"""What a bulletin would mean, in counts; small ones are hidden."""

from collections.abc import Mapping

from markupsafe import Markup

from bot.views.counts import count, total
from bot.views.names import LANGUAGE_NAMES, listed
from bot.views.words import Words, isolated
from content.languages import LANGUAGES, Language
from scheduler.impact import Impact


def impact(t: Words, it: Impact, smallest: int) -> list[Markup]:
    """
    Return lines like: 412 chats: 301 zh, 98 ug, 13 en; 38 in quiet hours until 07:00.

    A small count is hidden, and so is one that would tell how few the others are.
    """
    found = {name: it.by_language[name] for name in LANGUAGES if name in it.by_language}
    if not found:
        return [t("Reaches nobody yet: no chat has chosen this.")]
    everybody = sum(found.values())
    lines = [_chats(t, found, smallest, hidden=0 < it.left_out < smallest)]
    if it.quiet and it.until:
        quiet = _part(t, it.quiet, everybody, smallest)
        lines.append(
            t("In quiet hours then: {n}, until {until}.", n=quiet, until=f"{it.until:%H:%M}")
        )
    if it.clock_changes:
        changes = _part(t, it.clock_changes, everybody, smallest)
        lines.append(t("With a clock change before then: {n}.", n=changes))
    return lines


def _chats(t: Words, found: Mapping[Language, int], smallest: int, *, hidden: bool) -> Markup:
    if hidden:
        return t("Reaches {n} chats.", n=_about(t, sum(found.values()), smallest))
    parts = (_name(t, name) + f" {count(t, n, smallest)}" for name, n in found.items())
    chats = total(t, {str(name): n for name, n in found.items()}, smallest)
    return t("Reaches {n} chats: {parts}.", n=chats, parts=Markup(listed(t, parts)))


def _part(t: Words, n: int, everybody: int, smallest: int) -> str:
    """Return a count; where the rest would be a small one, only about how many."""
    return _about(t, n, smallest) if 0 < everybody - n < smallest else count(t, n, smallest)


def _about(t: Words, n: int, smallest: int) -> str:
    """Return a count as at least so many tens, or as a small one."""
    step = max(10, 2 * smallest)
    return t.plain("{n} or more", n=n // step * step) if n >= step else count(t, 0, 2 * smallest)


def _name(t: Words, language: Language) -> Markup:
    """Return a language's name, kept apart where it runs in the other direction."""
    name = LANGUAGE_NAMES[language]
    return (
        isolated(name) if (language == "ug") != (t.language == "ug") else Markup("{}").format(name)
    )
