"""What each subscriber met, and when: the memory behind the daily card."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from content.languages import Language
from content.lessons.deck import Learnable
from content.lessons.pick import ItemKey


@dataclass(frozen=True, kw_only=True)
class Learner:
    """What is needed to pick and word a card for one subscriber."""

    subscriber_id: int
    language: Language
    learn: Learnable
    zone: str
    met: Mapping[ItemKey, date]


class Lessons:
    """Reads learners in blocks and notes what they met."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def learners(self, chats: Sequence[int]) -> dict[int, Learner]:
        """Return the learners among these chats, by chat id."""
        s = t.subscriber.c
        people = sa.select(s.id, s.chat_id, s.language, s.learn, s.zone).where(s.chat_id.in_(chats))
        async with self._db.read() as c:
            rows = (await c.execute(people)).all()
            met: dict[int, dict[ItemKey, date]] = {row.id: {} for row in rows}
            memories = sa.select(t.lesson).where(t.lesson.c.subscriber_id.in_(list(met)))
            for memory in await c.execute(memories):
                met[memory.subscriber_id][memory.deck, memory.item] = memory.met_on
        return {
            row.chat_id: Learner(
                subscriber_id=row.id,
                language=row.language,
                learn=row.learn,
                zone=row.zone,
                met=met[row.id],
            )
            for row in rows
        }

    async def note(self, met: Sequence[tuple[int, ItemKey]], today: date) -> None:
        """Note that each (subscriber, item) met today; noting it again changes nothing."""
        if not met:
            return
        insert = self._db.insert(t.lesson)
        insert = insert.on_conflict_do_update(
            index_elements=["subscriber_id", "deck", "item"],
            set_={"met_on": insert.excluded.met_on},
        )
        rows = [
            {"subscriber_id": who, "deck": deck, "item": item, "met_on": today}
            for who, (deck, item) in met
        ]
        async with self._db.write() as c:
            await c.execute(insert, rows)
