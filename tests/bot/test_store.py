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
from bot.store.accounts import Accounts
from bot.store.alone import alone
from bot.store.bulletins import Bulletins
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.runners import LONER, Runners
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.upgrade import HEAD, alembic_config, upgrade
from bot.store.waits import Waits
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.drafts import addressed, written
from scheduler.errors import Refused
from scheduler.handing_in import submitted
from scheduler.outcomes import Failed, Moved, Sent, Settlement, TryLater, Unknown
from scheduler.plans import Plan
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
        return submitted(it, plan=Plan(zone="UTC", at=at), approvals=0, now=NOW)

    return await bulletins.change(draft.id, fill, now=NOW)


async def taken(db, now=NOW):
    schedules = Schedules(db)
    (due,) = await schedules.due_bulletins(now)
    assert await schedules.take_bulletin(due, "send", now)
    async with db.read() as c:
        return await c.scalar(sa.select(sa.func.max(t.occurrence.c.id)))


async def claim(deliveries, now=NOW, limit=10):
    return await deliveries.claim(after=0, limit=limit, now=now)


async def ended(db, now=NOW):
    await Accounts(db).finish(now)
    return await Accounts(db).untold(now)


async def leave_and_settle(deliveries, row, outcome, **how):
    assert await deliveries.exchange([], [row]) == {row.id}
    await deliveries.exchange([Settlement(row=row, outcome=outcome, **how)], [])


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
    assert [it.state for it in won if it] == ["sending"]
    rows = await claim(Deliveries(db))
    assert [row.chat_id for row in rows] == [1, 2]
    assert await claim(Deliveries(db)) == []


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
    await taken(db)
    deliveries = Deliveries(db)
    assert [r.chat_id for r in await claim(deliveries)] == [2]
    assert [r.chat_id for r in await claim(deliveries, NOW + timedelta(hours=1))] == [1]


async def test_a_clock_that_is_set_back_does_not_hold_back_what_waits_for_nothing(db):
    await add(db, chat(1))
    await scheduled(db)
    await taken(db)
    assert len(await claim(Deliveries(db), NOW - timedelta(hours=1))) == 1


async def test_waits_that_begin_anew_go_at_once_but_for_quiet_hours_and_later_ones(db):
    quiet = QuietHours(since=time(7), until=time(9))
    await add(db, chat(1), chat(2, quiet=quiet), chat(3))
    await scheduled(db)
    await taken(db, NOW + timedelta(hours=2))
    deliveries = Deliveries(db)
    rows = await claim(deliveries, NOW + timedelta(hours=2))
    soon, late = NOW + timedelta(hours=2, minutes=1), NOW + timedelta(hours=5)
    await deliveries.release(rows[:2], not_before=soon)
    await deliveries.release(rows[2:], not_before=late)
    await Waits(db).begin_anew(now=NOW, until=soon)
    assert [row.chat_id for row in await claim(deliveries)] == [1]
    assert [row.chat_id for row in await claim(deliveries, NOW + timedelta(hours=1))] == [2]
    assert [row.chat_id for row in await claim(deliveries, late)] == [3]


@pytest.mark.parametrize("rule", ["resend", "skip"])
async def test_after_a_crash_claimed_is_free_and_sending_follows_its_rule(db, rule):
    await add(db, *(chat(n) for n in range(1, 5)))
    await scheduled(db)
    occurrence = await taken(db)
    async with db.write() as c:
        await c.execute(sa.update(t.occurrence).values(crash_rule=rule))
    deliveries = Deliveries(db)
    first, second, *_ = await claim(deliveries)
    assert await deliveries.exchange([], [first, second]) == {first.id, second.id}
    await deliveries.exchange([Settlement(row=second, outcome=Sent(message_id=5))], [])
    await Runners(db, runner=LONER).join(NOW)
    again = await claim(deliveries)
    assert [row.doubts for row in again] == ([1, 0, 0] if rule == "resend" else [0, 0])
    assert again[0].occurrence_id == occurrence


async def test_what_another_runner_took_over_is_not_sent_but_a_confirmed_message_is_written(db):
    await add(db, chat(1), chat(2))
    await scheduled(db)
    await taken(db)
    frozen, awake = Deliveries(db, runner=1), Deliveries(db, runner=2)
    for runner in (1, 2):
        await Runners(db, runner=runner).join(NOW)
    first, second = await claim(frozen)
    assert await frozen.exchange([], [first]) == {first.id}
    assert await Runners(db, runner=2).bury(1, 0) == []
    taken_over = await claim(awake)
    assert await awake.exchange([], taken_over) == {first.id, second.id}
    late = [Settlement(row=first, outcome=Sent(message_id=7)), Settlement(row=second, outcome=TryLater(), retry_at=NOW)]  # fmt: skip
    assert await frozen.exchange(late, [second]) == set()
    await awake.exchange(
        [Settlement(row=row, outcome=Sent(message_id=9)) for row in taken_over], []
    )
    (account,) = await ended(db)
    assert account.counts == {"sent": 2, "uncertain": 1}


async def test_what_is_given_back_can_be_taken_again_when_its_time_has_come(db):
    await add(db, *(chat(n) for n in range(1, 4)))
    await scheduled(db)
    await taken(db)
    deliveries = Deliveries(db)
    first, second, third = await claim(deliveries)
    await deliveries.release([first], not_before=NOW + timedelta(seconds=3))
    await deliveries.release([second])
    await deliveries.let_go({third.id})
    assert [row.id for row in await claim(deliveries)] == [second.id]
    await deliveries.let_go(set())
    late = NOW + timedelta(seconds=3)
    assert {row.id for row in await claim(deliveries, late)} == {first.id, second.id, third.id}


async def test_a_block_is_never_larger_than_was_asked_for(db):
    await add(db, *(chat(n) for n in range(1, 40)))
    await scheduled(db)
    await taken(db)
    runners = [Deliveries(db, runner=n) for n in range(4)]
    blocks = await asyncio.gather(*(claim(runner, limit=7) for runner in runners))
    assert max(map(len, blocks)) <= 7
    ids = [row.id for block in blocks for row in block]
    assert len(ids) == len(set(ids)) > 0


async def test_what_nobody_wants_any_more_is_closed_unless_it_is_paused(db):
    await add(db, chat(1))
    await scheduled(db)
    await taken(db)
    late = NOW + timedelta(hours=48)
    async with db.write() as c:
        await c.execute(sa.update(t.occurrence).values(paused=True))
    await Accounts(db).expire(late)
    assert await ended(db, late) == []
    async with db.write() as c:
        await c.execute(sa.update(t.occurrence).values(paused=False))
    await Accounts(db).expire(late)
    (account,) = await ended(db, late)
    assert account.counts == {"expired": 1, "uncertain": 0}


async def test_every_outcome_ends_in_its_own_count_and_the_sum_is_the_audience(db):
    await add(db, *(chat(n) for n in range(1, 7)))
    await scheduled(db)
    await taken(db)
    deliveries = Deliveries(db)
    rows = await claim(deliveries)
    outcomes = [Sent(message_id=1), Failed(cause="blocked"), Failed(cause="gone"), Failed(cause="rejected"), Failed(cause="unreachable")]  # fmt: skip
    assert len(await deliveries.exchange([], rows[:5])) == 5
    await deliveries.exchange([Settlement(row=row, outcome=outcome) for row, outcome in zip(rows, outcomes, strict=False)], [])  # fmt: skip
    last = rows[-1]
    await Subscribers(db).set_status(last.chat_id, "left")
    assert await deliveries.exchange([], [last]) == set()
    (account,) = await ended(db)
    assert account.counts == {"sent": 1, "blocked": 1, "gone": 1, "rejected": 1, "unreachable": 1, "withdrawn": 1, "uncertain": 0}  # fmt: skip
    assert await ended(db) == []
    assert (await Subscribers(db).get(rows[1].chat_id)).status == "gone"
    await Accounts(db).drop_before(NOW + timedelta(days=1))
    async with db.read() as c:
        assert await c.scalar(sa.select(sa.func.count()).select_from(t.delivery)) == 0


async def test_a_text_that_three_refuse_in_one_language_is_stopped_unless_one_took_it(db):
    await add(db, *(chat(n, language="ug" if n > 4 else "en") for n in range(1, 11)))
    await scheduled(db)
    occurrence = await taken(db)
    deliveries = Deliveries(db)
    rows = await claim(deliveries)
    await deliveries.release(rows[8:])
    await deliveries.exchange([], rows[:8])
    wrong = Failed(cause="rejected")
    outcomes = [Sent(message_id=1), wrong, wrong, wrong, wrong, wrong, wrong, TryLater()]
    await deliveries.exchange([Settlement(row=row, outcome=it, retry_at=NOW if it == TryLater() else None) for row, it in zip(rows, outcomes, strict=False)], [])  # fmt: skip
    assert not await deliveries.stop_if_wrong_for_all(occurrence, "en", after=3)
    assert not await deliveries.stop_if_wrong_for_all(occurrence, "ug", after=4)
    assert await deliveries.stop_if_wrong_for_all(occurrence, "ug", after=3)
    (account,) = await ended(db)
    assert account.stopped
    assert account.counts == {"sent": 1, "rejected": 6, "stopped": 3, "uncertain": 0}


async def test_an_unknown_outcome_is_sent_once_more_and_then_counted(db):
    await add(db, chat(1))
    await scheduled(db)
    await taken(db)
    deliveries = Deliveries(db)
    (row,) = await claim(deliveries)
    await leave_and_settle(deliveries, row, Unknown(), retry_at=NOW)
    (row,) = await claim(deliveries)
    await leave_and_settle(deliveries, row, TryLater(), retry_at=NOW, counted=True)
    (row,) = await claim(deliveries)
    assert (row.doubts, row.attempts) == (1, 1)
    await leave_and_settle(deliveries, row, Unknown())
    (account,) = await ended(db)
    assert account.counts == {"unknown": 1, "uncertain": 1}


async def test_a_group_that_moved_keeps_everything_under_its_new_id(db):
    await add(db, chat(-5, kind="group"))
    await scheduled(db)
    await taken(db)
    deliveries = Deliveries(db)
    (row,) = await claim(deliveries)
    await leave_and_settle(deliveries, row, Moved(chat_id=-1005), retry_at=NOW)
    (again,) = await claim(deliveries)
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
    await Subscribers(db).forget(1, NOW)
    assert await Subscribers(db).get(1) is None
    assert await Subscribers(db).everything(1) is None
    (account,) = await ended(db)
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
    async with alone(address):
        with pytest.raises(StoreError, match="another littlehands"):
            async with alone(address):
                pass


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
