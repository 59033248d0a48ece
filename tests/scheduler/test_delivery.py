"""Claim, send, settle: every recipient ends in a named state, and nobody hears it twice."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from scheduler.canaries import BAD_REQUESTS
from scheduler.delivery import CLAIM_ANEW, COMPOSE_AGAIN, Delivery
from scheduler.outage import CHATS, LONGEST_PAUSE
from scheduler.outcomes import Failed, Moved, Sent, TryLater, Unknown
from scheduler.verdicts import FIRST_BACKOFF, JITTER, LONGEST_BACKOFF, RESENDS
from tests.scheduler.fakes import FakeDeliveries, FakeLimiter, FakeMessages, FakeNow, FakeSender
from tests.scheduler.moments import utc

START = utc(2026, 11, 24)
BLOCK, IN_FLIGHT = 50, 8


class Office:
    """A delivery with everything around it."""

    def __init__(self):
        self.now = FakeNow(START)
        self.rows = FakeDeliveries(self.now)
        self.messages = FakeMessages(self.rows)
        self.sender = FakeSender()
        self.limiter = FakeLimiter(self.now)
        self.delivery = self.paced(1_000_000, in_flight=IN_FLIGHT)

    def paced(self, per_second, *, in_flight):
        return Delivery(
            deliveries=self.rows,
            messages=self.messages,
            sender=self.sender,
            limiter=self.limiter,
            now=self.now,
            block=BLOCK,
            in_flight=in_flight,
            per_second=per_second,
        )

    async def deliver(self):
        await self.delivery.deliver_open()

    async def deliver_to_the_end(self):
        """Deliver, and move the clock to the next try, until no row waits or is claimed."""
        await self.deliver()
        while not set(self.rows.states.values()).isdisjoint({"pending", "claimed"}):
            waiting = self.rows.next_instant() or self.now.instant
            self.now.instant = max(self.now.instant + timedelta(seconds=5), waiting)
            await self.deliver()
            await self.rows.expire(self.now.instant)


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
    assert sorted(office.limiter.noted) == list(range(2 * BLOCK + 7))


async def test_an_album_costs_as_many_permits_as_it_has_messages(office):
    for chat in (1, 2, 3):
        office.rows.add(chat)
    office.sender.weights[2] = 4
    await office.deliver()
    assert office.limiter.asked == [(3, 4)]
    assert sorted(office.limiter.noted) == [1, 2, 2, 2, 2, 3]


async def test_those_who_came_first_are_sent_first(office):
    for chat in range(30):
        office.rows.add(chat)
    await office.deliver()
    assert [chat for chat, _ in office.sender.sent] == list(range(30))


async def test_no_more_requests_are_in_flight_than_was_said(office):
    async def answer_takes_a_while():
        await asyncio.sleep(0.03)

    office.sender.pause = answer_takes_a_while
    for chat in range(40):
        office.rows.add(chat)
    await office.deliver()
    assert office.sender.most_in_flight == IN_FLIGHT


async def test_occurrences_take_turns_block_by_block(office):
    for occurrence_id in (1, 2):
        for chat in range(2 * BLOCK):
            office.rows.add(chat + 1000 * occurrence_id, occurrence_id=occurrence_id)
    await office.deliver()
    order = [chat // 1000 for chat, _ in office.sender.sent]
    assert order == [1] * BLOCK + [2] * BLOCK + [1] * BLOCK + [2] * BLOCK


async def test_a_shard_claims_no_more_than_its_part_and_finishes_it(office):
    for chat in range(2 * BLOCK + 30):
        office.rows.add(chat)
    assert await office.delivery.deliver_open(most=BLOCK + 20) == BLOCK + 20
    assert Counter(office.rows.states.values()) == {"sent": BLOCK + 20, "pending": BLOCK + 10}
    assert await office.delivery.deliver_open(most=0) == 0
    assert await office.delivery.deliver_open() == BLOCK + 10
    assert set(office.rows.states.values()) == {"sent"}


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(message_id=9), "sent"),
        (Failed(cause="blocked"), "blocked"),
        (Failed(cause="gone"), "gone"),
        (Failed(cause="rejected"), "rejected"),
        (Failed(cause="missing"), "missing"),
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


async def test_retry_after_reaches_the_limiter_and_is_no_attempt(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(seconds=7), TryLater(seconds=0.5), Sent(message_id=1)]

    await office.deliver_to_the_end()

    assert office.limiter.pauses == [7, 0.5]
    assert office.rows.state(5) == "sent"
    assert office.rows.rows[1].attempts == 0
    assert office.rows.settled[0].retry_at == START + timedelta(seconds=7)
    assert office.now() >= START + timedelta(seconds=7.5)


async def test_a_thousand_requests_to_wait_do_not_give_a_recipient_up(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(seconds=60)] * 1000 + [Sent(message_id=1)]
    await office.deliver_to_the_end()
    assert office.rows.state(5) == "sent"


async def test_without_a_connection_the_wait_doubles_up_to_its_bound_and_ends_at_the_deadline(
    office,
):
    row = office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(), TryLater(album=(3, 4))]
    waits, before = [], START
    await office.deliver()
    while waiting := office.rows.next_instant():
        waits.append(waiting - before)
        before = office.now.instant = waiting
        await office.deliver()

    assert office.rows.state(5) == "unreachable"
    assert row.attempts < office.rows.rows[row.id].attempts == len(waits)
    for number, wait in enumerate(waits):
        least = min(FIRST_BACKOFF * 2 ** min(number, 10), LONGEST_BACKOFF)
        assert least <= wait <= least * (1 + JITTER)
    assert LONGEST_BACKOFF * 2 > row.expires_at - office.now() > timedelta()
    assert office.limiter.pauses == []


async def test_an_unknown_outcome_is_sent_again_a_few_times_under_resend(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [Unknown()]
    await office.deliver_to_the_end()
    assert office.rows.state(5) == "unknown"
    assert len(office.sender.sent) == 1 + RESENDS


async def test_an_unknown_outcome_is_final_under_skip(office):
    office.rows.add(5, crash_rule="skip")
    office.sender.outcomes[5] = [TryLater(), Unknown(), Sent(message_id=1)]
    await office.deliver_to_the_end()
    assert office.rows.state(5) == "unknown"
    assert len(office.sender.sent) == 2


async def test_a_row_that_waits_for_its_time_is_not_taken_earlier(office):
    office.rows.add(5)
    office.sender.outcomes[5] = [TryLater(), Sent(message_id=1)]
    await office.deliver()
    office.now.instant += FIRST_BACKOFF - timedelta(microseconds=1)
    await office.deliver()
    assert len(office.sender.sent) == 1
    office.now.instant += FIRST_BACKOFF * JITTER + timedelta(microseconds=1)
    await office.deliver()
    assert office.rows.state(5) == "sent"


async def test_a_chat_that_may_get_nothing_just_now_waits_and_the_others_do_not(office):
    for chat in (1, 2, 3):
        office.rows.add(chat)
    office.limiter.holds[2] = 2.4
    await office.deliver()
    assert [chat for chat, _ in office.sender.sent] == [1, 3]
    assert office.rows.next_instant() == START + timedelta(seconds=3)
    del office.limiter.holds[2]
    await office.deliver_to_the_end()
    assert office.rows.state(2) == "sent"


async def test_messages_leave_only_as_fast_as_the_limiter_allows_and_keep_their_order(office):
    office.limiter.at_once = 1
    for chat in range(30):
        office.rows.add(chat)
    await office.deliver()
    assert [chat for chat, _ in office.sender.sent] == list(range(30))


async def test_in_an_outage_sending_stops_probes_and_goes_on_and_nobody_is_given_up(office):
    for chat in range(3 * BLOCK):
        office.rows.add(chat)
        office.sender.outcomes[chat] = [TryLater()]
    await office.deliver()
    assert CHATS <= len(office.sender.sent) <= IN_FLIGHT
    for _ in range(300):
        office.now.instant += timedelta(seconds=1)
        await office.deliver()
    assert len(office.sender.sent) < IN_FLIGHT + 20
    assert all(row.attempts <= 1 for row in office.rows.rows.values())

    office.sender.outcomes.clear()
    for _ in range(int(LONGEST_PAUSE.total_seconds()) + 1):
        office.now.instant += timedelta(seconds=1)
        await office.deliver()
    await office.deliver_to_the_end()
    assert set(office.rows.states.values()) == {"sent"}


async def test_an_outage_of_lost_answers_does_not_use_up_the_resends(office):
    for chat in range(10):
        office.rows.add(chat)
        office.sender.outcomes[chat] = [Unknown()]
    for _ in range(900):
        await office.deliver()
        office.now.instant += timedelta(seconds=1)
    office.sender.outcomes.clear()
    await office.deliver_to_the_end()
    assert set(office.rows.states.values()) == {"sent"}


async def test_a_clock_set_back_in_an_outage_does_not_prolong_it(office):
    for chat in range(10):
        office.rows.add(chat)
        office.sender.outcomes[chat] = [TryLater()]
    await office.deliver()
    office.now.instant -= timedelta(hours=1)
    office.sender.outcomes.clear()
    office.rows.not_before.update(dict.fromkeys(office.rows.rows, office.now()))
    await office.deliver()
    assert set(office.rows.states.values()) == {"sent"}


@pytest.mark.parametrize("fails", range(12))
async def test_a_fault_of_the_database_at_any_step_loses_and_repeats_nothing(office, fails):
    office.rows.faults = [None] * fails + [OSError("gone")] * 3
    for chat in range(BLOCK + 20):
        office.rows.add(chat)
    while set(office.rows.states.values()) != {"sent"}:
        try:
            await office.delivery.mend()
            await office.deliver()
        except OSError:
            await asyncio.sleep(0)
    assert sorted(chat for chat, _ in office.sender.sent) == list(range(BLOCK + 20))


async def test_a_stop_in_the_middle_settles_what_left_and_frees_the_rest(office):
    async def answer_takes_a_while():
        await asyncio.sleep(0.02)

    office.sender.pause = answer_takes_a_while
    for chat in range(3 * BLOCK):
        office.rows.add(chat)
    running = asyncio.create_task(office.deliver())
    await asyncio.sleep(0.06)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await office.delivery.land()
    states = Counter(office.rows.states.values())
    assert states == {
        "sent": len(office.sender.sent),
        "pending": 3 * BLOCK - len(office.sender.sent),
    }
    assert 0 < states["sent"] < 3 * BLOCK


async def test_what_cannot_be_put_into_words_is_put_off_and_others_go_on(office):
    office.rows.add(1, occurrence_id=1)
    office.rows.add(2, occurrence_id=2)
    office.messages.faults = [KeyError("text")]
    await office.deliver()
    await office.deliver()
    assert [chat for chat, _ in office.sender.sent] == [2]
    office.now.instant += COMPOSE_AGAIN
    await office.deliver()
    assert office.rows.state(1) == "sent"


async def test_what_nobody_wants_any_more_does_not_leave(office):
    office.limiter.at_once = 0
    office.rows.add(1, expires_at=START + timedelta(minutes=1))
    running = asyncio.create_task(office.deliver())
    await asyncio.sleep(0.01)
    office.now.instant += timedelta(minutes=1)
    await asyncio.sleep(0.01)
    office.limiter.at_once = 9
    await running
    await office.rows.expire(office.now())
    assert office.rows.state(1) == "expired"
    assert office.sender.sent == []


async def test_what_waited_long_for_its_turn_is_claimed_and_looked_at_anew(office):
    office.limiter.at_once = 0
    for chat in range(3):
        office.rows.add(chat)
    running = asyncio.create_task(office.deliver())
    await asyncio.sleep(0.01)
    office.now.instant += CLAIM_ANEW
    await asyncio.sleep(0.01)
    office.limiter.at_once = 9
    await running
    await office.deliver()
    assert office.rows.claims == [3, 3]
    assert sorted(chat for chat, _ in office.sender.sent) == [0, 1, 2]


async def test_a_sender_that_raises_is_an_unknown_outcome(office):
    office.rows.add(1, crash_rule="skip")
    office.sender.outcomes[1] = [ZeroDivisionError()]
    await office.deliver()
    assert office.rows.state(1) == "unknown"


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
    assert set(office.rows.states.values()) == {"rejected", "stopped"}


async def test_a_text_that_is_wrong_in_one_language_is_stopped_too(office):
    for chat in range(50):
        office.rows.add(chat, language="ug" if chat % 2 else "en")
        if chat % 2:
            office.sender.outcomes[chat] = [Failed(cause="rejected")]

    await office.deliver()

    assert office.rows.stopped == {1}
    states = Counter(office.rows.states.values())
    assert states["rejected"] == BAD_REQUESTS
    assert states["sent"] < 25


async def test_a_text_that_some_accept_is_not_stopped_by_those_who_do_not(office):
    for chat in range(10):
        office.rows.add(chat)
        if chat != 2:
            office.sender.outcomes[chat] = [Failed(cause="rejected")]
    await office.deliver()
    assert office.rows.stopped == set()
    assert len(office.sender.sent) == 10


async def test_a_row_withdrawn_while_it_waited_for_its_turn_is_not_sent(office):
    office.rows.add(5)
    office.rows.before_exchange = lambda: office.rows.withdraw(5)

    await office.deliver()

    assert office.sender.sent == []
    assert office.rows.settled == []
    assert office.rows.state(5) == "withdrawn"


async def test_a_chat_that_leaves_in_the_middle_gets_nothing_and_the_others_do(office):
    for chat in range(20):
        office.rows.add(chat)

    def leave():
        if len(office.sender.sent) >= 3:
            office.rows.withdraw(19)

    office.rows.before_exchange = leave
    await office.deliver()
    assert {chat for chat, _ in office.sender.sent} == set(range(19))


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


async def test_two_runners_at_once_send_each_row_once():
    first, second = Office(), Office()
    second.delivery._deliveries = first.rows
    for chat in range(3 * BLOCK):
        first.rows.add(chat)
    await asyncio.gather(first.deliver(), second.deliver())
    sent = [*first.sender.sent, *second.sender.sent]
    assert sorted(chat for chat, _ in sent) == list(range(3 * BLOCK))


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
        office.rows.add(chat, crash_rule="skip", expires_at=START + timedelta(hours=1))
        office.sender.outcomes[chat] = list(kinds[chat % len(kinds)])
    await office.deliver_to_the_end()
    states = Counter(office.rows.states.values())
    assert states.pop("expired", 0) + states.pop("unreachable", 0) == 10
    assert states == {"sent": 20, "blocked": 10, "gone": 10, "unknown": 10}


async def test_what_was_taken_from_one_that_stood_still_and_claimed_again_leaves_once(office):
    for chat in range(IN_FLIGHT + 2):
        office.rows.add(chat)

    def others_free_what_has_not_left():
        office.rows.before_exchange = None
        office.rows.states |= {IN_FLIGHT + 1: "pending", IN_FLIGHT + 2: "pending"}

    office.rows.before_exchange = others_free_what_has_not_left
    await office.deliver_to_the_end()
    assert sorted(chat for chat, _ in office.sender.sent) == list(range(IN_FLIGHT + 2))


async def test_what_is_in_flight_is_not_sent_a_second_time_beside_itself(office):
    async def answer_takes_a_while():
        await asyncio.sleep(0.05)

    office.sender.pause = answer_takes_a_while
    office.rows.add(5)

    async def others_free_it_meanwhile():
        await asyncio.sleep(0.02)
        office.rows.states[1] = "pending"

    await asyncio.gather(office.deliver(), others_free_it_meanwhile())
    assert [chat for chat, _ in office.sender.sent].count(5) == 1
    assert office.rows.state(5) == "sent"


async def test_without_new_rows_it_finishes_what_it_has(office):
    for chat in range(3):
        office.rows.add(chat)
    office.limiter.at_once = 0
    delivering = asyncio.create_task(office.deliver())
    await asyncio.sleep(0.05)
    delivering.cancel()
    await asyncio.gather(delivering, return_exceptions=True)
    office.limiter.at_once = 1_000
    office.rows.add(4)
    assert await office.delivery.deliver_open(most=0) == 0
    assert sorted(chat for chat, _ in office.sender.sent) == [0, 1, 2]


async def test_no_more_is_in_flight_than_the_rate_needs(office):
    """What is in flight is in doubt after a crash: at 28 a second and 50 ms, five at most."""
    office.delivery = office.paced(28, in_flight=118)
    for chat in range(40):
        office.rows.add(chat)

    async def answer_comes_in_time():
        office.now.instant += timedelta(milliseconds=50 / office.sender.now_in_flight)
        await asyncio.sleep(0.002)

    office.sender.pause = answer_comes_in_time
    await office.deliver()
    assert 2 <= office.sender.most_in_flight <= 5


async def test_where_answers_take_longer_more_are_under_way_to_keep_the_rate(office):
    office.delivery = office.paced(28, in_flight=118)
    for chat in range(300):
        office.rows.add(chat)

    async def answer_takes_a_second():
        office.now.instant += timedelta(seconds=1 / office.sender.now_in_flight)
        await asyncio.sleep(0.002)

    office.sender.pause = answer_takes_a_second
    await office.deliver()
    assert office.sender.most_in_flight > 10


async def test_refusals_that_come_while_others_are_written_down_stop_it_all_the_same(office):
    """The third came during the exchange of the first two, and the text was taken for good."""
    for chat in range(12):
        office.rows.add(chat)
        office.sender.outcomes[chat] = [Failed(cause="rejected")]
    third = asyncio.Event()

    async def the_third_takes_longer():
        if len(office.sender.sent) == BAD_REQUESTS:
            await third.wait()

    def two_are_written_down():
        if office.sender.now_in_flight == 1:
            third.set()

    office.sender.pause, office.rows.before_exchange = the_third_takes_longer, two_are_written_down
    await office.deliver()
    assert len(office.sender.sent) == BAD_REQUESTS
    assert office.rows.stopped == {1}
