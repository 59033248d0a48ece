"""The archive: what was sent."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.names import moment
from bot.views.wording import corrected
from bot.views.words import Words
from scheduler.bulletins import Bulletin


def archive(t: Words, sent: Sequence[Bulletin]) -> Message:
    """List what was sent, the latest first."""
    back = (button(t.plain("☰ Menu"), "go", "menu"),)
    if not sent:
        return Message(html=str(t("No bulletin has been sent yet.")), rows=(back,))
    rows = [(button(it.text(t.language).title, "go", "bulletin", it.id),) for it in sent]
    return Message(html=str(t("<b>Bulletins</b>, the latest first")), rows=(*rows, back))


def archived(t: Words, it: Bulletin, zone: str) -> Message:
    """Show one bulletin again."""
    text = Markup(it.text(t.language).html)
    notes = [moment(t, it.at, zone)] if it.at else []
    if it.corrected_at:
        notes.append(corrected(t, it.corrected_at, zone))
    under = Markup("").join(Markup("\n\n<i>{}</i>").format(note) for note in notes)
    back = button(t.plain("‹ Bulletins"), "go", "bulletins")
    return Message(html=str(text + under), rows=((back,),))
