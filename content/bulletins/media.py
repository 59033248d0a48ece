"""What a bulletin shows beside its text: a picture, an album, a video, a voice, a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from content.bulletins.errors import BulletinError

MediaKind = Literal["photo", "video", "animation", "voice", "audio", "document"]
MEDIA_KINDS: tuple[MediaKind, ...] = get_args(MediaKind)
MAX_CAPTION = 1024
"""Characters under a picture, video, voice or file after its markup is parsed (Bot API)."""
MAX_ALBUM = 10
"""Entries of an album; two at least (Bot API, sendMediaGroup)."""

_TOGETHER: tuple[frozenset[MediaKind], ...] = (
    frozenset({"photo", "video"}),
    frozenset({"document"}),
    frozenset({"audio"}),
)
"""Kinds that one album may hold (Bot API, sendMediaGroup)."""


class AlbumError(BulletinError):
    """Files that Telegram takes in no one album: *kind* is mixed, alone or many."""

    def __init__(self, kind: Literal["mixed", "alone", "many"]) -> None:
        self.kind = kind
        super().__init__(f"album: {kind}")


@dataclass(frozen=True, kw_only=True)
class Media:
    """A file that Telegram keeps, by the id under which this bot may send it again."""

    kind: MediaKind
    file_id: str


def check_album(media: Sequence[Media]) -> tuple[Media, ...]:
    """Return files that Telegram takes together, or one of them; raise AlbumError."""
    kinds = {it.kind for it in media}
    if len(media) > MAX_ALBUM:
        raise AlbumError("many")
    if len(media) > 1 and not any(kinds <= together for together in _TOGETHER):
        raise AlbumError("alone" if kinds & {"voice", "animation"} else "mixed")
    return tuple(media)
