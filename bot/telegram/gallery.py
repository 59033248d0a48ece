"""The bot's own files: whoever needs one first uploads it, all others send its id."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from bot.store.uploads import PATIENCE, Uploads
from bot.views.message import Attached

log = logging.getLogger(__name__)

_Result = TypeVar("_Result")

Known = Callable[[str], Awaitable[_Result]]
"""Sends a file by its id."""
Fresh = Callable[[bytes], Awaitable[tuple[_Result, str | None]]]
"""Sends a file's content; returns the id that Telegram gave, or None where it refused."""


class NotMade(Exception):
    """A file could not be made: its message has to do without."""


_LOOK = 0.2
"""Seconds between two looks whether another process has uploaded it meanwhile."""


class Gallery:
    """One upload for each file in all processes together, over the table of uploads."""

    def __init__(self, uploads: Uploads, *, now: Callable[[], datetime]) -> None:
        self._uploads = uploads
        self._now = now
        self._ids: dict[str, str] = {}
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def send(
        self, file: Attached, *, known: Known[_Result], fresh: Fresh[_Result]
    ) -> _Result:
        """
        Send a file by its id where there is one; else upload it, one at a time.

        Raises NotMade for one that cannot be made.
        """
        file_id = await self._file_id(file.key)
        if file_id is None:
            async with self._turns[file.key]:
                if await self._is_mine(file.key):
                    return await self._upload(file, fresh)
                file_id = self._ids[file.key]
        return await known(file_id)

    async def forget(self, file: Attached) -> None:
        """Note that Telegram does not know the id any more, as after a change of the token."""
        self._ids.pop(file.key, None)
        await self._uploads.give_up(file.key)

    async def _file_id(self, key: str) -> str | None:
        if key not in self._ids and (found := await self._uploads.file_id(key)):
            self._ids[key] = found
        return self._ids.get(key)

    async def _is_mine(self, key: str) -> bool:
        """Wait until the upload is this process's, or done."""
        for _ in range(int(PATIENCE.total_seconds() / _LOOK) + 1):
            if await self._file_id(key):
                return False
            if await self._uploads.claim(key, self._now()):
                return True
            await asyncio.sleep(_LOOK)
        await self._uploads.give_up(key)
        return True

    async def _upload(self, file: Attached, fresh: Fresh[_Result]) -> _Result:
        file_id = None
        try:
            content = await _made(file)
            result, file_id = await fresh(content)
        finally:
            if file_id is None:
                await self._uploads.give_up(file.key)
        if file_id:
            await self._uploads.done(file.key, file_id)
            self._ids[file.key] = file_id
        return result


async def _made(file: Attached) -> bytes:
    """Make a file beside the event loop; whatever goes wrong in it is a fault of ours."""
    try:
        return await asyncio.to_thread(file.make)
    except Exception as error:
        log.exception("a file cannot be made: %s", file.name)
        raise NotMade from error
