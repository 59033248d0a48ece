"""What people can do, and what the bot hears of it."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.demo.clock import DemoClock
from bot.demo.clock_api import until_morning
from bot.demo.people import GROUPS, PEOPLE
from bot.demo.server import ChatServer
from tests.bot.demo.conftest import Line, Opener

GROUP, CHANNEL, FORUM = -3001, -1001000000001, -1002000000001


async def test_everybody_is_there_with_name_role_and_language(line: Line):
    _, body = await line.get("/api/people")

    assert [each["id"] for each in body["people"]] == [1001, 1002, 2001, 2002, 2003]
    assert {each["language"] for each in body["people"]} == {"zh-hans", "ug", "en"}
    assert all(each["initial"] and each["colour"] for each in body["people"])
    assert body["bot"]["username"] == "littlehands_bot"


def test_everybody_in_the_group_is_somebody():
    assert {member for group in GROUPS for member in group.members} <= {each.id for each in PEOPLE}


async def test_chats_show_the_last_message_and_what_is_unread(met: Line):
    await met.bot("sendMessage", chat_id=2003, text="one")
    await met.bot("sendMessage", chat_id=2003, text="two")
    _, before = await met.get("/api/chats?as=2003")
    await met.get("/api/chats/2003/messages?as=2003")
    _, after = await met.get("/api/chats?as=2003")

    assert (before["chats"][0]["unread"], before["chats"][0]["last"]["text"]) == (2, "two")
    assert after["chats"][0]["unread"] == 0


async def test_an_own_message_is_never_unread_and_marking_read_needs_no_reload(met: Line):
    await met.bot("sendMessage", chat_id=2003, text="one")
    await met.post("/api/chats/2003/read", **{"from": 2003})
    await met.say(2003, "mine")
    _, body = await met.get("/api/people")

    assert all(each["unread"] == 0 for each in body["people"])


async def test_a_person_sees_the_chats_that_person_is_in(line: Line):
    _, parent = await line.get("/api/chats?as=2001")
    _, child = await line.get("/api/chats?as=2002")

    assert [each["id"] for each in parent["chats"]] == [2001, GROUP, CHANNEL, FORUM]
    assert [each["type"] for each in parent["chats"]] == [
        "private",
        "group",
        "channel",
        "supergroup",
    ]
    assert [each["id"] for each in child["chats"]] == [2002, GROUP]


async def test_a_message_to_the_bot_has_its_command_marked(line: Line):
    await line.say(2001, "/start family-7")
    message = (await line.updates())[0]["message"]

    assert message["text"] == "/start family-7"
    assert message["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert message["from"]["language_code"] == "ug"


async def test_a_message_longer_than_a_client_would_send_goes_through(line: Line):
    await line.say(2001, "x" * 5000)

    assert len((await line.updates())[0]["message"]["text"]) == 5000


@pytest.mark.parametrize(
    ("text", "heard"),
    [("hello", False), ("/today", True), ("/today@littlehands_bot", True), ("/x@other_bot", False)],
)
async def test_in_a_group_the_bot_hears_only_what_is_for_it(line: Line, text: str, heard: bool):
    await line.say(2001, text, chat=GROUP)

    assert bool(await line.updates()) is heard


async def test_in_a_group_the_bot_hears_replies_to_itself(line: Line):
    sent = (await line.bot("sendMessage", chat_id=GROUP, text="Say it")).result
    await line.say(2002, "ni hao", chat=GROUP, reply_to=sent["message_id"])

    heard = (await line.updates())[0]["message"]
    assert heard["reply_to_message"]["text"] == "Say it"
    assert heard["chat"]["type"] == "group"


async def test_blocking_and_unblocking_tell_the_bot(met: Line):
    await met.post("/api/chats/2003/block", **{"from": 2003})
    await met.post("/api/chats/2003/block", **{"from": 2003})
    await met.post("/api/chats/2003/unblock", **{"from": 2003})
    changes = [each["my_chat_member"] for each in await met.updates()]

    assert [(e["old_chat_member"]["status"], e["new_chat_member"]["status"]) for e in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_a_person_who_blocked_the_bot_must_unblock_it_to_write(met: Line):
    await met.post("/api/chats/2003/block", **{"from": 2003})
    status, body = await met.post("/api/chats/2003/messages", **{"from": 2003, "text": "x"})

    assert status == 409
    assert "unblock" in body["error"]


async def test_removing_the_bot_from_a_group_and_adding_it_tells_the_bot(line: Line):
    await line.post(f"/api/chats/{GROUP}/block", **{"from": 2001})
    await line.say(2001, "/today", chat=GROUP)
    await line.post(f"/api/chats/{GROUP}/unblock", **{"from": 2001})
    kinds = [next(key for key in each if key != "update_id") for each in await line.updates()]

    assert kinds == ["message", "my_chat_member"] * 2


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/api/chats/2003/messages", {"from": 2003, "text": "  "}, 400),
        ("/api/chats/2003/messages", {"from": 2003}, 400),
        ("/api/chats/2003/messages", {"from": 2003, "text": "x", "entities": "no"}, 400),
        ("/api/chats/2003/messages", {"from": 2003, "text": "x", "reply_to": 9}, 404),
        ("/api/chats/2003/messages", {"from": 2001, "text": "x"}, 403),
        ("/api/chats/-3001/messages", {"from": 2003, "text": "x"}, 403),
        ("/api/chats/zero/messages", {"from": 2003, "text": "x"}, 404),
        ("/api/chats/2003/messages", {"from": "ghost", "text": "x"}, 400),
        ("/api/chats/2003/block", {}, 400),
        ("/api/clock", {"minutes": 0}, 400),
        ("/api/clock", {"minutes": True}, 400),
        ("/api/clock", {"minutes": 1e9}, 400),
        ("/api/clock", {"until": "morning", "zone": "Mars/Base"}, 400),
        ("/api/clock", {"until": "morning", "zone": 7}, 400),
    ],
)
async def test_a_refusal_is_one_sentence(line: Line, path: str, body: dict, status: int):
    answer = await line.post(path, **body)

    assert answer[0] == status
    assert answer[1]["error"].endswith(".")


async def test_a_body_that_is_no_object_is_refused(line: Line):
    async with line.http.post(f"{line.server.url}/api/clock", data="[") as answer:
        assert answer.status == 400


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Host": "evil.example:80"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "http://127.0.0.1:1"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Host": "[::1"}, False),
    ],
)
async def test_other_pages_and_other_names_are_refused(line: Line, headers: dict, allowed: bool):
    status, _ = await line.get("/api/people", **headers)

    assert status == (200 if allowed else 403)


async def test_the_server_listens_on_this_machine_only(tmp_path):
    server = ChatServer(data=tmp_path, token="1:x", clock=DemoClock())
    with pytest.raises(ValueError, match="this machine only"):
        await server.start(host="0.0.0.0")
    await server.stop()


async def test_the_page_and_its_parts_are_served_with_a_strict_policy(line: Line):
    async with line.http.get(line.server.url + "/") as answer:
        page = await answer.text()
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "http" not in page.replace("http-equiv", "")
    async with line.http.get(line.server.url + "/page/chat.js") as answer:
        assert answer.content_type == "text/javascript"
    for name in ("secret.js", "..%2fserver.py", "..%2f__init__.py"):
        async with line.http.get(f"{line.server.url}/page/{name}") as answer:
            assert answer.status == 404
    assert await line.get("/healthz") == (200, {"ok": True})


async def test_open_pages_hear_what_happens_in_which_chat(met: Line):
    async with met.http.get(met.server.url + "/api/events") as stream:
        await met.bot("sendMessage", chat_id=2003, text="one")
        await met.bot("editMessageText", chat_id=2003, message_id=2, text="two")
        await met.bot("sendChatAction", chat_id=2003, action="typing")
        await met.bot("deleteMessage", chat_id=2003, message_id=2)
        await met.post("/api/clock", minutes=1)
        heard = []
        async for raw in stream.content:
            if raw.startswith(b"data: "):
                heard.append(json.loads(raw[6:]))
            if len(heard) == 5:
                break

    assert [each["type"] for each in heard] == ["message", "edit", "typing", "delete", "clock"]
    assert {each.get("chat_id") for each in heard[:4]} == {2003}


async def test_stopping_the_server_ends_the_stream(open_line: Opener):
    line = await open_line()
    async with line.http.get(line.server.url + "/api/events") as stream:
        async with asyncio.timeout(3):
            await open_line()
            assert b"retry" in await stream.content.read()


@pytest.mark.parametrize(
    ("now", "hours"),
    [("2026-11-24T00:00", 2), ("2026-11-24T02:00", 24), ("2026-11-24T03:00", 23)],
)
def test_the_next_morning_is_eight_oclock_there(now: str, hours: int):
    instant = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert until_morning(instant, ZoneInfo("Asia/Urumqi")) == timedelta(hours=hours)


async def test_the_page_pushes_the_clock_to_the_morning(line: Line):
    _, body = await line.post("/api/clock", until="morning", zone="Asia/Shanghai")

    local = datetime.fromisoformat(body["now"]).astimezone(ZoneInfo("Asia/Shanghai"))
    assert (local.hour, local.minute) == (8, 0)


async def test_the_program_may_move_the_clock_in_its_own_steps(open_line: Opener):
    clock = DemoClock()
    line = await open_line(clock=clock)
    steps: list[timedelta] = []

    async def in_steps(delta: timedelta) -> None:
        for _ in range(2):
            clock.push(delta / 2)
            steps.append(clock.offset)

    line.server.on_push = in_steps
    await line.post("/api/clock", minutes=60)

    assert steps == [timedelta(minutes=30), timedelta(minutes=60)]


async def test_everything_is_still_there_after_a_restart(open_line: Opener):
    line = await open_line()
    await line.say(2003, "/start")
    await line.bot("setMyCommands", commands=[{"command": "menu", "description": "All"}])
    sent = await line.upload("sendDocument", {"document": ("a.txt", b"kept")}, chat_id="2003")
    await line.say(2001, "/start")
    await line.post("/api/chats/2001/block", **{"from": 2001})
    await line.post("/api/clock", minutes=90)
    line = await open_line()

    _, chat = await line.get("/api/chats/2003/messages?as=2003")
    assert [each["message_id"] for each in chat["messages"]] == [1, 2]
    assert (await line.bot("sendMessage", chat_id=2001, text="x")).status == 403
    assert (await line.bot("getMyCommands")).result[0]["command"] == "menu"
    assert (await line.get("/api/clock"))[1]["ahead"] == 90 * 60
    key = sent.result["document"]["file_unique_id"]
    async with line.http.get(f"{line.server.url}/api/files/{key}") as answer:
        assert await answer.read() == b"kept"
    assert (await line.get("/api/files/none"))[0] == 404
    assert (await line.bot("sendMessage", chat_id=2003, text="x")).result["message_id"] == 3
