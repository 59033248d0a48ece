"""Bad input gets one clear sentence in the reader's language, and nothing changes."""

from tests.bot.newsroom.newsroom import waits_for
from tests.bot.town import APPROVER, CHILD, EDITOR, NEIGHBOUR, PARENT, buttons, words


async def settings_of(town, who):
    return await town.say(who, "/settings")


RESIDENTS_SAY = [
    ("/section 99", "There is no section “99”; /sections lists them."),
    ("/section <b>", "There is no section “<b>”; /sections lists them."),
    ("/section 3 4", "There is no section “3 4”; /sections lists them."),
    ("/figures x", "There is no section “x”; /sections lists them."),
    ("/section", "Write the section's number too, like /section 3."),
    ("/dance", "There is no command /dance; /help lists them all."),
    ("/post", "There is no command /post; /help lists them all."),
    ("/queue", "There is no command /queue; /help lists them all."),
    ("hello there", "I understand commands and buttons only; /menu shows all."),
    ("x" * 10_000, "I understand commands and buttons only; /menu shows all."),
    ("/bulletin 7", "There is no such bulletin."),
    ("/bulletin 99999999999999999999", "There is no such bulletin."),
    ("/bulletin ٣", "There is no such bulletin."),
]


async def test_a_resident_gets_one_clear_sentence_and_nothing_changes(town):
    await town.subscribe(NEIGHBOUR)
    before = await settings_of(town, NEIGHBOUR)
    for said, answer in RESIDENTS_SAY:
        heard = len(await town.heard(NEIGHBOUR))
        assert await town.say(NEIGHBOUR, said) == answer
        assert len(await town.heard(NEIGHBOUR)) == heard + 1
    assert await settings_of(town, NEIGHBOUR) == before


async def test_the_sentence_is_in_the_readers_language(town):
    await town.subscribe(PARENT, "ug")
    await town.subscribe(CHILD, "zh")
    assert "بۇنداق بۆلەك يوق" in await town.say(PARENT, "/section 99")
    assert await town.say(CHILD, "/section 99") == "没有“99”这个章节；/sections 列出全部。"
    assert "没有 /post 这个命令" in await town.say(CHILD, "/post")
    assert "بۇنداق بۇيرۇق يوق" in await town.say(PARENT, "/post")


async def test_somebody_new_is_answered_in_their_telegrams_language(town):
    assert "没有 /dance" in await town.say(APPROVER, "/dance")
    assert "بۇنداق بۇيرۇق يوق" in await town.say(PARENT, "/dance")
    assert "There is no" in await town.say(NEIGHBOUR, "/dance")


WRONG_TEXTS = [
    ("<b>open", "Line 1: the tag <b> is not closed."),
    ("fine\n<blink>no</blink>", "Line 2: Telegram does not know the tag <blink>."),
    ("<b><i>x</b></i>", "Line 1: the tag </b> closes nothing that is open."),
    ("<a href='javascript:1'>x</a>", "needs an address that starts with https://"),
    (
        "x" * 10_000,
        "The text has 10,000 characters; 4,096 are the most here. The limit is passed in line 1.",
    ),
    ("<b></b>", "The text is empty."),
]


async def test_an_editors_wrong_text_is_named_and_the_question_stays_open(town):
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await town.say(EDITOR, "/post")
    for text, answer in WRONG_TEXTS:
        assert answer in await town.say(EDITOR, text)
    assert "Draft 1" in await town.say(EDITOR, "5 < 6 & so on", answers=2)
    assert words((await town.heard(EDITOR))[-2]) == "5 < 6 & so on"


WRONG_TIMES = [
    ("2020-01-01 08:00", "That time is past; please choose a later one."),
    ("2999-01-01 08:00", "That is more than a year ahead; please choose an earlier time."),
    (
        "soon",
        "I do not know that time; write it like 2026-11-24 08:00, tomorrow 8:00 or every monday 9:00.",
    ),
    (
        "25:99",
        "I do not know that time; write it like 2026-11-24 08:00, tomorrow 8:00 or every monday 9:00.",
    ),
    (
        "99999-01-01 08:00",
        "I do not know that time; write it like 2026-11-24 08:00, tomorrow 8:00 or every monday 9:00.",
    ),
]


async def test_a_wrong_time_is_refused_and_a_right_one_still_goes(town):
    await town.schedule("Text", "soon")
    for when, answer in WRONG_TIMES:
        assert await town.say(EDITOR, when) == answer
    assert "Nothing waits" in await town.say(EDITOR, "/queue")
    assert "is scheduled" in await town.say(EDITOR, "23:50")


async def test_a_bulletin_without_a_topic_is_not_sent(town):
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await town.say(EDITOR, "/post")
    await town.say(EDITOR, "Text", answers=2)
    await town.press(EDITOR, "✅")
    assert await town.press(EDITOR, "Send now") == "Choose at least one topic first."
    assert "Nothing waits" in await town.say(EDITOR, "/queue")


async def test_buttons_of_the_team_do_nothing_for_others(town):
    await town.subscribe(NEIGHBOUR)
    await town.schedule("Text", "23:50")
    mine = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    for data in (
        "queue:cancel:1:4",
        "post:drop:1:1",
        "review:yes:1:1",
        "go:queue",
        "go:post",
        "post:quit",
    ):
        assert await town.press_data(NEIGHBOUR, mine, data) == "This button is not for you."
    assert "Text" in await town.say(EDITOR, "/queue")


FORGED = [
    "set:topic:gossip", "set:zone:Mars/Base", "set:day:9", "set:time:9999:Asia/Urumqi",
    "set:quiet:2200", "set:pause:99999", "set:learn:xx", "set:language:xx", "set:x", "set:topic",
    "start:2500:Asia/Urumqi", "start:0730", "start:0730:Mars", "go:section:no:no", "go:nothing",
    "go:bulletin", "forget", "zzz", "review:yes", "queue:cancel", "post:now:1",
]  # fmt: skip


async def test_forged_and_stale_buttons_change_nothing(town):
    await town.subscribe(NEIGHBOUR)
    before = await settings_of(town, NEIGHBOUR)
    mine = (await town.heard(NEIGHBOUR))[-1]["message_id"]
    await town.say(EDITOR, "/help")
    theirs = (await town.heard(EDITOR))[-1]["message_id"]
    for data in FORGED:
        for who, message_id in ((NEIGHBOUR, mine), (EDITOR, theirs)):
            await town.press_data(who, message_id, data)
            assert town.toast["answered"], data
    said = [words(m) for who in (NEIGHBOUR, EDITOR) for m in await town.heard(who)]
    assert not any("on our side" in text or "我们这边出了问题" in text for text in said)
    assert await settings_of(town, NEIGHBOUR) == before


async def test_a_second_press_of_send_now_is_told_so_and_sends_nothing_twice(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, "set:language:en")
    await town.say(EDITOR, "/post")
    await town.say(EDITOR, "Only once", answers=2)
    draft = (await town.heard(EDITOR))[-1]
    data = next(b["callback_data"] for b in buttons(draft) if "Send now" in b["text"])
    await town.press_data(EDITOR, draft["message_id"], data)
    again = await town.press_data(EDITOR, draft["message_id"], data)
    assert "has changed since" in again or "is out" in again
    await waits_for(town, NEIGHBOUR, "Only once")
    await town.push(hours=1)
    assert len([m for m in await town.heard(NEIGHBOUR) if words(m) == "Only once"]) == 1
