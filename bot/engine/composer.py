"""Words a block of rows: a bulletin, new or corrected, in each reader's language; or a card."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.store.deliveries import Deliveries
from bot.store.lessons import Learner, Lessons
from bot.views.lessons import card
from bot.views.message import Message
from bot.views.start import leave_button
from bot.views.wording import Wording
from bot.views.words import words
from content.languages import Language
from content.lessons.pick import Lesson, lessons_for, pick
from content.shelf import Shelf
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Row
from scheduler.subscribers import Kind

Composed = list[tuple[Row, object]]

_NOTHING = Message(html="")
"""What takes the place of a message that is recalled: its chat and its id are enough."""


class Composer:
    """Implements scheduler.ports.Messages."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        lessons: Lessons,
        shelf: Shelf,
        now: Callable[[], datetime],
        wording: Wording,
    ) -> None:
        self._wording = wording
        self._deliveries = deliveries
        self._lessons = lessons
        self._shelf = shelf
        self._now = now

    async def compose(self, rows: Sequence[Row]) -> Composed:
        """Return each row with its message; the rows are of one occurrence."""
        if not rows:
            return []
        if rows[0].deed == "recall":
            return [(row, _NOTHING) for row in rows]
        bulletin = await self._deliveries.bulletin_of(rows[0].occurrence_id)
        if bulletin:
            return self._bulletin(bulletin, rows)
        composed = await self._cards(rows)
        left_out = {row.id for row in rows} - {row.id for row, _ in composed}
        await self._deliveries.withdraw(left_out)
        return composed

    def _bulletin(self, it: Bulletin, rows: Sequence[Row]) -> Composed:
        """Word a bulletin once in each language, for each kind of chat."""
        found: dict[tuple[Language, Kind], Message] = {}
        for row in rows:
            if (row.language, row.kind) not in found:
                said = self._wording.message(it, row.language, kind=row.kind)
                found[row.language, row.kind] = said
        return [(row, found[row.language, row.kind]) for row in rows]

    async def _cards(self, rows: Sequence[Row]) -> Composed:
        """Pick each learner's item and note it before it leaves: a repeat picks the same one."""
        learners = await self._lessons.learners([row.chat_id for row in rows])
        picked: list[tuple[Row, Learner, Lesson]] = []
        for row in rows:
            if row.chat_id not in learners:
                continue
            learner = learners[row.chat_id]
            offered = lessons_for(self._shelf.edition.decks, learn=learner.learn)
            lesson = pick(offered, learner.met, today=self._today(learner))
            if lesson:
                picked.append((row, learner, lesson))
        for day in {self._today(learner) for _, learner, _ in picked}:
            met = [
                (learner.subscriber_id, lesson.key)
                for _, learner, lesson in picked
                if self._today(learner) == day
            ]
            await self._lessons.note(met, day)
        return [(row, _card(learner, lesson)) for row, learner, lesson in picked]

    def _today(self, learner: Learner) -> date:
        return self._now().astimezone(ZoneInfo(learner.zone)).date()


def _card(learner: Learner, lesson: Lesson) -> Message:
    t = words(learner.language)
    return replace(card(t, lesson), rows=((leave_button(t),),))
