"""Memories, families, codes and uploads on both databases."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from bot.store.families import Families
from bot.store.family_codes import FamilyCodes
from bot.store.learners import Learners
from bot.store.memories import Memories, Pushed, Shown
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.uploads import PATIENCE, Uploads
from bot.telegram.gallery import Gallery
from bot.views.message import Attached
from content.topics import LESSONS
from scheduler.errors import Refused
from scheduler.holidays import Holiday
from scheduler.subscribers import Subscriber
from scheduler.times import QuietHours
from tests.bot.test_store import NOW, address, db

__all__ = ["address", "db"]

TODAY = date(2026, 11, 24)
KEY = ("home", "hao")


async def subscribe(db, chat, **changes):
    it = Subscriber(
        chat_id=chat, kind="private", language="en", zone="Asia/Urumqi", card_at=time(19, 30),
        card_days=frozenset({0, 1, 2, 3, 4, 5, 6}), topics=frozenset({LESSONS}),
    )  # fmt: skip
    from dataclasses import replace

    await Subscribers(db).change(chat, lambda _: replace(it, **changes), fresh=it, now=NOW)
    return (await Learners(db).of([chat]))[chat].subscriber_id


async def join(db, maker, taker, now=NOW):
    codes = FamilyCodes(db)
    made = await codes.make(maker, role="teacher", name="Aziz", now=now)
    await codes.ask(made.code.lower(), by=taker, role="learner", name=f"Mum{taker}", now=now)
    await codes.answer(made.code, by=maker, yes=True, now=now)
    return made.code


async def test_two_answers_at_once_grade_once(db):
    who = await subscribe(db, 1)
    memories = Memories(db)
    await memories.offer([Shown(subscriber_id=who, key=KEY)], TODAY)
    given = {"today": TODAY, "retention": 0.9}
    both = await asyncio.gather(
        *(memories.grade(who, KEY, got=got, **given) for got in (True, False))
    )
    assert sorted(it.counted for it in both) == [False, True]
    assert (await memories.days(who, since=TODAY)) == 1


async def test_the_childs_memory_in_a_group_is_beside_the_groups(db):
    who = await subscribe(db, -5, kind="group")
    memories = Memories(db)
    await memories.grade(who, KEY, got=True, today=TODAY, retention=0.9, child=True)
    assert await memories.of(who) == {}
    assert (await memories.of(who, child=True))[KEY].reviewed_on == TODAY
    assert await memories.days(who, since=TODAY) == 0


async def test_offering_again_changes_nothing_and_keeps_what_is_remembered(db):
    who = await subscribe(db, 1)
    memories = Memories(db)
    graded = await memories.grade(who, KEY, got=True, today=TODAY, retention=0.9)
    for _ in range(2):
        pushed = Pushed(subscribers=[who], occurrence_id=7, at=NOW)
        await memories.offer([Shown(subscriber_id=who, key=KEY)], TODAY, pushed)
    assert await memories.of(who) == {KEY: graded.after}
    learner = (await Learners(db).of([1]))[1]
    assert not learner.before(8).may_be_pushed(NOW)
    assert learner.before(7).may_be_pushed(NOW), "it may be tried again"
    assert learner.before(8).may_be_pushed(NOW + timedelta(days=1))
    assert learner.before(7).pushed_at is None, "it is still the first"


async def test_both_say_yes_and_the_cards_move_to_the_familys_hour(db):
    child, mother = await subscribe(db, 1), await subscribe(db, 2, card_at=time(8, 0))
    code = await join(db, child, mother)
    family = await Families(db).of(mother)
    assert [(one.nickname, one.role) for one in family.relatives] == [
        ("Aziz", "teacher"), ("Mum2", "learner") if mother == 2 else ("Mum" + str(mother), "learner"),
    ]  # fmt: skip
    assert family.rule.at == time(19, 30)
    parent = await Subscribers(db).get(2)
    pupil = await Subscribers(db).get(1)
    assert parent.next_card(NOW) - pupil.next_card(NOW) == timedelta(minutes=30)
    with pytest.raises(Refused) as refused:
        await FamilyCodes(db).answer(code, by=child, yes=True, now=NOW)
    assert refused.value.reason == "code_used"
    assert (await Subscribers(db).everything(2))["family"][0]["role"] == "learner"


async def test_of_two_who_take_one_code_at_once_one_is_told_that_it_is_used(db):
    maker, one, other = [await subscribe(db, n) for n in (1, 2, 3)]
    codes = FamilyCodes(db)
    made = await codes.make(maker, role="teacher", name="Aziz", now=NOW)
    takers = [
        codes.ask(made.code, by=by, role="learner", name="Mum", now=NOW) for by in (one, other)
    ]
    found = await asyncio.gather(*takers, return_exceptions=True)
    assert [getattr(it, "reason", "asked") for it in found].count("code_used") == 1


async def test_a_code_late_at_the_yes_or_answered_by_another_changes_nothing(db):
    maker, taker, other = [await subscribe(db, n) for n in (1, 2, 3)]
    codes = FamilyCodes(db)
    made = await codes.make(maker, role="teacher", name="Aziz", now=NOW)
    await codes.ask(made.code, by=taker, role="learner", name="Mum", now=NOW)
    for by, now, reason in ((other, NOW, "code_unknown"), (taker, NOW, "code_unknown"),
                            (maker, NOW + timedelta(minutes=31), "code_late")):  # fmt: skip
        with pytest.raises(Refused) as refused:
            await codes.answer(made.code, by=by, yes=True, now=now)
        assert refused.value.reason == reason
    assert await Families(db).of(maker) is None


async def test_a_seventh_chat_cannot_join(db):
    people = [await subscribe(db, n) for n in range(1, 8)]
    for n in range(1, 6):
        await join(db, people[0], people[n])
    with pytest.raises(Refused) as refused:
        await join(db, people[0], people[6])
    assert refused.value.reason == "family_full"


async def test_leaving_keeps_the_others_and_the_last_one_is_no_family(db):
    people = [await subscribe(db, n) for n in range(1, 4)]
    for n in (1, 2):
        await join(db, people[0], people[n])
    families = Families(db)
    await families.leave(people[2], NOW)
    assert len((await families.of(people[0])).relatives) == 2
    await Subscribers(db).forget(2, NOW)
    assert await families.of(people[0]) is None
    alone = await Subscribers(db).get(1)
    assert alone.family is None
    assert alone.next_card(NOW) is not None


async def test_the_days_lessons_are_set_once_for_a_family(db):
    child, mother = await subscribe(db, 1), await subscribe(db, 2)
    await join(db, child, mother)
    families = Families(db)
    family = await families.of(child)
    await asyncio.gather(*(families.begin({family.id: [("home", word)]}, TODAY) for word in "ab"))
    (keys,) = (await families.lessons([family.id], TODAY)).values()
    assert len(keys) == 1
    await families.taught(family.id, TODAY, keys[0])
    assert await families.taught_days(family.id, since=TODAY) == {TODAY}


async def test_no_row_is_written_on_a_holiday_and_none_leaves_in_quiet_hours(db):
    quiet = QuietHours(since=time(19, 0), until=time(21, 0))
    off = Holiday(first=TODAY, last=TODAY)
    for chat, changes in ((1, {}), (2, {"holiday": off}), (3, {"quiet": quiet})):
        await subscribe(db, chat, **changes)
    due_at = datetime(2026, 11, 24, 13, 30, tzinfo=UTC)
    schedules = Schedules(db)
    (due,) = await schedules.due_cohorts(due_at)
    await schedules.take_cohort(due, next_at=due_at + timedelta(days=1), send=True, now=due_at)
    async with db.read() as c:
        join = t.delivery.join(t.subscriber)
        chosen = sa.select(t.subscriber.c.chat_id, t.delivery.c.not_before).select_from(join)
        rows = dict((await c.execute(chosen)).all())
    assert set(rows) == {1, 3}
    assert rows[1] <= due_at
    assert rows[3] == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


async def test_a_hundred_who_need_a_file_upload_it_once_in_two_processes(db):
    made, known = [], []
    file = Attached(key="k", kind="photo", name="a.jpg", make=lambda: b"picture")

    async def fresh(content):
        made.append(content)
        await asyncio.sleep(0.05)
        return None, "file-1"

    async def by_id(file_id):
        known.append(file_id)

    galleries = [Gallery(Uploads(db), now=lambda: NOW) for _ in range(2)]
    await asyncio.gather(
        *(galleries[n % 2].send(file, known=by_id, fresh=fresh) for n in range(100))
    )
    assert made == [b"picture"]
    assert known == ["file-1"] * 99


async def test_an_upload_that_failed_or_whose_process_died_is_tried_by_another(db):
    uploads = Uploads(db)
    assert await uploads.claim("k", NOW)
    assert not await uploads.claim("k", NOW)
    assert await uploads.claim("k", NOW + PATIENCE)
    await uploads.give_up("k")
    assert await uploads.claim("k", NOW)
    await uploads.done("k", "file-1")
    assert not await uploads.claim("k", NOW + PATIENCE)
    assert await uploads.file_id("k") == "file-1"
