"""The pace: never faster than allowed, answers before bulletins, and what Telegram asks is done."""

import asyncio
import time

import pytest

from bot.telegram.answers import InteractiveLane
from bot.telegram.chats import Chats
from bot.telegram.limiter import Pacer


class Monotonic:
    """A clock that stands still until it is moved."""

    def __init__(self):
        self.now = 100.0

    def __call__(self):
        return self.now


async def sent_within(pacer, seconds, *, most=1_000):
    """Take as much as there is for a while; return how many, and in which instants."""
    times, until = [], time.monotonic() + seconds
    while time.monotonic() < until:
        count = await pacer.take(most)
        times += [time.monotonic()] * count
    return times


@pytest.mark.parametrize("rate", [28, 1_000])
async def test_no_second_sees_more_than_the_rate_and_little_less(rate):
    pacer = Pacer(per_second=rate)
    times = await sent_within(pacer, 1.5)
    worst = max(sum(at <= it < at + 1 for it in times) for at in times)
    assert worst <= rate * 1.05 + 1
    assert len(times) >= rate * 1.5 * 0.85


@pytest.mark.parametrize("weight", [6, 11])
async def test_no_second_sees_more_messages_than_the_rate_where_albums_count_whole(weight):
    pacer, left, end = Pacer(per_second=30), [], time.monotonic() + 2.2
    while time.monotonic() < end:
        for _ in range(await pacer.take(5, weight)):
            pacer.note(len(left) + 1, weight)
            left += [time.monotonic()] * weight
    assert max(sum(at <= it < at + 1 for it in left) for at in left) <= 30
    assert len(left) >= 2 * 20


async def test_an_album_that_is_more_than_a_second_may_see_leaves_after_a_pause():
    clock = Monotonic()
    pacer = Pacer(per_second=5, clock=clock)
    assert await pacer.take(3, 11) == 1
    pacer.note(7, 11)
    clock.now += 2.3
    assert await pacer.take(3, 11) == 1


async def test_no_more_is_handed_out_than_was_asked_for():
    assert await Pacer(per_second=1_000_000).take(7) == 7


async def test_an_answer_goes_before_all_that_is_pushed():
    pacer, order = Pacer(per_second=50), []

    async def push():
        while len(order) < 20:
            order.extend(["bulk"] * await pacer.take(5))

    async def answer(chat):
        await pacer.turn(chat)
        order.append("answer")

    pushing = asyncio.create_task(push())
    await asyncio.sleep(0.05)
    before = len(order)
    await asyncio.gather(*(answer(chat) for chat in range(1, 6)))
    await pushing
    assert order[before : before + 6].count("answer") >= 5


async def test_an_answer_costs_the_pushed_messages_one_turn_and_no_more():
    clock = Monotonic()
    pacer = Pacer(per_second=1_000, clock=clock)
    async with asyncio.timeout(5):
        for chat in range(1, 101):
            clock.now += 0.01
            await pacer.turn(chat)
            clock.now += 0.01
            assert await pacer.take(19) == 19


async def test_one_answer_does_not_wait_for_a_pushed_message_to_have_had_its_gap():
    pacer = Pacer(per_second=2)
    assert await pacer.take(5)
    started = time.monotonic()
    await pacer.turn(7)
    assert time.monotonic() - started < 0.1
    await pacer.turn(8)
    assert 0.4 < time.monotonic() - started < 0.7


async def test_what_a_standstill_cost_is_made_up_for_but_no_second_sees_much_more_than_the_rate():
    pacer, left = Pacer(per_second=1_000), []
    started = time.monotonic()
    while time.monotonic() < started + 2:
        for _ in range(await pacer.take(1_000)):
            pacer.note(len(left) + 1)
            left.append(time.monotonic())
        if len(left) % 7 == 0:
            time.sleep(0.04)  # noqa: ASYNC251 (a slow disk)
    assert len(left) >= 2_000 * 0.85
    assert max(sum(at <= it < at + 1 for it in left) for at in left[::50]) <= 1_028


async def test_a_refusal_of_something_pushed_holds_what_is_pushed_and_not_the_answers():
    pacer = Pacer(per_second=100)
    started = time.monotonic()
    pacer.refused(5, 0.3)
    pacer.refused(5, 0.1)
    await pacer.turn(7)
    assert time.monotonic() - started < 0.1
    while not await pacer.take(1):
        pass
    assert 0.3 <= time.monotonic() - started < 1
    assert pacer.held(7) > 0.5
    assert pacer.held(8) == 0


async def test_after_refusals_it_goes_slower_once_a_refusal_and_recovers(monkeypatch):
    clock = Monotonic()
    pacer = Pacer(per_second=100, clock=clock)
    for _ in range(50):
        pacer.refused(5, 1)
    clock.now += 1.1
    slower = await pacer.take(1) and pacer._bulk.gap
    assert slower == pytest.approx(0.0125)
    for _ in range(5):
        clock.now += 11
        await pacer.take(1)
    assert pacer._bulk.gap == pytest.approx(0.01)


async def test_one_chat_that_is_refused_waits_alone_and_two_hold_everybody():
    pacer = Pacer(per_second=100)
    started = time.monotonic()
    pacer.answer_refused(5, 0.3)
    await pacer.turn(6)
    assert time.monotonic() - started < 0.1
    await pacer.turn(5)
    assert time.monotonic() - started >= 0.3
    again = time.monotonic()
    pacer.answer_refused(6, 0.3)
    await asyncio.gather(*(pacer.turn(chat) for chat in range(10, 20)))
    assert time.monotonic() - again >= 0.3


def test_a_chat_gets_one_pushed_message_a_second():
    clock = Monotonic()
    chats = Chats(clock)
    chats.note(5)
    assert chats.held(5) == 1
    assert chats.held(6) == chats.held_for_answers(5) == 0
    clock.now += 1
    assert chats.held(5) == 0


def test_a_group_gets_twenty_messages_a_minute():
    clock = Monotonic()
    chats = Chats(clock)
    for _ in range(20):
        assert chats.held_for_answers(-5) == 0
        chats.note(-5)
        clock.now += 2
    assert chats.held_for_answers(-5) == 20
    assert chats.held(-5) == 20
    clock.now += 20
    assert chats.held(-5) == 0


def test_an_album_waits_until_the_group_has_room_for_all_of_it():
    clock = Monotonic()
    chats = Chats(clock)
    chats.note(-5, 6)
    clock.now += 10
    chats.note(-5, 5)
    assert chats.held_for_answers(-5) == chats.held_for_answers(-5, 9) == 0
    assert chats.held(-5, 10) == chats.held(-5, 15) == 50
    assert chats.held(-5, 16) == 60


def test_a_hold_ends_when_telegram_said_and_nothing_grows_with_the_audience():
    clock = Monotonic()
    chats = Chats(clock)
    chats.hold(5, 30)
    chats.hold(5, 3)
    clock.now += 29
    assert chats.held(5) == chats.held_for_answers(5) == 1
    for chat in range(6, 20_000):
        chats.note(chat)
        chats.hold(chat, 1)
        clock.now += 0.01
    remembered = len(chats._until) + len(chats._last._young) + len(chats._last._old)
    assert remembered < 2_000


async def test_what_puts_no_message_into_a_chat_takes_no_turn():
    pacer = Pacer(per_second=1)
    lane = InteractiveLane(pacer)
    await lane.initialize()

    async def call():
        return "done"

    started = time.monotonic()
    for endpoint in ("answerCallbackQuery", "setMyCommands"):
        assert await lane.process_request(call, (), {}, endpoint, {}, None) == "done"
    assert time.monotonic() - started < 0.5
    await lane.shutdown()
