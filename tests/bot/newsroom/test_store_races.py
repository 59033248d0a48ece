"""What two of the team do at once, or from an old look: nothing goes out twice or comes back."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.store import operations, schedules
from bot.store.audit import Audit
from bot.store.contributions import Contributions
from bot.store.impact import Audiences
from bot.store.threads import Threads
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.drafts import addressed, written
from scheduler.errors import Refused
from scheduler.handing_in import replanned, submitted
from scheduler.outcomes import Failed, Sent
from scheduler.plans import Plan
from scheduler.recurrence import Recurrence
from scheduler.repeats import Daily
from scheduler.roles import Member
from scheduler.times import QuietHours
from tests.bot.test_operations_store import LATER, Office
from tests.bot.test_store import NOW, add, address, chat, claim, db

__all__ = ["address", "db"]

HOUR = timedelta(hours=1)
APPROVER = Member(user_id=9, role="approver")
NOTICES = Audience(topics=frozenset({"notices"}))
EVERY_DAY = Plan(
    zone="UTC",
    recurrence=Recurrence(at=time(3), repeats=Daily(), zone="UTC", start=NOW.date()),
)
DUE = NOW + HOUR


@pytest.fixture
def office(db):
    return Office(db)


def handed_in(plan, text="Text"):
    def fill(it):
        it = addressed(written(it, check_text(text), "en"), NOTICES)
        return submitted(it, plan=plan, approvals=0, now=NOW)

    return fill


async def planned(office, plan):
    draft = await office.bulletins.draft(1, NOW)
    return await office.bulletins.change(draft.id, handed_in(plan), now=NOW)


async def accepted(db):
    chats, threads = Contributions(db), Threads(db)
    code = (await chats.begin(5, "en", NOW)).code
    await chats.add(code, chat_id=5, text="Secret", photos=[], now=NOW)
    await chats.send(code, chat_id=5, now=NOW)
    return code, await threads.accept(code, by=1, zone="UTC", now=NOW)


def slowed(monkeypatch, module, name, seconds=0.4):
    """Let a step of a transaction take long, so that another one meets it in the middle."""
    step = getattr(module, name)

    async def slow(*given, **named):
        await asyncio.sleep(seconds)
        return await step(*given, **named)

    monkeypatch.setattr(module, name, slow)


async def soon(doing):
    await asyncio.sleep(0.2)
    return await doing


async def half_corrected(office, text):
    """Correct it; one of its two readers cannot be reached just then. Return the correction."""
    number = await office.correct(text)
    await office.take()
    await office.deliver(
        lambda r: Failed(cause="not_allowed") if r.chat_id == 2 else Sent(message_id=r.message_id),
        now=LATER,
    )
    await office.close()
    return number


async def test_an_old_correction_is_not_tried_again_over_a_newer_one(office):
    await office.send(chat(1), chat(2))
    await office.close()
    old, new = [await half_corrected(office, text) for text in ("Old", "New")]
    with pytest.raises(Refused, match="bulletin_changed"):
        await office.do("retry", old, again="failed")
    assert await claim(office.deliveries, LATER) == []
    await office.do("retry", new, again="failed")
    assert [chat_id for chat_id, *_ in await office.deliver(now=LATER)] == [2]


async def test_a_correction_that_waits_does_not_hinder_that_the_last_one_is_tried_again(office):
    await office.send(chat(1), chat(2))
    await office.close()
    last = await half_corrected(office, "Old")
    await office.correct("Not yet")
    assert (await office.do("retry", last, again="failed")).state == "sending"


async def test_a_correction_of_what_was_recalled_is_not_tried_again(office):
    await office.send(chat(1), chat(2))
    await office.close()
    last = await half_corrected(office, "New")
    await office.do("recall")
    with pytest.raises(Refused, match="already_recalled"):
        await office.do("retry", last, again="failed")


async def test_a_recall_and_a_change_of_a_waiting_correction_do_not_block_each_other(
    office, monkeypatch
):
    await office.send(settle=False)
    await office.deliver()
    slowed(monkeypatch, operations, "cancel_corrections")
    number = await office.correct()
    both = office.do("recall"), soon(office.do("cancel", number))
    found = await asyncio.gather(*both, return_exceptions=True)
    assert not [it for it in found if isinstance(it, Exception) and not isinstance(it, Refused)]
    assert (await office.state(), await office.state(number)) == ("recalled", "cancelled")


async def test_nothing_is_copied_of_a_contribution_that_was_withdrawn_meanwhile(office, db):
    code, seen = await accepted(db)
    await Contributions(db).withdraw(code, chat_id=5, now=NOW)
    with pytest.raises(Refused, match="bulletin_changed"):
        await office.operations.duplicate(seen.id, version=seen.version, by=1, now=NOW)


async def test_a_copy_made_while_it_is_withdrawn_is_withdrawn_too(office, db, monkeypatch):
    code, seen = await accepted(db)
    slowed(monkeypatch, operations, "begin")
    doing = office.operations.duplicate(seen.id, version=seen.version, by=1, now=NOW)
    copy, _ = await asyncio.gather(
        doing, soon(Contributions(db).withdraw(code, chat_id=5, now=NOW))
    )
    it = await office.bulletins.get(copy.id)
    assert (it.state, it.texts) == ("cancelled", {})


async def test_a_copy_is_signed_and_can_be_undone(office):
    await office.send(chat(1))
    copy = await office.do("duplicate")
    entry = (await Audit(office.db).latest(1))[0]
    assert (entry.act, entry.detail, entry.bulletin_id) == ("duplicate", str(office.id), copy.id)
    await office.bulletins.undo(copy.id, version=copy.version, by=1, now=LATER)
    assert await office.state(copy.id) == "cancelled"


async def test_an_instalment_that_leaves_while_its_text_is_withdrawn_is_the_last(
    office, db, monkeypatch
):
    code, draft = await accepted(db)
    await add(db, chat(1))
    await office.bulletins.change(draft.id, handed_in(EVERY_DAY), now=NOW)
    slowed(monkeypatch, schedules, "_write_rows")
    (due,) = await office.schedules.due_bulletins(DUE)
    out, said = await asyncio.gather(
        office.schedules.take_bulletin(due, "send", DUE),
        soon(Contributions(db).withdraw(code, chat_id=5, now=DUE)),
        return_exceptions=True,
    )
    assert said.id == draft.id
    assert (await office.state(out.id), await office.state(draft.id)) == ("sending", "cancelled")


async def test_an_instalment_that_was_stopped_half_way_stays_and_its_series_is_withdrawn(
    office, db
):
    code, draft = await accepted(db)
    await add(db, chat(1), chat(2))
    await office.bulletins.change(draft.id, handed_in(EVERY_DAY), now=NOW)
    (due,) = await office.schedules.due_bulletins(DUE)
    out = await office.schedules.take_bulletin(due, "send", DUE)
    (row, _) = await claim(office.deliveries, DUE)
    await office.deliveries.exchange([], [row])
    await office.do("cancel", out.id)
    await Contributions(db).withdraw(code, chat_id=5, now=DUE)
    assert (await office.bulletins.get(out.id)).texts
    assert not (await office.bulletins.get(draft.id)).texts


async def test_a_series_that_was_changed_since_the_look_is_not_taken(office, db):
    await add(db, chat(1))
    it = await planned(office, EVERY_DAY)
    (due,) = await office.schedules.due_bulletins(DUE)
    before = DUE - timedelta(milliseconds=10)
    it = await office.bulletins.change(
        it.id,
        lambda seen: replanned(seen, plan=EVERY_DAY, by=APPROVER, approvals=1, now=before),
        now=before,
        undoable=True,
    )
    assert await office.schedules.take_bulletin(due, "send", DUE) is None
    assert (await office.bulletins.get(it.id)).approved_by == {9}
    (due,) = await office.schedules.due_bulletins(DUE)
    assert await office.schedules.take_bulletin(due, "send", DUE)
    moved = await office.bulletins.get(it.id)
    with pytest.raises(Refused, match="undo_late"):
        await office.bulletins.undo(it.id, version=moved.version, by=1, now=DUE)
    assert await office.schedules.due_bulletins(DUE) == []


async def test_a_copy_of_a_follow_up_goes_to_the_same_readers_by_the_same_clock(office, db):
    await office.send(chat(1), chat(2))
    await office.close()
    await add(db, *[chat(n) for n in range(50, 60)])
    it = await office.do("follow_up")
    it = await office.bulletins.change(
        it.id, lambda seen: replace(seen, zone="Asia/Urumqi", version=2), now=LATER
    )
    copy = await office.do("duplicate", it.id)
    reached = [await Audiences(db).groups(each, LATER) for each in (it, copy)]
    assert [sum(group.chats for group in groups) for groups in reached] == [2, 2]
    assert copy.zone == "Asia/Urumqi"


@pytest.mark.parametrize("local", [False, True])
async def test_what_is_urgent_does_not_wait_for_quiet_hours_when_it_is_tried_again(
    office, db, local
):
    await add(db, chat(1, quiet=QuietHours(since=time(0), until=time(23, 59))))
    plan = Plan(zone="Asia/Urumqi", at=DUE if local else None, local=local)
    draft = await office.bulletins.draft(1, NOW)
    urgent = lambda it: replace(handed_in(plan)(it), urgent=True)  # noqa: E731
    office.id = (await office.bulletins.change(draft.id, urgent, now=NOW)).id
    assert await office.take(DUE) == [True]
    await office.deliver(lambda _: Failed(cause="not_allowed"), now=DUE)
    await office.close(DUE)
    version = (await office.bulletins.get(office.id)).version
    await office.operations.retry(office.id, version=version, again="failed", by=1, now=DUE)
    assert [chat_id for chat_id, *_ in await office.deliver(now=DUE)] == [1]
