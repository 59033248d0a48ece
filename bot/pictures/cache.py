"""Pictures of cards drawn once: kept in memory, and in a folder between starts."""

import os
import tempfile
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from bot.pictures.cards import CardPicture

REMEMBERED = 300
"""Pictures in memory: about 30 MB."""
_BEGIN, _END = b"\xff\xd8", b"\xff\xd9"
"""A JPEG that was written to its end begins and ends so."""


class PictureCache:
    """
    Gives the bytes of pictures; *folder* None keeps them in memory only. Safe on any thread.

    A file that is damaged is drawn anew; a folder that cannot be written is passed over, because
    a picture is worth more than its copy.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._recent = OrderedDict[str, bytes]()
        self._lock = Lock()

    def bytes_of(self, picture: CardPicture) -> bytes:
        """Return the picture as a JPEG."""
        with self._lock:
            if picture.key in self._recent:
                self._recent.move_to_end(picture.key)
                return self._recent[picture.key]
        found = self._read(picture.key)
        if found is None:
            found = picture.draw()
            self._write(picture.key, found)
        self._remember(picture.key, found)
        return found

    def _remember(self, key: str, data: bytes) -> None:
        with self._lock:
            self._recent[key] = data
            self._recent.move_to_end(key)
            if len(self._recent) > REMEMBERED:
                self._recent.popitem(last=False)

    def _read(self, key: str) -> bytes | None:
        if self._folder is None:
            return None
        try:
            data = (self._folder / f"{key}.jpg").read_bytes()
        except OSError:
            return None
        return data if data.startswith(_BEGIN) and data.endswith(_END) else None

    def _write(self, key: str, data: bytes) -> None:
        """Write beside, then rename: who reads meanwhile finds the whole file or none."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(dir=self._folder, suffix=".new")
            with os.fdopen(number, "wb") as file:
                file.write(data)
            Path(name).replace(self._folder / f"{key}.jpg")
        except OSError:
            return
