"""The embedded chat is strict where Telegram is strict, and forgets nothing."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter

from bot.demo.clock import DemoClock
from bot.demo.server import ChatServer

TOKEN = "1:test"
NEIGHBOUR, PARENT, FAMILY = 2003, 2001, -3001


@pytest.fixture
async def chat(tmp_path):
    server = ChatServer(data=tmp_path, token=TOKEN, clock=DemoClock())
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def http(chat):
    async with aiohttp.ClientSession(chat.url) as session:
        yield session


@pytest.fixture
async def bot(chat, http):
    await say(http, NEIGHBOUR, "hello")
    async with Bot(TOKEN, base_url=f"{chat.url}/bot", base_file_url=f"{chat.url}/file/bot") as it:
        yield it


async def say(http, who, text, chat=None):
    async with http.post(
        f"/api/chats/{chat or who}/messages", json={"from": who, "text": text}
    ) as answer:
        assert answer.ok, await answer.text()


async def test_ptb_speaks_with_it(chat, bot, http):
    assert (await bot.get_me()).is_bot
    (update,) = await bot.get_updates(timeout=0)
    assert update.message.text == "hello"
    assert await bot.get_updates(offset=update.update_id + 1, timeout=0) == ()
    sent = await bot.send_message(NEIGHBOUR, "<b>Good</b> day", parse_mode="HTML")
    assert sent.text == "Good day"
    assert sent.entities[0].type == "bold"
    edited = await bot.edit_message_text("other", NEIGHBOUR, sent.message_id)
    assert edited.text == "other"
    document = await bot.send_document(NEIGHBOUR, b"{}", filename="x.json")
    file = await bot.get_file(document.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"{}"
    assert await bot.delete_message(NEIGHBOUR, sent.message_id)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "text is empty"),
        ("x" * 4097, "too long"),
        ("<b>x", "can't parse entities"),
        ("<blink>x</blink>", "can't parse entities"),
        ("<b><i>x</b></i>", "can't parse entities"),
    ],
)
async def test_a_text_that_telegram_refuses_is_refused(bot, text, said):
    with pytest.raises(BadRequest, match=f"(?i){said}"):
        await bot.send_message(NEIGHBOUR, text, parse_mode="HTML")


async def test_4096_characters_count_without_markup_and_offsets_in_utf16(bot):
    await bot.send_message(NEIGHBOUR, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    sent = await bot.send_message(NEIGHBOUR, "😀<b>x</b>", parse_mode="HTML")
    assert (sent.entities[0].offset, sent.entities[0].length) == (2, 1)


async def test_button_data_of_more_than_64_bytes_is_refused(bot):
    def keyboard(data):
        return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=data)]])

    await bot.send_message(NEIGHBOUR, "x", reply_markup=keyboard("ئ" * 32))
    with pytest.raises(BadRequest, match=r"(?i)button_data_invalid"):
        await bot.send_message(NEIGHBOUR, "x", reply_markup=keyboard("ئ" * 33))


async def test_who_never_wrote_who_left_and_who_is_not_there(bot, http):
    with pytest.raises(Forbidden):
        await bot.send_message(PARENT, "x")
    with pytest.raises(BadRequest, match=r"(?i)chat not found"):
        await bot.send_message(424242, "x")
    async with http.post(f"/api/chats/{NEIGHBOUR}/block", json={"from": NEIGHBOUR}):
        pass
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(NEIGHBOUR, "x")
    updates = await bot.get_updates(timeout=0, allowed_updates=["my_chat_member", "message"])
    assert updates[-1].my_chat_member.new_chat_member.status == "kicked"


@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
async def test_more_than_thirty_messages_a_second_are_too_many(chat, bot, http):
    async with aiohttp.ClientSession() as many:

        async def send():
            async with many.post(
                f"{chat.url}/bot{TOKEN}/sendMessage", json={"chat_id": NEIGHBOUR, "text": "x"}
            ) as answer:
                return await answer.json()

        answers = await asyncio.gather(*(send() for _ in range(40)))
    late = [a for a in answers if not a["ok"]]
    assert len(late) >= 10
    assert all(a["error_code"] == 429 and a["parameters"]["retry_after"] >= 1 for a in late)
    with pytest.raises(RetryAfter):
        await bot.send_message(NEIGHBOUR, "x")


async def test_a_wrong_token_an_unknown_method_and_a_second_poller(chat, bot):
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{chat.url}/bot1:other/getMe") as answer,
    ):
        assert answer.status == 401
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{chat.url}/bot{TOKEN}/sendGossip") as answer,
    ):
        assert answer.status == 404
    async with aiohttp.ClientSession() as http:
        poll = f"{chat.url}/bot{TOKEN}/getUpdates"
        first = asyncio.create_task(_json(http, poll, {"offset": 10**9, "timeout": 5}))
        await asyncio.sleep(0.2)
        second = asyncio.create_task(_json(http, poll, {"offset": 10**9, "timeout": 1}))
        assert (await first)["error_code"] == 409
        assert (await second)["ok"]


async def _json(http, url, body):
    async with http.post(url, json=body) as answer:
        return await answer.json()


async def test_the_same_edit_twice_is_not_modified(bot):
    sent = await bot.send_message(NEIGHBOUR, "x")
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("x", NEIGHBOUR, sent.message_id)


async def test_everything_outlives_a_kill(chat, http, tmp_path):
    await say(http, NEIGHBOUR, "remember me")
    async with http.post("/api/clock", json={"minutes": 60}) as answer:
        assert answer.status == 200
    again = ChatServer(data=tmp_path, token=TOKEN, clock=DemoClock())
    assert again.clock.offset == timedelta(hours=1)
    await again.start()
    async with Bot(TOKEN, base_url=f"{again.url}/bot") as bot:
        assert (await bot.get_updates(timeout=0))[-1].message.text == "remember me"
    await again.stop()


async def test_other_sites_and_other_hosts_are_refused(chat, http):
    async with http.get("/api/people", headers={"Host": "evil.example"}) as answer:
        assert answer.status == 403
    async with http.post(
        "/api/clock", json={"minutes": 1}, headers={"Origin": "https://evil.example"}
    ) as answer:
        assert answer.status == 403
    async with http.get("/") as page:
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    with pytest.raises(ValueError, match="this machine only"):
        await chat.start(host="0.0.0.0")


async def test_what_cannot_be_is_one_clear_sentence(http):
    for path, body in [("/api/chats/99/messages", {"from": 99, "text": "x"}), ("/api/clock", {"minutes": -5}),
                       (f"/api/chats/{NEIGHBOUR}/press", {"from": NEIGHBOUR, "message_id": 77, "data": "x"})]:  # fmt: skip
        async with http.post(path, json=body) as answer:
            assert 400 <= answer.status < 500
            assert (await answer.json())["error"].endswith(".")
