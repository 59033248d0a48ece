"""Preferences, leaving and erasing: each subscriber's own, at once and without a trace."""

import json

from tests.bot.town import CHILD, EDITOR, FAMILY, NEIGHBOUR, PARENT, until, words


async def test_three_taps_subscribe_and_every_step_may_be_skipped(town):
    greeting = await town.say(NEIGHBOUR, "/start")
    assert "Choose your language." in greeting
    assert "请选择语言" in greeting
    await town.press(NEIGHBOUR, "start:en")
    clocks = await town.press(NEIGHBOUR, "start:skip")
    assert "Ürümqi time: it is" in clocks
    assert "Beijing time: it is" in clocks
    assert "Nothing will be sent to you" in await town.press(NEIGHBOUR, "start:end")


async def test_each_setting_can_be_changed_by_button_and_is_kept(town):
    await town.subscribe(NEIGHBOUR)
    for page, choice, shown in [
        ("go:zone", "set:zone:Asia/Shanghai", "Beijing time"),
        ("go:quiet", "set:quiet:2200:0700", "Quiet hours: 22:00–07:00"),
        ("go:quiet", "set:quiet:none", "Quiet hours: none"),
        ("go:learn", "set:learn:ug", "You learn: ئۇيغۇرچە"),
        ("go:time", "set:time:1230:Asia/Urumqi", "Word of the day: 12:30"),
        ("go:language", "set:language:zh", "每天一个词"),
        ("go:language", "set:language:en", "Language: English"),
    ]:
        await town.say(NEIGHBOUR, "/settings")
        await town.press(NEIGHBOUR, page)
        assert shown in await town.press(NEIGHBOUR, choice)
    assert "yaxshimusiz" in await town.say(NEIGHBOUR, "/today")
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "go:days")
    await town.press(NEIGHBOUR, "set:day:0")
    await town.press(NEIGHBOUR, "go:settings")
    assert "on Tue" in words((await town.heard(NEIGHBOUR))[-1])
    await town.press(NEIGHBOUR, "go:topics")
    await town.press(NEIGHBOUR, "set:topic:culture")
    assert "Culture" not in await town.press(NEIGHBOUR, "go:settings")


async def test_a_time_can_be_typed(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "go:time")
    assert "I do not know that time" in await town.say(NEIGHBOUR, "late")
    assert "Word of the day: 18:45" in await town.say(NEIGHBOUR, "18:45")


async def test_while_paused_nothing_comes_and_afterwards_it_goes_on(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/pause")
    assert "You have paused" in await town.press(NEIGHBOUR, "set:pause:7")
    assert "You have paused" in await town.say(NEIGHBOUR, "/next")
    count = len(await town.heard(NEIGHBOUR))
    await town.schedule("During the pause")
    await town.push(hours=30)
    assert len(await town.heard(NEIGHBOUR)) == count
    await town.say(NEIGHBOUR, "/pause")
    await town.press(NEIGHBOUR, "set:pause:0")
    await town.push(hours=24)
    assert any("Word of the day" in words(m) for m in (await town.heard(NEIGHBOUR))[count:])
    assert "During the pause" in str(
        (await town.say(NEIGHBOUR, "/bulletins"), await town.heard(NEIGHBOUR))
    )


async def test_a_bulletin_waits_for_the_end_of_quiet_hours(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    now = town.clock.now()
    since, until_ = (f"{(now.hour + 6 + h) % 24:02d}00" for h in (0, 2))
    message = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    await town.press_data(NEIGHBOUR, message, f"set:quiet:{since}:{until_}")
    await town.schedule("Psst")
    await town.push(minutes=10 if now.minute < 45 else 5)
    assert not any(words(m) == "Psst" for m in await town.heard(NEIGHBOUR))
    await town.push(hours=3)
    assert sum(words(m) == "Psst" for m in await town.heard(NEIGHBOUR)) == 1


async def test_mydata_holds_everything_and_no_name_and_forget_erases_it(town):
    await town.subscribe(PARENT, "ug")
    await town.say(PARENT, "/today")
    await town.schedule("A notice")
    await until(lambda: _arrived(town))
    await town.say(PARENT, "/mydata")
    document = (await town.heard(PARENT))[-1]["document"]
    assert document["file_name"] == "mydata.json"
    held = await _download(town, document["file_id"])
    assert held["preferences"]["language"] == "ug"
    assert held["preferences"]["chat_id"] == PARENT
    assert held["lessons"]
    assert held["deliveries"][0]["outcome"] == "sent"
    assert "ئايگۈل" not in json.dumps(held, ensure_ascii=False)

    await town.say(PARENT, "/forget")
    assert "ھېچنېمە ئۆچۈرۈلمىدى" in await town.press(PARENT, "forget:no")
    await town.say(PARENT, "/forget")
    assert "30" in await town.press(PARENT, "forget:yes")
    assert "ساقلانمىدى" in await town.say(PARENT, "/mydata")
    database = (town.data / "bot.db").read_bytes() + (town.data / "bot.db-wal").read_bytes()
    assert "ئايگۈل".encode() not in database
    count = len(await town.heard(PARENT))
    await town.schedule("After")
    await town.push(hours=48)
    assert len(await town.heard(PARENT)) == count


async def test_leaving_drops_what_is_queued_and_coming_back_is_one_start(town):
    await town.subscribe(CHILD, "en")
    await town.schedule("Later today", "23:58")
    assert "You have left" in await town.say(CHILD, "/stop")
    await town.push(hours=25)
    assert not any("Later today" in words(m) for m in await town.heard(CHILD))
    assert "You will get" in await town.subscribe(CHILD, "en")


async def test_in_a_group_words_that_are_not_for_the_bot_are_left_alone(town):
    await town.subscribe(PARENT, "ug", chat=FAMILY)
    count = len(await town.messages(PARENT, FAMILY))
    await town.post(f"/api/chats/{FAMILY}/messages", {"from": CHILD, "text": "hello mum"})
    await town.post(f"/api/chats/{FAMILY}/messages", {"from": CHILD, "text": "/dance@otherbot"})
    await town.say(PARENT, "/today", chat=FAMILY)
    assert len(await town.messages(PARENT, FAMILY)) == count + 4


async def test_everything_is_reached_by_button_from_the_menu(town):
    await town.say(NEIGHBOUR, "/menu")
    menu = (await town.heard(NEIGHBOUR))[-1]
    for row in menu["reply_markup"]["inline_keyboard"]:
        for button in row:
            await town.press_data(NEIGHBOUR, menu["message_id"], button["callback_data"])
            assert town.toast["answered"], button
    heard = await town.heard(NEIGHBOUR)
    assert not any("on our side" in words(m) or "out of date" in words(m) for m in heard)


async def test_sections_lead_to_each_other_and_to_their_figures(town):
    assert "Choose a section" in await town.say(NEIGHBOUR, "/sections")
    assert "Culture" in await town.press(NEIGHBOUR, "go:section:awat-2024:part-2")
    assert "more than 100" in await town.press(NEIGHBOUR, "go:figures:awat-2024:part-2")
    await town.press(NEIGHBOUR, "go:sections:awat-2024")
    await town.press(NEIGHBOUR, "go:section:awat-2024:overview")
    assert await town.press(NEIGHBOUR, "Following")
    assert await town.say(NEIGHBOUR, "/section overview") == await town.say(NEIGHBOUR, "/section 0")


async def test_an_editor_finds_the_draft_again_after_a_restart(town):
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await town.say(EDITOR, "/post")
    await town.app.stop()
    await town.start_app()
    assert "Draft 1" in await town.say(EDITOR, "Kept", answers=2)
    await town.app.stop()
    await town.start_app()
    await town.press(EDITOR, "At a time")
    assert "scheduled" in await town.say(EDITOR, "23:55")


async def _arrived(town):
    return any(words(m) == "A notice" for m in await town.heard(PARENT))


async def _download(town, file_id):
    url = f"/bot1:test/getFile?file_id={file_id}"
    async with town.http.get(url) as answer:
        path = (await answer.json())["result"]["file_path"]
    async with town.http.get(f"/file/bot1:test/{path}") as answer:
        return json.loads(await answer.read())
