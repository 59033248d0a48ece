"""Kinds of chats: who gets what, and what a shared chat may open."""

import asyncio
from dataclasses import replace

import pytest

from bot.telegram.intake import nameless
from tests.bot.newsroom.places import (
    bulletins_in,
    kept,
    post,
    publish,
    section_of,
    spoken_as,
)
from tests.bot.town import (
    CHANNEL,
    EDITOR,
    FAMILY,
    NEIGHBOUR,
    PARENT,
    TOKEN,
    buttons,
    until,
)


@pytest.mark.parametrize("kind", ["private", "group", "channel"])
async def test_a_bulletin_for_one_kind_of_chat_reaches_only_those(town, kind):
    await town.subscribe(NEIGHBOUR)
    await town.subscribe(PARENT, chat=FAMILY)
    await post(town, "/start")
    await town.press(EDITOR, "English", chat=CHANNEL)
    await town.press(EDITOR, "All of it", chat=CHANNEL)
    await publish(town, "For some", kinds=[kind])
    chats = {"private": NEIGHBOUR, "group": FAMILY, "channel": CHANNEL}
    members = {"private": NEIGHBOUR, "group": PARENT, "channel": EDITOR}
    got = {
        each: len(await bulletins_in(town, members[each], chat, "For some"))
        for each, chat in chats.items()
    }
    assert got == {each: int(each == kind) for each in chats}


async def test_a_groups_link_shows_the_section_privately_and_enrols_nobody(town):
    await town.subscribe(PARENT, "en", chat=FAMILY)
    await publish(town, "Water on Friday", section=section_of(town))
    (shown,) = await bulletins_in(town, PARENT, FAMILY, "Water on Friday")
    (url,) = [button["url"] for button in buttons(shown) if "url" in button]
    payload = url.split("?start=")[1]

    assert "is a summary" in await town.say(NEIGHBOUR, f"/start {payload}")
    assert await kept(town, NEIGHBOUR) is None
    assert "no section" in await town.say(NEIGHBOUR, "/start s__none__nowhere")


async def test_the_private_button_answers_with_the_section_and_keeps_the_bulletin(town):
    await town.subscribe(NEIGHBOUR)
    await publish(town, "Water on Friday", section=section_of(town))
    assert "is a summary" in await town.press(NEIGHBOUR, "📖")
    assert len(await bulletins_in(town, NEIGHBOUR, NEIGHBOUR, "Water on Friday")) == 1


def old(chat, data, number):
    return {
        "update_id": number,
        "callback_query": {
            "id": str(number),
            "from": {"id": NEIGHBOUR, "is_bot": False, "first_name": ""},
            "message": {"chat": {"id": chat, "type": "channel"}, "message_id": 1, "date": 0},
            "chat_instance": "1",
            "data": data,
        },
    }


async def test_under_a_message_too_old_to_see_a_reader_cannot_call_up_a_menu(town):
    await town.app.parts.intake.take(
        [old(CHANNEL, "go:menu", 900_011), old(CHANNEL, "leave", 900_012)]
    )
    await until(town._handled)
    await asyncio.sleep(0.1)
    assert not await town.heard(EDITOR, CHANNEL)


async def test_a_post_that_stands_in_the_discussion_group_too_is_not_answered_there(town):
    await town.subscribe(PARENT, chat=FAMILY)
    count = len(await town.heard(PARENT, FAMILY))
    update = spoken_as(CHANNEL, 900_021, author=777000)
    update["message"]["is_automatic_forward"] = True
    await town.app.parts.intake.take([update])
    await until(town._handled)
    await asyncio.sleep(0.1)
    assert len(await town.heard(PARENT, FAMILY)) == count
    assert (await kept(town, FAMILY)).status == "active"


async def test_a_group_that_becomes_a_supergroup_keeps_its_preferences_without_a_topic(town):
    await town.subscribe(PARENT, "ug", chat=FAMILY)
    before = await kept(town, FAMILY)
    update = spoken_as(FAMILY, 900_031)
    del update["message"]["text"], update["message"]["entities"]
    update["message"]["migrate_to_chat_id"] = -1003000000001
    await town.app.parts.intake.take([update])
    await until(lambda: _is_there(town, -1003000000001))
    assert await kept(town, -1003000000001) == replace(before, chat_id=-1003000000001)
    assert before.thread_id is None


async def _is_there(town, chat):
    return await kept(town, chat) is not None


def test_a_posts_author_is_not_kept_of_an_update():
    kept_of = nameless(
        {
            "channel_post": {
                "chat": {"id": CHANNEL, "type": "channel", "title": "County"},
                "author_signature": "Lin Xiao",
                "forward_origin": {"type": "hidden_user", "sender_user_name": "A", "date": 1},
            }
        }
    )
    assert kept_of["channel_post"]["author_signature"] == ""
    assert kept_of["channel_post"]["forward_origin"]["sender_user_name"] == ""
    assert kept_of["channel_post"]["chat"] == {"id": CHANNEL, "type": "channel"}


async def test_channel_posts_are_asked_for(town):
    async with town.http.get(f"/bot{TOKEN}/getWebhookInfo") as answer:
        found = (await answer.json())["result"]
    assert "channel_post" in found["allowed_updates"]
