"""The life of a bulletin: draft → review → scheduled → sending → sent, and the ways out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from content.bulletins.text import BulletinText
from content.languages import LANGUAGES, Language
from scheduler.audience import Audience
from scheduler.errors import Refused
from scheduler.times import check_ahead

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
]
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

    *at* None means: as soon as it is approved. With *corrects* it is no news, but the new text of
    that bulletin wherever it was delivered.
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


def written(bulletin: Bulletin, text: BulletinText, language: Language) -> Bulletin:
    """Put a text into a draft."""
    _require(bulletin, "draft")
    return _changed(bulletin, texts={**bulletin.texts, language: text})


def addressed(bulletin: Bulletin, audience: Audience) -> Bulletin:
    """Say whom a draft is for; a correction is for those who got what it corrects."""
    _require(bulletin, "draft")
    if bulletin.corrects is not None and audience != bulletin.audience:
        raise Refused("correction_audience")
    return _changed(bulletin, audience=audience)


def submitted(
    bulletin: Bulletin,
    *,
    at: datetime | None,
    approvals: int,
    now: datetime,
    original: Bulletin | None = None,
) -> Bulletin:
    """
    Hand a draft in for *at* (None: at once); it waits for review if *approvals* are needed.

    *original* is what a correction corrects: it must say something else.
    """
    _require(bulletin, "draft")
    if original and original.texts == bulletin.texts:
        raise Refused("correction_unchanged")
    if not bulletin.texts:
        raise Refused("bulletin_needs_text")
    if not bulletin.audience.topics:
        raise Refused("bulletin_needs_topic")
    when = check_ahead(at, now=now) if at else None
    state: State = "review" if approvals > 0 else "scheduled"
    return _changed(bulletin, state=state, at=when)


def approved(bulletin: Bulletin, *, by: int, approvals: int) -> Bulletin:
    """Count one approval; the author's own does not count. Enough of them schedule it."""
    _require(bulletin, "review")
    if by == bulletin.author_id:
        raise Refused("own_approval")
    people = bulletin.approved_by | {by}
    state: State = "scheduled" if len(people) >= approvals else "review"
    return _changed(bulletin, approved_by=people, state=state)


def sent_back(bulletin: Bulletin) -> Bulletin:
    """Return it to its author as a draft; approvals given so far are void."""
    _require(bulletin, "review")
    return _changed(bulletin, state="draft", approved_by=frozenset(), at=None)


def released(bulletin: Bulletin) -> Bulletin:
    """Let a bulletin that was held for being late go out now."""
    _require(bulletin, "held")
    return _changed(bulletin, state="scheduled", at=None)


def cancelled(bulletin: Bulletin) -> Bulletin:
    """Take back what has not left yet; what has left has left."""
    if bulletin.state not in OPEN | UNDER_WAY:
        raise Refused("bulletin_changed")
    return _changed(bulletin, state="cancelled")


def paused(bulletin: Bulletin) -> Bulletin:
    """Let nothing more of it leave until it is resumed."""
    _require(bulletin, "sending")
    return _changed(bulletin, state="paused")


def resumed(bulletin: Bulletin) -> Bulletin:
    """Go on where it was paused."""
    _require(bulletin, "paused")
    return _changed(bulletin, state="sending")


def retried(bulletin: Bulletin) -> Bulletin:
    """Send it again to those who did not get it."""
    if bulletin.state not in {"sent", "stopped"}:
        raise Refused("bulletin_changed")
    return _changed(bulletin, state="sending")


def recalled(bulletin: Bulletin) -> Bulletin:
    """Take it out of every chat that got it."""
    _require_left(bulletin)
    return _changed(bulletin, state="recalled")


def correction(bulletin: Bulletin, *, by: int) -> Bulletin:
    """
    Begin a new draft that corrects this bulletin, from its own texts.

    It goes the way of every draft, so that no text is shown to anybody that was not approved.
    """
    _require_left(bulletin)
    return Bulletin(
        id=0,
        author_id=by,
        texts=bulletin.texts,
        audience=bulletin.audience,
        crash_rule=bulletin.crash_rule,
        corrects=bulletin.id,
    )


def approvals_needed(configured: int, *, team: frozenset[int], author: int) -> int:
    """Return how many approvals a bulletin needs: never more than there are other people."""
    return min(configured, len(team - {author}))


def _require(bulletin: Bulletin, state: State) -> None:
    if bulletin.state != state:
        raise Refused("bulletin_changed")


def _require_left(bulletin: Bulletin) -> None:
    if bulletin.state == "recalled":
        raise Refused("already_recalled")
    if bulletin.state not in LEFT:
        raise Refused("bulletin_changed")
    if bulletin.corrects is not None:
        raise Refused("is_correction")


def _changed(bulletin: Bulletin, **changes: object) -> Bulletin:
    return replace(bulletin, version=bulletin.version + 1, **changes)  # type: ignore[arg-type] # each caller names fields of Bulletin
