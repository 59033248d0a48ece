"""The one place that turns a refusal into a sentence in the reader's language."""

from bot.views.message import Message
from bot.views.words import Words, marked
from content.bulletins.markup import MarkupError
from content.bulletins.text import TextLengthError
from scheduler.errors import Reason, Refused

_REASONS: dict[Reason, str] = {
    "time_past": marked("That time is past; please choose a later one."),
    "time_far": marked("That is more than a year ahead; please choose an earlier time."),
    "time_unclear": marked("I do not know that time; write it like 2026-11-24 08:00 or 08:00."),
    "bulletin_changed": marked("This bulletin has changed since; open it again from the queue."),
    "bulletin_missing": marked("There is no such bulletin."),
    "bulletin_needs_text": marked("This bulletin has no text yet."),
    "bulletin_needs_topic": marked("Choose at least one topic first."),
    "already_recalled": marked("This bulletin has been recalled already."),
    "is_correction": marked("This is a correction; correct or recall the bulletin itself."),
    "correction_audience": marked("A correction goes to those who got the bulletin."),
    "correction_unchanged": marked(
        "This correction says the same as before; change its text first."
    ),
    "nothing_delivered": marked("No message of this bulletin is known to have arrived."),
    "nothing_to_retry": marked("There is nobody left to send it to again."),
    "own_approval": marked("Somebody else must approve your bulletin."),
    "not_in_team": marked("This button is not for you."),
}
_MARKUP: dict[str, str] = {
    "unknown": marked("Line {line}: Telegram does not know the tag {tag}."),
    "unclosed": marked("Line {line}: the tag {tag} is not closed."),
    "crossed": marked("Line {line}: the tag {tag} closes nothing that is open."),
    "link": marked("Line {line}: the tag {tag} needs an address that starts with https://"),
}


def refusal(t: Words, error: Refused | MarkupError | TextLengthError) -> Message:
    """Return the one sentence that says what was wrong and what to do."""
    if isinstance(error, Refused):
        return Message(html=str(t(_REASONS[error.reason])))
    if isinstance(error, MarkupError):
        return Message(html=str(t(_MARKUP[error.kind], line=error.line, tag=f"<{error.tag}>")))
    if error.length == 0:
        return Message(html=str(t("The text is empty.")))
    length, limit = f"{error.length:,}", f"{error.limit:,}"
    text = t(
        "The text has {length} characters; Telegram takes {limit} at most.",
        length=length,
        limit=limit,
    )
    return Message(html=str(text))
