"""Groups: only their administrators set them up; reading is free for all."""

import asyncio

import pytest

from tests.bot.newsroom.places import (
    ADMINISTRATORS_ONLY,
    LANGUAGES,
    bulletins_in,
    kept,
    post,
    publish,
    spoken_as,
    stand,
    status_is,
)
from tests.bot.town import (
    CHANNEL,
    CHILD,
    FAMILY,
    NEIGHBOUR,
    PARENT,
    until,
)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_group_is_set_up_by_its_administrators_only(town, language):
    """Start, settings, leave and erase: a member gets one sentence, and nothing changes."""
    await town.subscribe(PARENT, language, chat=FAMILY)
    before = await kept(town, FAMILY)
    refusal = ADMINISTRATORS_ONLY[language]

    assert await town.say(CHILD, "/start", chat=FAMILY) == refusal
    assert await town.say(CHILD, "/stop", chat=FAMILY) == refusal
    assert await town.say(CHILD, "/forget", chat=FAMILY) == refusal
    await town.say(CHILD, "/settings", chat=FAMILY)
    for page, step in (("go:language", "set:language:zh"), ("go:topics", "set:topic:notices")):
        await town.press(CHILD, page, chat=FAMILY)
        await town.press(CHILD, step, chat=FAMILY)
        assert town.toast["text"] == refusal
        await town.press(CHILD, "go:settings", chat=FAMILY)
    assert await kept(town, FAMILY) == before

    await town.press(PARENT, "go:topics", chat=FAMILY)
    await town.press(PARENT, "set:topic:notices", chat=FAMILY)
    assert "notices" not in (await kept(town, FAMILY)).topics


async def test_reading_in_a_group_is_free_and_asks_telegram_nothing(town):
    await town.subscribe(PARENT, chat=FAMILY)
    asked = len(town.calls("getChatMember"))
    assert "is a summary" in await town.say(CHILD, "/section 1", chat=FAMILY)
    assert "Bulletins" in await town.say(CHILD, "/next", chat=FAMILY)
    assert len(town.calls("getChatMember")) == asked


async def test_each_act_asks_telegram_once(town):
    await town.say(PARENT, "/start", chat=FAMILY)
    await town.press(PARENT, "start:en", chat=FAMILY)
    assert len(town.calls("getChatMember")) == 2


async def test_a_private_chat_is_its_persons_own(town):
    await town.subscribe(NEIGHBOUR)
    assert not town.calls("getChatMember")


async def test_a_member_cannot_stop_a_groups_bulletins_with_the_leave_button(town):
    await town.subscribe(PARENT, chat=FAMILY)
    await publish(town, "Water on Friday")
    await town.press(CHILD, "Leave", chat=FAMILY)
    assert town.toast["text"] == ADMINISTRATORS_ONLY["en"]
    assert (await kept(town, FAMILY)).status == "active"
    assert "You have left" in await town.press(PARENT, "Leave", chat=FAMILY)
    assert (await kept(town, FAMILY)).status == "left"


async def test_a_typed_time_from_a_member_changes_nothing_and_closes_the_question(town):
    await town.subscribe(PARENT, chat=FAMILY)
    await stand(town, "administrator", who=PARENT, chat=FAMILY)  # so the bot hears every word
    await town.say(CHILD, "/settings", chat=FAMILY)
    await town.press(CHILD, "go:time", chat=FAMILY)
    assert await town.say(CHILD, "18:45", chat=FAMILY) == ADMINISTRATORS_ONLY["en"]
    assert f"{(await kept(town, FAMILY)).card_at:%H:%M}" == "07:30"
    count = len(await town.heard(CHILD, FAMILY))
    await post(town, "18:45", who=CHILD, chat=FAMILY)
    assert len(await town.heard(CHILD, FAMILY)) == count


async def test_when_telegram_cannot_say_who_leads_nothing_changes(town, monkeypatch):
    await town.subscribe(PARENT, chat=FAMILY)
    await publish(town, "Water on Friday")

    async def silent(*_args, **_more):
        from telegram.error import NetworkError

        raise NetworkError("away")

    monkeypatch.setattr("telegram.ext.ExtBot.get_chat_member", silent)
    await town.press(PARENT, "Leave", chat=FAMILY)
    assert "cannot ask Telegram just now" in town.toast["text"]
    assert "cannot ask Telegram" in await town.say(PARENT, "/stop", chat=FAMILY)
    assert (await kept(town, FAMILY)).status == "active"


async def test_an_anonymous_administrator_counts_and_another_channel_does_not(town):
    await town.subscribe(PARENT, chat=FAMILY)
    asked = len(town.calls("getChatMember"))
    take = town.app.parts.intake.take

    await take([spoken_as(CHANNEL, 900_001, author=136817688)])
    await take([spoken_as(FAMILY, 900_002, author=PARENT)])
    await until(town._handled)
    await asyncio.sleep(0.1)
    assert (await kept(town, FAMILY)).status == "active"

    await take([spoken_as(FAMILY, 900_003)])
    await until(town._handled)
    await until(lambda: status_is(town, FAMILY, "left"))
    assert len(town.calls("getChatMember")) == asked


async def test_a_button_that_is_not_there_does_nothing_in_a_shared_chat(town):
    """A forged press cannot turn a group's bulletin into a menu."""
    await town.subscribe(PARENT, chat=FAMILY)
    await publish(town, "Water on Friday")
    (shown,) = await bulletins_in(town, PARENT, FAMILY, "Water on Friday")
    for data in ("go:menu", "set:topic:notices", "start:all", f"place:{FAMILY}:zh", "post:1:1"):
        await town.press_data(CHILD, shown["message_id"], data, chat=FAMILY)
        assert "out of date" in town.toast["text"]
    assert await bulletins_in(town, PARENT, FAMILY, "Water on Friday") == [shown]
