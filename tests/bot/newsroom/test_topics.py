"""Forum topics: /start binds the one in which it is written."""

from dataclasses import replace

import pytest

from bot.views.words import words as said_in
from tests.bot.newsroom.places import (
    ADMINISTRATORS_ONLY,
    LANGUAGES,
    bulletins_in,
    kept,
    post,
    publish,
)
from tests.bot.town import (
    EDITOR,
    FORUM,
    NEIGHBOUR,
    buttons,
    words,
)


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
