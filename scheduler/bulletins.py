"""The life of a bulletin: draft → review → scheduled → sending → sent, and the ways out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from content.bulletins.media import Media
from content.bulletins.text import BulletinText
from content.languages import LANGUAGES, Language
from scheduler.audience import Audience
from scheduler.errors import Refused
from scheduler.plans import Plan
from scheduler.recurrence import Recurrence

State = Literal[
    "draft",
    "review",
    "scheduled",
    "held",
    "sending",
    "paused",
    "sent",
    "skipped",
    "stopped",
    "cancelled",
    "recalled",
    "ended",
]
"""*ended*: a series of which nothing more will come."""
OPEN: frozenset[State] = frozenset({"draft", "review", "scheduled", "held"})
"""States in which nothing has left yet."""
UNDER_WAY: frozenset[State] = frozenset({"sending", "paused"})
"""States in which some of it may have left, and the rest waits."""
LEFT: frozenset[State] = UNDER_WAY | {"sent", "stopped", "cancelled"}
"""States in which somebody may have it."""

CrashRule = Literal["resend", "skip"]
"""After a crash a message that may have left is sent again, or not."""


@dataclass(frozen=True, kw_only=True)
class Bulletin:
    """
    What an editor wrote, for whom and for when; *version* grows with every change.

    *at* None means: as soon as it is approved; else *at* is what the clocks of *zone* show, and
    with *local* each reader's own clocks. With *recurrence* it is a series: at each of its instants
    a bulletin of its own goes out, which names it as its *series*; *at* is the next one.

    With *corrects* it is no news, but the new text of that bulletin wherever it was delivered. With
    *follows* it goes to those who got that bulletin. *urgent* breaks quiet hours. *section* is a
    report's section that is offered under it, like "awat-2024/2".

    A draft is its author's until it is *shared*; *writers* are all who have changed it. A duplicate
    names the first of its kind as its *origin*.
    """

    id: int
    author_id: int
    state: State = "draft"
    version: int = 1
    texts: Mapping[Language, BulletinText] = field(default_factory=dict)
    audience: Audience = field(default_factory=lambda: Audience(topics=frozenset()))
    at: datetime | None = None
    approved_by: frozenset[int] = frozenset()
    crash_rule: CrashRule = "resend"
    corrects: int | None = None
    media: tuple[Media, ...] = ()
    section: str | None = None
    zone: str = "UTC"
    local: bool = False
    recurrence: Recurrence | None = None
    urgent: bool = False
    shared: bool = False
    follows: int | None = None
    writers: frozenset[int] = frozenset()
    series: int | None = None
    origin: int | None = None
    corrected_at: datetime | None = None

    @property
    def plan(self) -> Plan:
        """When it is to go out."""
        recurrence = self.recurrence
        return Plan(zone=self.zone, at=self.at, recurrence=recurrence, local=self.local)

    @property
    def title(self) -> str:
        """The first line of the first text."""
        return self.text(LANGUAGES[0]).title if self.texts else ""

    def text(self, language: Language) -> BulletinText:
        """Return the text for a reader: in that language, else in the first there is."""
        return self.texts[self.language_for(language)]

    def language_for(self, reader: Language) -> Language:
        """Return the language in which a reader of *reader* gets this bulletin."""
        if reader in self.texts:
            return reader
        return next(language for language in LANGUAGES if language in self.texts)


def released(bulletin: Bulletin) -> Bulletin:
    """Let a bulletin that was held for being late go out now."""
    require(bulletin, "held")
    at = bulletin.at if bulletin.recurrence else None
    return changed(bulletin, state="scheduled", at=at, local=bulletin.local and at is not None)


def cancelled(bulletin: Bulletin) -> Bulletin:
    """Take back what has not left yet; what has left has left."""
    if bulletin.state not in OPEN | UNDER_WAY:
        raise Refused("bulletin_changed")
    return changed(bulletin, state="cancelled")


def paused(bulletin: Bulletin) -> Bulletin:
    """Let nothing more of it leave until it is resumed."""
    require(bulletin, "sending")
    return changed(bulletin, state="paused")


def resumed(bulletin: Bulletin) -> Bulletin:
    """Go on where it was paused."""
    require(bulletin, "paused")
    return changed(bulletin, state="sending")


def retried(bulletin: Bulletin) -> Bulletin:
    """Send it again to those who did not get it; recall again what could not be removed."""
    if bulletin.state == "recalled":
        return changed(bulletin)
    if bulletin.state not in {"sent", "stopped"}:
        raise Refused("bulletin_changed")
    return changed(bulletin, state="sending")


def recalled(bulletin: Bulletin) -> Bulletin:
    """Take it out of every chat that got it."""
    require_left(bulletin)
    return changed(bulletin, state="recalled")


def authors(bulletin: Bulletin) -> frozenset[int]:
    """Return all whose own bulletin it is: who began it, and who changed it since."""
    return bulletin.writers | {bulletin.author_id}


def require(bulletin: Bulletin, state: State) -> None:
    """Raise Refused if a bulletin is in any other state."""
    if bulletin.state != state:
        raise Refused("bulletin_changed")


def require_left(bulletin: Bulletin) -> None:
    """Raise Refused if nobody can have it, or if it is a correction or was recalled."""
    if bulletin.state == "recalled":
        raise Refused("already_recalled")
    if bulletin.state not in LEFT:
        raise Refused("bulletin_changed")
    if bulletin.corrects is not None:
        raise Refused("is_correction")


def changed(bulletin: Bulletin, **changes: object) -> Bulletin:
    """Return the next version of a bulletin."""
    return replace(bulletin, version=bulletin.version + 1, **changes)  # type: ignore[arg-type] # each caller names fields of Bulletin
