"""Rows per recipient, and what can become of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Failure = Literal["blocked", "gone", "rejected", "unreachable"]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One recipient of one occurrence."""

    id: int
    occurrence_id: int
    subscriber_id: int
    chat_id: int
    attempts: int


@dataclass(frozen=True, kw_only=True)
class Sent:
    """Telegram confirmed the message."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class Failed:
    """Telegram refused, and will again."""

    cause: Failure


@dataclass(frozen=True, kw_only=True)
class TryLater:
    """It did not leave; *seconds* says how long to wait where Telegram said so."""

    seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """It may have left: the answer never came."""


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The group became a supergroup with another id; nothing was sent."""

    chat_id: int


Outcome = Sent | Failed | TryLater | Unknown | Moved


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """A row and what became of it; *retry_at* is set where it is to be tried again."""

    row: Row
    outcome: Outcome
    retry_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Account:
    """What became of a bulletin: the counts by outcome add up to its audience."""

    bulletin_id: int
    title: str
    author_id: int
    stopped: bool
    counts: Mapping[str, int]
