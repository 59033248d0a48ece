"""How the server answers a bot, whatever the method."""

import asyncio

import pytest
from aiohttp import ClientError, FormData

from tests.bot.demo.conftest import TOKEN, Line


async def test_a_wrong_token_is_unauthorized(line: Line):
    async with line.http.get(f"{line.server.url}/bot1:wrong/getMe") as answer:
        assert answer.status == 401
        assert await answer.json() == {
            "ok": False,
            "error_code": 401,
            "description": "Unauthorized",
        }


async def test_an_unknown_method_is_not_found(line: Line):
    answer = await line.bot("sendTelepathy")

    assert (answer.status, answer.reason) == (404, "Not Found")


async def test_a_method_name_may_be_written_in_any_case(line: Line):
    assert (await line.bot("GETME")).result["username"] == "littlehands_bot"


async def test_parameters_may_come_in_the_query_or_as_a_form(met: Line):
    address = f"{met.server.url}/bot{TOKEN}/sendMessage"
    async with met.http.get(address, params={"chat_id": "2003", "text": "by query"}) as answer:
        assert (await answer.json())["result"]["text"] == "by query"
    async with met.http.post(address, data={"chat_id": "2003", "text": "by form"}) as answer:
        assert (await answer.json())["result"]["text"] == "by form"
    form = FormData({"chat_id": "2003"})
    form.add_field("text", "by parts", content_type="text/plain")
    async with met.http.post(address, data=form) as answer:
        assert (await answer.json())["result"]["text"] == "by parts"


async def test_an_unknown_parameter_is_ignored(met: Line):
    assert (await met.bot("sendMessage", chat_id=2003, text="x", colour="red")).result


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 7),
        ("chat_id", [2003]),
        ("disable_notification", "perhaps"),
        ("reply_markup", "{broken"),
        ("reply_markup", []),
        ("entities", {"type": "bold"}),
        ("message_thread_id", 10**30),
        ("text", "\ud800"),
    ],
)
async def test_a_value_of_the_wrong_type_is_refused(met: Line, name: str, value: object):
    answer = await met.bot("sendMessage", **{"chat_id": 2003, "text": "x", name: value})

    assert answer.status == 400
    assert answer.reason.startswith("Bad Request: ")


@pytest.mark.parametrize("body", ["[1]", "{", '"text"'])
async def test_a_body_that_is_no_json_object_is_refused(line: Line, body: str):
    address = f"{line.server.url}/bot{TOKEN}/getMe"
    headers = {"Content-Type": "application/json"}
    async with line.http.post(address, data=body, headers=headers) as answer:
        assert answer.status == 400


async def test_a_fault_answers_instead_of_the_method_as_often_as_asked(met: Line):
    met.server.faults.add(
        method="sendMessage", times=2, status=429, parameters={"retry_after": 2}, description="Slow"
    )
    first, second, third = [await met.bot("sendMessage", chat_id=2003, text="x") for _ in range(3)]

    assert (first.status, first.body["parameters"]) == (429, {"retry_after": 2})
    assert second.reason == "Slow"
    assert third.result["message_id"] == 2


async def test_a_fault_can_be_for_one_chat_only(met: Line):
    await met.say(2001, "/start")
    met.server.faults.add(method="sendMessage", chat_id=2001, status=500)

    assert (await met.bot("sendMessage", chat_id=2003, text="x")).status == 200
    assert (await met.bot("sendMessage", chat_id=2001, text="x")).status == 500


async def test_a_fault_can_answer_with_a_page_that_is_no_json(met: Line):
    met.server.faults.add(status=502, body="<html>Bad Gateway</html>")
    async with met.http.get(f"{met.server.url}/bot{TOKEN}/getMe") as answer:
        assert (answer.status, await answer.text()) == (502, "<html>Bad Gateway</html>")


async def test_a_fault_can_delay_the_answer(met: Line):
    met.server.faults.add(delay=0.2)
    started = asyncio.get_running_loop().time()
    await met.bot("getMe")

    assert asyncio.get_running_loop().time() - started >= 0.19


@pytest.mark.parametrize(("drop", "messages"), [("before", 1), ("after", 2)])
async def test_a_dropped_connection_may_or_may_not_have_acted(met: Line, drop: str, messages: int):
    met.server.faults.add(method="sendMessage", drop=drop)
    with pytest.raises(ClientError):
        await met.bot("sendMessage", chat_id=2003, text="did it arrive?")

    _, chat = await met.get("/api/chats/2003/messages?as=2003")
    assert len(chat["messages"]) == messages


async def test_forgotten_faults_do_not_happen(met: Line):
    met.server.faults.add(status=500)
    met.server.faults.clear()

    assert (await met.bot("getMe")).result


async def test_calls_are_kept_for_the_test_to_read(met: Line):
    await met.bot("sendMessage", chat_id=2003, text="seen")

    assert met.server.calls[-1] == ("sendMessage", {"chat_id": 2003, "text": "seen"})
