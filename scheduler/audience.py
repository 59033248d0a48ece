"""Whom a bulletin is for, as data; the store turns it into one statement."""

from dataclasses import dataclass
from datetime import datetime

from content.languages import Language
from content.topics import Topic
from scheduler.subscribers import Kind, Subscriber


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Chats that chose one of *topics*; an empty set of languages or kinds means all of them."""

    topics: frozenset[Topic]
    languages: frozenset[Language] = frozenset()
    kinds: frozenset[Kind] = frozenset()

    def includes(self, subscriber: Subscriber, now: datetime) -> bool:
        """Tell whether the chat is meant. The store's SQL is tested against this rule."""
        return (
            subscriber.status == "active"
            and not subscriber.paused(now)
            and bool(self.topics & subscriber.topics)
            and (not self.languages or subscriber.language in self.languages)
            and (not self.kinds or subscriber.kind in self.kinds)
        )
