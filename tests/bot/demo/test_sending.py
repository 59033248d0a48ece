"""What the bot may send, to whom, how long and how fast."""

import asyncio
import time

import pytest

from bot.demo.clock import DemoClock
from bot.demo.errors import ApiError
from bot.demo.limits import ALL, GROUP, Flood
from tests.bot.demo.conftest import Line

GROUP_ID = -3001


async def test_a_sent_message_comes_back_whole(met: Line):
    message = (await met.bot("sendMessage", chat_id=2003, text="Hello <b>", parse_mode=None)).result

    assert message["message_id"] == 2
    assert message["text"] == "Hello <b>"
    assert message["chat"] == {"id": 2003, "type": "private", "first_name": "Robin"}
    assert message["from"]["is_bot"]
    assert abs(message["date"] - time.time()) < 5


async def test_messages_carry_the_date_of_the_demo_clock(met: Line):
    await met.post("/api/clock", minutes=600)
    message = (await met.bot("sendMessage", chat_id="2003", text="later")).result

    assert message["date"] - time.time() > 590 * 60


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "message text is empty"),
        (" \n ", "message text is empty"),
        ("<b> </b>", "message text is empty"),
        ("x" * 4097, "message is too long"),
    ],
)
async def test_a_text_has_1_to_4096_characters(met: Line, text: str, reason: str):
    answer = await met.bot("sendMessage", chat_id=2003, text=text, parse_mode="HTML")

    assert (answer.status, answer.reason) == (400, f"Bad Request: {reason}")


async def test_a_text_without_text_is_empty(met: Line):
    answer = await met.bot("sendMessage", chat_id=2003)

    assert answer.reason == "Bad Request: message text is empty"


async def test_length_counts_code_points_after_the_entities_are_parsed(met: Line):
    text = "<b>" + "😀" * 4095 + "</b>&amp;"

    assert (await met.bot("sendMessage", chat_id=2003, text=text, parse_mode="HTML")).result


async def test_broken_html_is_refused_in_telegrams_words(met: Line):
    answer = await met.bot("sendMessage", chat_id=2003, text="<b>x", parse_mode="HTML")

    assert answer.reason == (
        "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""
    )


async def test_another_parse_mode_than_html_is_refused(met: Line):
    answer = await met.bot("sendMessage", chat_id=2003, text="*x*", parse_mode="MarkdownV2")

    assert answer.reason == "Bad Request: unsupported parse_mode"


async def test_given_entities_are_kept_and_broken_ones_refused(met: Line):
    bold = {"type": "bold", "offset": 0, "length": 2}
    sent = await met.bot("sendMessage", chat_id=2003, text="hi there", entities=[bold])
    broken = await met.bot("sendMessage", chat_id=2003, text="hi", entities=[{"type": "bold"}])

    assert sent.result["entities"] == [bold]
    assert broken.status == 400


@pytest.mark.parametrize("chat", [99, "@nobody", -1, "two", "²"])
async def test_a_chat_that_is_not_there_is_not_found(line: Line, chat: object):
    answer = await line.bot("sendMessage", chat_id=chat, text="x")

    assert (answer.status, answer.reason) == (400, "Bad Request: chat not found")


async def test_a_missing_chat_is_named(line: Line):
    assert (await line.bot("sendMessage", text="x")).reason == "Bad Request: chat_id is empty"


async def test_a_person_who_never_wrote_cannot_be_written_to(line: Line):
    answer = await line.bot("sendMessage", chat_id=2001, text="x")

    assert answer.status == 403
    assert answer.reason == "Forbidden: bot can't initiate conversation with a user"


async def test_a_person_who_blocked_the_bot_cannot_be_written_to(met: Line):
    await met.post("/api/chats/2003/block", **{"from": 2003})
    answer = await met.bot("sendMessage", chat_id=2003, text="x")

    assert (answer.status, answer.reason) == (403, "Forbidden: bot was blocked by the user")
    await met.post("/api/chats/2003/unblock", **{"from": 2003})
    assert (await met.bot("sendMessage", chat_id=2003, text="x")).result


async def test_a_group_that_removed_or_was_left_by_the_bot_is_closed_to_it(line: Line):
    await line.post(f"/api/chats/{GROUP_ID}/block", **{"from": 2001})
    removed = await line.bot("sendMessage", chat_id=GROUP_ID, text="x")
    await line.post(f"/api/chats/{GROUP_ID}/unblock", **{"from": 2001})
    await line.bot("leaveChat", chat_id=GROUP_ID)
    left = await line.bot("sendMessage", chat_id=GROUP_ID, text="x")

    assert removed.reason == "Forbidden: bot was kicked from the group chat"
    assert left.reason == "Forbidden: bot is not a member of the group chat"


async def test_a_reply_shows_what_it_replies_to(met: Line):
    reply = {"message_id": 1}
    sent = (await met.bot("sendMessage", chat_id=2003, text="x", reply_parameters=reply)).result

    assert sent["reply_to_message"]["text"] == "/start"


async def test_a_reply_to_nothing_is_refused_unless_that_is_allowed(met: Line):
    gone = {"message_id": 77}
    lenient = {**gone, "allow_sending_without_reply": True}
    refused = await met.bot("sendMessage", chat_id=2003, text="x", reply_parameters=gone)
    sent = await met.bot("sendMessage", chat_id=2003, text="x", reply_parameters=lenient)

    assert refused.reason == "Bad Request: message to be replied not found"
    assert "reply_to_message" not in sent.result


async def test_a_copy_carries_the_content_and_no_origin(met: Line):
    copied = await met.bot("copyMessage", chat_id=2003, from_chat_id=2003, message_id=1)
    _, chat = await met.get("/api/chats/2003/messages?as=2003")

    assert copied.result == {"message_id": 2}
    assert chat["messages"][1]["text"] == "/start"
    missing = await met.bot("copyMessage", chat_id=2003, from_chat_id=2003, message_id=9)
    assert missing.reason == "Bad Request: message to copy not found"


async def test_an_unknown_chat_action_is_refused(met: Line):
    assert (await met.bot("sendChatAction", chat_id=2003, action="typing")).result is True
    answer = await met.bot("sendChatAction", chat_id=2003, action="thinking")
    assert answer.reason == "Bad Request: wrong parameter action in request"


async def test_a_burst_into_one_chat_is_stopped_after_five(met: Line):
    answers = [await met.bot("sendMessage", chat_id=2003, text="x") for _ in range(6)]

    assert [each.status for each in answers] == [200] * 5 + [429]
    assert answers[5].body["parameters"] == {"retry_after": 1}
    assert answers[5].reason == "Too Many Requests: retry after 1"
    await asyncio.sleep(1.05)
    assert (await met.bot("sendMessage", chat_id=2003, text="x")).result


async def test_a_group_takes_twenty_a_minute(line: Line):
    answers = [await line.bot("sendMessage", chat_id=GROUP_ID, text="x") for _ in range(21)]

    assert [each.status for each in answers] == [200] * 20 + [429]
    assert 50 < answers[20].body["parameters"]["retry_after"] <= 60


def test_thirty_messages_a_second_go_out_over_all_chats():
    flood = Flood()
    for chat in range(ALL.count):
        flood.admit(chat + 1)
    with pytest.raises(ApiError) as stopped:
        flood.admit(999)

    assert stopped.value.parameters == {"retry_after": 1}
    flood.admit(999, paid=True)


def test_a_lifted_limit_lets_everything_through():
    flood = Flood(off=True)
    for _ in range(GROUP.count * 3):
        flood.admit(-1)


async def test_pushing_the_clock_does_not_lift_the_limit(met: Line):
    for _ in range(5):
        await met.bot("sendMessage", chat_id=2003, text="x")
    await met.post("/api/clock", minutes=60)

    assert (await met.bot("sendMessage", chat_id=2003, text="x")).status == 429


def test_the_clock_never_goes_back():
    from datetime import timedelta

    with pytest.raises(ValueError, match="forward"):
        DemoClock().push(timedelta(seconds=-1))
