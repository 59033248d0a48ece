"""What is kept and what never is; leaving and erasing."""

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.words import Words


def privacy(t: Words, keep_days: int) -> Message:
    """Say what is kept, who sees it, and what no software can promise."""
    lines = [
        t("<b>Privacy</b>"),
        t(
            "Kept: this chat's number, your language, topics, times and clock; which words you met and how well you remember them; and your family's link, under the nickname that you picked."
        ),
        t("Never kept: your name, phone, place, work, school, or what you read."),
        t("The team sees counts only; nobody can look up who subscribes or who learns."),
        t("Whether a message arrived is kept for {n} days, then only totals.", n=keep_days),
        t(
            "What you send to the team with {contribute} or {feedback} stands under a code, not a name. {n} days after the team is done with it, it is erased; while a draft of it waits, only the link for withdrawing it stays.",
            contribute="/contribute",
            feedback="/feedback",
            n=keep_days,
        ),
        t(
            "Whoever runs this bot holds its database, its copies and its key to Telegram, and could read there all that is kept; its screens show none of it."
        ),
        t(
            "Telegram itself knows your account, and people near you can see your phone: taking part or not is yours alone to decide."
        ),
        t(
            "{mydata} shows all that is held; {forget} erases it; {stop} leaves.",
            mydata="/mydata",
            forget="/forget",
            stop="/stop",
        ),
    ]
    return Message(
        html=str(Markup("\n\n").join(lines)), rows=((button(t.plain("☰ Menu"), "go", "menu"),),)
    )


def left(t: Words) -> Message:
    """Confirm that the chat has left."""
    text = t(
        "You have left: nothing more will be sent. To come back: {start}. To erase what is held: {forget}",
        start="/start",
        forget="/forget",
    )
    return Message(html=str(text))


def nothing_held(t: Words) -> Message:
    """Say that nothing is held about the chat."""
    return Message(html=str(t("Nothing is held about this chat.")))


def mydata_caption(t: Words) -> str:
    """Say what the file is."""
    return str(t("This is all that is held about this chat."))


def ask_forget(t: Words) -> Message:
    """Ask once before everything is erased."""
    text = t(
        "Erase everything held about this chat: settings, topics, the words you met and what you sent to the team?"
    )
    return Message(
        html=str(text),
        rows=(
            (button(t.plain("Yes, erase it"), "forget", "yes"),),
            (button(t.plain("No, keep it"), "forget", "no"),),
        ),
    )


def forgotten(t: Words, keep_days: int) -> Message:
    """Confirm, and say how long safety copies live."""
    text = t(
        "All of it is erased and nothing more will be sent. Safety copies are deleted within {n} days.",
        n=keep_days,
    )
    return Message(html=str(text))


def kept(t: Words) -> Message:
    """Say that nothing was erased."""
    return Message(html=str(t("Nothing was erased.")))
