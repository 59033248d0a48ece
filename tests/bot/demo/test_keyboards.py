"""What may stand under a message, and what a tap does."""

import asyncio

import pytest

from tests.bot.demo.conftest import Line


def button(**action: object) -> dict[str, object]:
    return {"text": "Tap", **(action or {"callback_data": "x"})}


def inline(*rows: list[dict[str, object]]) -> dict[str, object]:
    return {"inline_keyboard": list(rows)}


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (inline([button(callback_data="x" * 65)]), "BUTTON_DATA_INVALID"),
        (inline([button(callback_data="ئ" * 33)]), "BUTTON_DATA_INVALID"),
        (inline([button(callback_data="")]), "BUTTON_DATA_INVALID"),
        (inline([button(callback_data=7)]), "BUTTON_DATA_INVALID"),
        (inline([{"text": "", "callback_data": "x"}]), "non-empty"),
        (inline([{"callback_data": "x"}]), "non-empty"),
        (inline([{"text": "Tap"}]), "Text buttons are unallowed"),
        (inline([button(callback_data="x", url="https://a.b")]), "exactly one action"),
        (inline([button(url="javascript:alert(1)")]), "Wrong HTTP URL"),
        (inline([button(copy_text={"text": ""})]), "BUTTON_COPY_TEXT_INVALID"),
        (inline([button()] * 9), "too many buttons in a row"),
        (inline(*[[button()]] * 101), "reply markup is too long"),
        ({"inline_keyboard": [button()]}, "Array of Arrays"),
        ({"inline_keyboard": [["Tap"]]}, "expected an Object"),
        ({"keyboard": [[7]]}, "expected an Object"),
        ({"buttons": []}, "object expected as reply markup"),
    ],
)
async def test_a_keyboard_telegram_would_refuse_is_refused(met: Line, markup: object, reason: str):
    answer = await met.bot("sendMessage", chat_id=2003, text="x", reply_markup=markup)

    assert answer.status == 400
    assert reason in answer.reason


async def test_a_keyboard_at_the_limits_is_taken(met: Line):
    markup = inline(*[[button(callback_data="x" * 64)] * 8] * 12)
    sent = await met.bot("sendMessage", chat_id=2003, text="x", reply_markup=markup)

    assert sent.result["reply_markup"] == markup


async def test_a_reply_keyboard_is_for_the_page_and_not_in_the_answer(met: Line):
    markup = {"keyboard": [["Yes", {"text": "No"}]]}
    sent = await met.bot("sendMessage", chat_id=2003, text="x", reply_markup=markup)
    _, chat = await met.get("/api/chats/2003/messages?as=2003")

    assert "reply_markup" not in sent.result
    assert chat["messages"][-1]["keyboard"] == {"keyboard": [[{"text": "Yes"}, {"text": "No"}]]}


async def press(line: Line, **body: object) -> tuple[int, dict]:
    return await line.post(
        "/api/chats/2003/press", **{"from": 2003, "message_id": 2, "data": "x", **body}
    )


@pytest.fixture
async def tapped(met: Line) -> Line:
    """A line whose message 2 has a button."""
    await met.bot("sendMessage", chat_id=2003, text="x", reply_markup=inline([button()]))
    return met


async def test_a_tap_reaches_the_bot_and_its_answer_reaches_the_person(tapped: Line):
    waiting = asyncio.create_task(press(tapped))
    query = (await tapped.updates(timeout=5))[0]["callback_query"]
    await tapped.bot(
        "answerCallbackQuery", callback_query_id=query["id"], text="Done", show_alert=True
    )

    assert await waiting == (200, {"answered": True, "text": "Done", "show_alert": True})
    assert query["data"] == "x"
    assert query["from"]["id"] == 2003
    assert query["message"]["message_id"] == 2
    assert query["chat_instance"]


async def test_a_bot_that_stays_silent_is_waited_for_three_seconds(tapped: Line, monkeypatch):
    monkeypatch.setattr("bot.demo.speaking.ANSWER_SECONDS", 0.05)

    assert await press(tapped) == (200, {"answered": False})


async def test_a_query_that_never_was_cannot_be_answered(line: Line):
    answer = await line.bot("answerCallbackQuery", callback_query_id="12345")

    assert answer.status == 400
    assert answer.reason == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )


async def test_an_old_query_cannot_be_answered(tapped: Line, monkeypatch):
    monkeypatch.setattr("bot.demo.speaking.ANSWER_SECONDS", 0.01)
    await press(tapped)
    query = (await tapped.updates())[0]["callback_query"]["id"]
    monkeypatch.setattr("bot.demo.queries.LIFE", -1.0)

    answer = await tapped.bot("answerCallbackQuery", callback_query_id=query)
    assert "query is too old" in answer.reason


async def test_a_second_answer_is_taken_and_shows_nothing(tapped: Line, monkeypatch):
    monkeypatch.setattr("bot.demo.speaking.ANSWER_SECONDS", 0.01)
    await press(tapped)
    query = (await tapped.updates())[0]["callback_query"]["id"]

    for _ in range(2):
        assert (await tapped.bot("answerCallbackQuery", callback_query_id=query)).result is True
    long = await tapped.bot("answerCallbackQuery", callback_query_id=query, text="x" * 201)
    assert long.reason == "Bad Request: MESSAGE_TOO_LONG"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"message_id": 1}, 404),
        ({"message_id": 99}, 404),
        ({"message_id": "2"}, 404),
        ({"message_id": 10**30}, 404),
        ({"data": ""}, 400),
        ({"data": "x" * 65}, 400),
        ({"from": 2001}, 403),
        ({"from": 5}, 400),
    ],
)
async def test_a_tap_on_what_is_not_there_is_refused(tapped: Line, body: dict, status: int):
    answer = await press(tapped, **body)

    assert answer[0] == status
    assert answer[1]["error"]
