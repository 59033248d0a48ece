"""Chats that many share: their administrators set them up, a topic is bound, a channel subscribes."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.telegram.intake import nameless
from bot.views.words import words as said_in
from content.bulletins.text import BulletinText
from scheduler.audience import Audience
from scheduler.drafts import addressed, with_section, written
from scheduler.handing_in import submitted
from scheduler.plans import Plan
from tests.bot.town import (
    APPROVER,
    CHANNEL,
    CHILD,
    EDITOR,
    FAMILY,
    FORUM,
    NEIGHBOUR,
    PARENT,
    TOKEN,
    buttons,
    until,
    words,
)

LANGUAGES = ("zh", "ug", "en")
ADMINISTRATORS_ONLY = {
    language: said_in(language).plain("Only the administrators of this group can do that.")
    for language in LANGUAGES
}
CHANNELS_ONLY = "This button is for the channel's administrators."


async def kept(town, chat):
    return await town.app.parts.subscribers.get(chat)


async def publish(town, text, *, kinds=(), section=None):
    """Send a bulletin now, to these kinds of chats; return it."""
    now = town.clock.now()
    bulletins = town.app.parts.bulletins
    it = await bulletins.draft(EDITOR, now, zone="Asia/Urumqi")

    def ready(it):
        for language in LANGUAGES:
            it = written(it, BulletinText(title=text, html=text), language)
        audience = Audience(topics=frozenset({"notices"}), kinds=frozenset(kinds))
        it = with_section(addressed(it, audience), section) if section else addressed(it, audience)
        return submitted(
            it, plan=Plan(zone="Asia/Urumqi", at=now + timedelta(seconds=1)), approvals=0, now=now
        )

    await bulletins.change(it.id, ready, now=now)
    await town.push(minutes=1)
    await until(lambda: _is_sent(bulletins, it.id))
    return await bulletins.get(it.id)


async def _is_sent(bulletins, number):
    return (await bulletins.get(number)).state == "sent"


async def bulletins_in(town, who, chat, text):
    return [m for m in await town.heard(who, chat) if text in words(m)]


async def post(town, text, *, who=EDITOR, chat=CHANNEL, **more):
    """Write something and wait until the bot is through with it."""
    sent = await town.post(f"/api/chats/{chat}/messages", {"from": who, "text": text, **more})
    await until(town._handled)
    return sent


async def stand(town, standing, *, who=EDITOR, chat=CHANNEL):
    await town.post(f"/api/chats/{chat}/standing", {"from": who, "standing": standing})
    await until(town._handled)


def sets_of(message):
    return {button["callback_data"].split(":")[-1] for button in buttons(message)}


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


def spoken_as(sender_chat, number, author=1087968824):
    return {
        "update_id": number,
        "message": {
            "message_id": 900,
            "date": 1,
            "text": "/stop",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            "chat": {"id": FAMILY, "type": "group"},
            "from": {"id": author, "is_bot": True, "first_name": "Group"},
            "sender_chat": {"id": sender_chat, "type": "group"},
        },
    }


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
    await until(lambda: _status_is(town, FAMILY, "left"))
    assert len(town.calls("getChatMember")) == asked


async def _status_is(town, chat, status):
    return (await kept(town, chat)).status == status


async def test_a_button_that_is_not_there_does_nothing_in_a_shared_chat(town):
    """A forged press cannot turn a group's bulletin into a menu."""
    await town.subscribe(PARENT, chat=FAMILY)
    await publish(town, "Water on Friday")
    (shown,) = await bulletins_in(town, PARENT, FAMILY, "Water on Friday")
    for data in ("go:menu", "set:topic:notices", "start:all", f"place:{FAMILY}:zh", "post:1:1"):
        await town.press_data(CHILD, shown["message_id"], data, chat=FAMILY)
        assert "out of date" in town.toast["text"]
    assert await bulletins_in(town, PARENT, FAMILY, "Water on Friday") == [shown]


# Forum topics


@pytest.mark.parametrize("language", LANGUAGES)
async def test_start_in_a_topic_binds_it_and_messages_come_there(town, language):
    t = said_in(language)
    await post(town, "/start", chat=FORUM, topic=2)
    await town.press(EDITOR, f"start:{language}", chat=FORUM)
    assert (await kept(town, FORUM)).thread_id == 2
    await town.press(EDITOR, "start:all", chat=FORUM)
    await town.press(EDITOR, "start:0730:Asia/Urumqi", chat=FORUM)
    await publish(town, "Water on Friday")
    await town.push(days=1)
    heard = await town.heard(EDITOR, FORUM)

    assert {m.get("message_thread_id") for m in heard} == {2}
    assert any("leave" in button["callback_data"] for button in buttons(heard[-1]))
    await post(town, "/settings", chat=FORUM, topic=2)
    assert t.plain("Bulletins come into this topic.") in words(
        (await town.heard(EDITOR, FORUM))[-1]
    )
    await post(town, "/settings", chat=FORUM, topic=3)
    shown = (await town.heard(EDITOR, FORUM))[-1]
    assert str(
        t("Bulletins come into another topic; to get them here, write {start}.", start="/start")
    ) in words(shown)
    assert shown["message_thread_id"] == 3


async def test_start_in_another_topic_moves_the_bulletins_there_and_in_general_to_the_chat(town):
    await town.subscribe(EDITOR, chat=FORUM)
    assert (await kept(town, FORUM)).thread_id is None

    await post(town, "/start", chat=FORUM, topic=3)
    answer = (await town.heard(EDITOR, FORUM))[-1]
    assert words(answer) == "Bulletins come into this topic from now on."
    assert answer["message_thread_id"] == 3
    assert (await kept(town, FORUM)).thread_id == 3
    await publish(town, "In three")

    await post(town, "/start", chat=FORUM)
    assert (await kept(town, FORUM)).thread_id is None
    await publish(town, "In general")
    places = {
        text: [m.get("message_thread_id") for m in await bulletins_in(town, EDITOR, FORUM, text)]
        for text in ("In three", "In general")
    }
    assert places == {"In three": [3], "In general": [None]}


async def test_a_closed_topic_is_not_bound_for_nothing_could_come_there(town, caplog):
    await town.subscribe(EDITOR, chat=FORUM)
    await post(town, "/start", chat=FORUM, topic=4)
    assert (await kept(town, FORUM)).thread_id is None
    assert not [it for it in caplog.records if it.levelname == "ERROR"]


async def test_a_member_cannot_move_a_forums_bulletins(town):
    await town.subscribe(EDITOR, chat=FORUM)
    await post(town, "/start", who=NEIGHBOUR, chat=FORUM, topic=3)
    answer = (await town.heard(EDITOR, FORUM))[-1]
    assert words(answer) == ADMINISTRATORS_ONLY["en"]
    assert answer["message_thread_id"] == 3
    assert (await kept(town, FORUM)).thread_id is None


@pytest.mark.parametrize("topic", [4, 99])
async def test_a_closed_or_deleted_topic_is_that_forums_fault_alone(town, topic):
    """The row fails; the forum stays subscribed and everybody else gets the bulletin."""
    await town.subscribe(EDITOR, chat=FORUM)
    await town.subscribe(NEIGHBOUR)
    subscribers = town.app.parts.subscribers
    forum = await kept(town, FORUM)
    await subscribers.change(
        FORUM, lambda it: replace(it, thread_id=topic), fresh=forum, now=town.clock.now()
    )
    it = await publish(town, "Water on Friday")

    assert it.state == "sent"
    assert len(await bulletins_in(town, NEIGHBOUR, NEIGHBOUR, "Water on Friday")) == 1
    assert not await bulletins_in(town, EDITOR, FORUM, "Water on Friday")
    assert await kept(town, FORUM) == replace(forum, thread_id=topic)
    held = await subscribers.everything(FORUM)
    assert [row["outcome"] for row in held["deliveries"]] == ["not_allowed"]


async def test_all_that_a_forum_chose_is_in_its_data_and_moves_with_it(town):
    await town.subscribe(EDITOR, chat=FORUM)
    await post(town, "/start", chat=FORUM, topic=2)
    held = await town.app.parts.subscribers.everything(FORUM)
    assert held["preferences"]["thread_id"] == 2


# Channels


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
    await until(lambda: _status_is(town, CHANNEL, "gone"))
    await town.post(f"/api/chats/{CHANNEL}/unblock", {"from": EDITOR})
    await until(lambda: _status_is(town, CHANNEL, "active"))
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


# Audience and sections


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


def section_of(town):
    report = town.app.parts.shelf.edition.reports[0]
    return f"{report.slug}/{report.sections[1].id}"


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
