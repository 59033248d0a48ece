"""The statements that run for every block of messages: claim a block, settle some, mark others."""

from collections import defaultdict
from collections.abc import Sequence, Set
from datetime import datetime, time
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from bot.store import tables as t
from bot.store.database import Database
from bot.store.prepared import Cursor
from scheduler.outcomes import Failed, Moved, Row, Sent, Settlement, TryLater, Unknown
from scheduler.times import QuietHours

_d = t.delivery.c
_s = t.subscriber.c
_o = t.occurrence.c
_b = t.bulletin.c

_ROUNDS = 20
"""Blocks of sleepers that are passed over in one go, before the next have their turn."""

_Found = tuple[Any, ...]
"""A free row, with its chat, and at its end the zone and the quiet hours of that."""


class Turnover:
    """Runs them for one runner, whose id marks the rows it holds, inside a transaction."""

    def __init__(self, database: Database, *, runner: int) -> None:
        these = database.among(_d.id, "ids")
        self._runner = runner
        self._next = database.prepared(_next())
        self._free = database.prepared(_free())
        self._take = database.prepared(_take(these))
        self._put_off = database.prepared(_put_off(these))
        self._withdraw = database.prepared(_withdraw(these))
        self._leave = database.prepared(_leave(these))
        self._left = database.prepared(sa.select(_d.id).where(these, *_SENDING))
        self._confirm = database.prepared(_confirm(*database.by_id("messages")))
        self._recount = database.prepared(_recount(database.among(_o.id, "occurrences")))
        self._rare = {it: database.prepared(it) for it in _RARE}

    def claim(self, cursor: Cursor, *, after: int, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows of the next open occurrence after *after*, in turn."""
        found = self._next.rows(cursor, {"after": after, "now": now})
        if not found:
            return []
        ((occurrence_id, deed, crash_rule, expires_at, urgent),) = found
        values = {"occurrence": occurrence_id, "now": now, "most": limit}
        rows = self._awake(cursor, values, sleeps=deed == "send" and not urgent)
        if not rows:
            return []
        self._take.changed(cursor, {"ids": [row[0] for row in rows], "runner": self._runner})
        if gone := [row_id for row_id, _, chat, *_ in rows if chat is None]:
            self._withdraw.changed(cursor, {"ids": gone})
        shared = {
            "occurrence_id": occurrence_id,
            "crash_rule": crash_rule,
            "expires_at": expires_at,
            "claimed_at": now,
            "deed": deed,
        }
        return [_row(row, shared) for row in rows if row[2] is not None]

    def _awake(self, cursor: Cursor, values: dict[str, Any], *, sleeps: bool) -> list[_Found]:
        """
        Return free rows; where *sleeps*, put those off that are in quiet hours by now.

        What waits to be tried again, or behind many others, was written down before these began.
        """
        for _ in range(_ROUNDS):
            rows = sorted(self._free.rows(cursor, values), key=itemgetter(0))
            if not sleeps:
                return rows
            awake = self._let_sleep(cursor, rows, values["now"])
            if awake or not rows:
                return awake
        return []

    def _let_sleep(self, cursor: Cursor, rows: list[_Found], now: datetime) -> list[_Found]:
        ends = {row[-3:]: _quiet_end(now, *row[-3:]) for row in rows if row[-1]}
        asleep: defaultdict[datetime, list[int]] = defaultdict(list)
        for row in rows:
            if end := ends.get(row[-3:]):
                asleep[end].append(row[0])
        for end, ids in asleep.items():
            self._put_off.changed(cursor, {"ids": ids, "until": end})
        return [row for row in rows if not ends.get(row[-3:])]

    def exchange(
        self, cursor: Cursor, settled: Sequence[Settlement], leaving: Sequence[Row]
    ) -> Set[int]:
        """Write what became of some rows, and that others leave; return the ids that may."""
        sent = {it.row.id: it.outcome.message_id for it in settled if isinstance(it.outcome, Sent)}
        if sent:
            self._confirm.changed(cursor, {"messages": dict(sorted(sent.items()))})
            self._keep_albums(cursor, settled)
            touched = sorted({it.row.occurrence_id for it in settled})
            self._recount.changed(cursor, {"occurrences": touched})
        if len(sent) < len(settled):
            self._settle(cursor, [it for it in settled if it.row.id not in sent])
        if not leaving:
            return set()
        ids = sorted(row.id for row in leaving)
        mine = {"ids": ids, "runner": self._runner}
        if self._leave.changed(cursor, mine) == len(ids):
            return set(ids)
        return {row_id for (row_id,) in self._left.rows(cursor, mine)}

    def _keep_albums(self, cursor: Cursor, settled: Sequence[Settlement]) -> None:
        for it in settled:
            if isinstance(it.outcome, Sent) and it.outcome.album:
                album = _text(it.outcome.album)
                self._rare[_ALBUM].changed(cursor, {"row": it.row.id, "album": album})

    def _settle(self, cursor: Cursor, settled: Sequence[Settlement]) -> None:
        values: defaultdict[Any, list[dict[str, Any]]] = defaultdict(list)
        for it in sorted(settled, key=lambda it: it.row.id):
            if isinstance(it.outcome, TryLater | Unknown) and it.outcome.album:
                album = {"album": _text(it.outcome.album), "runner": self._runner}
                self._rare[_KEEP_ALBUM].changed(cursor, {"row": it.row.id, **album})
            statement, columns = written(it, runner=self._runner)
            values[statement].append(columns)
        for statement, rows in values.items():
            for columns in rows:
                self._rare[statement].changed(cursor, columns)


def written(it: Settlement, *, runner: int) -> tuple[Any, dict[str, Any]]:
    """Return the statement that writes what was not confirmed, and its values."""
    mine = {"row": it.row.id, "runner": runner}
    if isinstance(it.outcome, Failed):
        return _FAIL, {**mine, "cause": it.outcome.cause}
    if it.retry_at is None:
        return _DOUBT, mine
    tries = {"attempt": int(it.counted), "doubt": int(isinstance(it.outcome, Unknown))}
    afresh = isinstance(it.outcome, Moved) and it.row.deed == "send"
    return _AFRESH if afresh else _RETRY, {**mine, **tries, "retry_at": it.retry_at}


def _next() -> Any:
    ready = sa.exists().where(
        _d.occurrence_id == _o.id, _d.state == "pending", _d.not_before <= sa.bindparam("now")
    )
    return (
        sa.select(_o.id, _o.deed, _o.crash_rule, _o.expires_at, sa.func.coalesce(_b.urgent, False))
        .select_from(t.occurrence.outerjoin(t.bulletin, _b.id == _o.bulletin_id))
        .where(
            _o.closed_at.is_(None),
            ~_o.paused,
            ~_o.stopped,
            _o.expires_at > sa.bindparam("now"),
            ready,
        )
        .order_by(_o.id <= sa.bindparam("after"), _o.id)
        .limit(1)
    )


def _free() -> Any:
    """Return the free rows of an occurrence, with their chats; no other runner takes them then."""
    return (
        sa.select(
            _d.id,
            _d.subscriber_id,
            _s.chat_id,
            _s.language,
            _s.kind,
            _s.thread_id,
            _d.message_id,
            _d.album,
            _d.attempts,
            _d.doubts,
            _s.zone,
            _s.quiet_since,
            _s.quiet_until,
        )
        .select_from(t.delivery.outerjoin(t.subscriber, _s.id == _d.subscriber_id))
        .where(
            _d.occurrence_id == sa.bindparam("occurrence"),
            _d.state == "pending",
            _d.not_before <= sa.bindparam("now"),
        )
        .limit(sa.bindparam("most"))
        .with_for_update(skip_locked=True, of=t.delivery)
    )


def _take(these: Any) -> Any:
    taken = {"state": "claimed", "owner": sa.bindparam("runner")}
    return sa.update(t.delivery).where(these).values(taken)


def _put_off(these: Any) -> Any:
    until = sa.bindparam("until", type_=t.Instant)
    return sa.update(t.delivery).where(these).values(not_before=until)


def _quiet_end(now: datetime, zone: str, since: str, until: str) -> datetime | None:
    quiet = QuietHours(since=time.fromisoformat(since), until=time.fromisoformat(until))
    return quiet.end(now, zone)


def _withdraw(these: Any) -> Any:
    return sa.update(t.delivery).where(these).values(state="withdrawn", owner=None)


def _leave(these: Any) -> Any:
    """A row that is *sending* already was written before a fault of the database: it never left."""
    waits = (_d.state == "claimed") | (_d.state == "sending")
    return sa.update(t.delivery).where(these, _OWNED, waits).values(state="sending")


def _confirm(row_id: Any, message_id: Any) -> Any:
    sent = {"state": "sent", "message_id": message_id, "owner": None}
    return sa.update(t.delivery).where(_d.id == row_id).values(sent)


def _recount(these: Any) -> Any:
    """A runner that stood still may confirm a message after the account was closed."""
    counted = _o.closed_at.is_not(None), _o.counts.is_not(None)
    return sa.update(t.occurrence).where(these, *counted).values(counts=sa.null())


def _row(found: tuple[Any, ...], shared: dict[str, Any]) -> Row:
    row_id, subscriber, chat, language, kind, thread, message, album, attempts, doubts = found[:10]
    return Row(
        id=row_id,
        subscriber_id=subscriber,
        chat_id=chat,
        language=language,
        kind=kind,
        thread_id=thread,
        message_id=message,
        album=_ids(album),
        attempts=attempts,
        doubts=doubts,
        **shared,
    )


def _text(album: tuple[int, ...]) -> str:
    return ",".join(map(str, album))


def _ids(album: str | None) -> tuple[int, ...]:
    return tuple(map(int, album.split(","))) if album else ()


_ALBUM = sa.update(t.delivery).where(_d.id == sa.bindparam("row"))
_ALBUM = _ALBUM.values(album=sa.bindparam("album"))
_OWNED = _d.owner == sa.bindparam("runner")
_SENDING = _OWNED, _d.state == "sending"
_MINE = sa.update(t.delivery).where(_d.id == sa.bindparam("row"), *_SENDING)
_KEEP_ALBUM = _MINE.values(album=sa.bindparam("album"))
_FAIL = _MINE.values(state=sa.bindparam("cause"), owner=None)
_DOUBT = _MINE.values(state="unknown", doubts=_d.doubts + 1, owner=None)
_RETRY = _MINE.values(
    state="pending",
    not_before=sa.bindparam("retry_at"),
    attempts=_d.attempts + sa.bindparam("attempt"),
    doubts=_d.doubts + sa.bindparam("doubt"),
    owner=None,
)
_AFRESH = _RETRY.values(album=None)
"""The sender took the album back in the chat that is no more."""
_RARE = _ALBUM, _KEEP_ALBUM, _FAIL, _DOUBT, _RETRY, _AFRESH
