"""Claim, send, settle: every recipient ends in a named state, and nobody hears it twice."""

import asyncio
from datetime import timedelta

import pytest

from scheduler.delivery import (
    BAD_REQUESTS,
    BLOCK,
    FIRST_BACKOFF,
    LONGEST_BACKOFF,
    MAX_ATTEMPTS,
    WORKERS,
    Delivery,
)
from scheduler.outcomes import Failed, Moved, Sent, TryLater, Unknown
from tests.scheduler.fakes import FakeDeliveries, FakeLimiter, FakeMessages, FakeNow, FakeSender
from tests.scheduler.moments import utc

START = utc(2026, 11, 24)


class Office:
    """A delivery with everything around it."""

    def __init__(self):
        self.now = FakeNow(START)
        self.rows = FakeDeliveries(self.now)
        self.messages = FakeMessages(self.rows)
        self.sender = FakeSender()
        self.limiter = FakeLimiter(self.now)
        self.delivery = Delivery(
            deliveries=self.rows,
            messages=self.messages,
            sender=self.sender,
            limiter=self.limiter,
            now=self.now,
        )

    async def deliver(self, occurrence_id=1):
        await self.delivery.deliver(occurrence_id)

    async def deliver_to_the_end(self):
        """Deliver, and move the clock to the next try, until no row waits."""
        await self.deliver()
        while waiting := self.rows.next_instant():
            self.now.instant = max(self.now.instant, waiting)
            await self.deliver()


@pytest.fixture
def office():
    return Office()


async def test_every_row_is_sent_its_own_message_once(office):
    for chat in range(2 * BLOCK + 7):
        office.rows.add(chat)

    await office.deliver()

    assert sorted(office.sender.sent) == sorted((n, f"to {n}") for n in range(2 * BLOCK + 7))
    assert set(office.rows.states.values()) == {"sent"}
    assert office.rows.claims == [BLOCK, BLOCK, 7]
    assert set(office.limiter.lanes) == {"bulk"}
    assert len(office.limiter.lanes) == len(office.sender.sent)


async def test_those_who_came_first_are_sent_first(office):
    for chat in range(30):
        office.rows.add(chat)
    await office.deliver()
    assert [chat for chat, _ in office.sender.sent] == list(range(30))


async def test_no_more_requests_are_in_flight_than_there_are_workers(office):
    async def answer_takes_a_while():
        await asyncio.sleep(0.001)

    office.sender.pause = answer_takes_a_while
    for chat in range(40):
        office.rows.add(chat)
    await office.deliver()
    assert office.sender.most_in_flight == WORKERS


async def test_another_occurrence_and_an_empty_one_are_let_be(office):
    office.rows.add(5, occurrence_id=2)
    await office.deliver()
    assert office.rows.state(5) == "pending"
    assert office.sender.sent == []


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(message_id=9), "sent"),
        (Failed(cause="blocked"), "blocked"),
        (Failed(cause="gone"), "gone"),
        (Failed(cause="rejected"), "rejected"),
        (Unknown(), "unknown"),
    ],
)
async def test_a_final_outcome_is_settled_once_and_not_tried_again(office, outcome, state):
    row = office.rows.add(5)
    office.sender.outcomes[5] = [outcome]

    await office.deliver_to_the_end()

    assert office.rows.state(5) == state
    assert len(office.sender.sent) == 1
    (settlement,) = office.rows.settled
    assert (settlement.row, settlement.outcome, settlement.retry_at) == (row, outcome, None)


async def test_one_who_blocked_it_does_not_keep_it_from_the_others(office):
    for chat in (1, 2, 3):
        office.rows.add(chat)
    office.sender.outcomes[2] = [Failed(cause="blocked")]
    await office.deliver()
    assert [office.rows.state(chat) for chat in (1, 2, 3)] == ["sent", "blocked", "sent"]


async def test_retry_after_pauses_the_limiter_and_is_no_attempt(office):
    office.rows.add(5, attempts=MAX_ATTEMPTS - 1)
    office.sender.outcomes[5] = [TryLater(seconds=7), TryLater(seconds=0.5), Sent(message_id=1)]

    await office.deliver_to_the_end()

    assert office.limiter.pauses == [7, 0.5]
    assert office.rows.state(5) == "sent"
    assert office.rows.rows[1].attempts == MAX_ATTEMPTS - 1
    assert office.rows.settled[0].retry_at == START + timedelta(seconds=7)
    assert office.now() >= START + timedelta(seconds=7.5)


async def test_a_thousand_requests_to_wait_do_not_give_a_recipient_up(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(seconds=3600)] * 1000 + [Sent(message_id=1)]
    await office.deliver_to_the_end()
    assert office.rows.state(5) == "sent"


async def test_without_a_connection_the_wait_doubles_up_to_its_bound_and_ends_by_name(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater()]
    waits, before = [], START
    await office.deliver()
    while waiting := office.rows.next_instant():
        waits.append(waiting - before)
        before = office.now.instant = waiting
        await office.deliver()

    assert office.rows.state(5) == "unreachable"
    assert len(office.sender.sent) == MAX_ATTEMPTS
    assert waits[:3] == [FIRST_BACKOFF, 2 * FIRST_BACKOFF, 4 * FIRST_BACKOFF]
    assert waits == sorted(waits)
    assert waits[-1] == max(waits) == LONGEST_BACKOFF
    assert timedelta(hours=5) < office.now() - START < timedelta(hours=7)
    assert office.limiter.pauses == []


async def test_a_row_that_waits_for_its_time_is_not_taken_earlier(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(), Sent(message_id=1)]
    await office.deliver()
    office.now.instant += FIRST_BACKOFF - timedelta(microseconds=1)
    await office.deliver()
    assert len(office.sender.sent) == 1
    office.now.instant += timedelta(microseconds=1)
    await office.deliver()
    assert office.rows.state(5) == "sent"


async def test_a_group_that_moved_gets_it_once_under_its_new_id(office):
    office.rows.add(-5)
    office.sender.outcomes[-5] = [Moved(chat_id=-1005)]

    await office.deliver()

    assert [chat for chat, _ in office.sender.sent] == [-5, -1005]
    assert office.rows.state(-1005) == "sent"
    assert office.rows.settled[0].retry_at == START
    assert office.rows.rows[1].attempts == 0


async def test_a_text_that_is_wrong_for_all_is_stopped_after_three(office):
    for chat in range(50):
        office.rows.add(chat)
        office.sender.outcomes[chat] = [Failed(cause="rejected")]

    await office.deliver()

    assert office.rows.stopped == {1}
    assert len(office.sender.sent) == BAD_REQUESTS == 3
    assert set(office.rows.states.values()) == {"rejected", "withdrawn"}


async def test_a_text_that_one_accepted_is_not_stopped_by_those_who_do_not(office):
    for chat in range(10):
        office.rows.add(chat)
        if chat:
            office.sender.outcomes[chat] = [Failed(cause="rejected")]
    await office.deliver()
    assert office.rows.stopped == set()
    assert len(office.sender.sent) == 10


async def test_a_row_withdrawn_while_it_waited_for_its_turn_is_not_sent(office):
    office.rows.add(5)
    office.limiter.before = lambda: office.rows.withdraw(5)

    await office.deliver()

    assert office.sender.sent == []
    assert office.rows.settled == []
    assert office.rows.state(5) == "withdrawn"


async def test_a_chat_that_leaves_in_the_middle_gets_nothing_and_the_others_do(office):
    for chat in range(20):
        office.rows.add(chat)

    def leave():
        if len(office.limiter.lanes) == 3:
            office.rows.withdraw(15)

    office.limiter.before = leave
    await office.deliver()
    assert {chat for chat, _ in office.sender.sent} == set(range(20)) - {15}


async def test_a_row_for_which_there_is_nothing_to_say_is_left_out(office):
    for chat in (1, 2):
        office.rows.add(chat)
    office.messages.without = {1}
    await office.deliver()
    assert office.sender.sent == [(2, "to 2")]
    office.rows.add(3)
    office.messages.without = {3}
    await office.deliver()
    assert len(office.sender.sent) == 1


async def test_two_runners_at_once_send_each_row_once(office):
    async def answer_takes_a_while():
        await asyncio.sleep(0)

    office.sender.pause = answer_takes_a_while
    for chat in range(3 * BLOCK):
        office.rows.add(chat)
    await asyncio.gather(office.deliver(), office.deliver())
    assert sorted(chat for chat, _ in office.sender.sent) == list(range(3 * BLOCK))


async def test_whatever_telegram_says_the_counts_add_up_to_the_audience(office):
    kinds = [
        [Sent(message_id=1)],
        [Failed(cause="blocked")],
        [Failed(cause="gone")],
        [TryLater(seconds=3), Sent(message_id=1)],
        [TryLater(), Unknown()],
        [TryLater()],
    ]
    for chat in range(60):
        office.rows.add(chat)
        office.sender.outcomes[chat] = list(kinds[chat % len(kinds)])
    await office.deliver_to_the_end()
    states = list(office.rows.states.values())
    assert {state: states.count(state) for state in set(states)} == {
        "sent": 20, "blocked": 10, "gone": 10, "unknown": 10, "unreachable": 10,
    }  # fmt: skip
