"""What stands beside the picture of progress. It is the reader's own, and no certificate."""

from bot.views.message import Message, button
from bot.views.words import Words


def progress(t: Words) -> Message:
    """Say whose picture it is, and offer the sheet for the wall."""
    text = t("📈 <b>Your words</b>: only this chat sees them, and /forget erases them.")
    sheet = button(t.plain("🖨 Cards for the wall"), "progress", "sheet")
    home = button(t.plain("🗂 The words for Anki"), "progress", "anki")
    return Message(html=str(text), rows=((sheet,), (home,)))


def sheet(t: Words) -> Message:
    """Say what the file is."""
    return Message(html=str(t("🖨 This week's words, to print at A6.")))


def decks(t: Words) -> Message:
    """Say what the package is."""
    return Message(html=str(t("🗂 All words, to open in Anki. What you do there is yours alone.")))


def nothing_yet(t: Words) -> Message:
    """Say that there is nothing to show."""
    text = t("There is nothing to show yet; /today shows the word of the day.")
    return Message(html=str(text))
