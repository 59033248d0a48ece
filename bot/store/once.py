"""
An update's changes are made once, though the update may be handled twice.

A process that dies after a change and before the tick in the inbox gets the update again. So each
change is counted in the inbox, in its own transaction: a repeat finds it made and passes it over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t


class _Handling:
    def __init__(self, update_id: int) -> None:
        self.update_id = update_id
        self.changes = 0


_UNDER_WAY: ContextVar[_Handling | None] = ContextVar("update", default=None)


@contextmanager
def handling(update_id: int) -> Iterator[None]:
    """Say which update the changes inside belong to."""
    token = _UNDER_WAY.set(_Handling(update_id))
    try:
        yield
    finally:
        _UNDER_WAY.reset(token)


async def first_time(c: AsyncConnection) -> bool:
    """Tell whether the next change of the update under way is still to be made, and count it."""
    update = _UNDER_WAY.get()
    if update is None:
        return True
    update.changes += 1
    i = t.inbox.c
    fresh = i.update_id == update.update_id, i.applied < update.changes
    counted = await c.execute(sa.update(t.inbox).where(*fresh).values(applied=update.changes))
    return bool(counted.rowcount)
