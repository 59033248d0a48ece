"""Words the pushed card of each learner in a block: alone, in a group, or in its family's role."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.cards.messages import CardMessages
from bot.cards.picking import Picking
from bot.store.families import Families
from bot.store.learners import Learner, Learners
from bot.views.message import Message
from bot.views.words import words
from content.lessons.course import Lesson
from scheduler.families import Family
from scheduler.memories import Memory
from scheduler.reviews import is_new

_Face = Literal["group", "word", "question"]

_REMEMBERED = 2_000
"""Cards that are kept worded: items of a day, in each language."""


class Lessons:
    """One card a day for each chat; who asks again gets the same."""

    def __init__(
        self, *, learners: Learners, families: Families, picking: Picking, cards: CardMessages
    ) -> None:
        self._learners = learners
        self._families = families
        self._picking = picking
        self._cards = cards
        self._worded: dict[tuple[str, str, _Face, date], Message] = {}

    async def push(
        self, chats: Sequence[int], occurrence_id: int, now: datetime
    ) -> dict[int, Message]:
        """
        Return the card of each chat that gets one, and note it before it leaves.

        Who got today's card from another occurrence gets no second.
        """
        days: defaultdict[date, list[Learner]] = defaultdict(list)
        for learner in (await self._learners.of(chats)).values():
            today = now.astimezone(ZoneInfo(learner.zone)).date()
            if not learner.was_pushed(today, besides=occurrence_id):
                days[today].append(learner)
        cards: dict[int, Message] = {}
        for today, learners in days.items():
            made = await self._on(today, learners)
            got = [one.subscriber_id for one in learners if one.chat_id in made]
            await self._learners.pushed(got, today, occurrence_id)
            cards |= made
        return cards

    async def _on(self, today: date, learners: Sequence[Learner]) -> dict[int, Message]:
        """A family without somebody to teach or to learn just now is as if each were alone."""
        ids = sorted({one.family_id for one in learners if one.family_id})
        found = await self._families.some(ids) if ids else {}
        families = {family_id: it for family_id, it in found.items() if it.teaches}
        paired = [one for one in learners if one.family_id in families]
        alone = [one for one in learners if one.family_id not in families]
        cards = {}
        if alone:
            picked = await self._picking.alone(alone, today)
            for one in alone:
                if one.subscriber_id in picked:
                    cards[one.chat_id] = self._card(one, *picked[one.subscriber_id], today)
        if paired:
            lessons = await self._picking.paired(families.values(), today)
            for one in paired:
                family = families[one.family_id or 0]
                if lessons[family.id]:
                    cards[one.chat_id] = self._half(one, family, lessons[family.id])
        return cards

    def _card(
        self, one: Learner, lessons: Sequence[Lesson], memory: Memory | None, today: date
    ) -> Message:
        """Word a card once for all who get the same."""
        face: _Face = "group" if one.kind == "group" else "word" if is_new(memory) else "question"
        key = lessons[0].token, one.language, face, today
        if key not in self._worded:
            if len(self._worded) >= _REMEMBERED:
                self._worded.clear()
            self._worded[key] = self._word(one, lessons[0], face, today)
        return self._worded[key]

    def _word(self, one: Learner, lesson: Lesson, face: _Face, today: date) -> Message:
        t = words(one.language)
        if face == "group":
            return self._cards.group_teacher(t, lesson)
        asked = None
        if face == "question":
            catalogue = self._picking.catalogue
            asked = self._cards.ask(t, lesson, catalogue, whose="own", today=today)
        return asked or self._cards.word(t, lesson)

    def _half(self, one: Learner, family: Family, lessons: Sequence[Lesson]) -> Message:
        """Word one side of a family's lesson."""
        t = words(one.language)
        if one.role == "teacher":
            return self._cards.teacher(t, lessons[0], family.those("learner"))
        return self._cards.learner(t, lessons[0], more=len(lessons) > 1)
