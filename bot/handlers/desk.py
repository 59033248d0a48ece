"""What every conversation needs at hand, and who it is talking with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from telegram import Update

from bot.cards.messages import CardMessages
from bot.cards.picking import Picking
from bot.cards.today import TodaysCards
from bot.handlers.replies import topic_of
from bot.settings import Settings
from bot.store.asking import Asking
from bot.store.audit import Audit
from bot.store.bulletins import Bulletins
from bot.store.contributions import Contributions
from bot.store.dialogues import Dialogues
from bot.store.families import Families
from bot.store.family_codes import FamilyCodes
from bot.store.impact import Audiences
from bot.store.learners import Learner, Learners
from bot.store.members import Members
from bot.store.memories import Memories
from bot.store.operations import Operations
from bot.store.reports import Reports
from bot.store.subscribers import Subscribers
from bot.store.tallies import Tallies
from bot.store.threads import Threads
from bot.telegram.showing import Showing
from bot.views.wording import Wording
from bot.views.words import Words, words
from content.languages import Language
from content.lessons.course import Lesson
from content.shelf import Shelf
from scheduler.bulletins import Bulletin, authors
from scheduler.drafts import may_open
from scheduler.errors import Refused
from scheduler.handing_in import approvals_needed
from scheduler.recurrence import spread
from scheduler.roles import Member, Right
from scheduler.subscribers import Kind, Subscriber
from scheduler.times import local_day


@dataclass(frozen=True, kw_only=True)
class Reader:
    """
    The chat and the person that an update comes from, and the words to answer in.

    *topic* is where in a group's *forum* that was; None is its general topic.
    """

    chat_id: int
    kind: Kind
    user_id: int | None
    member: Member | None
    subscriber: Subscriber | None
    t: Words
    forum: bool = False
    topic: int | None = None

    @property
    def language(self) -> Language:
        """The language to answer in."""
        return self.t.language

    def require(self, right: Right) -> Member:
        """Return who of the team is there; raise Refused without the right."""
        if self.member is None:
            raise Refused("not_in_team")
        return self.member.require(right)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """The stores, the content and the rules that conversations use."""

    settings: Settings
    shelf: Shelf
    subscribers: Subscribers
    bulletins: Bulletins
    operations: Operations
    reports: Reports
    memories: Memories
    learners: Learners
    families: Families
    family_codes: FamilyCodes
    picking: Picking
    cards: CardMessages
    todays: TodaysCards
    showing: Showing
    dialogues: Dialogues
    members: Members
    audit: Audit
    contributions: Contributions
    threads: Threads
    tallies: Tallies
    wording: Wording
    audiences: Audiences
    asking: Asking
    now: Callable[[], datetime]

    async def reader(self, update: Update) -> Reader:
        """Return who is there; a chat without preferences is met in its Telegram's language."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None:
            raise ValueError("this update has no chat")
        subscriber = await self.subscribers.get(chat.id)
        user_id = user.id if user else None
        language = (
            subscriber.language if subscriber else self._guess(user.language_code if user else None)
        )
        return Reader(
            chat_id=chat.id,
            kind=kind_of(chat.type),
            user_id=user_id,
            member=await self.members.get(user_id) if chat.type == "private" else None,
            subscriber=subscriber,
            t=words(language),
            forum=bool(chat.is_forum) and chat.type != "private",
            topic=topic_of(update) if chat.type != "private" else None,
        )

    async def change(
        self, reader: Reader, change: Callable[[Subscriber], Subscriber]
    ) -> Subscriber:
        """Change the chat's preferences; a chat that had none gets the defaults first."""
        return await self.subscribers.change(
            reader.chat_id, change, fresh=self.fresh(reader), now=self.now()
        )

    def fresh(self, reader: Reader) -> Subscriber:
        """Return the preferences of a chat that has chosen nothing yet."""
        return Subscriber(
            chat_id=reader.chat_id,
            kind=reader.kind,
            language=reader.language,
            zone=self.settings.timezone,
            card_at=self.settings.learning.at,
            card_days=spread(self.settings.learning.per_week),
            thread_id=reader.topic,
        )

    async def learner(self, reader: Reader) -> Learner | None:
        """Return the chat as a learner; None for one that never subscribed."""
        return (await self.learners.of([reader.chat_id])).get(reader.chat_id)

    def lesson(self, token: str) -> Lesson:
        """Return the item that a button names; raise Refused where it is in no deck any more."""
        found = self.picking.catalogue.by_token.get(token)
        if found is None:
            raise Refused("item_gone")
        return found

    def today(self, zone: str) -> date:
        """Return the date in a zone."""
        return local_day(self.now(), zone)

    async def language_of(self, chat_id: int) -> Words:
        """Return the words for a chat that did not write just now."""
        subscriber = await self.subscribers.get(chat_id)
        return words(subscriber.language if subscriber else self.settings.languages[0])

    async def approvals_needed(self, it: Bulletin, *, by: int | None = None) -> int:
        """
        Return how many others must approve a bulletin, as of now.

        It is the bulletin of all who wrote on it, and of *by*, who hands it in: what the strictest
        of them would need.
        """
        team, people = await self.approvers(), authors(it) | ({by} if by else set())
        configured = self.settings.approvals
        return max(approvals_needed(configured, team=team, author=one) for one in people)

    async def approvers(self) -> frozenset[int]:
        """Return who of the team may approve, as of now."""
        return frozenset(one.user_id for one in await self.members.all() if one.may("approve"))

    async def require_open(self, reader: Reader, it: Bulletin) -> None:
        """Raise Refused for a foreign draft, also for one that was thrown away."""
        if may_open(it, reader.require("write")):
            return
        thrown_away = it.state == "cancelled" and await self.reports.of(it.id, self.now()) is None
        if it.state == "draft" or thrown_away:
            raise Refused("not_your_draft")

    def _guess(self, code: str | None) -> Language:
        """Take Telegram's language if this bot speaks it, for this answer only."""
        spoken = {language: language for language in self.settings.languages}
        return spoken.get((code or "")[:2], self.settings.languages[0])  # type: ignore[call-overload,no-any-return] # any two letters


def kind_of(chat_type: str) -> Kind:
    """Return a chat's kind: a supergroup is a group."""
    kinds: dict[str, Kind] = {"private": "private", "channel": "channel"}
    return kinds.get(chat_type, "group")
