"""Whole operations on a bulletin, by the team's buttons: pause, stop, correct, recall, retry."""

import asyncio

from tests.bot.town import (
    APPROVER,
    CHILD,
    EDITOR,
    FAMILY,
    NEIGHBOUR,
    PARENT,
    buttons,
    until,
    words,
)

READERS = (NEIGHBOUR, PARENT, CHILD, APPROVER)
COUNTED = {"privacy": {"smallest_count": 1}}
UNREACHABLE = {"status": 400, "description": "Bad Request: no"}


async def got(town, who, text, chat=None):
    """Return the messages with *text* that a reader has in the chat now."""
    return [m for m in await town.heard(who, chat) if text in words(m)]


async def times(town, who, text, chat=None):
    """Return how often a reader has exactly this text."""
    return len([m for m in await town.heard(who, chat) if words(m) == text])


async def readers(town, text):
    return [who for who in READERS if await times(town, who, text)]


async def account(town, text="is out"):
    await until(lambda: got(town, EDITOR, text), seconds=15)
    return words((await got(town, EDITOR, text))[-1])


async def drafted(town, text):
    """As the editor, in English, write a draft."""
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await town.say(EDITOR, "/post")
    await town.say(EDITOR, text, answers=2)


async def slow_town(town_with, *, per_second, text="Slowly"):
    """Open a town that sends slowly, with a bulletin on its way."""
    town = await town_with(**COUNTED)
    for who in READERS:
        await town.subscribe(who)
    await town.subscribe(PARENT, chat=FAMILY)
    await drafted(town, text)
    await town.app.stop()
    town._changes["delivery"] = {"messages_per_second": per_second}
    await town.start_app()
    await town.press(EDITOR, "Send now")
    return town


async def test_a_paused_bulletin_reaches_nobody_until_it_is_resumed_and_then_each_once(town_with):
    town = await slow_town(town_with, per_second=2)
    await until(lambda: readers(town, "Slowly"))
    await town.say(APPROVER, "/queue")
    await town.press(APPROVER, "⏸")
    await until(lambda: got(town, APPROVER, "is paused"))
    await asyncio.sleep(1.0)
    before = await readers(town, "Slowly")
    assert len(before) < len(READERS)
    await asyncio.sleep(2.0)
    assert await readers(town, "Slowly") == before
    await town.press(APPROVER, "▶️")
    assert "sent: 5" in await account(town)
    assert [await times(town, who, "Slowly") for who in READERS] == [1] * 4
    assert await times(town, PARENT, "Slowly", FAMILY) == 1


async def test_one_message_shows_the_progress_and_ends_with_the_final_numbers(town_with):
    town = await slow_town(town_with, per_second=1)
    await until(lambda: got(town, EDITOR, "is being sent"), seconds=8)
    (shown,) = await got(town, EDITOR, "is being sent")
    assert "audience: 5" in words(shown)
    assert "%" in words(shown)
    assert [b["text"] for b in buttons(shown)] == ["⏸ Pause 1", "⏹ Stop 1"]

    async def accounts():
        return [m for m in await got(town, EDITOR, "is out") if buttons(m)]

    await until(accounts, seconds=15)
    heard = await town.heard(EDITOR)
    ended = next(m for m in heard if m["message_id"] == shown["message_id"])
    assert "sent: 5" in words(ended)
    assert buttons(ended) == []
    (last,) = await accounts()
    assert last["message_id"] > shown["message_id"]
    assert not await got(town, EDITOR, "is being sent")


async def test_a_stop_in_the_middle_leaves_what_has_left_and_ends_the_rest(town_with):
    town = await slow_town(town_with, per_second=2)
    await until(lambda: readers(town, "Slowly"))
    await town.say(EDITOR, "/queue")
    (queue,) = await got(town, EDITOR, "<b>Queue</b>") or [(await town.heard(EDITOR))[-1]]
    data = next(b["callback_data"] for b in buttons(queue) if "⏹" in b["text"])
    await town.press_data(NEIGHBOUR, (await town.heard(NEIGHBOUR))[-1]["message_id"], data)
    await until(lambda: got(town, NEIGHBOUR, "not for you"))
    await town.press_data(EDITOR, queue["message_id"], data)
    told = await account(town, "stopped before it was sent:")  # the progress says less, earlier
    assert "was stopped by the team" in told
    before = await readers(town, "Slowly")
    assert 0 < len(before) < len(READERS)
    await town.press_data(EDITOR, queue["message_id"], data)
    await until(lambda: got(town, EDITOR, "has changed since"))
    await asyncio.sleep(1.5)
    assert await readers(town, "Slowly") == before


async def test_a_correction_edits_what_was_delivered_in_each_language(town_with):
    town = await town_with(**COUNTED)
    await town.subscribe(NEIGHBOUR, "en")
    await town.subscribe(PARENT, "zh")
    await drafted(town, "At nine")
    await town.press(EDITOR, "中文")
    await town.say(EDITOR, "九点", answers=2)
    await town.press(EDITOR, "Send now")
    await account(town)
    (english,), (chinese,) = await got(town, NEIGHBOUR, "At nine"), await got(town, PARENT, "九点")
    await town.subscribe(CHILD, "en")

    await town.press(EDITOR, "Correct everywhere")
    await until(lambda: got(town, EDITOR, "It corrects bulletin 1"))
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "At <b>ten</b>", answers=2)
    assert await got(town, NEIGHBOUR, "At nine")
    await town.press(EDITOR, "Send now")
    told = await account(town, "Correction 2")
    assert "changed: 2" in told
    (edited,) = await got(town, NEIGHBOUR, "At ten")
    assert edited["message_id"] == english["message_id"]
    assert [b["callback_data"] for b in buttons(edited)] == ["leave:1"]
    assert [m["message_id"] for m in await got(town, PARENT, "九点")] == [chinese["message_id"]]
    assert not await got(town, NEIGHBOUR, "At nine")
    assert not await got(town, CHILD, "At ten")
    await town.say(CHILD, "/bulletins")
    assert buttons((await town.heard(CHILD))[-1])[0]["text"] == "At ten"


async def test_a_correction_too_waits_for_somebody_elses_approval(town_with):
    town = await town_with(approvals=1)
    await town.subscribe(NEIGHBOUR)
    await town.say(APPROVER, "/language")
    await town.press(APPROVER, "set:language:en")
    await town.schedule("Wrong")
    await until(lambda: got(town, APPROVER, "Please check"))
    await town.press(APPROVER, "Approve")
    await account(town)
    await town.press(EDITOR, "Correct everywhere")
    await until(lambda: got(town, EDITOR, "It corrects"))
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "Right", answers=2)
    await town.press(EDITOR, "Send now")
    await until(lambda: got(town, APPROVER, "It corrects bulletin 1"))
    await asyncio.sleep(1.2)
    assert await got(town, NEIGHBOUR, "Wrong")
    await town.press(APPROVER, "Approve")
    await until(lambda: got(town, NEIGHBOUR, "Right"))
    assert not await got(town, NEIGHBOUR, "Wrong")


async def test_a_recall_asks_once_and_takes_the_message_out_of_every_chat(town):
    await town.subscribe(NEIGHBOUR)
    await town.subscribe(PARENT, "ug", chat=FAMILY)
    await town.schedule("Mistake")
    await account(town)
    await town.press(EDITOR, "Recall everywhere")
    await until(lambda: got(town, EDITOR, "Remove bulletin 1"))
    await town.press(EDITOR, "No, leave it")
    await until(lambda: got(town, EDITOR, "Nothing was removed"))
    assert await got(town, NEIGHBOUR, "Mistake")

    await town.press(EDITOR, "Recall everywhere")
    await until(lambda: got(town, EDITOR, "Remove bulletin 1"))
    (asked,) = await got(town, EDITOR, "Remove bulletin 1")
    yes = buttons(asked)[0]["callback_data"]
    await town.press_data(EDITOR, asked["message_id"], yes)
    await town.press_data(EDITOR, asked["message_id"], yes)
    told = await account(town, "has been removed from the chats")
    assert "removed: fewer than 5" in told
    assert not await got(town, NEIGHBOUR, "Mistake")
    assert not await got(town, PARENT, "Mistake", FAMILY)
    assert len(town.calls("deleteMessage")) == 2
    assert "No bulletin has been sent yet" in await town.say(NEIGHBOUR, "/bulletins")
    await town.press_data(NEIGHBOUR, (await town.heard(NEIGHBOUR))[-1]["message_id"], "go:bulletin:1")  # fmt: skip
    await until(lambda: got(town, NEIGHBOUR, "There is no such bulletin"))


async def test_only_those_who_did_not_get_it_are_tried_again(town_with):
    town = await town_with(**COUNTED)
    for who in READERS:
        await town.subscribe(who)
    town.chat.faults.add(method="sendMessage", chat_id=PARENT, times=1, **UNREACHABLE)
    await town.schedule("Listen")
    told = await account(town)
    assert "sent: 3" in told
    assert "refused by Telegram: 1" in told
    labels = [b["text"] for b in buttons((await got(town, EDITOR, "is out"))[-1])]
    assert labels == [
        "✏️ Correct everywhere",
        "🗑 Recall everywhere",
        "🔁 Retry the failed",
        "💬 Follow up",
    ]
    await town.press(EDITOR, "Retry the failed")
    await until(lambda: got(town, EDITOR, "sent: 4"))
    assert [await times(town, who, "Listen") for who in READERS] == [1] * 4
    pushed = [p["chat_id"] for p in town.calls("sendMessage") if p["text"] == "Listen"]
    assert sorted(who for who in pushed if who != EDITOR) == sorted([*READERS, PARENT])


async def test_what_is_unknown_is_sent_again_only_when_the_team_says_so(town_with):
    town = await town_with(**COUNTED)
    await town.subscribe(NEIGHBOUR)
    await drafted(town, "Perhaps")
    town.chat.faults.add(method="sendMessage", chat_id=NEIGHBOUR, times=1, drop="before")
    async with town._store.write() as c:
        import sqlalchemy as sa

        await c.execute(sa.text("UPDATE bulletin SET crash_rule = 'skip'"))
    await town.press(EDITOR, "Send now")
    assert "unknown: 1" in await account(town)
    assert not await got(town, NEIGHBOUR, "Perhaps")
    await town.press(EDITOR, "Send the unknown again")
    await until(lambda: got(town, NEIGHBOUR, "Perhaps"))


async def test_the_last_ones_are_found_from_the_queue_with_all_that_can_be_done(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("First")
    await account(town)
    await town.schedule("Second")
    await until(lambda: got(town, EDITOR, "“Second” is out"))
    await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "📤 Sent")
    await until(lambda: got(town, EDITOR, "Sent last"))
    await town.press(EDITOR, "1 · First")
    await until(lambda: got(town, EDITOR, "“First”: sent"))
    await town.press(EDITOR, "Recall everywhere")
    await until(lambda: got(town, EDITOR, "Remove bulletin 1"))
    await town.press(EDITOR, "Yes, remove it")
    await until(lambda: got(town, EDITOR, "Bulletin 1 “First” has been removed"))
    assert not await got(town, NEIGHBOUR, "First")
    assert await got(town, NEIGHBOUR, "Second")


async def test_a_correction_asks_for_its_text_and_one_that_says_the_same_is_refused(town):
    await town.subscribe(NEIGHBOUR, "en")
    await drafted(town, "At nine")
    await town.press(EDITOR, "Send now")
    await account(town)
    await town.press(EDITOR, "Correct everywhere")
    await until(lambda: got(town, EDITOR, "Send me the bulletin's text in English"))
    await town.press(EDITOR, "Send now")
    await until(lambda: got(town, EDITOR, "says the same as before"))
    await town.say(EDITOR, "At ten", answers=2)
    await town.press(EDITOR, "Send now")
    await account(town, "Correction 2")
    assert await got(town, NEIGHBOUR, "At ten")
