"""Series, local times, urgency and follow-ups in the tables, on both databases."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.store import tables as t
from bot.store.bulletins import Bulletins
from bot.store.deliveries import Deliveries
from bot.store.impact import Audiences
from bot.store.operations import Operations
from bot.store.schedules import Schedules
from content.bulletins.media import Media
from content.bulletins.poll import Poll
from content.bulletins.text import asked, check_text
from scheduler.audience import Audience
from scheduler.bulletins import released
from scheduler.drafts import addressed, illustrated, linked, shared_with_team, touched, written
from scheduler.due import Due
from scheduler.handing_in import submitted
from scheduler.impact import impact
from scheduler.outcomes import Sent
from scheduler.plans import Plan
from scheduler.recurrence import Recurrence
from scheduler.repeats import Daily
from scheduler.times import QuietHours
from tests.bot.test_store import (
    NOW,
    Accounts,
    Waits,
    add,
    address,
    chat,
    claim,
    db,
    ended,
    leave_and_settle,
)

__all__ = ["address", "db"]

DAY = timedelta(days=1)
SERIES = Recurrence(
    at=time(9), zone="Asia/Urumqi", start=date(2026, 11, 24), repeats=Daily(), times=4
)
FIRST = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class Office:
    """Plans bulletins and lets their time come."""

    def __init__(self, db, *, late="send"):
        self.db, self.bulletins, self.schedules = db, Bulletins(db), Schedules(db)
        self.told = []
        self.due = Due(schedules=self.schedules, accounts=Accounts(db), waits=Waits(db),
                       team=self, late=late, wake=lambda: None)  # fmt: skip

    async def bulletin_held(self, it):
        self.told.append(("held", it))

    async def bulletin_skipped(self, it):
        self.told.append(("skipped", it))

    async def bulletin_done(self, account):
        self.told.append(("done", account))
        return True

    async def plan(self, plan, *, urgent=False, now=NOW):
        draft = await self.bulletins.draft(1, now)

        def fill(it):
            it = addressed(
                written(it, check_text("Text"), "en"), Audience(topics=frozenset({"notices"}))
            )
            return submitted(it, plan=plan, approvals=0, now=now)

        it = await self.bulletins.change(draft.id, fill, now=now)
        if urgent:
            async with self.db.write() as c:
                await c.execute(sa.update(t.bulletin).values(urgent=True))
        return it

    async def tick(self, now):
        await self.due.tick(now)
        await self.due.tell(now)

    async def rows(self):
        found = sa.select(t.subscriber.c.chat_id, t.delivery.c.not_before).join(t.delivery)
        async with self.db.read() as c:
            return {row.chat_id: row.not_before for row in await c.execute(found)}

    async def states(self):
        found = sa.select(t.bulletin.c.id, t.bulletin.c.state).order_by(t.bulletin.c.id)
        async with self.db.read() as c:
            return {row.id: row.state for row in await c.execute(found)}


async def test_everything_of_a_bulletin_comes_back_as_it_was_stored(db):
    bulletins = Bulletins(db)
    it = await bulletins.draft(1, NOW, zone="Asia/Urumqi")
    photo = Media(kind="photo", file_id="x")

    def fill(seen):
        seen = illustrated(written(seen, check_text("Text"), "en"), [photo, photo])
        return touched(shared_with_team(linked(seen, (), "en"), shared=True), 2)

    stored = await bulletins.change(it.id, fill, now=NOW)
    assert await bulletins.get(it.id) == stored
    poll = Poll(question="Which?", options=("a", "b"), several=True)
    other = await bulletins.draft(1, NOW)
    stored = await bulletins.change(
        other.id, lambda seen: written(seen, asked(poll), "zh"), now=NOW
    )
    assert await bulletins.get(other.id) == stored
    series = await Office(db).plan(Plan(zone="Asia/Urumqi", recurrence=SERIES, local=True))
    assert await bulletins.get(series.id) == series


async def test_an_instant_of_a_series_is_taken_once_by_many_and_has_a_bulletin_of_its_own(db):
    await add(db, chat(1), chat(2))
    office = Office(db)
    await office.plan(Plan(zone="Asia/Urumqi", recurrence=SERIES))
    (due,) = await office.schedules.due_bulletins(FIRST)
    won = await asyncio.gather(
        *(office.schedules.take_bulletin(due, "send", FIRST) for _ in range(5))
    )
    (own,) = [it for it in won if it]
    assert (own.id, own.series, own.state, own.recurrence) == (2, 1, "sending", None)
    assert own.texts == (await office.bulletins.get(1)).texts
    assert await office.states() == {1: "scheduled", 2: "sending"}
    assert (await office.bulletins.get(1)).at == FIRST + DAY
    assert len(await office.rows()) == 2


async def test_a_series_ends_after_its_times_and_each_instalment_was_one(db):
    await add(db, chat(1))
    office = Office(db)
    await office.plan(Plan(zone="Asia/Urumqi", recurrence=SERIES))
    now = NOW
    for _ in range(6 * 24):
        now += timedelta(hours=1)
        await office.tick(now)
    states = await office.states()
    assert (states[1], len(states)) == ("ended", 1 + 4)


@pytest.mark.parametrize(
    ("late", "states", "told"),
    [
        ("send", {1: "scheduled", 2: "sending"}, []),
        ("hold", {1: "scheduled", 2: "held"}, ["held"]),
    ],
)
async def test_what_a_series_missed_is_one_instalment_by_the_rule_for_late_ones(
    db, late, states, told
):
    await add(db, chat(1))
    office = Office(db, late=late)
    await office.plan(Plan(zone="Asia/Urumqi", recurrence=SERIES))
    await office.tick(FIRST + 2 * DAY + timedelta(hours=5))
    assert await office.states() == states
    assert [what for what, _ in office.told] == told
    assert (await office.bulletins.get(1)).at == FIRST + 3 * DAY
    if late == "hold":
        ((_, held),) = office.told
        now = FIRST + 2 * DAY + timedelta(hours=6)
        await office.bulletins.change(held.id, released, version=held.version, now=now)
        await office.tick(now + timedelta(seconds=1))
        assert await office.states() == {1: "scheduled", 2: "sending"}


async def test_at_local_time_each_row_waits_for_its_own_zone_and_its_quiet_hours(db):
    night = QuietHours(since=time(22), until=time(9, 30))
    await add(db, chat(1), chat(2, zone="Asia/Shanghai"), chat(3, quiet=night),
              chat(4, zone="America/New_York"))  # fmt: skip
    office = Office(db)
    await office.plan(Plan(zone="Asia/Urumqi", at=FIRST + DAY, local=True))
    earliest = FIRST + DAY - timedelta(hours=2)
    assert await office.schedules.due_bulletins(earliest - timedelta(seconds=1)) == []
    await office.tick(earliest)
    rows = await office.rows()
    assert rows[1] == FIRST + DAY
    assert rows[2] <= earliest
    assert rows[3] == FIRST + DAY + timedelta(minutes=30)
    assert rows[4] == FIRST + DAY + timedelta(hours=11)


async def test_only_what_is_urgent_breaks_quiet_hours(db):
    all_day = QuietHours(since=time(0), until=time(23, 59))
    await add(db, chat(1, quiet=all_day))
    office = Office(db)
    await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    assert (await office.rows())[1] > NOW
    await office.plan(Plan(zone="UTC"), urgent=True)
    await office.tick(NOW)
    async with db.read() as c:
        waits = sa.select(t.delivery.c.not_before).order_by(t.delivery.c.id.desc()).limit(1)
        assert await c.scalar(waits) <= NOW


async def test_quiet_hours_that_began_while_a_row_waited_are_kept_too(db):
    """A bulletin for many, or an outage, lasts into the evening."""
    soon = QuietHours(since=time(10, 30), until=time(12))
    await add(db, chat(1, quiet=soon), chat(2), chat(3, quiet=soon, zone="Asia/Shanghai"))
    office, deliveries = Office(db), Deliveries(db)
    await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    evening = datetime(2026, 11, 24, 4, 45, tzinfo=UTC)  # 10:45 in Urumqi, 12:45 in Shanghai
    taken = await claim(deliveries, evening)
    assert [row.chat_id for row in taken] == [2, 3]
    noon = evening + timedelta(minutes=75)
    assert await claim(deliveries, noon - timedelta(seconds=1)) == []
    assert [row.chat_id for row in await claim(deliveries, noon)] == [1]
    await office.plan(Plan(zone="UTC"), urgent=True)
    await office.tick(evening)
    assert [row.chat_id for row in await claim(deliveries, evening)] == [1, 2, 3]


async def test_those_who_sleep_keep_nobody_waiting(db):
    soon = QuietHours(since=time(10, 30), until=time(12))
    await add(db, *(chat(n, quiet=soon) for n in range(1, 8)), chat(9))
    office, deliveries = Office(db), Deliveries(db)
    await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    evening = datetime(2026, 11, 24, 4, 45, tzinfo=UTC)
    assert [row.chat_id for row in await claim(deliveries, evening, limit=2)] == [9]
    assert await claim(deliveries, evening) == []


async def test_what_waits_of_a_topic_that_is_wanted_no_more_does_not_come(db):
    all_day = QuietHours(since=time(0), until=time(23, 59))
    await add(db, chat(1, quiet=all_day), chat(2, quiet=all_day))
    office, deliveries = Office(db), Deliveries(db)
    await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    no_longer = chat(1, quiet=all_day, topics=frozenset({"lessons"}))
    still = chat(2, quiet=all_day, topics=frozenset({"notices"}))
    await add(db, no_longer, still)
    tomorrow = NOW + timedelta(days=1)
    async with db.read() as c:
        ends = await c.scalar(sa.select(sa.func.max(t.delivery.c.not_before, type_=t.Instant)))
    assert ends < tomorrow
    assert [row.chat_id for row in await claim(deliveries, ends)] == [2]


async def test_a_follow_up_goes_to_those_who_got_it_and_are_still_there(db):
    await add(db, chat(1), chat(2), chat(3))
    office = Office(db)
    it = await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    deliveries = Deliveries(db)
    for row in (await claim(deliveries))[:2]:
        await leave_and_settle(deliveries, row, Sent(message_id=row.chat_id * 10))
    await deliveries.let_go(set())
    await add(db, chat(2, status="left"))
    seen = await office.bulletins.get(it.id)
    more = await Operations(db).follow_up(it.id, version=seen.version, by=1, now=NOW)
    groups = await Audiences(db).groups(more, NOW)
    assert sum(group.chats for group in groups) == 1

    def fill(draft):
        return submitted(written(draft, check_text("More"), "en"), plan=Plan(zone="UTC"),
                         approvals=0, now=NOW)  # fmt: skip

    await office.bulletins.change(more.id, fill, now=NOW)
    await office.tick(NOW)
    joined = t.subscriber.join(t.delivery).join(t.occurrence)
    got = sa.select(t.subscriber.c.chat_id).select_from(joined)
    async with db.read() as c:
        assert (await c.scalars(got.where(t.occurrence.c.bulletin_id == more.id))).all() == [1]


async def test_an_album_is_remembered_until_it_is_recalled(db):
    await add(db, chat(1))
    office = Office(db)
    it = await office.plan(Plan(zone="UTC"))
    await office.tick(NOW)
    deliveries = Deliveries(db)
    (row,) = await claim(deliveries)
    await leave_and_settle(deliveries, row, Sent(message_id=13, album=(11, 12)))
    await ended(db)
    seen = await office.bulletins.get(it.id)
    await Operations(db).recall(it.id, version=seen.version, by=1, now=NOW)
    (recall,) = await claim(deliveries)
    assert (recall.deed, recall.message_id, recall.album) == ("recall", 13, (11, 12))


ZONES = st.sampled_from(["Asia/Urumqi", "Asia/Shanghai", "Europe/Berlin", "America/New_York"])
QUIET = st.none() | st.builds(QuietHours, since=st.times().map(lambda x: x.replace(second=0, microsecond=0)),
                              until=st.times().map(lambda x: x.replace(second=0, microsecond=0)))  # fmt: skip


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(people=st.lists(st.tuples(ZONES, QUIET), min_size=1, max_size=6), hours=st.integers(1, 300),
       local=st.booleans())  # fmt: skip
async def test_the_impact_counts_whom_the_rows_are_written_for(
    tmp_path_factory, people, hours, local
):
    """What the editor is told beforehand is what the tables do."""
    from bot.store.database import Database
    from bot.store.upgrade import upgrade

    where = f"sqlite:///{tmp_path_factory.mktemp('impact') / 'x.db'}"
    await upgrade(where, copies=None, now=NOW)
    fresh = Database(where)
    try:
        await add(fresh, *(chat(n, zone=z, quiet=q) for n, (z, q) in enumerate(people, 1)))
        office = Office(fresh)
        plan = Plan(zone="Asia/Urumqi", at=NOW + timedelta(hours=hours), local=local)
        it = await office.plan(plan)
        said = impact(await Audiences(fresh).groups(it, NOW), plan, urgent=False, now=NOW)
        (due,) = await office.schedules.due_bulletins(NOW + timedelta(hours=hours))
        await office.tick(due.next_at)
        rows = await office.rows()
        assert sum(said.by_language.values()) == len(rows) == len(people)
        if not local:
            assert said.quiet == sum(instant > due.next_at for instant in rows.values())
    finally:
        await fresh.close()
