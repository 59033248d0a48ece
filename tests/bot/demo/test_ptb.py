"""python-telegram-bot takes this server for Telegram."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter

from tests.bot.demo.conftest import TOKEN, Line
from tests.bot.demo.pictures import png


@pytest.fixture
async def bot(line: Line) -> AsyncIterator[Bot]:
    address = line.server.url
    async with Bot(TOKEN, base_url=f"{address}/bot", base_file_url=f"{address}/file/bot") as made:
        yield made


async def test_it_starts_polls_answers_and_edits(line: Line, bot: Bot):
    await line.say(2001, "/start")
    update = (await bot.get_updates(timeout=1))[0]
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("✓", callback_data="ok")]])
    sent = await update.message.reply_html("<b>سالام</b> 😀 <i>x</i>", reply_markup=keys)
    edited = await sent.edit_text("خەير")

    assert bot.id == 4242
    assert sent.parse_entities() == {sent.entities[0]: "سالام", sent.entities[1]: "x"}
    assert sent.reply_markup == keys
    assert edited.text == "خەير"
    assert edited.edit_date


async def test_a_tap_is_parsed_and_answered(line: Line, bot: Bot):
    await line.say(2001, "/start")
    keys = InlineKeyboardMarkup.from_button(InlineKeyboardButton("✓", callback_data="ok"))
    sent = await bot.send_message(2001, "x", reply_markup=keys)
    body = {"from": 2001, "message_id": sent.message_id, "data": "ok"}
    tap = asyncio.create_task(line.post("/api/chats/2001/press", **body))
    offset = (await bot.get_updates())[0].update_id + 1
    query = (await bot.get_updates(offset=offset, timeout=3))[0].callback_query

    assert query.data == "ok"
    assert query.message == sent
    assert await query.answer("good")
    assert (await tap)[1]["text"] == "good"


async def test_files_go_up_and_down(line: Line, bot: Bot):
    await line.say(2001, "/start")
    photo = await bot.send_photo(2001, png(8, 6), caption="<b>x</b>", parse_mode=ParseMode.HTML)
    document = await bot.send_document(2001, b"data", filename="مەلۇمات.json")
    file = await document.document.get_file()

    assert photo.photo[0].width == 8
    assert document.document.file_name == "مەلۇمات.json"
    assert bytes(await file.download_as_bytearray()) == b"data"


async def test_membership_changes_and_chats_are_parsed(line: Line, bot: Bot):
    await line.say(2001, "/start")
    await line.post("/api/chats/2001/block", **{"from": 2001})
    await line.post("/api/chats/-3001/block", **{"from": 2001})
    changes = [each.my_chat_member for each in await bot.get_updates() if each.my_chat_member]

    assert [each.new_chat_member.status for each in changes] == ["kicked", "kicked"]
    await line.post("/api/chats/2001/unblock", **{"from": 2001})
    assert (await bot.get_chat(2001)).first_name
    assert (await bot.get_chat_member(2001, 2001)).status == "member"
    assert await bot.set_my_commands([BotCommand("menu", "All")])
    assert (await bot.get_my_commands())[0].command == "menu"
    assert (await bot.get_webhook_info()).pending_update_count == 5


async def test_polls_channels_and_topics_are_parsed(line: Line, bot: Bot):
    channel, forum = -1001000000001, -1002000000001
    sent = await bot.send_poll(forum, "Which day?", ["Fri", "Sat"], message_thread_id=2)
    await line.say(1001, "Water is off", chat=channel)
    vote = {"from": 1001, "message_id": sent.message_id, "options": [1]}
    await line.post(f"/api/chats/{forum}/vote", **vote)
    post, poll = await bot.get_updates()

    assert (sent.message_thread_id, sent.is_topic_message) == (2, True)
    assert post.channel_post.sender_chat.id == channel
    assert poll.poll.options[1].voter_count == 1
    assert (await bot.stop_poll(forum, sent.message_id)).is_closed
    assert (await bot.get_chat_member(channel, bot.id)).can_post_messages
    assert [each.status for each in await bot.get_chat_administrators(channel)] == [
        "creator",
        "administrator",
        "administrator",
    ]
    forwarded = await bot.forward_message(forum, channel, post.channel_post.message_id)
    assert forwarded.forward_origin.chat.id == channel
    await line.post(f"/api/chats/{forum}/standing", **{"from": 1001, "standing": "restricted"})
    changed = (await bot.get_updates(offset=poll.update_id + 2))[0].my_chat_member
    assert changed.new_chat_member.status == "restricted"


async def test_refusals_become_ptbs_own_errors(line: Line, bot: Bot):
    with pytest.raises(Forbidden, match="initiate"):
        await bot.send_message(2001, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "x")
    line.server.faults.add(status=429, parameters={"retry_after": 2}, description="Too Many")
    with pytest.raises(RetryAfter):
        await bot.get_me()
    stranger = Bot("1:x", base_url=f"{line.server.url}/bot")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
