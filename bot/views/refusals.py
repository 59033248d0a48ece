"""The one place that turns a refusal into a sentence in the reader's language."""

from markupsafe import Markup

from bot.views.message import Message
from bot.views.words import Words, marked
from content.bulletins.errors import BulletinError
from content.bulletins.links import LinkError
from content.bulletins.markup import MarkupError
from content.bulletins.media import AlbumError
from content.bulletins.poll import PollError
from content.bulletins.text import TextLengthError
from scheduler.errors import Reason, Refused

_REASONS: dict[Reason, str] = {
    "time_past": marked("That time is past; please choose a later one."),
    "time_far": marked("That is more than a year ahead; please choose an earlier time."),
    "time_unclear": marked(
        "I do not know that time; write it like 2026-11-24 08:00, tomorrow 8:00 or every monday 9:00."
    ),
    "clock_unclear": marked("I do not know that time; write it like 19:30."),
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
    "no_approver": marked(
        "Everybody who could approve it has written on it; an owner can appoint another approver in /team."
    ),
    "not_in_team": marked("This button is not for you."),
    "not_your_role": marked("Your role in the team does not allow that."),
    "not_your_draft": marked("This draft belongs to somebody else, who has not shared it."),
    "correction_plan": marked("A correction goes out once, at one time for all."),
    "correction_media": marked("A correction changes texts only, not files or sections."),
    "poll_corrected": marked("A poll cannot be corrected, only recalled."),
    "undo_late": marked("It is too late to undo that."),
    "invitation_void": marked("This invitation was used already, or it is too old."),
    "already_owner": marked("You are an owner already; an invitation changes nothing for you."),
    "already_in_role": marked("You have this role in the team already."),
    "stale_button": marked("This button is out of date; please open the menu again."),
    "member_missing": marked("This person is not in the team any more."),
    "name_taken": marked(
        "Somebody in the team is called that already; please choose another name."
    ),
    "last_owner": marked("The last owner cannot leave; appoint another one first."),
    "fixed_owner": marked(
        "This owner is named in the configuration and can be removed there only."
    ),
    "name_unclear": marked("A name has 1 to 40 letters, in one line."),
    "too_often": marked("You have sent several already; please wait a day."),
    "thread_closed": marked("This message has been answered or withdrawn already."),
    "holiday_past": marked("These days are over, or the last comes before the first."),
    "dates_unclear": marked("I do not know these dates; write two, like 2026-07-01 2026-08-31."),
    "not_heard": marked("This word cannot be heard just now."),
    "item_gone": marked("This word is not in the decks any more; nothing was changed."),
    "answer_long": marked("That is too long for an answer; please write the word or its reading."),
    "not_your_learner": marked("Only a little teacher of the family can note that lesson."),
    "code_unknown": marked("I do not know this code; please check its letters."),
    "code_own": marked("This is your own code; give it to somebody of your family."),
    "code_used": marked("This code was used already; ask for a new one."),
    "code_late": marked("This code is too old; it lives for 30 minutes. Ask for a new one."),
    "family_other": marked("You are in a family already; leave it first in /family."),
    "family_full": marked("This family has six chats already; more cannot join."),
    "family_missing": marked("You are in no family just now; /family shows how to begin."),
    "nickname_unclear": marked("A nickname has 1 to 20 letters, in one line."),
    "nickname_taken": marked(
        "Somebody in the family is called that already; please choose another."
    ),
    "voice_long": marked("A voice message may last one minute at most."),
    "voice_missing": marked("Please record a voice message; /family leads back."),
    "voice_refused": marked("Your little teacher cannot get voice messages just now."),
    "kind_unknown": marked(
        "I can send texts, photos, videos, voice messages, documents and polls."
    ),
    "nothing_typed": marked("There is nothing here yet; please send something first."),
    "text_or_photos": marked("Please send text or photos only."),
    "text_only": marked("Please write it as text."),
    "contribution_withdrawn": marked("Who sent this in has withdrawn it; it cannot be used again."),
    "contribution_published": marked(
        "It has been published already and cannot be withdrawn any more; please write to the team if something is wrong with it."
    ),
}
_MARKUP: dict[str, str] = {
    "unknown": marked("Line {line}: Telegram does not know the tag {tag}."),
    "unclosed": marked("Line {line}: the tag {tag} is not closed."),
    "crossed": marked("Line {line}: the tag {tag} closes nothing that is open."),
    "link": marked("Line {line}: the tag {tag} needs an address that starts with https://"),
}


_LINKS: dict[str, str] = {
    "shape": marked("Line {line} is no button; write it like: Label – https://example.org"),
    "label": marked("Line {line}: a button's label has 1 to 40 characters."),
    "many": marked("Line {line}: that is one button too many; six are the most."),
}
_ALBUMS: dict[str, str] = {
    "mixed": marked("An album holds photos and videos, or documents only."),
    "alone": marked("A voice message or an animation stands alone, not in an album."),
    "many": marked("An album holds ten files at most."),
}
_POLLS: dict[str, str] = {
    "quiz": marked("A quiz is not sent here; please make it an ordinary poll."),
    "media": marked("A poll stands alone: it carries no file, and a correction cannot be a poll."),
    "unlike": marked("A bulletin is a poll in all its languages, or in none."),
}


def refusal(t: Words, error: Refused | BulletinError) -> Message:
    """Return the one sentence that says what was wrong and what to do."""
    return Message(html=str(_sentence(t, error)))


def _sentence(t: Words, error: Refused | BulletinError) -> Markup:
    if isinstance(error, Refused):
        return t(_REASONS[error.reason])
    if isinstance(error, MarkupError):
        return t(_MARKUP[error.kind], line=error.line, tag=f"<{error.tag}>")
    if isinstance(error, LinkError):
        return t(_LINKS[error.kind], line=error.line)
    if isinstance(error, AlbumError):
        return t(_ALBUMS[error.kind])
    if isinstance(error, PollError):
        return t(_POLLS[error.kind])
    if isinstance(error, TextLengthError):
        return _length(t, error)
    raise error


def _length(t: Words, error: TextLengthError) -> Markup:
    if error.length == 0:
        return t("The text is empty.")
    return t(
        "The text has {length} characters; {limit} are the most here. The limit is passed in line {line}.",
        length=f"{error.length:,}",
        limit=f"{error.limit:,}",
        line=error.line,
    )
