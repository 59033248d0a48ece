"""The mission from end to end, by the people of the town."""

from tests.bot.town import CHILD, EDITOR, FAMILY, NEIGHBOUR, PARENT, buttons, until, words


async def test_a_parent_subscribes_in_uyghur_reads_gets_both_and_leaves_with_one_tap(town):
    welcome = await town.subscribe(PARENT, "ug")
    assert "ئۇقتۇرۇش ۋە مۇلازىمەت" in welcome

    part = await town.say(PARENT, "/section 3")
    assert "مەنبە" in part
    assert "2024-11-17" in part
    assert "阿瓦提县“五坚持五促”" in part
    assert "قىسقىچە مەزمۇن" in part
    figures = await town.press(PARENT, "🔢")
    assert "1,200" in figures
    assert "43.58" in figures

    confirmed = await town.schedule("Water is <b>off</b> on Friday.", "23:59")
    assert "Ürümqi time" in confirmed
    before = len(await town.heard(PARENT))
    await town.push(hours=24)
    heard = (await town.heard(PARENT))[before:]
    bulletin = [m for m in heard if "Water is off on Friday." in words(m)]
    cards = [m for m in heard if "بۈگۈنكى سۆز" in words(m)]
    assert len(bulletin) == 1
    assert len(cards) == 1
    assert [b["callback_data"] for b in buttons(bulletin[0])] == ["leave:1"]
    assert [b["callback_data"] for b in buttons(cards[0])][-1] == "leave"

    assert "چېكىندىڭىز" in await town.press_data(PARENT, bulletin[0]["message_id"], "leave")
    count = len(await town.heard(PARENT))
    await town.schedule("A second one")
    await town.push(hours=48)
    assert len(await town.heard(PARENT)) == count


async def test_a_bulletin_reaches_only_those_whose_topics_match_each_in_their_language(town):
    await town.subscribe(PARENT, "zh")
    await town.subscribe(NEIGHBOUR, "en")
    await town.say(CHILD, "/start")
    await town.press(CHILD, "start:ug")
    await town.press(CHILD, "start:culture")
    await town.press(CHILD, "start:continue")
    await town.press(CHILD, "start:end")
    await town.say(EDITOR, "/start")
    await town.press(EDITOR, "start:en")
    await town.say(EDITOR, "/post")
    await town.say(EDITOR, "The market opens at nine.", answers=2)
    await town.press(EDITOR, "中文")
    await town.wait_for(EDITOR, len(await town.heard(EDITOR)))
    await town.say(EDITOR, "集市九点开门。", answers=2)
    count = len(await town.heard(CHILD))
    await town.press(EDITOR, "Send now")

    async def arrived(who, text):
        return any(text in words(m) for m in await town.heard(who))

    await until(lambda: arrived(PARENT, "集市九点开门。"))
    await until(lambda: arrived(NEIGHBOUR, "The market opens at nine."))
    await until(lambda: arrived(EDITOR, "is out"))
    assert len(await town.heard(CHILD)) == count
    assert "fewer than 5" in words((await town.heard(EDITOR))[-1])
    assert "The market" in str(await town.say(NEIGHBOUR, "/bulletins")) or buttons(
        (await town.heard(NEIGHBOUR))[-1]
    )


async def test_a_family_group_subscribes_and_gets_the_card_in_its_own_chat(town):
    await town.subscribe(PARENT, "ug", chat=FAMILY)
    await town.push(hours=24)
    cards = [m for m in await town.heard(PARENT, FAMILY) if "كىچىك مۇئەللىم" in words(m)]
    assert len(cards) == 1


async def test_the_card_comes_at_each_ones_own_local_time(town):
    """Beijing's 07:30 is two hours before Ürümqi's."""
    await town.subscribe(PARENT, "ug")
    await town.say(CHILD, "/start")
    await town.press(CHILD, "start:zh")
    await town.press(CHILD, "start:all")
    await town.press(CHILD, "start:0730:Asia/Shanghai")
    await town.push(hours=24)

    async def card_time(who, sign):
        return next(
            m["date"] for m in await town.heard(who) if sign in words(m) and "leave" in str(m)
        )

    early = await card_time(CHILD, "今天的词")
    late = await card_time(PARENT, "بۈگۈنكى سۆز")
    assert abs((late - early) % 86400 - 7200) <= 600


async def test_today_shows_the_same_word_all_day_and_another_one_tomorrow(town):
    await town.subscribe(NEIGHBOUR)
    first = await town.say(NEIGHBOUR, "/today")
    assert await town.say(NEIGHBOUR, "/today") == first
    await town.push(hours=24)
    second = await town.say(NEIGHBOUR, "/today")
    assert second != first


async def test_what_stands_in_the_queue_can_be_taken_back_and_is_never_sent(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Not this one", "23:58")
    queue = await town.say(EDITOR, "/queue")
    assert "Not this one" in queue
    assert "scheduled" in queue
    assert "cancelled" in await town.press(EDITOR, "Cancel 1")
    await town.push(hours=25)
    assert not [m for m in await town.heard(NEIGHBOUR) if "Not this one" in words(m)]
    assert "Nothing waits" in await town.say(EDITOR, "/queue")


async def test_a_program_that_stops_between_scheduled_and_due_sends_once(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Once only", "23:57")
    await town.app.stop()
    await town.start_app()
    await town.push(hours=25)
    assert len([m for m in await town.heard(NEIGHBOUR) if "Once only" in words(m)]) == 1
