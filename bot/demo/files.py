"""Files that were sent, by the bot or by people: kept on disk, known by file_id."""

import json
import secrets
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.demo.errors import bad_request
from bot.demo.images import picture_size
from bot.demo.params import Upload
from bot.demo.state import Json, Value

MOST_BYTES = 50 * 1024 * 1024
MOST_PHOTO_BYTES = 10 * 1024 * 1024
MOST_DOWNLOAD_BYTES = 20 * 1024 * 1024
MOST_SIDES = 10_000
MOST_RATIO = 20
FOLDERS = {
    "photo": "photos",
    "video": "videos",
    "voice": "voice",
    "audio": "music",
    "document": "documents",
}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A file on disk, and *media*: its Bot API object (a list of sizes for a photo)."""

    key: str
    kind: str
    path: Path
    media: Any

    @property
    def first(self) -> Json:
        """The media object itself, or a photo's largest size."""
        found: Json = self.media[-1] if isinstance(self.media, list) else self.media
        return found


class Files:
    """Files live in *folder*; a file_id is "KIND-KEY", and the key is its unique id."""

    def __init__(self, db: sqlite3.Connection, folder: Path) -> None:
        self._db = db
        self.folder = folder

    def keep(self, kind: str, upload: Upload, about: Json) -> Kept:
        """Write *upload* down as a *kind*; raises Telegram's 400 when it cannot be one."""
        key = secrets.token_hex(8)
        media = _media(kind, key, upload, about)
        suffix = Path(upload.name).suffix[:10]
        suffix = suffix if suffix[1:].isalnum() and suffix.isascii() else ""
        path = Path(FOLDERS[kind], key + suffix)
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(upload.data)
        self._db.execute(
            "INSERT INTO file VALUES (?, ?, ?, ?)",
            (key, kind, path.as_posix(), json.dumps(media, ensure_ascii=False)),
        )
        return Kept(key=key, kind=kind, path=path, media=media)

    def find(self, key: str) -> Kept | None:
        """Return the file with this unique id."""
        row = self._db.execute(
            "SELECT key, kind, path, body FROM file WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            return None
        return Kept(key=row[0], kind=row[1], path=Path(row[2]), media=json.loads(row[3]))

    def named(self, file_id: str) -> Kept:
        """Return the file a bot names by *file_id*; Telegram's 400 otherwise."""
        kind, _, key = file_id.partition("-")
        kept = self.find(key)
        if kept is None or kept.kind != kind:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return kept

    def reuse(self, kind: str, file_id: str) -> Kept:
        """Return the file for sending again as the same *kind*."""
        kept = self.named(file_id)
        if kept.kind != kind:
            raise bad_request(f"can't use file of type {kept.kind.title()} as {kind.title()}")
        return kept


def _media(kind: str, key: str, upload: Upload, about: Json) -> Value:
    size = len(upload.data)
    if not size:
        raise bad_request("file must be non-empty")
    if size > (MOST_PHOTO_BYTES if kind == "photo" else MOST_BYTES):
        raise bad_request("file is too big")
    base: Json = {"file_id": f"{kind}-{key}", "file_unique_id": key, "file_size": size}
    if kind == "photo":
        return [{**base, **_dimensions(upload.data)}]
    named = {} if kind == "voice" else {"file_name": upload.name}
    length = {} if kind == "document" else {"duration": 0}
    mime = upload.mime
    if kind == "video":
        length |= {"width": 0, "height": 0}
        mime = mime if mime.startswith("video/") else "video/mp4"
    return {**base, "mime_type": mime, **named, **length, **about}


def _dimensions(data: bytes) -> Json:
    size = picture_size(data)
    if size is None or min(size) == 0:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    if width + height > MOST_SIDES or max(size) > MOST_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"width": width, "height": height}
