"""Runners that share a database: the dead are buried, the living are not, poison is parked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from bot.store.accounts import Accounts
from bot.store.deliveries import Deliveries
from bot.store.inbox import Inbox, Letter
from bot.store.once import handling
from bot.store.runners import DEATHS, LONER, Runners, new_runner
from bot.store.subscribers import Subscribers
from scheduler.outcomes import Sent, Settlement
from tests.bot.test_store import NOW, add, address, chat, claim, db, scheduled, taken

__all__ = ["address", "db"]


async def open_occurrence(db, chats=3):
    await add(db, *(chat(n) for n in range(1, chats + 1)))
    await scheduled(db)
    return await taken(db)


async def states(db):
    async with db.read() as c:
        return (await c.scalars(sa.select(t.delivery.c.state).order_by(t.delivery.c.id))).all()


async def test_the_living_keep_their_rows_when_another_is_buried(db):
    await open_occurrence(db)
    one, two, three = (Runners(db, runner=n) for n in (1, 2, 3))
    for runner in (one, two, three):
        await runner.join(NOW)
    await claim(Deliveries(db, runner=1), limit=1)
    await claim(Deliveries(db, runner=2), limit=1)
    assert await three.others() == {1: 0, 2: 0}
    assert await two.beat(NOW)
    await three.bury(1, 0)
    await three.bury(2, 0)
    assert await three.others() == {2: 1}
    assert sorted(await states(db)) == ["claimed", "pending", "pending"]
    assert not await one.beat(NOW)


async def test_a_runner_that_signs_out_leaves_nothing_behind(db):
    await open_occurrence(db)
    one, two = Runners(db, runner=1), Runners(db, runner=2)
    await one.join(NOW)
    await two.join(NOW)
    await claim(Deliveries(db, runner=1))
    await one.leave(NOW)
    assert set(await states(db)) == {"pending"}
    assert await two.others() == {}


async def test_what_a_lone_program_left_is_taken_by_the_first_of_several_and_the_other_way(db):
    await open_occurrence(db)
    await Runners(db, runner=LONER).join(NOW)
    await claim(Deliveries(db, runner=LONER))
    await Runners(db, runner=5).join(NOW)
    assert set(await states(db)) == {"pending"}
    await claim(Deliveries(db, runner=5))
    await Runners(db, runner=LONER).join(NOW)
    assert set(await states(db)) == {"pending"}


async def test_the_first_to_come_hears_for_how_long_nobody_was_at_work(db):
    first = await Runners(db, runner=1).join(NOW)
    assert first.silence == timedelta()
    await Runners(db, runner=1).beat(NOW + timedelta(minutes=1))
    await Runners(db, runner=1).leave(NOW + timedelta(minutes=2))
    joined = await Runners(db, runner=2).join(NOW + timedelta(hours=9))
    assert joined.silence == timedelta(hours=9) - timedelta(minutes=2)
    joined = await Runners(db, runner=3).join(NOW + timedelta(hours=9, seconds=1))
    assert joined.silence == timedelta(seconds=1)


async def die(db, *, settled=0):
    """A runner comes, claims, settles so many rows and dies; return what was parked for it."""
    runner = new_runner()
    await Runners(db, runner=runner).join(NOW)
    deliveries = Deliveries(db, runner=runner)
    rows = await claim(deliveries)
    leaving = rows[:settled]
    await deliveries.exchange([], leaving)
    await deliveries.exchange([Settlement(row=r, outcome=Sent(message_id=1)) for r in leaving], [])
    return await Runners(db, runner=1).bury(runner, 0)


async def test_an_occurrence_that_ends_one_runner_after_another_is_parked(db):
    occurrence = await open_occurrence(db)
    await Runners(db, runner=1).join(NOW)
    for _ in range(DEATHS - 1):
        assert await die(db) == []
    assert await die(db) == [occurrence]
    assert await claim(Deliveries(db, runner=1)) == []
    assert set(await states(db)) == {"pending"}


async def test_as_long_as_something_is_settled_between_deaths_it_goes_on(db):
    await open_occurrence(db, chats=2 * DEATHS + 2)
    await Runners(db, runner=1).join(NOW)
    for number in range(2 * DEATHS):
        assert await die(db, settled=number % (DEATHS - 1) == 0) == []


@pytest.mark.parametrize("runner", [LONER, 9])
async def test_an_update_is_stored_once_and_taken_over_from_who_is_gone(db, runner):
    await Runners(db, runner=7).join(NOW)
    dead = Inbox(db, runner=7)
    letters = [Letter(update_id=n, lane=1, raw=f'{{"n": "{n}"}}') for n in (3, 1, 2)]
    assert len(await dead.store(letters, NOW)) == 3
    assert await Inbox(db, runner=8).store(letters, NOW) == []
    await dead.done(letters[1], NOW)

    inbox = Inbox(db, runner=runner)
    await Runners(db, runner=runner).join(NOW)
    if runner == LONER:
        found = await inbox.inherit()
    else:
        assert await inbox.adopt() == []
        await Runners(db, runner=runner).bury(7, 0)
        found = await inbox.adopt()
    assert [letter.update_id for letter in found] == [2, 3]
    assert await inbox.begin(found[0])
    assert not await dead.begin(found[0])
    await inbox.done(found[0], NOW)
    assert not await inbox.begin(found[0])
    assert await inbox.open() == [3]


async def test_an_update_waits_for_an_earlier_one_of_its_chat_in_another_process(db):
    for runner in (1, 2):
        await Runners(db, runner=runner).join(NOW)
    first, second = Inbox(db, runner=1), Inbox(db, runner=2)
    early, late, other = (
        Letter(update_id=n, lane=lane, raw="{}") for n, lane in ((1, 5), (2, 5), (3, 6))
    )
    await first.store([early], NOW)
    await second.store([late, other], NOW)
    assert await second.waits_for_earlier(late)
    assert not await second.waits_for_earlier(other)
    assert not await first.waits_for_earlier(early)
    await first.done(early, NOW)
    assert not await second.waits_for_earlier(late)


async def test_a_toggle_that_is_handled_again_after_a_crash_stays_as_it_was_chosen(db):
    """The process died after the change and before the tick: the update comes again."""
    await add(db, chat(7, topics=frozenset({"notices"})))
    subscribers = Subscribers(db)

    async def handle(update_id):
        with handling(update_id):
            await subscribers.change(7, lambda it: it.toggled("culture"), fresh=chat(7), now=NOW)
            it = await subscribers.change(
                7, lambda it: it.toggled("lessons"), fresh=chat(7), now=NOW
            )
        return it.topics

    letters = [Letter(update_id=n, lane=7, raw="{}") for n in (1, 2)]
    await Inbox(db, runner=1).store(letters, NOW)
    assert await handle(1) == {"notices", "culture", "lessons"}
    assert await handle(1) == {"notices", "culture", "lessons"}
    assert await handle(2) == {"notices"}


async def test_a_late_answer_after_the_account_was_closed_is_counted(db):
    """A worker that stood still wakes: what was unknown was sent after all."""
    await open_occurrence(db, chats=2)
    async with db.write() as c:
        await c.execute(sa.update(t.occurrence).values(crash_rule="skip"))
    for runner in (1, 2):
        await Runners(db, runner=runner).join(NOW)
    frozen, accounts = Deliveries(db, runner=1), Accounts(db)
    rows = await claim(frozen)
    await frozen.exchange([], rows)
    await Runners(db, runner=2).bury(1, 0)
    await accounts.finish(NOW)
    (account,) = await accounts.untold(NOW)
    assert account.counts == {"unknown": 2, "uncertain": 2}

    late = [Settlement(row=row, outcome=Sent(message_id=7)) for row in rows[:1]]
    await frozen.exchange(late, [])
    await accounts.finish(NOW)
    async with db.read() as c:
        counts = await c.scalar(sa.select(t.occurrence.c.counts))
    assert counts == {"sent": 1, "unknown": 1, "uncertain": 2}
