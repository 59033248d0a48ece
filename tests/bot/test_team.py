"""The team: drafts, approval, overdue bulletins, the account; checked again at every step."""

from datetime import timedelta

from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, buttons, until, words


async def english(town, *people):
    for who in people:
        await town.say(who, "/language")
        await town.press(who, "set:language:en")


async def test_with_approvals_nothing_goes_out_before_somebody_else_says_yes(town_with):
    town = await town_with(approvals=1)
    await town.subscribe(NEIGHBOUR)
    await english(town, APPROVER)
    handed_in = await town.schedule("<i>Careful</i>")
    assert "waits for approval by 1 more" in handed_in
    await until(lambda: _heard(town, APPROVER, "Please check bulletin 1"))
    assert await _heard(town, APPROVER, "Careful")
    await town.push(hours=2)
    assert not await _heard(town, NEIGHBOUR, "Careful")

    assert "scheduled" in await town.press(APPROVER, "Approve")
    await until(lambda: _heard(town, NEIGHBOUR, "Careful"))
    await until(lambda: _heard(town, EDITOR, "is out"))


async def test_an_author_cannot_approve_and_an_old_review_button_is_refused(town_with):
    town = await town_with(approvals=1)
    await english(town, APPROVER)
    await town.schedule("Mine")
    await until(lambda: _heard(town, APPROVER, "Please check"))
    asked = (await town.heard(APPROVER))[-1]
    data = buttons(asked)[0]["callback_data"]
    own = (await town.heard(EDITOR))[-1]["message_id"]
    assert "Somebody else must approve" in await town.press_data(EDITOR, own, data)

    await town.press(APPROVER, "Send back")
    await town.say(APPROVER, "Say where <here> it is")
    await until(lambda: _heard(town, EDITOR, "was sent back: Say where <here> it is"))
    assert "has changed since" in await town.press_data(APPROVER, asked["message_id"], data)
    assert "Draft 1" in await town.press(EDITOR, "Open draft 1")


async def test_a_lone_owner_needs_nobody(town_with):
    """There cannot be more approvals than other people in the team."""
    town = await town_with(approvals=1)
    lone = town.settings().telegram.model_copy(update={"owners": (EDITOR,)})
    town._changes["telegram"] = lone.model_dump()
    await town.app.stop()
    await town.start_app()
    assert "is scheduled" in await town.schedule("Alone", "23:50")


async def test_a_bulletin_overdue_by_hours_is_held_and_asks(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Old news", "23:50")
    await town.app.stop()
    town.clock.push(timedelta(hours=30))
    await town.start_app()
    await until(lambda: _heard(town, EDITOR, "while the bot was not running"))
    assert "held: overdue" in await town.say(EDITOR, "/queue")
    assert not await _heard(town, NEIGHBOUR, "Old news")
    await town.press(EDITOR, "Send 1 now")
    await until(lambda: _heard(town, NEIGHBOUR, "Old news"))


async def test_under_skip_an_overdue_bulletin_is_dropped_and_under_send_it_goes(town_with):
    town = await town_with(delivery={"late": "send", "messages_per_second": 500})
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Late but sent", "23:50")
    await town.app.stop()
    town.clock.push(timedelta(hours=30))
    await town.start_app()
    await until(lambda: _heard(town, NEIGHBOUR, "Late but sent"))
    town._changes["delivery"]["late"] = "skip"
    await town.schedule("Too late", "23:51")
    await town.app.stop()
    town.clock.push(timedelta(hours=30))
    await town.start_app()
    await until(lambda: _heard(town, EDITOR, "It was not sent"))
    await until(lambda: _queue_is_empty(town))
    assert not await _heard(town, NEIGHBOUR, "Too late")


async def test_who_blocked_the_bot_is_counted_gone_and_asked_no_more(town):
    await town.subscribe(NEIGHBOUR)
    await town.subscribe(PARENT, "ug")
    await town.chat_block(NEIGHBOUR)
    await town.schedule("For those who are here")
    await until(lambda: _heard(town, EDITOR, "is out"))
    assert [p for p in town.calls("sendMessage") if p["chat_id"] == NEIGHBOUR][-1]["text"] != (
        "For those who are here"
    )
    await town.chat_unblock(NEIGHBOUR)
    await town.schedule("Welcome back")
    await until(lambda: _heard(town, NEIGHBOUR, "Welcome back"))


async def test_a_blocked_person_found_out_by_a_403_is_left_alone_from_then_on(town):
    await town.subscribe(NEIGHBOUR)
    description = "Forbidden: bot was blocked by the user"
    await english(town, EDITOR)
    town.chat.faults.add(
        method="sendMessage", chat_id=NEIGHBOUR, times=1, status=403, description=description
    )
    await town.schedule("One")
    await until(lambda: _heard(town, EDITOR, "left through Telegram: fewer than 5"))
    await town.schedule("Two")
    await until(lambda: _heard(town, EDITOR, "Nobody has chosen its topics yet"))


async def test_a_group_where_the_bot_may_not_write_now_stays_subscribed(town):
    """A closed topic is opened again, rights are given back: nobody has left for that."""
    await town.subscribe(NEIGHBOUR)
    await english(town, EDITOR)
    town.chat.faults.add(
        method="sendMessage", chat_id=NEIGHBOUR, times=1, status=400,
        description="Bad Request: TOPIC_CLOSED",
    )  # fmt: skip
    await town.schedule("Not yet")
    await until(lambda: _heard(town, EDITOR, "not allowed to write there"))
    await town.press(EDITOR, "Retry the failed")
    await until(lambda: _heard(town, NEIGHBOUR, "Not yet"))
    await town.schedule("Now")
    await until(lambda: _heard(town, NEIGHBOUR, "Now"))


async def test_a_text_that_telegram_refuses_for_everybody_stops_the_bulletin(town_with):
    town = await town_with(delivery={"messages_per_second": 50})
    for who in (NEIGHBOUR, PARENT, CHILD, APPROVER):
        await town.subscribe(who)
    for who in (NEIGHBOUR, PARENT, CHILD, APPROVER):
        town.chat.faults.add(
            method="sendMessage", chat_id=who, times=1, status=400, description="Bad Request: no"
        )
    await town.schedule("Bad for all")
    await until(lambda: _heard(town, EDITOR, "was stopped: Telegram refused its text"))


async def test_after_a_429_the_message_arrives_once(town):
    await town.subscribe(NEIGHBOUR)
    await english(town, EDITOR)
    town.chat.faults.add(
        method="sendMessage", chat_id=NEIGHBOUR, times=1, status=429,
        parameters={"retry_after": 1}, description="Too Many Requests",
    )  # fmt: skip
    await town.schedule("In a moment")
    await until(lambda: _heard(town, EDITOR, "is out"), seconds=8)
    assert len([m for m in await town.heard(NEIGHBOUR) if words(m) == "In a moment"]) == 1


async def test_a_typed_format_and_telegrams_own_format_both_survive(town):
    await english(town, EDITOR)
    await town.say(EDITOR, "/post")
    bold = [{"type": "bold", "offset": 0, "length": 4}]
    await town.say(EDITOR, "Bold <here>", answers=2, entities=bold)
    preview = (await town.heard(EDITOR))[-2]
    assert words(preview) == "Bold <here>"
    assert preview["entities"][0]["type"] == "bold"
    await town.press_data(EDITOR, preview["message_id"], "preview")
    assert "preview" in town.toast["text"]


async def _heard(town, who, text):
    return any(text in words(m) for m in await town.heard(who))


async def _queue_is_empty(town):
    return "Nothing waits" in await town.say(EDITOR, "/queue")
