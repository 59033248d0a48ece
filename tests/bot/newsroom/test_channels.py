"""Channels: they subscribe by their administrators' own act, and carry no leave button."""

from tests.bot.newsroom.places import (
    CHANNELS_ONLY,
    bulletins_in,
    kept,
    post,
    publish,
    section_of,
    stand,
    status_is,
)
from tests.bot.town import (
    APPROVER,
    CHANNEL,
    EDITOR,
    FORUM,
    NEIGHBOUR,
    buttons,
    until,
    words,
)


def sets_of(message):
    return {button["callback_data"].split(":")[-1] for button in buttons(message)}


async def test_posting_start_in_a_channel_sets_it_up_in_one_message_that_goes_away(town):
    await post(town, "/start")
    (shown,) = await town.heard(EDITOR, CHANNEL)
    assert all(name in words(shown) for name in ("本频道", "قانال", "this channel"))
    await town.press(EDITOR, "English", chat=CHANNEL)
    await town.press(EDITOR, "Notices", chat=CHANNEL)
    await town.press(EDITOR, "Culture", chat=CHANNEL)
    (shown,) = await town.heard(EDITOR, CHANNEL)
    assert "lessons" not in sets_of(shown)
    await town.press(EDITOR, "Done", chat=CHANNEL)
    assert town.toast["text"] == "This channel gets: Notices and services, Culture and events"
    assert not await town.heard(EDITOR, CHANNEL)

    it = await kept(town, CHANNEL)
    assert (it.kind, it.language, it.topics) == ("channel", "en", {"notices", "culture"})
    assert (it.quiet, it.status, it.next_card(town.clock.now())) == (None, "active", None)


async def test_the_command_goes_too_where_the_bot_may_delete_and_the_set_up_is_silent(town):
    await post(town, "/start")
    (command,) = [m for m in await town.messages(EDITOR, CHANNEL) if words(m) == "/start"]
    (deleted,) = town.calls("deleteMessage")
    assert (deleted["chat_id"], deleted["message_id"]) == (CHANNEL, command["message_id"])
    assert town.calls("sendMessage")[-1]["disable_notification"]


async def test_whoever_makes_the_bot_an_administrator_of_a_channel_is_asked_privately(town):
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await stand(town, "member")
    await stand(town, "administrator")
    offer = (await town.heard(EDITOR))[-1]
    assert "County notices" in words(offer)
    assert not await town.heard(EDITOR, CHANNEL)

    assert "Which bulletins" in await town.press(EDITOR, f"place:{CHANNEL}:ug")
    await town.press(EDITOR, "Notices")
    assert "ئۇيغۇرچە" in await town.press(EDITOR, "Done")
    it = await kept(town, CHANNEL)
    assert (it.kind, it.language, it.topics, it.quiet) == ("channel", "ug", {"notices"}, None)
    assert "Choose the language" in await town.press(EDITOR, "Language")
    await town.press(EDITOR, f"place:{CHANNEL}:zh")
    assert "This channel gets: Notices" in await town.press(EDITOR, "Done")
    assert (await kept(town, CHANNEL)).language == "zh"

    assert "no bulletins" in await town.press(EDITOR, "No more bulletins here")
    assert (await kept(town, CHANNEL)).status == "left"
    await town.press(EDITOR, "Erase these settings")
    assert town.toast["text"] == "Nothing is held about this chat."
    assert await kept(town, CHANNEL) is None


async def test_who_never_wrote_to_the_bot_is_not_written_to_and_nothing_breaks(town):
    await stand(town, "member")
    await stand(town, "administrator")
    assert not await town.heard(EDITOR)
    await post(town, "/start")
    assert len(await town.heard(EDITOR, CHANNEL)) == 1


async def test_a_reader_changes_nothing_in_a_channel(town):
    await town.subscribe(NEIGHBOUR)
    await post(town, "/start")
    (shown,) = await town.heard(EDITOR, CHANNEL)
    for data in (f"place:{CHANNEL}:en", "leave", "leave:1", "go:menu", "start:all"):
        await town.press_data(NEIGHBOUR, shown["message_id"], data, chat=CHANNEL)
        assert town.toast["text"].startswith((CHANNELS_ONLY, "此按钮", "This button is out"))
    assert await town.heard(EDITOR, CHANNEL) == [shown]
    assert await kept(town, CHANNEL) is None


async def test_a_reader_cannot_set_up_a_channel_privately_with_forged_data(town):
    await town.subscribe(NEIGHBOUR)
    (newest, *_) = reversed(await town.heard(NEIGHBOUR))
    await town.press_data(NEIGHBOUR, newest["message_id"], f"place:{CHANNEL}:en")
    assert town.toast["text"].startswith(CHANNELS_ONLY)
    await town.press_data(NEIGHBOUR, newest["message_id"], "place:-100999:en")
    assert "cannot ask Telegram" in town.toast["text"]
    for data in ("place:x:en", "place:-1", f"place:{NEIGHBOUR}:en"):
        await town.press_data(NEIGHBOUR, newest["message_id"], data)
        assert words((await town.heard(NEIGHBOUR))[-1]) == "This button is not for you."
    assert await kept(town, CHANNEL) is None


async def test_an_administrator_of_a_group_does_not_make_a_channel_of_it(town):
    await town.subscribe(EDITOR)
    (newest, *_) = reversed(await town.heard(EDITOR))
    await town.press_data(EDITOR, newest["message_id"], f"place:{FORUM}:en")
    assert words((await town.heard(EDITOR))[-1]) == "This button is not for you."
    assert await kept(town, FORUM) is None


async def test_a_channels_bulletin_has_no_leave_button_and_its_section_opens_in_the_bot(town):
    await post(town, "/start")
    await town.press(EDITOR, "English", chat=CHANNEL)
    await town.press(EDITOR, "All of it", chat=CHANNEL)
    await town.press(EDITOR, "Done", chat=CHANNEL)
    await publish(town, "Water on Friday", section=section_of(town))
    (shown,) = await bulletins_in(town, NEIGHBOUR, CHANNEL, "Water on Friday")
    (button,) = buttons(shown)
    assert "?start=s__" in button["url"]


async def test_a_channel_stops_when_the_bot_may_not_post_and_goes_on_when_it_may_again(town):
    await post(town, "/start")
    await town.press(EDITOR, "English", chat=CHANNEL)
    await town.press(EDITOR, "Notices", chat=CHANNEL)
    await stand(town, "member")
    assert (await kept(town, CHANNEL)).status == "gone"
    await publish(town, "Not heard")
    await stand(town, "administrator")
    assert (await kept(town, CHANNEL)).status == "active"
    await town.post(f"/api/chats/{CHANNEL}/block", {"from": EDITOR})
    await until(lambda: status_is(town, CHANNEL, "gone"))
    await town.post(f"/api/chats/{CHANNEL}/unblock", {"from": EDITOR})
    await until(lambda: status_is(town, CHANNEL, "active"))
    await publish(town, "Heard again")
    assert not await bulletins_in(town, EDITOR, CHANNEL, "Not heard")
    assert len(await bulletins_in(town, EDITOR, CHANNEL, "Heard again")) == 1


async def test_what_is_posted_in_a_channel_is_not_answered(town):
    await post(town, "Good morning")
    await post(town, "/dance")
    assert not await town.heard(EDITOR, CHANNEL)


async def test_a_channels_settings_come_back_with_start_in_its_own_language(town):
    await post(town, "/start")
    await town.press(EDITOR, f"place:{CHANNEL}:zh", chat=CHANNEL)
    await town.press(EDITOR, f"place:{CHANNEL}:notices", chat=CHANNEL)
    await town.press(EDITOR, f"place:{CHANNEL}:done", chat=CHANNEL)
    await post(town, "/start", who=APPROVER)
    (shown,) = await town.heard(EDITOR, CHANNEL)
    assert "这个频道接收：通知" in words(shown)
    await town.press(APPROVER, f"place:{CHANNEL}:stop", chat=CHANNEL)
    assert not await town.heard(EDITOR, CHANNEL)
    assert (await kept(town, CHANNEL)).status == "left"
