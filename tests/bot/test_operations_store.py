"""Pause, stop, correct, recall, retry in the store: whole or not at all, and each only once."""

import asyncio
from datetime import time, timedelta

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from bot.store.accounts import Accounts
from bot.store.bulletins import Bulletins
from bot.store.deliveries import Deliveries
from bot.store.operations import Operations
from bot.store.reports import Reports
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from content.bulletins.text import check_text
from scheduler.drafts import written
from scheduler.errors import Refused
from scheduler.handing_in import submitted
from scheduler.outcomes import Failed, Moved, Sent, Settlement, TryLater, Unknown
from scheduler.plans import Plan
from scheduler.roles import Member
from scheduler.times import QuietHours
from tests.bot.test_store import NOW, add, address, chat, claim, db, scheduled, taken

__all__ = ["address", "db"]

LATER = NOW + timedelta(seconds=5)


class Office:
    """A bulletin to some chats, and everything that can be done with it."""

    def __init__(self, db):
        self.db = db
        self.operations, self.bulletins = Operations(db), Bulletins(db)
        self.accounts, self.schedules = Accounts(db), Schedules(db)
        self.deliveries, self.reports = Deliveries(db), Reports(db)

    async def send(self, *chats, settle=True):
        await add(self.db, *(chats or [chat(n) for n in range(1, 4)]))
        self.id = (await scheduled(self.db)).id
        await taken(self.db)
        if settle:
            await self.deliver()
        return self.id

    async def deliver(self, outcome_of=None, *, now=NOW, deliveries=None):
        """Claim and settle everything; return the chats in turn."""
        mine = deliveries or self.deliveries
        served = []
        while rows := await claim(mine, now):
            may = await mine.exchange([], rows)
            outcomes = {
                r.id: (outcome_of or (lambda r: Sent(message_id=r.message_id or r.chat_id * 10)))(r)
                for r in rows
            }
            left = [r for r in rows if r.id in may]
            await mine.exchange([Settlement(row=r, outcome=outcomes[r.id]) for r in left], [])
            served += [(r.chat_id, r.deed, r.message_id) for r in left]
        return served

    async def do(self, what, bulletin=None, **more):
        version = (await self.bulletins.get(bulletin or self.id)).version
        act = getattr(self.operations, what)
        return await act(bulletin or self.id, version=version, now=LATER, **{"by": 1, **more})

    async def close(self, now=LATER):
        await self.accounts.expire(now)
        await self.accounts.finish(now)
        return await self.accounts.untold(now)

    async def state(self, bulletin=None):
        return (await self.bulletins.get(bulletin or self.id)).state

    async def rows(self):
        found = sa.select(t.delivery.c.state).order_by(t.delivery.c.id)
        async with self.db.read() as c:
            return (await c.scalars(found)).all()

    async def correct(self, text="New", language="en", by=1):
        """Write and schedule a correction; return its id."""
        draft = await self.do("correct", by=by)

        def fill(it):
            it = written(it, check_text(text), language)
            return submitted(it, plan=Plan(zone="UTC", at=None), approvals=0, now=NOW)

        await self.bulletins.change(draft.id, fill, now=NOW)
        return draft.id

    async def take(self, now=LATER):
        due = await self.schedules.due_bulletins(now)
        taken = [await self.schedules.take_bulletin(it, "send", now) for it in due]
        return [it is not None for it in taken]


@pytest.fixture
def office(db):
    return Office(db)


async def test_what_is_paused_cannot_leave_and_after_the_resume_all_get_it_once(office):
    await office.send(settle=False)
    claimed = await claim(office.deliveries, limit=2)
    await office.do("pause")
    assert await office.deliveries.exchange([], claimed) == set()
    assert await claim(office.deliveries) == []
    assert await office.close(NOW + timedelta(days=30)) == []
    it = await office.do("resume")
    assert it.state == "sending"
    assert [chat_id for chat_id, *_ in await office.deliver()] == [1, 2, 3]
    (account,) = await office.close()
    assert account.counts["sent"] == account.audience == 3


async def test_what_a_runner_claims_while_it_is_paused_is_given_back_by_the_next_tick(office):
    """On PostgreSQL a claim may have begun before the pause and end after it."""
    await office.send(settle=False)
    claimed = await claim(office.deliveries, limit=2)
    async with office.db.write() as c:
        await c.execute(sa.update(t.occurrence).values(paused=True))
    await office.close()
    assert await office.deliveries.exchange([], claimed) == set()
    assert await office.rows() == ["pending"] * 3


async def test_what_left_before_a_stop_is_counted_and_what_fails_then_is_not_tried_again(office):
    await office.send(settle=False)
    first, second, third = await claim(office.deliveries)
    await office.deliveries.exchange([], [first, second])
    await office.do("cancel")
    assert await office.deliveries.exchange([], [third]) == set()
    assert await office.close() == []
    sent = Settlement(row=first, outcome=Sent(message_id=1))
    failed = Settlement(row=second, outcome=TryLater(), retry_at=NOW, counted=True)
    await office.deliveries.exchange([sent, failed], [])
    assert await claim(office.deliveries, LATER) == []
    (account,) = await office.close()
    assert account.counts == {"sent": 1, "stopped": 2, "uncertain": 0}
    assert (account.state, account.stopped, account.audience) == ("cancelled", True, 3)
    assert await office.state() == "cancelled"


async def test_a_button_of_an_old_version_does_nothing(office):
    await office.send(settle=False)
    version = (await office.bulletins.get(office.id)).version
    presses = [office.operations.pause(office.id, version=version, by=1, now=NOW) for _ in range(4)]
    results = await asyncio.gather(*presses, return_exceptions=True)
    assert [r.reason for r in results if isinstance(r, Refused)] == ["bulletin_changed"] * 3
    for act in ("resume", "cancel", "recall"):
        with pytest.raises(Refused, match="bulletin_changed"):
            await getattr(office.operations, act)(office.id, version=version, by=1, now=NOW)
    assert await office.state() == "paused"


async def test_only_the_failed_are_sent_to_again_and_who_left_is_not(office):
    quiet = QuietHours(since=time(7), until=time(9))
    chats = [chat(n) for n in range(1, 6)] + [chat(6, quiet=quiet)]
    await office.send(*chats, settle=False)
    causes = {2: "unreachable", 3: "rejected", 4: "unreachable", 6: "unreachable"}
    outcomes = {n: Failed(cause=cause) for n, cause in causes.items()} | {5: Unknown()}

    def outcome_of(row):
        return outcomes.get(row.chat_id, Sent(message_id=7))

    await office.deliver(outcome_of, now=NOW + timedelta(hours=2))
    (account,) = await office.close()
    assert account.counts == {"sent": 1, "unreachable": 3, "rejected": 1, "unknown": 1, "uncertain": 1}  # fmt: skip
    await Subscribers(office.db).set_status(4, "left")
    it = await office.do("retry", again="failed")
    assert it.state == "sending"
    assert [chat_id for chat_id, *_ in await office.deliver(now=LATER)] == [2, 3]
    assert await office.close() == []
    end_of_quiet_hours = NOW + timedelta(hours=1)
    assert [chat_id for chat_id, *_ in await office.deliver(now=end_of_quiet_hours)] == [6]
    (account,) = await office.close()
    assert account.counts == {"sent": 4, "unreachable": 1, "unknown": 1, "uncertain": 1}
    with pytest.raises(Refused, match="nothing_to_retry"):
        await office.do("retry", again="failed")
    assert await office.state() == "sent"
    await office.do("retry", again="unknown")
    assert [chat_id for chat_id, *_ in await office.deliver()] == [5]


async def test_a_recall_has_a_row_for_each_message_that_arrived_and_comes_once(office):
    await office.send(chat(1), chat(2), chat(3), chat(-4, kind="group"), chat(5), settle=False)
    await office.deliver(lambda r: Unknown() if r.chat_id == 5 else Sent(message_id=r.id + 70))
    await office.close()
    await Subscribers(office.db).forget(1, NOW)
    await Subscribers(office.db).set_status(2, "left")
    await Subscribers(office.db).move(-4, -1004)
    it = await office.do("recall")
    assert it.state == "recalled"
    with pytest.raises(Refused, match="already_recalled"):
        await office.do("recall")
    deeds = await office.deliver(lambda r: Failed(cause="missing") if r.chat_id < 0 else Sent(message_id=1))  # fmt: skip
    assert {(chat_id, deed) for chat_id, deed, _ in deeds} == {(2, "recall"), (3, "recall"), (-1004, "recall")}  # fmt: skip
    assert all(message for *_, message in deeds)
    (account,) = await office.close()
    assert (account.deed, account.state, account.audience) == ("recall", "recalled", 3)
    assert account.counts == {"sent": 2, "missing": 1, "uncertain": 0}
    assert await office.bulletins.archive(5) == []
    sent = await office.bulletins.tab("sent", Member(user_id=1, role="editor"), limit=5)
    assert [it.id for it in sent] == [office.id]


async def test_a_recall_in_the_middle_stops_the_sending_and_gets_what_was_on_its_way(office):
    await office.send(settle=False)
    first, second, third = await claim(office.deliveries)
    await office.deliveries.exchange([], [first, second])
    await office.deliveries.exchange([Settlement(row=first, outcome=Sent(message_id=11))], [])
    await office.do("recall")
    assert await office.deliveries.exchange([], [third]) == set()
    assert await office.deliver() == [(1, "recall", 11)]
    assert await office.close() == []
    await office.deliveries.exchange([Settlement(row=second, outcome=Sent(message_id=22))], [])
    (stopped,) = await office.close()
    assert (stopped.deed, stopped.counts["stopped"]) == ("send", 1)
    assert await office.close() == []
    assert await office.deliver() == [(2, "recall", 22)]
    (account,) = await office.close()
    assert account.counts == {"sent": 2, "uncertain": 0}
    assert await office.state() == "recalled"


async def test_a_bulletin_that_nobody_got_cannot_be_recalled_or_corrected(office):
    await office.send(settle=False)
    await office.deliver(lambda _: Failed(cause="unreachable"))
    await office.close()
    for act, more in (("recall", {}), ("correct", {"by": 1})):
        with pytest.raises(Refused, match="nothing_delivered"):
            await office.do(act, **more)
    assert await office.state() == "sent"


async def test_a_correction_edits_what_arrived_and_takes_the_place_of_the_text(office):
    await office.send()
    await office.close()
    number = await office.correct("Better")
    assert await office.take() == [True]
    assert await office.deliver() == [(1, "edit", 10), (2, "edit", 20), (3, "edit", 30)]
    (account,) = await office.close()
    assert (account.deed, account.bulletin_id, account.audience) == ("edit", number, 3)
    (shown,) = await office.bulletins.archive(5)
    assert (shown.id, shown.title) == (office.id, "Better")
    with pytest.raises(Refused, match="is_correction"):
        await office.do("recall", number)


async def test_a_correction_in_the_middle_waits_for_what_is_on_its_way_and_misses_nobody(office):
    await office.send(settle=False)
    first, second, third = await claim(office.deliveries)
    await office.deliveries.exchange([], [first, second])
    await office.deliveries.exchange([Settlement(row=first, outcome=Sent(message_id=11))], [])
    await office.correct("Better")
    assert await office.take() == [False]
    assert await office.deliveries.exchange([], [third]) == set()
    assert await office.take() == [False]
    await office.deliveries.exchange([Settlement(row=second, outcome=Sent(message_id=22))], [])
    assert await office.take() == [True]
    deeds = await office.deliver()
    assert sorted(deeds) == [(1, "edit", 11), (2, "edit", 22), (3, "send", None)]
    assert (await office.deliveries.bulletin_of(1)).title == "Better"


async def test_a_correction_that_is_taken_back_lets_the_bulletin_go_on(office):
    await office.send(settle=False)
    (first,) = await claim(office.deliveries, limit=1)
    await office.deliveries.exchange([], [first])
    await office.deliveries.exchange([Settlement(row=first, outcome=Sent(message_id=11))], [])
    number = await office.correct()
    assert await office.take() == [False]
    assert await claim(office.deliveries) == []
    await office.do("cancel", number)
    assert [deed for _, deed, _ in await office.deliver()] == ["send", "send"]


async def test_a_newer_correction_stops_the_older_one_and_a_recall_stops_both(office):
    await office.send()
    await office.close()
    older = await office.correct("Older")
    await office.take()
    newer = await office.correct("Newer")
    assert newer != older
    assert await office.take() == [True]
    assert await office.state(older) == "cancelled"
    assert await claim(office.deliveries, limit=1)
    draft = (await office.do("correct", by=2)).id
    await office.do("recall")
    states = [await office.state(n) for n in (older, newer, draft)]
    assert states == ["cancelled"] * 3
    await office.close()
    assert {deed for _, deed, _ in await office.deliver()} == {"recall"}


async def test_an_author_who_asks_twice_gets_the_same_draft(office):
    await office.send()
    await office.close()
    first, second = await office.do("correct", by=1), await office.do("correct", by=1)
    assert first.id == second.id
    assert (await office.do("correct", by=2)).id != first.id
    assert (first.state, first.corrects, first.title) == ("draft", office.id, "Text")


@pytest.mark.parametrize(("policy", "state", "rows"), [
    ("send", "sending", ["sent", "pending", "pending"]),
    ("skip", "sending", ["sent", "expired", "pending"]),
    ("hold", "paused", ["sent", "pending", "pending"]),
])  # fmt: skip
async def test_after_a_long_standstill_the_rest_is_sent_skipped_or_held(
    office, policy, state, rows
):
    still_quiet = QuietHours(since=time(7), until=time(13))
    await office.send(chat(1), chat(2), chat(3, quiet=still_quiet), settle=False)
    (row,) = await claim(office.deliveries, limit=1)
    await office.deliveries.exchange([], [row])
    await office.deliveries.exchange([Settlement(row=row, outcome=Sent(message_id=1))], [])
    now = NOW + timedelta(hours=1)
    held = await office.operations.hold_unfinished(policy, now)
    assert [it.id for it in held] == ([office.id] if policy == "hold" else [])
    assert await office.state() == state
    assert await office.rows() == rows
    assert await office.operations.hold_unfinished(policy, now) == []


async def test_what_only_waits_for_a_later_hour_is_not_late(office):
    quiet = QuietHours(since=time(7), until=time(13))
    await office.send(chat(1), chat(2, quiet=quiet))
    assert await office.operations.hold_unfinished("hold", NOW + timedelta(hours=1)) == []
    assert await office.operations.hold_unfinished("hold", NOW + timedelta(hours=6))


async def test_a_parked_bulletin_is_paused_so_that_it_can_be_resumed(office):
    await office.send(settle=False)
    (held,) = await office.operations.hold_parked([1], NOW)
    assert (held.id, held.state) == (office.id, "paused")
    assert await office.operations.hold_parked([1], NOW) == []


async def test_progress_counts_what_is_open_apart_from_what_waits_for_an_hour(office):
    quiet = QuietHours(since=time(7), until=time(9))
    await office.send(chat(1), chat(2), chat(3, quiet=quiet), settle=False)
    (row,) = await claim(office.deliveries, limit=1)
    await office.deliveries.exchange([], [row])
    await office.deliveries.exchange([Settlement(row=row, outcome=Sent(message_id=1))], [])
    (sight,) = await office.reports.under_way()
    takers = [Reports(office.db).take(sight, LATER) for _ in range(4)]
    assert sorted(await asyncio.gather(*takers)) == [False] * 3 + [True]
    how = await office.reports.count(sight, LATER)
    assert (how.audience, how.open, how.quiet, how.per_cent) == (3, 2, 1, 33)
    await office.reports.reported(sight, message_id=9, at=LATER)
    (again,) = await office.reports.under_way()
    assert (again.message_id, again.reported_at) == (9, LATER)
    await office.deliver(now=NOW + timedelta(hours=1))
    (account,) = await office.close()
    assert account.report_message_id == 9
    assert await office.reports.count(again, LATER) is None
    assert (await office.reports.of(office.id, LATER)).counts["sent"] == 3


async def test_a_group_that_moves_while_it_is_edited_is_edited_under_its_new_id(office):
    await office.send(chat(-5, kind="group"))
    await office.close()
    await office.correct()
    await office.take()
    (row,) = await claim(office.deliveries)
    await office.deliveries.exchange([], [row])
    moved = Settlement(row=row, outcome=Moved(chat_id=-1005), retry_at=NOW)
    await office.deliveries.exchange([moved], [])
    assert [(c, deed) for c, deed, _ in await office.deliver()] == [(-1005, "edit")]
