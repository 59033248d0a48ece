"""What a fault of the database says may be read by whoever runs the machine: it names nobody."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.store.upgrade import schema_engine
from tests.bot.test_store import address, db  # noqa: F401

SOMEBODY = 20_039_999
BROKEN = sa.text("UPDATE no_such_table SET chat_id = :chat")


async def test_a_fault_of_the_database_does_not_say_whose_row_it_was(db):  # noqa: F811
    with pytest.raises(DBAPIError) as fault:
        async with db.write() as c:
            await c.execute(BROKEN, {"chat": SOMEBODY})
    assert str(SOMEBODY) not in str(fault.value)
    with pytest.raises(DBAPIError) as fault:
        await db.look(lambda c: c.execute(BROKEN, {"chat": SOMEBODY}))
    assert str(SOMEBODY) not in str(fault.value)


async def test_a_fault_of_an_upgrade_does_not_either(address):  # noqa: F811
    engine = schema_engine(address)
    with pytest.raises(DBAPIError) as fault:
        async with engine.begin() as c:
            await c.execute(BROKEN, {"chat": SOMEBODY})
    await engine.dispose()
    assert str(SOMEBODY) not in str(fault.value)
