"""A database of the first version comes up with everything that was in it."""

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import tables as t
from bot.store.accounts import Accounts
from bot.store.database import Database, driver_url
from bot.store.deliveries import Deliveries
from bot.store.runners import LONER, Runners
from bot.store.upgrade import HEAD, alembic_config, upgrade
from scheduler.outcomes import Sent, Settlement
from tests.bot.test_store import NOW, address, claim

__all__ = ["address"]

ROWS = (
    (
        "INSERT INTO subscriber (id, chat_id, kind, status, language, learn, zone, card_at, card_days, subscribed_on)"
        " VALUES ({n}, {n}, 'private', 'active', 'en', 'zh', 'Asia/Urumqi', '19:30', '024', '2026-01-01')"
    ),
    "INSERT INTO subscription (subscriber_id, topic) VALUES ({n}, 'notices')",
    "INSERT INTO lesson (subscriber_id, deck, item, met_on) VALUES ({n}, 'd', 'i', '2026-01-01')",
    (
        "INSERT INTO delivery (occurrence_id, subscriber_id, state, not_before, attempts, uncertain)"
        " VALUES (1, {n}, '{state}', '2026-01-01 00:00:00', 0, {uncertain})"
    ),
)
BULLETIN = (
    (
        "INSERT INTO bulletin (id, author_id, state, version, topics, languages, kinds, approved_by, crash_rule, written_at)"
        " VALUES (1, 1001, 'sending', 3, '[\"notices\"]', '[]', '[]', '[]', 'resend', '2026-01-01 00:00:00')"
    ),
    "INSERT INTO bulletin_text (bulletin_id, language, html, title) VALUES (1, 'en', 'News', 'News')",
    (
        "INSERT INTO occurrence (id, bulletin_id, local_key, due_at, crash_rule, stopped)"
        " VALUES (1, 1, 'k', '2026-01-01 00:00:00', 'resend', false)"
    ),
    (
        "INSERT INTO inbox (update_id, lane, raw, attempts, received_at)"
        " VALUES (5, 1, '{}', 0, '2026-01-01 00:00:00')"
    ),
)
STATES = ("sent", "claimed", "sending", "pending", "unknown")


@pytest.fixture
async def old(address):
    """A database as the first version left it in mid-broadcast."""
    engine = create_async_engine(driver_url(address))

    def lay(connection):
        config = alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    async with engine.begin() as c:
        await c.run_sync(lay)
        for statement in BULLETIN:
            await c.exec_driver_sql(statement)
        for n, state in enumerate(STATES, 1):
            for row in ROWS:
                uncertain = "true" if state == "unknown" else "false"
                await c.exec_driver_sql(row.format(n=n, state=state, uncertain=uncertain))
    await engine.dispose()
    return address


async def count(db, table):
    async with db.read() as c:
        return await c.scalar(sa.select(sa.func.count()).select_from(table))


async def test_no_row_is_lost_and_what_was_under_way_goes_on(old, tmp_path):
    has_copies = old.startswith("sqlite")
    copies = tmp_path / "copies" if has_copies else None
    assert await upgrade(old, copies=copies, now=NOW) == "0001"
    assert not has_copies or len(list(copies.iterdir())) == 1
    assert await upgrade(old, copies=copies, now=NOW) is None
    db = Database(old)
    for table in (t.subscriber, t.subscription, t.memory, t.delivery):
        assert await count(db, table) == len(STATES)
    assert await count(db, t.bulletin_text) == 1

    await Runners(db, runner=LONER).join(NOW)
    deliveries = Deliveries(db)
    rows = await claim(deliveries)
    assert [(row.chat_id, row.doubts) for row in rows] == [(2, 0), (3, 1), (4, 0)]
    await deliveries.exchange([], rows)
    await deliveries.exchange([Settlement(row=r, outcome=Sent(message_id=9)) for r in rows], [])
    await Accounts(db).finish(NOW)
    (account,) = await Accounts(db).untold(NOW)
    assert account.counts == {"sent": 4, "unknown": 1, "uncertain": 2}
    await db.close()


async def test_an_upgrade_that_breaks_off_leaves_the_old_schema(old, monkeypatch):
    """Killed or failed half-way, nothing of it stays: one transaction holds it all."""

    def fail(*_):
        raise RuntimeError("the plug was pulled")

    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(RuntimeError):
        await upgrade(old, copies=None, now=NOW)
    monkeypatch.undo()
    assert await upgrade(old, copies=None, now=NOW) == "0001"
    db = Database(old)
    assert await count(db, t.delivery) == len(STATES)
    async with db.read() as c:
        assert await c.scalar(sa.text("SELECT version_num FROM alembic_version")) == HEAD
    await db.close()
