"""What a reader sees who sends something to the team, or takes it back."""

from markupsafe import Markup

from bot.views.message import Message, Rows, button
from bot.views.names import listed
from bot.views.words import Words
from scheduler.threads import Thread


def invitation(t: Words, it: Thread) -> Message:
    """Say what will happen, and ask for text or photos; what was written before is still there."""
    lines = [
        t("Send me text or photos, up to ten, for a bulletin."),
        t(
            "The team reads it and may publish it, without your name. Until it is published you can withdraw it with one tap."
        ),
        t("Please send only photos whose people agree."),
        t("Nothing is sent before you press “Send to the team”."),
    ]
    if not it.text and not it.media:
        cancel = (button(t.plain("Cancel"), "contribute", "drop", it.code),)
        return Message(html=_paragraphs(lines), rows=(cancel,))
    lines.append(t("What you began is still here: {what}.", what=_what(t, it)))
    return Message(html=_paragraphs(lines), rows=_send_or_drop(t, it))


def received(t: Words, it: Thread) -> Message:
    """Confirm that it is kept, and offer to send it."""
    text = t("It is kept, and not sent yet. Add more text or photos, or send it.")
    return Message(html=str(text), rows=_send_or_drop(t, it))


def handed_over(t: Words, it: Thread) -> Message:
    """Thank, and give the code and the way back; a button that is pressed late finds the truth."""
    if it.state == "withdrawn":
        return taken_back(t, it.code)
    lines = [
        t("Thank you! The team has it now, without your name: {what}.", what=_what(t, it)),
        t("Its code is {code}. An answer will name this code.", code=it.code),
        t("Until it is published you can withdraw it here; text and photos are erased then."),
    ]
    return Message(html=_paragraphs(lines), rows=_withdraw(t, it))


def ask_feedback(t: Words) -> Message:
    """Say who reads it, and ask for one message."""
    lines = [
        t("Write one message to the team: a question, a mistake you found, an idea."),
        t("The people who write the bulletins read it, without your name. It is sent at once."),
    ]
    cancel = (button(t.plain("Cancel"), "contribute", "quit"),)
    return Message(html=_paragraphs(lines), rows=(cancel,))


def feedback_sent(t: Words, it: Thread) -> Message:
    """Thank, and give the code and the way back."""
    lines = [
        t("Thank you! The team has your message now, without your name."),
        t("Its code is {code}. An answer will name this code.", code=it.code),
    ]
    return Message(html=_paragraphs(lines), rows=_withdraw(t, it))


def dropped(t: Words) -> Message:
    """Confirm that nothing was sent."""
    return Message(html=str(t("Nothing was sent, and nothing of it is kept.")))


def taken_back(t: Words, code: str) -> Message:
    """Confirm a withdrawal."""
    return Message(
        html=str(
            t(
                "{code} is withdrawn: the bot has erased its text and photos, and nothing of it goes out any more. Whoever of the team opened it before may still see it in the chat with the bot.",
                code=code,
            )
        )
    )


def private_only(t: Words) -> Message:
    """Say kindly where one writes to the team."""
    text = t("Please write to me in our private chat for that, so that it stays between us.")
    return Message(html=str(text))


def answer(t: Words, code: str, text: str) -> Message:
    """Give the team's answer; who of the team wrote it is not said."""
    return Message(html=_paragraphs([t("Answer from the team to {code}:", code=code), text]))


def _what(t: Words, it: Thread) -> str:
    """Return what it holds in words, like "text, photos: 3"."""
    parts = [
        *([t.plain("text")] if it.text else []),
        *([t.plain("photos: {n}", n=len(it.media))] if it.media else []),
    ]
    return listed(t, parts)


def _send_or_drop(t: Words, it: Thread) -> Rows:
    return (
        (button(t.plain("📮 Send to the team"), "contribute", "send", it.code),),
        (button(t.plain("Throw away"), "contribute", "drop", it.code),),
    )


def _withdraw(t: Words, it: Thread) -> Rows:
    return ((button(t.plain("↩️ Withdraw {code}", code=it.code), "withdraw", it.code),),)


def _paragraphs(lines: list[Markup] | list[Markup | str]) -> str:
    """Join paragraphs; a plain one is escaped."""
    return str(Markup("\n\n").join(lines))
