"""The store's promises, on SQLite and, where a server is found, on PostgreSQL."""

import asyncio
import os
import uuid
from datetime import UTC, datetime, time, timedelta

import psycopg
import pytest
import sqlalchemy as sa

from bot.errors import StoreError
from bot.store import tables as t
from bot.store.alone import alone
from bot.store.bulletins import Bulletins
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.upgrade import HEAD, alembic_config, upgrade
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.bulletins import addressed, submitted, written
from scheduler.errors import Refused
from scheduler.outcomes import Failed, Moved, Sent, Settlement, Unknown
from scheduler.subscribers import Subscriber
from scheduler.times import QuietHours
from tests.bot.town import NEIGHBOUR, Town, words

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SERVER = os.environ.get("TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1/postgres")


def postgresql():
    """Make an empty database of its own, or skip with the reason."""
    try:
        with psycopg.connect(SERVER, autocommit=True, connect_timeout=2) as server:
            name = f"littlehands_{uuid.uuid4().hex[:12]}"
            server.execute(f'CREATE DATABASE "{name}"')
    except psycopg.Error as error:
        pytest.skip(f"no PostgreSQL at {SERVER}: {type(error).__name__}")
    return name, SERVER.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def address(request, tmp_path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'x.db'}"
        return
    name, found = await asyncio.to_thread(postgresql)
    yield found
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def db(address):
    await upgrade(address, copies=None, now=NOW)
    database = Database(address)
    yield database
    await database.close()


def chat(number, **changes):
    given = {"kind": "private", "language": "en", "zone": "Asia/Urumqi", "card_at": time(19, 30),
             "card_days": frozenset({0, 2, 4}), "topics": frozenset({"notices", "lessons"})}  # fmt: skip
    return Subscriber(chat_id=number, **given | changes)


async def add(db, *chats):
    for it in chats:
        await Subscribers(db).change(it.chat_id, lambda _, it=it: it, fresh=it, now=NOW)


async def scheduled(db, *, at=None, topics=("notices",)):
    bulletins = Bulletins(db)
    draft = await bulletins.draft(1, NOW)

    def fill(it):
        it = addressed(written(it, check_text("Text"), "en"), Audience(topics=frozenset(topics)))
        return submitted(it, at=at, approvals=0, now=NOW)

    return await bulletins.change(draft.id, fill, now=NOW)


async def taken(db, now=NOW):
    schedules = Schedules(db)
    (due,) = await schedules.due_bulletins(now)
    assert await schedules.take_bulletin(due, "send", now)
    (occurrence,) = await Deliveries(db).open_occurrences(now) or [None]
    return occurrence


async def test_what_is_stored_comes_back(db):
    it = chat(7, quiet=QuietHours(since=time(22), until=time(7)), paused_until=NOW, learn="ug")
    await add(db, it)
    assert await Subscribers(db).get(7) == it
    assert await Subscribers(db).get(8) is None


async def test_no_change_is_lost_when_many_come_at_once(db):
    """SQLAlchemy's default on SQLite lost 274 of 320 of these."""
    await add(db, chat(7, card_days=frozenset({0})))
    subscribers = Subscribers(db)

    async def later(_):
        def one_minute(it):
            minutes = it.card_at.hour * 60 + it.card_at.minute + 1
            from dataclasses import replace

            return replace(it, card_at=time(minutes // 60, minutes % 60))

        await subscribers.change(7, one_minute, fresh=chat(7), now=NOW)

    await asyncio.gather(*map(later, range(40)))
    assert (await subscribers.get(7)).card_at == time(20, 10)


async def test_a_due_bulletin_is_taken_by_one_of_many_and_has_a_row_per_recipient(db):
    await add(db, chat(1), chat(2), chat(3, topics=frozenset({"culture"})), chat(4, status="left"))
    await add(db, chat(5, paused_until=NOW + timedelta(days=1)))
    await scheduled(db)
    schedules = Schedules(db)
    (due,) = await schedules.due_bulletins(NOW)
    won = await asyncio.gather(*(schedules.take_bulletin(due, "send", NOW) for _ in range(5)))
    assert sorted(won) == [False] * 4 + [True]
    (occurrence,) = await Deliveries(db).open_occurrences(NOW)
    rows = await Deliveries(db).claim(occurrence, limit=10, now=NOW)
    assert sorted(row.chat_id for row in rows) == [1, 2]
    assert await Deliveries(db).claim(occurrence, limit=10, now=NOW) == []


async def test_an_edit_after_the_look_wins_over_the_tick(db):
    await add(db, chat(1))
    it = await scheduled(db)
    (due,) = await Schedules(db).due_bulletins(NOW)
    from scheduler.bulletins import cancelled

    await Bulletins(db).change(it.id, cancelled, now=NOW)
    assert not await Schedules(db).take_bulletin(due, "send", NOW)
    with pytest.raises(Refused):
        await Bulletins(db).change(it.id, cancelled, version=it.version, now=NOW)


async def test_quiet_hours_move_a_row_to_their_end(db):
    await add(db, chat(1, quiet=QuietHours(since=time(7), until=time(9))), chat(2))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    assert [r.chat_id for r in await deliveries.claim(occurrence, limit=9, now=NOW)] == [2]
    late = NOW + timedelta(hours=1)
    assert [r.chat_id for r in await deliveries.claim(occurrence, limit=9, now=late)] == [1]


async def test_after_a_crash_claimed_is_free_and_sending_follows_its_rule(db):
    await add(db, *(chat(n) for n in range(1, 5)))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    first, second, *_ = await deliveries.claim(occurrence, limit=10, now=NOW)
    assert await deliveries.mark_sending(first)
    assert await deliveries.mark_sending(second)
    await deliveries.settle(Settlement(row=second, outcome=Sent(message_id=5)))
    await deliveries.recover(NOW)
    assert len(await deliveries.claim(occurrence, limit=10, now=NOW)) == 3


async def test_every_outcome_ends_in_its_own_count_and_the_sum_is_the_audience(db):
    await add(db, *(chat(n) for n in range(1, 7)))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    rows = await deliveries.claim(occurrence, limit=10, now=NOW)
    outcomes = [Sent(message_id=1), Failed(cause="blocked"), Failed(cause="gone"), Failed(cause="rejected"), Failed(cause="unreachable")]  # fmt: skip
    for row, outcome in zip(rows, outcomes, strict=False):
        assert await deliveries.mark_sending(row)
        await deliveries.settle(Settlement(row=row, outcome=outcome))
    last = rows[-1]
    await Subscribers(db).set_status(last.chat_id, "left")
    assert not await deliveries.mark_sending(last)
    (account,) = await deliveries.finish(NOW)
    assert account.counts == {"sent": 1, "blocked": 1, "gone": 1, "rejected": 1, "unreachable": 1, "withdrawn": 1, "uncertain": 0}  # fmt: skip
    assert await deliveries.finish(NOW) == []
    assert (await Subscribers(db).get(rows[1].chat_id)).status == "gone"
    await deliveries.drop_before(NOW + timedelta(days=1))
    async with db.read() as c:
        assert await c.scalar(sa.select(sa.func.count()).select_from(t.delivery)) == 0


async def test_an_unknown_outcome_is_sent_once_more_and_then_counted(db):
    await add(db, chat(1))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    for _ in range(2):
        (row,) = await deliveries.claim(occurrence, limit=9, now=NOW)
        await deliveries.mark_sending(row)
        await deliveries.settle(Settlement(row=row, outcome=Unknown()))
    (account,) = await deliveries.finish(NOW)
    assert account.counts == {"unknown": 1, "uncertain": 1}


async def test_a_group_that_moved_keeps_everything_under_its_new_id(db):
    await add(db, chat(-5, kind="group"))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    (row,) = await deliveries.claim(occurrence, limit=9, now=NOW)
    await deliveries.mark_sending(row)
    await deliveries.settle(Settlement(row=row, outcome=Moved(chat_id=-1005), retry_at=NOW))
    (again,) = await deliveries.claim(occurrence, limit=9, now=NOW)
    assert again.chat_id == -1005
    assert (await Subscribers(db).get(-1005)).kind == "group"


async def test_a_cohort_moves_on_once_and_its_card_is_one_row_a_member(db):
    await add(db, chat(1), chat(2), chat(3, topics=frozenset()))
    schedules = Schedules(db)
    later = NOW + timedelta(days=3)
    (due,) = await schedules.due_cohorts(later)
    moved = [await schedules.take_cohort(due, next_at=due.rule.next_after(later), send=True, now=later) for _ in range(2)]  # fmt: skip
    assert moved == [True, False]
    assert await schedules.due_cohorts(later) == []
    assert await schedules.next_instant()


async def test_forgetting_leaves_totals_and_nobody(db):
    await add(db, chat(1))
    await scheduled(db)
    await taken(db)
    await Subscribers(db).forget(1)
    assert await Subscribers(db).get(1) is None
    assert await Subscribers(db).everything(1) is None
    (account,) = await Deliveries(db).finish(NOW)
    assert account.counts["withdrawn"] == 1


async def test_the_schema_is_what_the_tables_say_and_a_second_upgrade_does_nothing(address):
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    assert await upgrade(address, copies=None, now=NOW) == "empty"
    assert await upgrade(address, copies=None, now=NOW) is None
    assert ScriptDirectory.from_config(alembic_config()).get_current_head() == HEAD
    database = Database(address)
    async with database.read() as c:
        found = await c.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync), t.metadata)
        )
    await database.close()
    assert not found


async def test_two_upgrades_at_once_end_in_one_schema(address):
    if address.startswith("sqlite"):
        pytest.skip("a second process is refused on SQLite")
    await asyncio.gather(*(upgrade(address, copies=None, now=NOW) for _ in range(3)))


async def test_a_second_program_is_refused(db, address):
    other = Database(address)
    async with alone(db, address):
        with pytest.raises(StoreError, match="another littlehands"):
            async with alone(other, address):
                pass
    await other.close()


async def test_a_newer_database_and_no_server_are_one_clear_line(tmp_path, db, address):
    async with db.write() as c:
        await c.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        await upgrade(address, copies=None, now=NOW)
    with pytest.raises(StoreError, match="cannot open the database"):
        await upgrade("postgresql://nobody@127.0.0.1:1/none", copies=None, now=NOW)


async def test_the_whole_mission_runs_on_postgresql(tmp_path):
    name, found = await asyncio.to_thread(postgresql)
    town = Town(tmp_path, database=found)
    await town.open()
    await town.subscribe(NEIGHBOUR)
    await town.schedule("On the other database", "23:56")
    await town.push(hours=25)
    heard = [words(m) for m in await town.heard(NEIGHBOUR)]
    await town.close()
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    assert heard.count("On the other database") == 1
    assert any("Word of the day" in text for text in heard)
