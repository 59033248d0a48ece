"""A voice on its way from somebody who learns to the little teacher, and the answer."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.names import listed
from bot.views.words import Words


def ask_voice(t: Words, teachers: Sequence[str]) -> Message:
    """Ask for a voice message, and say where it goes."""
    text = t(
        "🎤 Record a voice message now. It goes to {names} and nowhere else; the bot does not keep it.",
        names=listed(t, teachers),
    )
    return Message(html=str(text))


def voice_heard(t: Words, name: str, token: str, relative_id: int) -> Message:
    """Give a little teacher the voice of somebody who learns, with two answers."""
    text = t("🎤 {name} says it for you. How does it sound?", name=name)
    good = button(t.plain("👍"), "family", "good", relative_id, token)
    more = button(t.plain("🔁 Listen again"), "family", "listen", relative_id, token)
    return Message(html=str(text), rows=((good, more),))


def voice_sent(t: Words) -> Message:
    """Confirm that the voice went to the little teacher."""
    return Message(html=str(t("It is with your little teacher.")))


def reaction(t: Words, name: str, *, good: bool) -> Message:
    """Bring the little teacher's answer back."""
    text = (
        t("👍 {name} says: that was good!", name=name)
        if good
        else t("🔁 {name} says: listen once more and try again.", name=name)
    )
    return Message(html=str(text))


def reacted(t: Words, *, good: bool) -> Markup:
    """Confirm the little teacher's answer under the voice."""
    return t("👍 Told.") if good else t("🔁 Told: listen again.")
