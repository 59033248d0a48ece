"""A bulletin as its reader sees it, and the archive."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Button, Message, button
from bot.views.names import moment
from bot.views.start import leave_button
from bot.views.words import Words
from content.languages import Language
from scheduler.bulletins import Bulletin


def pushed(t: Words, html: str) -> Message:
    """Return a pushed text with the button that leaves in one tap."""
    return Message(html=html, rows=((leave_button(t),),))


def preview(t: Words, bulletin: Bulletin, language: Language) -> Message:
    """Return exactly what a reader of *language* gets; its button does nothing here."""
    shown = pushed(t, bulletin.text(language).html)
    same = tuple(tuple(Button(label=b.label, data="preview") for b in row) for row in shown.rows)
    return Message(html=shown.html, rows=same)


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
    when = Markup("\n\n<i>{}</i>").format(moment(t, it.at, zone)) if it.at else Markup("")
    back = button(t.plain("‹ Bulletins"), "go", "bulletins")
    return Message(html=str(text + when), rows=((back,),))
