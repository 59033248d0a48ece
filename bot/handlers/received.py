"""What an editor sent, as content: a text, a file, one of an album, a poll."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from telegram import Message

from content.bulletins.media import MEDIA_KINDS, Media
from content.bulletins.poll import Poll, PollError
from scheduler.errors import Refused

_NO_FORMATTING = frozenset(
    {"url", "email", "phone_number", "hashtag", "cashtag", "mention", "bot_command"}
)


@dataclass(frozen=True, kw_only=True)
class Received:
    """*html* is empty where there is no text; *album* groups files that were sent together."""

    html: str = ""
    media: Media | None = None
    album: str | None = None
    poll: Poll | None = None

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON, to be kept until an editor decides."""
        return {
            "html": self.html,
            "media": asdict(self.media) if self.media else None,
            "poll": asdict(self.poll) if self.poll else None,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Received":
        """Return what `as_data` made JSON of."""
        media, poll = data["media"], data["poll"]
        return cls(
            html=data["html"],
            media=Media(**media) if media else None,
            poll=Poll(**{**poll, "options": tuple(poll["options"])}) if poll else None,
        )


def received(message: Message) -> Received:
    """Return what a message holds; raise Refused or PollError for what no bulletin can be."""
    if message.poll:
        return Received(poll=_poll(message))
    media = _media(message)
    found = Received(html=_html(message), media=media, album=message.media_group_id)
    if not found.html and media is None:
        raise Refused("kind_unknown")
    return found


def _html(message: Message) -> str:
    """Return what was typed as HTML: Telegram's own formatting, or tags that were typed."""
    text = message.text or message.caption or ""
    entities = message.entities or message.caption_entities
    if not any(e.type not in _NO_FORMATTING for e in entities):
        return text
    return message.text_html if message.text else message.caption_html


def _media(message: Message) -> Media | None:
    if message.photo:
        return Media(kind="photo", file_id=message.photo[-1].file_id)
    for kind in MEDIA_KINDS:
        file = getattr(message, kind)
        if file and kind != "photo" and not (kind == "document" and message.animation):
            return Media(kind=kind, file_id=file.file_id)
    return None


def _poll(message: Message) -> Poll | None:
    poll = message.poll
    if poll is None:
        return None
    if poll.type == "quiz":
        raise PollError("quiz")
    return Poll(
        question=poll.question,
        options=tuple(option.text for option in poll.options),
        several=poll.allows_multiple_answers,
    )
