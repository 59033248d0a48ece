"""What people write: no command is lost by a kill, each changes things once, in order, side by side."""

import asyncio
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from bot.store import tables as t
from tests.chaos.places import AUTHOR
from tests.chaos.scene import until

IN_FLIGHT = 8
pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]


def heard(it, chat):
    return [post for post in (*it.telegram.sends, *it.telegram.edits) if post.chat_id == chat]


async def all_taken(it, *, seconds=40):
    """Wait until every update is confirmed and none is open in the inbox."""
    await until(lambda: not it.telegram.waiting, it, seconds=seconds)
    unhandled = sa.select(sa.func.count()).where(t.inbox.c.done_at.is_(None))
    for _ in range(seconds * 10):
        if not await it.place.value(unhandled):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"updates are open\n{it.tail}")


async def test_killed_again_and_again_every_command_is_answered(scene):
    """Chats write all the time; each of the program's five lives gives a few answers and ends."""
    it = await scene("sqlite", people=60, rule="skip", due=False)
    it.telegram.latency = 0.05
    program, chats = it.program(per_second=28), iter(range(1, 61))
    for _ in range(5):
        await program.start()
        for _ in range(12):
            it.telegram.say(next(chats), "/help")
        await it.more(4)
        await program.kill()
    await program.start()
    await all_taken(it)
    answers = Counter(post.chat_id for post in it.pushed)
    assert answers.keys() == set(range(1, 61))
    assert answers.total() - 60 <= 5 * IN_FLIGHT, "a repeat is what was being answered at a kill"


async def test_a_kill_between_a_change_and_its_answer_does_not_change_it_twice(scene):
    """A tap that turns a topic off is taken once, though the program dies before it says so."""
    it = await scene("sqlite", people=6, rule="skip", due=False)
    it.telegram.slow = dict.fromkeys(range(1, 7), 30.0)
    program = it.program(per_second=28)
    await program.start()
    for chat in range(1, 7):
        it.telegram.press(chat, "set:topic:notices")
    await until(lambda: len(it.telegram.edits) == 6, it)
    await program.kill()
    it.telegram.slow = {}
    await program.start()
    await all_taken(it)
    notices = sa.select(sa.func.count()).where(t.subscription.c.topic == "notices")
    assert await it.place.value(notices) == 0


async def test_a_kill_after_a_draft_was_written_does_not_write_it_twice(scene):
    it = await scene("sqlite", people=1, rule="skip", due=False)
    program = it.program(per_second=28)
    await program.start()
    it.telegram.say(AUTHOR, "/post")
    await it.more(1)
    it.telegram.slow = {AUTHOR: 30.0}
    it.telegram.say(AUTHOR, "The market opens at nine.")
    await it.more(1)
    await program.kill()
    it.telegram.slow = {}
    await program.start()
    await all_taken(it)
    assert await it.place.value(sa.select(sa.func.count()).select_from(t.bulletin)) == 1


async def test_one_chat_is_answered_in_its_order_over_kills(scene):
    it = await scene("sqlite", people=3, rule="skip", due=False)
    it.telegram.latency = 0.05
    program = it.program(per_second=28)
    order = ["zh", "ug", "en", "ug", "zh", "ug", "en", "zh"]
    await program.start()
    for n, language in enumerate(order):
        for chat in (1, 2, 3):
            it.telegram.press(chat, f"set:language:{language}")
        if n in {2, 5}:
            await asyncio.sleep(0.7)
            await program.kill()
            await program.start()
    await all_taken(it)
    spoken = sa.select(sa.func.count()).where(t.subscriber.c.language == "zh")
    assert await it.place.value(spoken) == 3
    for chat in (1, 2, 3):
        edits = [post.message_id for post in it.telegram.edits if post.chat_id == chat]
        assert edits == sorted(edits), "an answer comes after those to what was said before"
        assert len(set(edits)) == len(order)


async def test_a_slow_answer_to_one_chat_does_not_delay_another(scene):
    it = await scene("sqlite", people=20, rule="skip", due=False)
    it.telegram.slow = {1: 3.0}
    await it.program(per_second=28).start()
    it.telegram.say(1, "/help")
    await it.more(1)
    began = time.monotonic()
    it.telegram.say(1, "/settings")
    for chat in range(2, 21):
        it.telegram.say(chat, "/help")
    await it.more(19)
    assert time.monotonic() - began < 2.5
    assert len(heard(it, 1)) == 1, "its own second answer comes after the first"
    await it.more(1)
    assert len(heard(it, 1)) == 2


async def test_what_is_written_while_answers_cannot_leave_is_answered_when_they_can(scene):
    """Telegram hands the update out, and is broken when the answer should go: minutes later it is not."""
    it = await scene("sqlite", people=5, rule="skip", due=False)
    await it.program(per_second=28).start()
    it.telegram.say(1, "/help")
    await it.more(1)
    it.telegram.broken = 1.0
    for chat in (2, 3):
        it.telegram.say(chat, "/help")
    await asyncio.sleep(3)
    it.telegram.broken = 0.0
    await it.more(2, seconds=10)
    assert {post.chat_id for post in it.pushed} == {1, 2, 3}


async def test_a_command_is_not_set_aside_because_the_program_was_killed_three_times(scene):
    """An update that ends the program is given up; one that was only there when it ended is not."""
    it = await scene("sqlite", people=2, rule="skip", due=False)
    it.telegram.slow = {1: 30.0}
    program = it.program(per_second=28)
    await program.start()
    it.telegram.say(1, "/help")
    for _ in range(3):
        await it.more(1)
        await program.kill()
        await program.start()
    it.telegram.slow = {}
    before = len(heard(it, 1))
    await it.more(1, seconds=8)
    assert len(heard(it, 1)) > before
