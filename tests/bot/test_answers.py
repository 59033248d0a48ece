"""An answer is patient: what a fault of the network or of Telegram ended is said later."""

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram import answers
from bot.telegram.answers import ONCE, InteractiveLane
from bot.telegram.request import AnswerLost, NoConnectionInTime, NotSent


class Turns:
    def __init__(self):
        self.taken, self.refused = 0, []

    async def turn(self, chat_id):
        self.taken += 1

    def answer_refused(self, chat_id, seconds):
        self.refused.append(seconds)


class Telegram:
    """Raises what it was given in turn, then answers."""

    def __init__(self, *errors):
        self.errors, self.calls = list(errors), 0

    async def __call__(self):
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "said"


@pytest.fixture
def say(monkeypatch):
    monkeypatch.setattr(answers, "_FIRST_PAUSE", 0.0)
    turns = Turns()

    async def say(telegram, *, chat=5, how=None, lane=None):
        lane = lane or InteractiveLane(turns)
        return await lane.process_request(telegram, (), {}, "sendMessage", {"chat_id": chat}, how)

    say.turns = turns
    return say


@pytest.mark.parametrize(
    "error",
    [NetworkError("Bad Gateway"), NotSent("no connection"), NoConnectionInTime(), RetryAfter(0)],
)
async def test_what_certainly_did_not_leave_is_tried_until_it_does(say, error):
    telegram = Telegram(*[error] * 20)
    assert await say(telegram) == "said"
    assert telegram.calls == say.turns.taken == 21


@pytest.mark.parametrize("error", [AnswerLost("lost"), TimedOut()])
async def test_what_may_have_arrived_is_said_twice_at_most(say, error):
    assert await say(Telegram(error)) == "said"
    telegram = Telegram(*[error] * 9)
    with pytest.raises(type(error)):
        await say(telegram)
    assert telegram.calls == 2


@pytest.mark.parametrize("error", [BadRequest("no"), Forbidden("bot was blocked by the user")])
async def test_what_telegram_refuses_is_not_said_again(say, error):
    telegram = Telegram(error)
    with pytest.raises(type(error)):
        await say(telegram)
    assert telegram.calls == 1


async def test_what_is_said_anew_soon_anyway_is_not_tried_again(say, monkeypatch):
    monkeypatch.setattr(answers, "_FIRST_PAUSE", 0.01)
    for error in (NetworkError("Bad Gateway"), RetryAfter(3)):
        telegram = Telegram(error)
        with pytest.raises(type(error)):
            await say(telegram, how=ONCE)
        assert telegram.calls == 1
    assert say.turns.refused == [3]


async def test_patience_ends(say):
    seconds = iter(range(0, 10_000, 100))
    lane = InteractiveLane(say.turns, clock=lambda: next(seconds))
    telegram = Telegram(*[NetworkError("Bad Gateway")] * 50)
    with pytest.raises(NetworkError):
        await say(telegram, lane=lane)
    assert 3 < telegram.calls < 10


async def test_what_puts_nothing_into_a_chat_takes_no_turn(say):
    assert await say(Telegram(), chat=None) == "said"
    assert say.turns.taken == 0
