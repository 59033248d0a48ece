"""The messages of every chat, as Bot API objects, and what each person has seen."""

import json
import sqlite3
from dataclasses import dataclass, field
from typing import Any

from bot.demo.state import Json


@dataclass(frozen=True, kw_only=True)
class Stored:
    """A message as the bot sees it, and *extra*: what only the page shows."""

    body: Json
    extra: Json = field(default_factory=dict)

    @property
    def author(self) -> int:
        """The id of who wrote it; a channel's posts keep it out of the body."""
        sender = self.body.get("from") or {}
        return int(sender.get("id") or self.extra.get("author", 0))

    @property
    def page(self) -> Json:
        """The message for the page: body and extra in one object."""
        return {**self.body, **self.extra}


class Messages:
    """Message ids count up from 1 in each chat and are never used twice."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def next_id(self, chat: int, *, after: int = 0) -> int:
        """Take the chat's next message id; the first one follows *after*."""
        (last,) = self._db.execute(
            "INSERT INTO counter VALUES (?, ?)"
            " ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last",
            (chat, after + 1),
        ).fetchone()
        return int(last)

    def put(self, stored: Stored) -> None:
        """Write the message, new or changed."""
        body = stored.body
        self._db.execute(
            "INSERT OR REPLACE INTO message VALUES (?, ?, ?, ?)",
            (
                body["chat"]["id"],
                body["message_id"],
                json.dumps(body, ensure_ascii=False),
                json.dumps(stored.extra, ensure_ascii=False),
            ),
        )

    def get(self, chat: int, message: int) -> Stored | None:
        """Return one message, or None if it never was or is gone."""
        row = self._db.execute(
            "SELECT body, extra FROM message WHERE chat = ? AND id = ?", (chat, message)
        ).fetchone()
        return _stored(row) if row else None

    def delete(self, chat: int, message: int) -> None:
        """Forget one message; its id stays used."""
        self._db.execute("DELETE FROM message WHERE chat = ? AND id = ?", (chat, message))

    def newest(self, chat: int, *, limit: int) -> list[Stored]:
        """Return the chat's last *limit* messages, oldest first."""
        rows = self._db.execute(
            "SELECT body, extra FROM message WHERE chat = ? ORDER BY id DESC LIMIT ?",
            (chat, limit),
        ).fetchall()
        return [_stored(row) for row in reversed(rows)]

    def with_poll(self, poll: str) -> list[Stored]:
        """Return every message that shows this poll: the first one and those forwarded."""
        rows = self._db.execute(
            "SELECT body, extra FROM message WHERE json_extract(body, '$.poll.id') = ?", (poll,)
        ).fetchall()
        return [_stored(row) for row in rows]

    def mark_seen(self, chat: int, person: int) -> None:
        """Note that *person* has now seen everything in *chat*."""
        self._db.execute(
            "INSERT OR REPLACE INTO seen"
            " SELECT ?, ?, coalesce(max(id), 0) FROM message WHERE chat = ?",
            (chat, person, chat),
        )

    def unread(self, chat: int, person: int) -> int:
        """Count what others wrote in *chat* since *person* last looked."""
        (count,) = self._db.execute(
            "SELECT count(*) FROM message WHERE chat = ?1 AND"
            " coalesce(json_extract(body, '$.from.id'), json_extract(extra, '$.author')) <> ?2"
            " AND id > coalesce((SELECT message FROM seen WHERE chat = ?1 AND person = ?2), 0)",
            (chat, person),
        ).fetchone()
        return int(count)


def _stored(row: tuple[Any, ...]) -> Stored:
    return Stored(body=json.loads(row[0]), extra=json.loads(row[1]))
