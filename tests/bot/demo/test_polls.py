"""Polls: what may be asked, who votes, and what the bot hears of it."""

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.demo.polls import Polls, checked
from bot.demo.state import open_state
from tests.bot.demo.conftest import Line, Opener

CHANNEL = -1001000000001
ASKED = {"question": "Which day?", "options": ["Friday", {"text": "Saturday"}, "Sunday"]}


async def ask(line: Line, **more: object) -> dict:
    return (await line.bot("sendPoll", chat_id=2003, **{**ASKED, **more})).result


async def vote(line: Line, *options: int, message: int = 2, **more: object) -> tuple[int, dict]:
    body = {"from": 2003, "message_id": message, "options": list(options), **more}
    return await line.post(f"/api/chats/{body['from']}/vote", **body)


def counts(poll: dict) -> list[int]:
    return [each["voter_count"] for each in poll["options"]]


async def test_a_poll_comes_back_with_an_id_and_nobodys_vote(met: Line):
    poll = (await ask(met))["poll"]

    assert [each["text"] for each in poll["options"]] == ["Friday", "Saturday", "Sunday"]
    assert counts(poll) == [0, 0, 0]
    assert (poll["type"], poll["is_anonymous"], poll["is_closed"]) == ("regular", True, False)
    assert poll["id"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"question": " "}, "poll question must be non-empty"),
        ({"question": "x" * 301}, "poll question length must not exceed 300"),
        ({"options": ["one"]}, "poll must have at least 2 option"),
        ({"options": [str(n) for n in range(13)]}, "poll can't have more than 12 options"),
        ({"options": ["a", " "]}, "poll options must be non-empty"),
        ({"options": ["a", "x" * 101]}, "poll options length must not exceed 100"),
        ({"options": ["a", "a"]}, "POLL_OPTION_DUPLICATE"),
        ({"options": ["a", 7]}, "can't parse InputPollOption: expected an Object or a String"),
        ({"type": "quiz"}, "wrong correct option ID specified"),
        ({"type": "quiz", "correct_option_id": 3}, "wrong correct option ID specified"),
        ({"type": "survey"}, "unsupported poll type specified"),
        ({"options": "x"}, "can't parse options JSON object"),
    ],
)
async def test_a_poll_telegram_would_refuse_is_refused(met: Line, change: dict, reason: str):
    answer = await met.bot("sendPoll", chat_id=2003, **{**ASKED, **change})

    assert (answer.status, answer.reason) == (400, f"Bad Request: {reason}")


async def test_a_poll_at_the_limits_is_taken(met: Line):
    sent = await ask(met, question="x" * 300, options=["y" * 98 + f"{n:02}" for n in range(12)])

    assert len(sent["poll"]["options"]) == 12


async def test_a_vote_is_counted_moved_and_taken_back(met: Line):
    await ask(met)
    seen = [(await vote(met, *options))[1]["poll"] for options in ((0,), (2,), ())]

    assert [counts(each) for each in seen] == [[1, 0, 0], [0, 0, 1], [0, 0, 0]]
    assert [each["total_voter_count"] for each in seen] == [1, 1, 0]


async def test_each_person_sees_only_their_own_choice(line: Line):
    poll = {"question": "When?", "options": ["now", "later"]}
    await line.post("/api/chats/-3001/messages", **{"from": 2001, "poll": poll})
    body = {"from": 2001, "message_id": 1, "options": [1]}
    await line.post("/api/chats/-3001/vote", **body)
    _, mine = await line.get("/api/chats/-3001/messages?as=2001")
    _, other = await line.get("/api/chats/-3001/messages?as=2002")

    assert mine["messages"][0]["chosen"] == [1]
    assert other["messages"][0]["chosen"] == []
    assert counts(other["messages"][0]["poll"]) == [0, 1]


async def test_the_bot_hears_counts_of_an_anonymous_poll_and_names_of_an_open_one(met: Line):
    await ask(met)
    await vote(met, 1)
    await ask(met, is_anonymous=False, allows_multiple_answers=True)
    await vote(met, 0, 2, message=3)
    heard = [
        next((kind, each[kind]) for kind in each if kind != "update_id")
        for each in await met.updates()
    ]

    assert [kind for kind, _ in heard] == ["poll", "poll", "poll_answer"]
    assert counts(heard[0][1]) == [0, 1, 0]
    assert heard[2][1]["option_ids"] == [0, 2]
    assert heard[2][1]["user"]["id"] == 2003


@pytest.mark.parametrize(
    ("options", "status"), [([0, 1], 400), ([3], 400), ([True], 400), (["0"], 400)]
)
async def test_a_vote_that_the_poll_does_not_take_is_refused(met: Line, options: list, status: int):
    await ask(met)

    assert (await vote(met, *options))[0] == status
    assert (await vote(met, 0, message=1))[0] == 404


async def test_a_quiz_is_answered_once(met: Line):
    await ask(met, type="quiz", correct_option_ids=[1], explanation="It is in the notice.")

    assert (await vote(met, 0))[0] == 200
    assert (await vote(met, 1))[0] == 409


async def test_a_stopped_poll_takes_no_votes_and_is_stopped_once(met: Line):
    await ask(met)
    await vote(met, 0)
    stopped = (await met.bot("stopPoll", chat_id=2003, message_id=2)).result
    again = await met.bot("stopPoll", chat_id=2003, message_id=2)

    assert (stopped["is_closed"], stopped["total_voter_count"]) == (True, 1)
    assert again.reason == "Bad Request: poll has already been closed"
    assert (await vote(met, 1))[0] == 409


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (9, "message with poll to stop not found"),
        (1, "message is not a poll"),
        (2, "poll can't be stopped"),
    ],
)
async def test_only_an_own_poll_is_stopped(met: Line, message: int, reason: str):
    await met.post("/api/chats/2003/messages", **{"from": 2003, "poll": ASKED})
    answer = await met.bot("stopPoll", chat_id=2003, message_id=message)

    assert answer.reason == f"Bad Request: {reason}"


async def test_a_forwarded_poll_shares_its_votes_and_a_copied_one_begins_anew(met: Line):
    sent = await ask(met)
    await met.say(2001, "/start")
    source = {"chat_id": 2001, "from_chat_id": 2003, "message_id": sent["message_id"]}
    forwarded = (await met.bot("forwardMessage", **source)).result
    await met.bot("copyMessage", **source)
    await vote(met, 0)
    await vote(met, 0, message=2, **{"from": 2001})
    _, seen = await met.get("/api/chats/2001/messages?as=2001")

    assert forwarded["poll"]["id"] == sent["poll"]["id"]
    assert forwarded["forward_origin"]["sender_user"]["id"] == 4242
    assert counts(seen["messages"][1]["poll"]) == [2, 0, 0]
    assert counts(seen["messages"][2]["poll"]) == [0, 0, 0]


async def test_a_person_asks_and_the_answer_of_a_quiz_stays_hidden_until_it_closes(met: Line):
    quiz = {**ASKED, "type": "quiz", "correct_option_ids": [2]}
    status, body = await met.post("/api/chats/2003/messages", **{"from": 2003, "poll": quiz})
    heard = (await met.updates())[0]["message"]["poll"]

    assert status == 201
    assert heard == body["message"]["poll"]
    assert "correct_option_ids" not in heard
    copied = await met.bot("copyMessage", chat_id=2003, from_chat_id=2003, message_id=2)
    assert copied.reason == "Bad Request: message can't be copied"


@pytest.mark.parametrize(
    "poll", [7, {}, {"question": "x", "options": "ab"}, {"options": ["a", "b"]}]
)
async def test_a_persons_poll_that_is_none_is_refused_in_a_sentence(line: Line, poll: object):
    status, body = await line.post("/api/chats/2003/messages", **{"from": 2003, "poll": poll})

    assert status == 400
    assert body["error"].endswith(".")


async def test_polls_in_a_channel_are_anonymous(line: Line):
    answer = await line.bot("sendPoll", chat_id=CHANNEL, **ASKED, is_anonymous=False)

    assert answer.reason == "Bad Request: non-anonymous polls can't be sent to channel chats"
    assert (await line.bot("sendPoll", chat_id=CHANNEL, **ASKED)).result["poll"]["is_anonymous"]


@given(st.lists(st.tuples(st.integers(1, 4), st.sets(st.integers(0, 2)))))
def test_counts_are_of_each_persons_last_vote(votes: list[tuple[int, set[int]]]):
    with closing(open_state(Path(":memory:"))) as db:
        polls = Polls(db)
        poll = polls.make(1, *checked({**ASKED, "allows_multiple_answers": True}, known=True))
        for person, options in votes:
            poll = polls.vote(poll["id"], person, sorted(options)).body
    last = dict(votes).values()

    assert counts(poll) == [sum(n in each for each in last) for n in range(3)]
    assert poll["total_voter_count"] == sum(bool(each) for each in last)


async def test_votes_are_still_there_after_a_restart(open_line: Opener):
    line = await open_line()
    await line.say(2003, "/start")
    await ask(line)
    await vote(line, 2)
    line = await open_line()
    _, seen = await line.get("/api/chats/2003/messages?as=2003")

    assert counts(seen["messages"][1]["poll"]) == [0, 0, 1]
    assert seen["messages"][1]["chosen"] == [2]
    assert counts((await vote(line, 0))[1]["poll"]) == [1, 0, 0]
