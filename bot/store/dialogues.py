"""What the bot has asked a person and waits to hear; it outlives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database


@dataclass(frozen=True, kw_only=True)
class Dialogue:
    """
    The question that is open between the bot and one person in one chat.

    *awaits* names the conversation's step that takes the answer, *about* is what it needs for that.
    """

    awaits: str
    about: Mapping[str, Any] = field(default_factory=dict)


class Dialogues:
    """One open question per person and chat."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def open(self, chat_id: int, user_id: int) -> Dialogue | None:
        """Return the open question, if there is one."""
        async with self._db.read() as c:
            row = (await c.execute(sa.select(t.dialogue).where(*_of(chat_id, user_id)))).first()
        return Dialogue(awaits=row.awaits, about=row.about) if row else None

    async def ask(self, chat_id: int, user_id: int, dialogue: Dialogue, now: datetime) -> None:
        """Open a question; it takes the place of an earlier one."""
        values = {"awaits": dialogue.awaits, "about": dict(dialogue.about), "since": now}
        statement = self._db.insert(t.dialogue).values(chat_id=chat_id, user_id=user_id, **values)
        async with self._db.write() as c:
            await c.execute(
                statement.on_conflict_do_update(index_elements=["chat_id", "user_id"], set_=values)
            )

    async def close(self, chat_id: int, user_id: int) -> None:
        """Forget the question."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.dialogue).where(*_of(chat_id, user_id)))

    async def drop_before(self, instant: datetime) -> None:
        """Delete questions that nobody answered since *instant*."""
        async with self._db.write() as c:
            await c.execute(sa.delete(t.dialogue).where(t.dialogue.c.since < instant))


def _of(chat_id: int, user_id: int) -> tuple[Any, ...]:
    return t.dialogue.c.chat_id == chat_id, t.dialogue.c.user_id == user_id
