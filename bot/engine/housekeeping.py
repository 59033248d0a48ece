"""What is done now and then: deleting what is kept no longer, looking for changed content."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.engine.reporter import Reporter
from bot.store.accounts import Accounts
from bot.store.dialogues import Dialogues
from bot.store.families import Families
from bot.store.family_codes import FamilyCodes
from bot.store.inbox import Inbox
from bot.store.tallies import Tallies
from bot.store.threads import Threads
from content.shelf import Shelf

log = logging.getLogger(__name__)

_KEEP_DIALOGUE = timedelta(days=30)
_KEEP_INBOX = timedelta(days=2)
_KEEP_CODES = timedelta(days=1)
"""So long a code that is used or over can still be told from one that never was."""


class Housekeeping:
    """
    Keeps nothing longer than was promised.

    *keep* is how long delivery rows live, and messages to the team after it was done with them.
    *zone* is the office's: there it is decided to which day a count belongs.
    """

    def __init__(
        self,
        *,
        accounts: Accounts,
        inbox: Inbox,
        dialogues: Dialogues,
        threads: Threads,
        tallies: Tallies,
        families: Families,
        family_codes: FamilyCodes,
        zone: str,
        copies: Path,
        keep: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._accounts = accounts
        self._inbox = inbox
        self._dialogues = dialogues
        self._threads = threads
        self._tallies = tallies
        self._families = families
        self._family_codes = family_codes
        self._zone = ZoneInfo(zone)
        self._copies = copies
        self._keep = keep
        self._now = now

    async def clean_up(self) -> None:
        """Count the day's subscribers; delete what is kept no longer."""
        now = self._now()
        await self.count_day()
        await self._accounts.drop_before(now - self._keep)
        await self._inbox.drop_before(now - _KEEP_INBOX)
        await self._dialogues.drop_before(now - _KEEP_DIALOGUE)
        await self._threads.clean_up(now, keep=self._keep)
        await self._families.forget_lessons(before=(now - self._keep).date())
        await self._family_codes.forget(before=now - _KEEP_CODES)
        await asyncio.to_thread(_drop_copies, self._copies, now - self._keep)

    async def count_day(self) -> None:
        """Keep how many subscribe today; a later count of the day takes its place."""
        await self._tallies.take(self._now().astimezone(self._zone).date())


class ContentWatch:
    """Reads content that changed; of a faulty file the last good version stays in use."""

    def __init__(self, shelf: Shelf, reporter: Reporter) -> None:
        self._shelf = shelf
        self._reporter = reporter

    async def look(self, *, tell: bool = True) -> None:
        """Look once; say what is wrong in the log and, if asked to *tell*, to the owners."""
        errors = await asyncio.to_thread(self._shelf.refresh)
        for error in errors:
            log.error("content: %s", error)
        if errors and tell:
            await self._reporter.content_faults(errors)


def _drop_copies(folder: Path, before: datetime) -> None:
    for copy in folder.glob("*"):
        if copy.stat().st_mtime < before.timestamp():
            copy.unlink()
