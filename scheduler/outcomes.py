"""Rows per recipient, and what can become of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from content.languages import Language
from scheduler.bulletins import CrashRule, State
from scheduler.subscribers import Kind

Failure = Literal["blocked", "gone", "not_allowed", "rejected", "unreachable", "missing"]
"""*not_allowed*: the chat is there, but the bot may not write in it just now.
*missing*: the message that should be edited or recalled is not there any more."""

Deed = Literal["send", "edit", "recall"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """
    One recipient of one occurrence, with what its delivery needs to know.

    *doubts* counts how often it may have left without an answer, *attempts* how often it surely did
    not leave. It was taken at *claimed_at*; after *expires_at* nobody wants it. *message_id* is the
    message to edit or recall, *album* those that went before it; *thread_id* is the forum topic
    that a group chose.
    """

    id: int
    occurrence_id: int
    subscriber_id: int
    chat_id: int
    language: Language
    crash_rule: CrashRule
    expires_at: datetime
    claimed_at: datetime | None = field(default=None, compare=False)
    deed: Deed = "send"
    kind: Kind = "private"
    thread_id: int | None = None
    message_id: int | None = None
    album: tuple[int, ...] = ()
    attempts: int = 0
    doubts: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sent:
    """Telegram confirmed the message, and the *album* that went before it."""

    message_id: int
    album: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Failed:
    """Telegram refused, and will again."""

    cause: Failure


@dataclass(frozen=True, kw_only=True, slots=True)
class TryLater:
    """
    It did not leave; *seconds* says how long to wait where Telegram said so.

    The *album* that goes before it is there already.
    """

    seconds: float | None = None
    album: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unknown:
    """It may have left: the answer never came. The *album* that goes before it is there."""

    album: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """The group became a supergroup with another id; nothing was sent."""

    chat_id: int


Outcome = Sent | Failed | TryLater | Unknown | Moved


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """
    A row and what became of it.

    With *retry_at* it is tried again from then on; *counted* makes this one of its attempts.
    """

    row: Row
    outcome: Outcome
    retry_at: datetime | None = None
    counted: bool = False


@dataclass(frozen=True, kw_only=True)
class Account:
    """
    What became of a bulletin that was sent, edited or recalled.

    The counts by outcome add up to its audience; *uncertain* of them may have arrived twice or not
    at all. *state* and *version* are the bulletin's now. *report_message_id* showed its progress.
    """

    occurrence_id: int
    bulletin_id: int
    title: str
    author_id: int
    stopped: bool
    counts: Mapping[str, int]
    deed: Deed = "send"
    state: State = "sent"
    version: int = 1
    report_message_id: int | None = None

    @property
    def audience(self) -> int:
        """How many it was meant for."""
        return audience(self.counts)


def audience(counts: Mapping[str, int]) -> int:
    """Add the counts by outcome up; *uncertain* ones are among the others."""
    return sum(n for name, n in counts.items() if name != "uncertain")
