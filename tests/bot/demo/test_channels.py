"""Channels and administrators: who may post, and what the bot hears."""

import asyncio

import pytest

from tests.bot.demo.conftest import Line

CHANNEL, FAMILY, FORUM = -1001000000001, -3001, -1002000000001
KEYS = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x"}]]}


async def stand(line: Line, standing: str, *, chat: int = FAMILY, person: int = 2001):
    return await line.post(f"/api/chats/{chat}/standing", **{"from": person, "standing": standing})


async def test_a_post_is_the_channels_and_names_nobody(line: Line):
    await line.say(1001, "Water is off on Friday", chat=CHANNEL)
    post = (await line.updates(allowed_updates=["channel_post"]))[0]["channel_post"]

    assert post["sender_chat"] == post["chat"]
    assert post["chat"] == {"id": CHANNEL, "type": "channel", "title": "County notices"}
    assert "from" not in post


async def test_a_post_nobody_asked_for_is_not_queued(line: Line):
    await line.updates(allowed_updates=["message"])
    await line.say(1001, "x", chat=CHANNEL)

    assert await line.updates() == []


async def test_a_subscriber_reads_and_does_not_post(line: Line):
    await line.say(1001, "x", chat=CHANNEL)
    status, _ = await line.post(f"/api/chats/{CHANNEL}/messages", **{"from": 2003, "text": "x"})
    _, chats = await line.get("/api/chats?as=2003")
    _, own = await line.get("/api/chats?as=1001")

    assert status == 403
    assert [each["unread"] for each in chats["chats"] if each["id"] == CHANNEL] == [1]
    assert [each["unread"] for each in own["chats"] if each["id"] == CHANNEL] == [0]


async def test_the_bot_posts_edits_and_deletes_its_own_and_nobody_elses(line: Line):
    await line.say(1001, "theirs", chat=CHANNEL)
    sent = (await line.bot("sendMessage", chat_id=CHANNEL, text="ours", reply_markup=KEYS)).result
    edited = await line.bot("editMessageText", chat_id=CHANNEL, message_id=2, text="new")
    theirs = await line.bot("editMessageText", chat_id=CHANNEL, message_id=1, text="new")
    kept = await line.bot("deleteMessage", chat_id=CHANNEL, message_id=1)
    gone = await line.bot("deleteMessage", chat_id=CHANNEL, message_id=2)

    assert "from" not in sent
    assert edited.result["text"] == "new"
    assert theirs.reason == "Bad Request: message can't be edited"
    assert kept.reason == "Bad Request: message can't be deleted for everyone"
    assert gone.result is True


async def test_a_reply_keyboard_has_no_place_in_a_channel(line: Line):
    keys = {"keyboard": [["Yes"]]}
    answer = await line.bot("sendMessage", chat_id=CHANNEL, text="x", reply_markup=keys)

    assert answer.reason == "Bad Request: inline keyboard expected"


async def test_a_tap_in_a_channel_names_who_tapped(line: Line):
    await line.bot("sendMessage", chat_id=CHANNEL, text="x", reply_markup=KEYS)
    body = {"from": 2003, "message_id": 1, "data": "x"}
    waiting = asyncio.create_task(line.post(f"/api/chats/{CHANNEL}/press", **body))
    query = (await line.updates(timeout=5))[0]["callback_query"]
    await line.bot("answerCallbackQuery", callback_query_id=query["id"])

    assert (await waiting)[1]["answered"]
    assert query["from"]["id"] == 2003
    assert "from" not in query["message"]


async def test_the_bot_hears_when_it_is_demoted_removed_and_let_in_again(line: Line):
    await stand(line, "member", chat=CHANNEL, person=1001)
    demoted = await line.bot("sendMessage", chat_id=CHANNEL, text="x")
    await line.post(f"/api/chats/{CHANNEL}/block", **{"from": 1001})
    removed = await line.bot("sendMessage", chat_id=CHANNEL, text="x")
    await line.post(f"/api/chats/{CHANNEL}/unblock", **{"from": 1001})
    changes = [each["my_chat_member"] for each in await line.updates()]

    assert demoted.reason == "Bad Request: need administrator rights in the channel chat"
    assert (removed.status, removed.reason) == (
        403,
        "Forbidden: bot was kicked from the channel chat",
    )
    assert [each["new_chat_member"]["status"] for each in changes] == [
        "member",
        "kicked",
        "administrator",
    ]
    assert changes[2]["new_chat_member"]["can_post_messages"] is True
    assert (await line.bot("sendMessage", chat_id=CHANNEL, text="x")).result


@pytest.mark.parametrize(
    ("chat", "user", "status"),
    [
        (CHANNEL, 1001, "creator"),
        (CHANNEL, 1002, "administrator"),
        (CHANNEL, 2003, "member"),
        (CHANNEL, 2002, "left"),
        (CHANNEL, 4242, "administrator"),
        (FAMILY, 2001, "creator"),
        (FAMILY, 2002, "member"),
        (FAMILY, 4242, "member"),
        (FORUM, 1002, "administrator"),
    ],
)
async def test_everybodys_standing_is_told(line: Line, chat: int, user: int, status: str):
    found = (await line.bot("getChatMember", chat_id=chat, user_id=user)).result

    assert (found["status"], found["user"]["id"]) == (status, user)


async def test_administrators_are_listed_with_the_bot_if_it_is_one(line: Line):
    channel = (await line.bot("getChatAdministrators", chat_id=CHANNEL)).result
    family = (await line.bot("getChatAdministrators", chat_id=FAMILY)).result

    assert [each["user"]["id"] for each in channel] == [1001, 1002, 4242]
    assert [each["user"]["id"] for each in family] == [2001]


@pytest.mark.parametrize(
    ("method", "content", "what"),
    [
        ("sendMessage", {"text": "x"}, "text messages"),
        ("sendPoll", {"question": "x", "options": ["a", "b"]}, "polls"),
    ],
)
async def test_a_muted_bot_says_nothing_until_it_may_again(
    line: Line, method: str, content: dict, what: str
):
    await stand(line, "restricted")
    muted = await line.bot(method, chat_id=FAMILY, **content)
    await stand(line, "member")

    assert muted.reason == f"Bad Request: not enough rights to send {what} to the chat"
    assert (await line.bot(method, chat_id=FAMILY, **content)).status == 200


async def test_as_an_administrator_of_a_group_the_bot_hears_and_deletes_everything(line: Line):
    await stand(line, "administrator")
    await line.say(2002, "not for the bot", chat=FAMILY)
    heard = (await line.updates())[1]["message"]
    deleted = await line.bot("deleteMessage", chat_id=FAMILY, message_id=heard["message_id"])

    assert heard["text"] == "not for the bot"
    assert deleted.result is True


@pytest.mark.parametrize(
    ("standing", "chat", "person", "status"),
    [
        ("king", FAMILY, 2001, 400),
        ("administrator", FAMILY, 2002, 403),
        ("restricted", CHANNEL, 1001, 400),
        ("administrator", 2001, 2001, 403),
    ],
)
async def test_a_standing_that_cannot_be_given_is_refused(
    line: Line, standing: str, chat: int, person: int, status: int
):
    assert (await stand(line, standing, chat=chat, person=person))[0] == status


async def test_only_its_administrators_remove_the_bot_from_a_channel(line: Line):
    assert (await line.post(f"/api/chats/{CHANNEL}/block", **{"from": 2003}))[0] == 403


async def test_a_bot_that_left_a_channel_is_not_a_member_of_it(line: Line):
    assert (await line.bot("leaveChat", chat_id=CHANNEL)).result is True
    answer = await line.bot("sendMessage", chat_id=CHANNEL, text="x")
    standing = await stand(line, "member", chat=CHANNEL, person=1001)

    assert answer.reason == "Forbidden: bot is not a member of the channel chat"
    assert standing[0] == 409
