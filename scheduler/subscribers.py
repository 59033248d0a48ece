"""A chat that subscribed by its own act, and all that is known of it."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal, get_args

from content.languages import Language
from content.lessons.course import Wish
from content.lessons.deck import Learnable
from content.lessons.themes import Theme
from content.topics import LESSONS, Topic
from scheduler.families import FamilyHour
from scheduler.holidays import Holiday
from scheduler.recurrence import Weekly
from scheduler.times import QuietHours, local_day

Kind = Literal["private", "group", "channel"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Status = Literal["active", "left", "gone"]
"""*left*: by its own word. *gone*: Telegram says that it cannot be reached."""


@dataclass(frozen=True, kw_only=True)
class Subscriber:
    """
    Preferences of one chat. There is no name, no place and no history in it.

    *thread_id* is the forum topic of a group that messages go into; None is the chat itself. No
    *themes* means all. *family* is the hour of the family that a private chat has joined. A
    channel has many readers and no learner: it gets bulletins, never cards.
    """

    chat_id: int
    kind: Kind
    language: Language
    zone: str
    card_at: time
    card_days: frozenset[int]
    learn: Learnable = "zh"
    topics: frozenset[Topic] = frozenset()
    quiet: QuietHours | None = None
    paused_until: datetime | None = None
    status: Status = "active"
    thread_id: int | None = None
    themes: frozenset[Theme] = frozenset()
    level: int = 1
    holiday: Holiday | None = None
    family: FamilyHour | None = None

    @property
    def card_rule(self) -> Weekly:
        """When the daily card is due: at the family's hour, else at the chat's own."""
        if self.family:
            return self.family.mine
        return Weekly(at=self.card_at, days=self.card_days, zone=self.zone)

    @property
    def wish(self) -> Wish:
        """What the chat wants to learn."""
        return Wish(learn=self.learn, themes=self.themes, level=self.level)

    def paused(self, now: datetime) -> bool:
        """Tell whether a pause that the chat asked for lasts."""
        return self.paused_until is not None and self.paused_until > now

    @property
    def learns(self) -> bool:
        """Tell whether the chat gets cards."""
        return self.status == "active" and self.kind != "channel" and LESSONS in self.topics

    def next_card(self, now: datetime) -> datetime | None:
        """Return the instant of the next daily card, or None when none will come."""
        if not self.learns:
            return None
        pause = self.paused_until
        since = max(now, pause - datetime.resolution) if pause else now  # its end is no pause
        found = self.card_rule.next_after(since)
        while self.holiday and self.holiday.covers(local_day(found, self.card_rule.zone)):
            found = self.card_rule.next_after(found)
        return found

    def toggled(self, topic: Topic) -> "Subscriber":
        """Return the same chat with *topic* switched on or off."""
        return replace(self, topics=self.topics ^ {topic})
