"""/queue from outside: tabs and cards, changes that can be undone for ten seconds."""

import asyncio

import pytest

from tests.bot.newsroom.newsroom import (
    audited,
    data_of,
    draft,
    heard,
    labels,
    last,
    speak,
    waits_for,
)
from tests.bot.town import APPROVER, EDITOR, NEIGHBOUR, PARENT, words


async def let_in(town, who, role="editor", name="Rahman"):
    """Let a resident into the team, who reads English."""
    members, now = town.app.parts.members, town.clock.now()
    await members.join(await members.invite(role, by=EDITOR, now=now), user_id=who, now=now)
    await members.rename(who, name, now)
    await speak(town, who)


async def card(town, who, number):
    """Open the queue and a bulletin's card; return its words."""
    await town.say(who, "/queue")
    return await town.press(who, f"queue:card:{number}")


async def test_each_tab_shows_its_count_and_what_waits_is_opened_first(town):
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Half a thought")
    shown = await town.say(EDITOR, "/queue")
    assert "Nothing waits." in shown
    assert "“Half a thought”: draft" in shown
    await town.schedule("For tonight", "23:50")
    shown = await town.say(EDITOR, "/queue")
    assert "“For tonight”\nscheduled" in shown
    assert "Half a thought" not in shown
    await town.schedule("Out now")
    await waits_for(town, EDITOR, "is out")
    await town.say(EDITOR, "/queue")
    tabs = [
        it for it in labels(await last(town, EDITOR)) if it.startswith(("•", "✏️", "⏳", "🚀", "📤"))
    ]
    assert tabs == ["✏️ Drafts 1", "⏳ Waiting 0", "• 🕗 Planned 1", "🚀 Sending 0", "📤 Sent 1"]
    assert "“Out now”: sent" in await town.press(EDITOR, "📤 Sent")
    assert "Nothing here" in await town.press(EDITOR, "⏳ Waiting")


async def test_a_card_says_state_time_audience_and_people_and_shows_each_text(town):
    await town.app.parts.members.rename(EDITOR, "Aygul", town.clock.now())
    await draft(town, "Water is cut")
    await town.press(EDITOR, "中文")
    await town.say(EDITOR, "停水", answers=2)
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "23:50")
    shown = await card(town, EDITOR, 1)
    assert "“Water is cut”: scheduled" in shown
    assert "(Ürümqi time, UTC+06), in 15 hours" in shown
    assert "Notices and services" in shown
    assert "Written by: Aygul" in shown
    seen = len(await town.heard(EDITOR))
    await town.press(EDITOR, "👁 Preview")
    assert {words(m) for m in (await town.heard(EDITOR))[seen:]} == {"Water is cut", "停水"}


async def test_a_foreign_draft_is_neither_listed_nor_opened_by_a_guess(town):
    await draft(town, "Mine alone")
    await let_in(town, PARENT)
    assert "Mine alone" not in await town.say(PARENT, "/queue")
    mine = (await last(town, PARENT))["message_id"]
    for data in ("queue:card:1", "queue:view:1", "queue:cancel:1:2", "queue:copy:1:2"):
        assert "somebody else" in await town.press_data(PARENT, mine, data)
    assert len(await audited(town, "refused")) == 4
    assert "Mine alone" in await town.say(EDITOR, "/queue")


async def test_a_cancel_is_undone_and_the_bulletin_goes_out_once_at_its_time(town):
    await town.subscribe(NEIGHBOUR)
    await speak(town, APPROVER)
    await town.schedule("Still on", "23:50")
    await card(town, EDITOR, 1)
    assert "“Still on”: cancelled." in await town.press(EDITOR, "Cancel 1")
    button = await data_of(town, EDITOR, "Undo")
    told = await town.press_data(EDITOR, *button)
    assert told.startswith("Undone: bulletin 1 goes out as before: ")
    assert "23:50" in told
    theirs = (await last(town, APPROVER))["message_id"]
    assert "has changed since" in await town.press_data(APPROVER, theirs, button[1])
    await town.push(hours=14)
    await town.push(hours=2)
    await waits_for(town, NEIGHBOUR, "Still on")
    assert len(await heard(town, NEIGHBOUR, "Still on")) == 1
    assert [it.act for it in await audited(town, "undo")] == ["undo"]


async def test_ten_seconds_later_nothing_can_be_undone(town):
    await town.schedule("Gone", "23:50")
    await card(town, EDITOR, 1)
    await town.press(EDITOR, "Cancel 1")
    await town.push(seconds=11)
    assert await town.press(EDITOR, "Undo") == "It is too late to undo that."
    assert "Nothing waits" in await town.say(EDITOR, "/queue")


async def test_an_edited_bulletin_is_a_draft_that_needs_approval_anew_unless_undone(town_with):
    town = await town_with(approvals=1)
    await speak(town, APPROVER)
    await town.schedule("First words", "23:50")
    await waits_for(town, APPROVER, "Please check")
    await town.press(APPROVER, "Approve")
    await card(town, EDITOR, 1)
    await town.press(EDITOR, "✏️ Edit")
    told = (await waits_for(town, EDITOR, "is a draft again"))["text"]
    assert "approved anew" in told
    await waits_for(town, EDITOR, "Draft 1")
    assert "goes out as before" in words(await pressed_undo(town))
    await card(town, EDITOR, 1)
    await town.press(EDITOR, "✏️ Edit")
    await waits_for(town, EDITOR, "Draft 1")
    await town.press(EDITOR, "✏️ English")
    await town.say(EDITOR, "Other words", answers=2)
    assert "has changed since" in words(await pressed_undo(town))
    await town.press(EDITOR, "At a time")
    assert "waits for approval" in await town.say(EDITOR, "23:50")


async def pressed_undo(town):
    """Press the newest undo button of an edit, and return the message in which the answer is."""
    message_id, data = await data_of(town, EDITOR, "Undo")
    await town.press_data(EDITOR, message_id, data)
    await asyncio.sleep(0.05)
    found = {m["message_id"]: m for m in await town.heard(EDITOR)}
    return found[message_id] if "Undone" in words(found[message_id]) else await last(town, EDITOR)


async def test_publish_now_leaves_after_ten_seconds_and_can_be_undone_until_then(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Right away", "23:50")
    await card(town, EDITOR, 1)
    assert "goes out in 10 seconds" in await town.press(EDITOR, "🚀 Right now")
    assert "23:50" in await town.press(EDITOR, "Undo")
    await town.push(seconds=15)
    await asyncio.sleep(1.2)
    assert not await heard(town, NEIGHBOUR, "Right away")
    await card(town, EDITOR, 1)
    await town.press(EDITOR, "🚀 Right now")
    await town.push(seconds=10)
    await waits_for(town, NEIGHBOUR, "Right away")
    refused = await town.press(EDITOR, "Undo")
    assert "has changed since" in refused or "too late" in refused
    assert len(await heard(town, NEIGHBOUR, "Right away")) == 1


async def test_who_hurries_an_own_bulletin_needs_approval_anew_and_an_approver_does_not(town_with):
    town = await town_with(approvals=1)
    await town.subscribe(NEIGHBOUR)
    await speak(town, APPROVER)
    await town.schedule("In a hurry", "23:50")
    await waits_for(town, APPROVER, "Please check")
    await town.press(APPROVER, "Approve")
    await card(town, EDITOR, 1)
    assert "as soon as it is approved" in await town.press(EDITOR, "🚀 Right now")
    await waits_for(town, APPROVER, "Please check")
    await town.press(EDITOR, "Undo")
    await card(town, APPROVER, 1)
    assert "goes out in 10 seconds" in await town.press(APPROVER, "🚀 Right now")
    await town.push(seconds=10)
    await waits_for(town, NEIGHBOUR, "In a hurry")


async def test_a_copy_is_a_draft_of_who_made_it_and_its_undo_takes_it_away(town):
    await town.schedule("Again and again", "23:50")
    await let_in(town, PARENT)
    await card(town, PARENT, 1)
    await town.press(PARENT, "📄 Duplicate")
    await waits_for(town, PARENT, "Draft 2 is a copy of bulletin 1.")
    await waits_for(town, PARENT, "Draft 2 –")
    message_id, data = await data_of(town, PARENT, "Undo")
    await town.press_data(PARENT, message_id, data)
    await waits_for(town, PARENT, "the copy, draft 2, is gone again")
    assert "Again and again" in await town.say(PARENT, "/queue")
    assert "✏️ Drafts 0" in labels(await last(town, PARENT))


async def test_an_approver_approves_from_the_card_and_reschedules_by_its_button(town_with):
    town = await town_with(approvals=1)
    await speak(town, APPROVER)
    await town.schedule("From the queue", "23:50")
    shown = await card(town, APPROVER, 1)
    assert "waits for approval" in shown
    await town.press(APPROVER, "✅ Approve")
    assert "scheduled" in await card(town, APPROVER, 1)
    await town.press(APPROVER, "🕗 New time")
    assert "is scheduled" in await town.say(APPROVER, "23:55")
    assert "23:50" in await town.press(APPROVER, "Undo")
    assert "Approved by: Somebody of the team" in await card(town, APPROVER, 1)


async def test_a_series_shows_its_rule_and_three_instants_and_its_cancel_stops_it(town):
    await town.subscribe(NEIGHBOUR)
    await draft(town, "Every morning")
    await town.press(EDITOR, "At a time")
    await town.say(EDITOR, "every day 9:00")
    await town.press(EDITOR, "Confirm the series")
    assert "every day at 09:00, next: " in await town.say(EDITOR, "/queue")
    shown = await town.press(EDITOR, "queue:card:1")
    assert shown.count("09:00 (") == 3
    assert "🚀 Right now" not in labels(await last(town, EDITOR))
    await town.push(hours=1)
    await waits_for(town, NEIGHBOUR, "Every morning")
    await card(town, EDITOR, 1)
    assert "cancelled" in await town.press(EDITOR, "Cancel 1")
    await town.push(hours=26)
    await asyncio.sleep(1.2)
    assert len(await heard(town, NEIGHBOUR, "Every morning")) == 1
    await town.say(EDITOR, "/queue")
    assert "“Every morning”: sent" in await town.press(EDITOR, "📤 Sent")


@pytest.mark.parametrize(
    "data",
    ["queue:tab:secrets:0", "queue:tab:sent:x", "queue:card:x", "queue:now:1", "undo:1",
     "week:show:99999999", "week:show:30000101", "queue:edit:7:1", "undo:7:1"],
)  # fmt: skip
async def test_a_forged_button_is_refused_in_one_sentence(town, data):
    await speak(town, EDITOR)
    shown = await last(town, EDITOR)
    assert await town.press_data(EDITOR, shown["message_id"], data) == "There is no such bulletin."
