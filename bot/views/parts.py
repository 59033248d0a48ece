"""Questions about the parts of a draft: its title, its buttons, its file, its section."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Button, Message, button
from bot.views.names import LANGUAGE_NAMES
from bot.views.words import Words
from content.languages import Language, in_language
from content.reports.report import Report
from scheduler.bulletins import Bulletin

_LINK_EXAMPLE = "Map – https://example.org/map"


def ask_title(t: Words, it: Bulletin, language: Language) -> Message:
    """Ask for the title under which the archive shows a text."""
    text = t(
        "The archive shows it in {language} as “{title}”. Send me another title.",
        language=LANGUAGE_NAMES[language],
        title=it.texts[language].title,
    )
    return Message(html=str(text), rows=(_back(t, it),))


def ask_links(t: Words, it: Bulletin, language: Language) -> Message:
    """Ask for the buttons under a text."""
    lines = [
        t(
            "Send me the buttons under the {language} text, one a line, like:",
            language=LANGUAGE_NAMES[language],
        ),
        Markup("<code>{}</code>").format(_LINK_EXAMPLE),
    ]
    rows: list[tuple[Button, ...]] = []
    if it.texts[language].links:
        rows.append((button(t.plain("No buttons"), "part", "bare", it.id, it.version, language),))
    return Message(html=str(Markup("\n").join(lines)), rows=(*rows, _back(t, it)))


def ask_file(t: Words, it: Bulletin) -> Message:
    """Ask for a file or an album."""
    text = t("Send me a photo, an album of 2 to 10, a video, a voice message or a document.")
    rows: list[tuple[Button, ...]] = []
    if it.media:
        rows.append((button(t.plain("Take the file out"), "part", "nofile", it.id, it.version),))
    return Message(html=str(text), rows=(*rows, _back(t, it)))


def ask_section(t: Words, it: Bulletin, reports: Sequence[Report]) -> Message:
    """Offer the sections of the reports, to be read from a button under the bulletin."""
    rows: list[tuple[Button, ...]] = []
    for report in reports:
        for number, section in enumerate(report.sections):
            title = in_language(section.title, t.language)
            chosen = it.section == f"{report.slug}/{section.id}"
            label = f"{'✅ ' if chosen else ''}{number}. {title}"
            place = reports.index(report), number
            rows.append((button(label, "part", "read", it.id, it.version, *place),))
    if it.section:
        rows.append((button(t.plain("No section"), "part", "unread", it.id, it.version),))
    text = t("Which section should readers be able to open from the bulletin?")
    return Message(html=str(text), rows=(*rows, _back(t, it)))


def ask_test(t: Words, it: Bulletin) -> Message:
    """Ask who should get a test."""
    rows = (
        (button(t.plain("Only me"), "test", "me", it.id, it.version),),
        (button(t.plain("The whole team"), "test", "team", it.id, it.version),),
        _back(t, it),
    )
    text = t("A test is sent in every language it has, to the team only. To whom?")
    return Message(html=str(text), rows=rows)


def test_note(t: Words, it: Bulletin, who: str) -> Message:
    """Say that what follows is a test."""
    return Message(html=str(t("Test of bulletin {id}, sent by {who}:", id=it.id, who=who)))


def tested(t: Words, it: Bulletin, people: int) -> Message:
    """Say that the test was sent."""
    text = t("The test of bulletin {id} went to {n} of the team.", id=it.id, n=people)
    return Message(html=str(text), rows=(_back(t, it),))


def _back(t: Words, it: Bulletin) -> tuple[Button, ...]:
    return (button(t.plain("‹ Back"), "post", "show", it.id, it.version),)
