"""After sending: follow up, correct with a mark, recall albums, try a failed recall again."""

import asyncio
from datetime import timedelta

import pytest

from tests.bot.newsroom.newsroom import draft, heard, labels, last, send_files, speak, waits_for
from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, until, words

COUNTED = {"privacy": {"smallest_count": 1}}
MARKS = {"en": "corrected ", "zh": "更正", "ug": "تۈزىتىلدى"}
LANGUAGES = {"zh": "中文", "ug": "ئۇيغۇرچە"}


async def sent(town, text):
    """As the editor, send a bulletin now and wait until all is told."""
    await town.schedule(text)
    await accounted(town, f"“{text}” is out")


async def accounted(town, text):
    """Wait for the account that says what can be done now; the progress has no such buttons."""

    async def given():
        return [m for m in await heard(town, EDITOR, text) if labels(m)]

    await until(given, seconds=8)


async def test_a_follow_up_goes_to_those_who_got_the_bulletin_and_to_nobody_else(town):
    await town.subscribe(NEIGHBOUR)
    await sent(town, "Meeting on Monday")
    await town.subscribe(PARENT, "en")
    await town.press(EDITOR, "💬 Follow up")
    await waits_for(town, EDITOR, "For those who got bulletin 1.")
    await town.press(EDITOR, "💬 Follow up")
    await until(lambda: two_cards(town))
    assert not await heard(town, EDITOR, "Draft 3")
    await town.press(EDITOR, "➕ English")
    await town.say(EDITOR, "The meeting is in room 5", answers=2)
    await town.press(EDITOR, "Send now")
    await waits_for(town, NEIGHBOUR, "The meeting is in room 5")
    await waits_for(town, EDITOR, "“The meeting is in room 5” is out")
    assert not await heard(town, PARENT, "The meeting is in room 5")


async def two_cards(town):
    return len(await heard(town, EDITOR, "Draft 2")) == 2


async def test_when_nobody_is_known_any_more_who_got_it_there_is_no_follow_up(town):
    await town.subscribe(NEIGHBOUR)
    await sent(town, "Long ago")
    town.clock.push(timedelta(days=32))
    await town.app.catch_up()
    await town.app.parts.housekeeping.clean_up()
    told = await town.press(EDITOR, "💬 Follow up")
    assert told == "No message of this bulletin is known to have arrived."


@pytest.mark.parametrize("language", ["en", "zh", "ug"])
async def test_a_correction_is_marked_in_the_message_and_in_the_archive(town, language):
    await town.subscribe(NEIGHBOUR, language)
    await sent(town, "At nine")
    await town.press(EDITOR, "Correct everywhere")
    await waits_for(town, EDITOR, "It corrects bulletin 1")
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "At ten", answers=2)
    await town.press(EDITOR, "Send now")
    await waits_for(town, EDITOR, "Correction 2")
    shown = words(await waits_for(town, NEIGHBOUR, "At ten"))
    mark = shown.splitlines()[-1]
    assert MARKS[language] in mark
    assert "08:3" in mark
    await town.say(NEIGHBOUR, "/bulletins")
    assert mark in await town.press(NEIGHBOUR, "At ten")


async def test_an_album_is_recalled_with_all_its_files(town):
    await town.subscribe(NEIGHBOUR)
    await speak(town, EDITOR)
    await town.say(EDITOR, "/post")
    await send_files(town, EDITOR, "photo", "video", caption="Two of them")
    await waits_for(town, EDITOR, "Draft 1")
    await town.press(EDITOR, "Send now")
    await accounted(town, "is out")
    before = len(await town.heard(NEIGHBOUR))
    await town.press(EDITOR, "Recall everywhere")
    await waits_for(town, EDITOR, "Remove bulletin 1")
    await town.press(EDITOR, "Yes, remove it")
    await waits_for(town, EDITOR, "has been removed from the chats")
    assert len(await town.heard(NEIGHBOUR)) == before - 3
    (call,) = town.calls("deleteMessages")
    assert len(call["message_ids"]) == 3


async def test_a_recall_that_failed_is_tried_again_where_it_failed(town_with):
    town = await town_with(**COUNTED)
    for who in (NEIGHBOUR, CHILD):
        await town.subscribe(who, "en")
    await sent(town, "Mistake")
    town.chat.faults.add(
        method="deleteMessage",
        chat_id=CHILD,
        times=1,
        status=403,
        description="Forbidden: not enough rights",
    )
    await town.press(EDITOR, "Recall everywhere")
    await waits_for(town, EDITOR, "Remove bulletin 1")
    await town.press(EDITOR, "Yes, remove it")
    told = words(await waits_for(town, EDITOR, "has been removed from the chats"))
    assert "removed: 1" in told
    assert await heard(town, CHILD, "Mistake")
    await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "📤 Sent")
    assert "recalled" in await town.press(EDITOR, "queue:card:1")
    await town.press(EDITOR, "🔁 Retry the failed")
    await waits_for(town, EDITOR, "removed: 2")
    assert not await heard(town, CHILD, "Mistake")
    assert len(town.calls("deleteMessage")) == 3


async def test_an_instalment_is_corrected_by_itself_and_its_series_stays(town):
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Market day")
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "every day 9:00")
    await town.press(EDITOR, "Confirm the series")
    await town.push(hours=23)
    await accounted(town, "is out")
    await town.press(EDITOR, "Correct everywhere")
    await waits_for(town, EDITOR, "It corrects bulletin 2")
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "No market today", answers=2)
    await town.press(EDITOR, "Send now")
    await waits_for(town, NEIGHBOUR, "No market today")
    assert "“Market day”\nscheduled" in await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "📤 Sent")
    assert "One of series 1." in await town.press(EDITOR, "queue:card:2")
    await town.push(hours=24)
    await waits_for(town, NEIGHBOUR, "Market day")


async def test_a_series_whose_text_is_edited_needs_approval_again(town_with):
    town = await town_with(approvals=1)
    await speak(town, APPROVER)
    await draft(town, "Market day")
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "every day 9:00")
    await town.press(EDITOR, "Confirm the series")
    await waits_for(town, APPROVER, "Please check")
    await town.press(APPROVER, "✅ Approve")
    await town.say(EDITOR, "/queue")
    await town.press(EDITOR, "queue:card:1")
    await town.press(EDITOR, "✏️ Edit")
    await waits_for(town, EDITOR, "approved anew")
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "Market day, rain or shine", answers=2)
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "every day 9:00")
    assert "waits for approval" in await town.press(EDITOR, "Confirm the series")
    await asyncio.sleep(0.1)
    assert "⏳ Waiting 1" in " ".join(labels(await queue_of(town)))


async def queue_of(town):
    await town.say(EDITOR, "/queue")
    return await last(town, EDITOR)
