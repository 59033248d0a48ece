"""The content in use: read whole, swapped whole, and kept when a newer edition is broken."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from content.errors import ContentError, ContentErrors
from content.lessons.course import Catalogue
from content.lessons.deck import Deck
from content.lessons.load import load_decks
from content.reports.load import load_reports
from content.reports.report import Report


@dataclass(frozen=True, kw_only=True)
class Edition:
    """Reports, newest first, and decks, as they stood in the files at one moment."""

    reports: tuple[Report, ...]
    decks: tuple[Deck, ...]

    @cached_property
    def catalogue(self) -> Catalogue:
        """All lessons of the decks."""
        return Catalogue(self.decks)


class Shelf:
    """Holds the current edition. A reading that fails leaves the last good one in place."""

    def __init__(self, *, reports: Sequence[Path], lessons: Sequence[Path]) -> None:
        self._reports = tuple(reports)
        self._lessons = tuple(lessons)
        self._seen = self._fingerprint()
        self.edition = self._read()

    def refresh(self) -> tuple[ContentError, ...]:
        """Take up files that changed since the last look; return what is wrong with them."""
        now = self._fingerprint()
        if now == self._seen:
            return ()
        self._seen = now
        try:
            self.edition = self._read()
        except ContentErrors as wrong:
            return wrong.errors
        return ()

    def _read(self) -> Edition:
        errors: list[ContentError] = []
        reports: tuple[Report, ...] = ()
        decks: tuple[Deck, ...] = ()
        try:
            reports = load_reports(self._reports)
        except ContentErrors as wrong:
            errors.extend(wrong.errors)
        try:
            decks = load_decks(self._lessons)
        except ContentErrors as wrong:
            errors.extend(wrong.errors)
        if errors:
            raise ContentErrors(errors)
        return Edition(reports=reports, decks=decks)

    def _fingerprint(self) -> frozenset[tuple[str, int, int]]:
        """What tells that a file changed: its name, its time and its size."""
        files = [f for folder in self._reports for f in folder.glob("*/report.yaml")]
        files += [f for folder in self._lessons for f in folder.glob("*.yaml")]
        facts = ((str(file), file.stat()) for file in files if file.exists())
        return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in facts)
