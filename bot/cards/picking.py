"""Which lessons a block of chats has today; what is picked is still to be noted as offered."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from bot.store.families import Families
from bot.store.learners import Learner, Learners
from bot.store.memories import Memories
from content.lessons.course import Catalogue, ItemKey, Lesson
from content.shelf import Shelf
from scheduler.families import Family
from scheduler.memories import Memory
from scheduler.reviews import (
    next_day,
    to_ask,
    to_meet,
    to_meet_again,
    todays,
    together,
    until,
)


class Picking:
    """Picks over the stores: set-based for chats that learn alone, and family by family."""

    def __init__(
        self,
        *,
        learners: Learners,
        memories: Memories,
        families: Families,
        shelf: Shelf,
        new_per_day: int,
    ) -> None:
        self._learners = learners
        self._memories = memories
        self._families = families
        self._shelf = shelf
        self._new = new_per_day

    @property
    def catalogue(self) -> Catalogue:
        """All lessons of the edition in use."""
        return self._shelf.edition.catalogue

    async def alone(
        self, learners: Sequence[Learner], today: date
    ) -> dict[int, tuple[tuple[Lesson, ...], Memory | None]]:
        """
        Return today's lessons, with what is remembered of the first, by subscriber.

        What is due takes few rows; only for who has nothing due are all memories read.
        """
        ids = [one.subscriber_id for one in learners]
        latest = max((until(today, next_day(today, one.days)) for one in learners), default=today)
        minds = await self._memories.asked(ids, due_until=latest, today=today)
        picked = {one.subscriber_id: self._due(one, minds, today) for one in learners}
        idle = [one for one in learners if not picked[one.subscriber_id]]
        picked |= await self._fresh(idle, today)
        return {
            who: (lessons, minds[who].get(lessons[0].key))
            for who, lessons in picked.items()
            if lessons
        }

    async def _fresh(
        self, learners: Sequence[Learner], today: date
    ) -> dict[int, tuple[Lesson, ...]]:
        """Return something new for each; for who has met everything, what is longest ago."""
        met = await self._memories.met([one.subscriber_id for one in learners])
        picked = {
            one.subscriber_id: to_meet(
                self.catalogue.course(one.wish),
                met[one.subscriber_id],
                today=today,
                new=self._new,
            )
            for one in learners
        }
        through = [one for one in learners if not picked[one.subscriber_id]]
        minds = await self._memories.all([one.subscriber_id for one in through])
        for one in through:
            course = self.catalogue.course(one.wish)
            picked[one.subscriber_id] = to_meet_again(course, minds[one.subscriber_id])
        return picked

    async def paired(
        self, families: Iterable[Family], today: date
    ) -> dict[int, tuple[Lesson, ...]]:
        """
        Return the families' lessons of the day, set by whoever asks first.

        What any of those who learn should be asked comes first; else something new to all.
        """
        ours = {one.id: one for one in families}
        keys = dict(await self._families.lessons(list(ours), today))
        fresh = [one for family_id, one in ours.items() if family_id not in keys]
        if fresh:
            await self._families.begin(await self._for_families(fresh, today), today)
            keys |= await self._families.lessons([one.id for one in fresh], today)
        return {family_id: self._known(keys.get(family_id, ())) for family_id in ours}

    def _due(
        self, one: Learner, minds: Mapping[int, Mapping[ItemKey, Memory]], today: date
    ) -> tuple[Lesson, ...]:
        mind, ahead = minds[one.subscriber_id], next_day(today, one.days)
        return to_ask(self.catalogue, mind, today=today, next_lesson=ahead)

    async def _for_families(
        self, families: Sequence[Family], today: date
    ) -> dict[int, tuple[ItemKey, ...]]:
        """Pick as for those who learn alone: what is due first, all memories only without that."""
        learning = {it.id: [one.subscriber_id for one in it.those("learner")] for it in families}
        ahead = {family.id: next_day(today, family.rule.days) for family in families}
        latest = max(until(today, day) for day in ahead.values())
        ids = [who for those in learning.values() for who in those]
        minds = await self._memories.asked(ids, due_until=latest, today=today)
        found = {}
        for it in families:
            mind = together([minds[who] for who in learning[it.id]])
            found[it.id] = to_ask(self.catalogue, mind, today=today, next_lesson=ahead[it.id])
        idle = [family for family in families if not found[family.id]]
        found |= await self._fresh_for_families(idle, today)
        return {family_id: tuple(it.key for it in each) for family_id, each in found.items()}

    async def _fresh_for_families(
        self, families: Sequence[Family], today: date
    ) -> dict[int, tuple[Lesson, ...]]:
        learning = [family.those("learner") for family in families]
        minds = await self._memories.all([one.subscriber_id for each in learning for one in each])
        chats = await self._learners.of([each[0].chat_id for each in learning])
        found = {}
        for family, each in zip(families, learning, strict=True):
            course = self.catalogue.course(chats[each[0].chat_id].wish)
            mind = together([minds[one.subscriber_id] for one in each])
            ahead = next_day(today, family.rule.days)
            found[family.id] = todays(
                self.catalogue, course, mind, today=today, next_lesson=ahead, new=self._new
            )
        return found

    def _known(self, keys: Sequence[ItemKey]) -> tuple[Lesson, ...]:
        return tuple(self.catalogue.by_key[key] for key in keys if key in self.catalogue.by_key)
