"""/contribute, /feedback and /inbox: words and photos come in under a code, answers go out once."""

import json
from datetime import timedelta

import aiohttp
import pytest

from bot.store.audit import Audit
from scheduler.bulletins import changed
from tests.bot.demo.pictures import png
from tests.bot.town import APPROVER, CHILD, EDITOR, FAMILY, NEIGHBOUR, PARENT, buttons, until, words

SEND = "📮"


async def english(town, *people):
    for who in people:
        await town.say(who, "/language")
        await town.press(who, "set:language:en")


async def photos(town, who, count, caption="", *, answers=1, kind="photo"):
    """Send photos as that person, as an album if there are several; return the bot's last words."""
    before = len(await town.heard(who))
    form = aiohttp.FormData()
    form.add_field("from", str(who))
    if caption:
        form.add_field("caption", caption)
    for n in range(count):
        form.add_field(kind, png(n + 2, 2), filename=f"{n}.png", content_type="image/png")
    async with town.http.post(f"/api/chats/{who}/messages", data=form) as answer:
        assert answer.status == 201, await answer.text()
    await until(town._handled)
    return words(await town.wait_for(who, before + answers))


async def contribute(town, who, text="We opened a new library"):
    """Write and send a contribution in English; return its code."""
    await town.say(who, "/contribute")
    await town.say(who, text)
    return _code(await town.press(who, SEND))


async def heard(town, who, text):
    return any(text in words(m) for m in await town.heard(who))


def _code(said):
    return said.split("Its code is ")[1][:4]


async def test_text_and_an_album_become_a_draft_that_anybody_of_the_team_may_make(town):
    await english(town, NEIGHBOUR, EDITOR)
    asked = await town.say(NEIGHBOUR, "/contribute")
    assert "may publish it, without your name" in asked
    assert "not sent yet" in await photos(town, NEIGHBOUR, 3, "Our <new> library")
    assert "not sent yet" in await town.say(NEIGHBOUR, "It opens on Monday")
    assert "empty" in await town.say(EDITOR, "/inbox")
    sent = await town.press(NEIGHBOUR, SEND)
    assert "without your name: text, photos: 3" in sent
    code = _code(sent)

    listed = await town.say(EDITOR, "/inbox")
    assert "1 open" in listed
    assert "Our <new> library" in listed
    await town.press(EDITOR, code)
    shown = [m for m in await town.heard(EDITOR) if "photo" in m]
    assert len(shown) == 3
    opened = words((await town.heard(EDITOR))[-1])
    assert f"Contribution {code}" in opened
    assert "Our <new> library\n\nIt opens on Monday" in opened
    await town.press(EDITOR, "Make a draft")
    await until(lambda: heard(town, EDITOR, f"was made of {code}"))
    draft = await town.app.parts.bulletins.get(1)
    assert draft.texts["en"].html == "Our &lt;new&gt; library\n\nIt opens on Monday"
    assert (draft.author_id, draft.state, len(draft.media)) == (EDITOR, "draft", 3)
    assert "empty" in await town.say(EDITOR, "/inbox")


async def test_nothing_reaches_the_team_before_send_and_what_was_begun_outlives_a_restart(town):
    await english(town, NEIGHBOUR, EDITOR)
    await town.say(NEIGHBOUR, "/contribute")
    await town.say(NEIGHBOUR, "First words")
    await town.app.stop()
    await town.start_app()
    assert "empty" in await town.say(EDITOR, "/inbox")
    assert "not sent yet" in await town.say(NEIGHBOUR, "Second words")
    assert "still here: text" in await town.say(NEIGHBOUR, "/contribute")
    await town.press(NEIGHBOUR, "Throw away")
    assert await heard(town, NEIGHBOUR, "nothing of it is kept")
    assert "still here" not in await town.say(NEIGHBOUR, "/contribute")


@pytest.mark.parametrize(
    ("language", "asks", "kept", "thanks", "withdrawn"),
    [
        ("zh", "点一下就可以撤回", "还没有发出", "团队已经收到", "已撤回"),
        ("ug", "بىر بېسىپلا قايتۇرۇۋالالايسىز", "تېخى ئەۋەتىلمىدى", "رەھمەت", "قايتۇرۇۋېلىندى"),
        ("en", "withdraw it with one tap", "not sent yet", "Thank you", "is withdrawn"),
    ],
)
async def test_in_each_language_by_buttons_somebody_contributes_and_takes_it_back(
    town, language, asks, kept, thanks, withdrawn
):
    await town.subscribe(NEIGHBOUR, language)
    await town.say(NEIGHBOUR, "/menu")
    assert asks in await town.press(NEIGHBOUR, "go:contribute")
    assert kept in await town.say(NEIGHBOUR, "Hello 你好 ياخشىمۇسىز")
    assert thanks in await town.press(NEIGHBOUR, SEND)
    assert withdrawn in await town.press(NEIGHBOUR, "↩️")
    await town.say(NEIGHBOUR, "/menu")
    await town.press(NEIGHBOUR, "go:feedback")
    await town.say(NEIGHBOUR, "A mistake on page 3")
    held = await town.app.parts.threads.waiting(offset=0, limit=5)
    assert [(it.kind, it.language, it.text) for it in held[0]] == [
        ("feedback", language, "A mistake on page 3")
    ]


@pytest.mark.parametrize(
    ("language", "open_ones", "asks", "arrived"),
    [
        ("zh", "1 条待处理", "以团队的名义", "已送达"),
        ("ug", "بىر تەرەپ قىلىنمىغىنى 1", "تەھرىر بۆلۈمى نامىدا", "يېتىپ باردى"),
        ("en", "1 open", "in the name of the team", "has arrived"),
    ],
)
async def test_in_each_language_the_team_answers_once_and_the_reader_hears_only_the_team(
    town, language, open_ones, asks, arrived
):
    await english(town, NEIGHBOUR)
    await town.say(EDITOR, "/language")
    await town.press(EDITOR, f"set:language:{language}")
    await town.say(NEIGHBOUR, "/feedback")
    before = len(await town.heard(EDITOR))
    code = _code(await town.say(NEIGHBOUR, "When does it open?"))
    await town.wait_for(EDITOR, before + 1)  # that something is in the inbox
    assert open_ones in await town.say(EDITOR, "/inbox")
    assert "When does it open?" in await town.press(EDITOR, f"inbox:open:{code}")
    await town.press(EDITOR, f"inbox:answer:{code}")
    assert asks in words((await town.heard(EDITOR))[-1])
    assert arrived in await town.say(EDITOR, "On <Monday> & Tuesday")
    last = words((await town.heard(NEIGHBOUR))[-1])
    assert last == f"Answer from the team to {code}:\n\nOn <Monday> & Tuesday"
    noted = (await Audit(town.app.parts.database).latest(1))[0]
    assert (noted.act, noted.actor_id, noted.detail) == ("answer", EDITOR, code)


async def test_the_second_of_two_who_opened_it_is_told(town):
    await english(town, NEIGHBOUR, EDITOR, APPROVER)
    code = await contribute(town, NEIGHBOUR)
    for who in (EDITOR, APPROVER):
        await town.say(who, "/inbox")
        await town.press(who, code)
    await town.press(APPROVER, "Answer")
    await town.press(EDITOR, "Close")
    assert "answered or withdrawn already" in await town.say(APPROVER, "Too late")
    for step in ("accept", "close", "answer", "open"):
        one = (await town.heard(APPROVER))[-1]["message_id"]
        said = await town.press_data(APPROVER, one, f"inbox:{step}:{code}")
        assert "answered or withdrawn already" in said
    assert not await heard(town, NEIGHBOUR, "Too late")


async def test_withdrawing_cancels_the_draft_and_tells_its_author_nothing_about_who(town):
    await english(town, NEIGHBOUR, EDITOR)
    code = await contribute(town, NEIGHBOUR)
    await town.say(EDITOR, "/inbox")
    await town.press(EDITOR, code)
    await town.press(EDITOR, "Make a draft")
    assert "erased" in await town.press(NEIGHBOUR, "Withdraw")
    await until(lambda: heard(town, EDITOR, "draft 1 was withdrawn"))
    draft = await town.app.parts.bulletins.get(1)
    assert (draft.state, draft.texts) == ("cancelled", {})


async def test_what_was_published_cannot_be_withdrawn_and_the_bot_says_so(town):
    await english(town, NEIGHBOUR, EDITOR)
    code = await contribute(town, NEIGHBOUR)
    await town.say(EDITOR, "/inbox")
    await town.press(EDITOR, code)
    await town.press(EDITOR, "Make a draft")
    bulletins, now = town.app.parts.bulletins, town.clock.now()
    await bulletins.change(1, lambda it: _state(it, "sent"), now=now)
    assert "published already" in await town.press(NEIGHBOUR, "Withdraw")


async def test_an_old_button_never_says_that_what_was_sent_is_not_there(town):
    await english(town, NEIGHBOUR)
    await town.say(NEIGHBOUR, "/contribute")
    await town.say(NEIGHBOUR, "One")
    old = (await town.heard(NEIGHBOUR))[-1]
    drop = buttons(old)[1]["callback_data"]
    await town.say(NEIGHBOUR, "Two")
    code = _code(await town.press(NEIGHBOUR, SEND))
    await town.press_data(NEIGHBOUR, old["message_id"], drop)
    assert not await heard(town, NEIGHBOUR, "Nothing was sent")
    assert (await town.app.parts.threads.get(code)).text == "One\n\nTwo"
    await town.press(NEIGHBOUR, "Withdraw")
    for data in (drop, drop.replace("drop", "send")):
        await town.press_data(NEIGHBOUR, old["message_id"], data)
        assert await heard(town, NEIGHBOUR, "is withdrawn")


async def test_photos_alone_make_a_draft_that_waits_for_words(town):
    await english(town, NEIGHBOUR, EDITOR)
    await town.say(NEIGHBOUR, "/contribute")
    await photos(town, NEIGHBOUR, 2)
    code = _code(await town.press(NEIGHBOUR, SEND))
    await town.say(EDITOR, "/inbox")
    await town.press(EDITOR, code)
    await town.press(EDITOR, "Make a draft")
    draft = await town.app.parts.bulletins.get(1)
    assert (len(draft.media), draft.texts) == (2, {})
    assert not await heard(town, EDITOR, "went wrong")


async def test_what_the_team_sees_names_nobody_and_joins_no_two_threads(town):
    await english(town, NEIGHBOUR, EDITOR, APPROVER)
    await town.say(NEIGHBOUR, "/contribute")
    await photos(town, NEIGHBOUR, 1, "Mine")
    await town.press(NEIGHBOUR, SEND)
    await town.say(NEIGHBOUR, "/feedback")
    await town.say(NEIGHBOUR, "Mine too")
    await until(lambda: heard(town, EDITOR, "new is in the inbox"))
    for who in (EDITOR, APPROVER):
        await town.say(who, "/inbox")
        for it in (await town.app.parts.threads.waiting(offset=0, limit=5))[0]:
            await town.say(who, "/inbox")
            await town.press(who, f"inbox:open:{it.code}")
    name = next(p["name"] for p in await _people(town) if p["id"] == NEIGHBOUR)
    for who in (EDITOR, APPROVER):
        seen = json.dumps(await town.heard(who), ensure_ascii=False)
        assert str(NEIGHBOUR) not in seen
        assert name not in seen
        assert "forward" not in seen
    threads = (await town.app.parts.threads.waiting(offset=0, limit=5))[0]
    assert len({it.code for it in threads}) == 2


async def test_the_team_hears_a_count_once_in_fifteen_minutes(town):
    await english(town, EDITOR, NEIGHBOUR, PARENT)
    await contribute(town, NEIGHBOUR)
    await until(lambda: heard(town, EDITOR, "open there: 1"))
    await contribute(town, PARENT)
    await contribute(town, PARENT)
    await town.app.tell()
    told = [m for m in await town.heard(EDITOR) if "new is in the inbox" in words(m)]
    assert len(told) == 1
    await town.push(minutes=15)
    await until(lambda: heard(town, EDITOR, "open there: 3"))


async def test_an_answer_that_cannot_arrive_is_told_without_saying_whose_it_was(town):
    await english(town, NEIGHBOUR, EDITOR)
    code = await contribute(town, NEIGHBOUR)
    await town.chat_block(NEIGHBOUR)
    await town.say(EDITOR, "/inbox")
    await town.press(EDITOR, code)
    await town.press(EDITOR, "Answer")
    said = await town.say(EDITOR, "Thank you")
    assert said.startswith(f"Your answer to {code} could not be delivered")


async def test_a_fourth_in_a_day_a_long_text_a_file_and_an_eleventh_photo_are_refused(town):
    await english(town, NEIGHBOUR)
    for n in range(3):
        await contribute(town, NEIGHBOUR, f"Number {n}")
    assert "wait a day" in await town.say(NEIGHBOUR, "/contribute")
    town.clock.push(timedelta(hours=25))
    await town.say(NEIGHBOUR, "/contribute")
    assert "3,000 are the most" in await town.say(NEIGHBOUR, "x" * 3_001)
    assert "text or photos only" in await photos(town, NEIGHBOUR, 1, kind="document")
    await photos(town, NEIGHBOUR, 8)
    before = len(await town.heard(NEIGHBOUR))
    assert "ten files at most" in await photos(town, NEIGHBOUR, 4, answers=2)
    assert len(await town.heard(NEIGHBOUR)) == before + 2
    await town.press(NEIGHBOUR, SEND)
    assert await heard(town, NEIGHBOUR, "photos: 10")


async def test_an_empty_contribution_is_not_sent_and_feedback_is_text(town):
    await english(town, NEIGHBOUR)
    await town.say(NEIGHBOUR, "/contribute")
    cancel = (await town.heard(NEIGHBOUR))[-1]
    data = buttons(cancel)[0]["callback_data"].replace("drop", "send")
    assert "nothing here yet" in await town.press_data(NEIGHBOUR, cancel["message_id"], data)
    await town.say(NEIGHBOUR, "/feedback")
    assert "as text" in await photos(town, NEIGHBOUR, 1)
    assert "Thank you" in await town.say(NEIGHBOUR, "Hello")


async def test_in_a_group_one_is_asked_kindly_into_the_private_chat(town):
    for command in ("/contribute", "/feedback"):
        said = await town.say(PARENT, command, chat=FAMILY)
        assert "شەخسىي سۆھبەت" in said or "私聊" in said or "private chat" in said


async def test_who_is_not_of_the_team_has_no_inbox_and_guessed_codes_open_nothing(town):
    await english(town, NEIGHBOUR, CHILD, EDITOR)
    code = await contribute(town, NEIGHBOUR)
    assert "no command /inbox" in await town.say(CHILD, "/inbox")
    one = (await town.heard(CHILD))[-1]["message_id"]
    for data in (f"inbox:open:{code}", f"inbox:accept:{code}", "inbox:nonsense"):
        assert "not for you" in await town.press_data(CHILD, one, data)
    said = await town.press_data(CHILD, one, f"withdraw:{code}")
    assert "answered or withdrawn already" in said
    one = (await town.heard(EDITOR))[-1]["message_id"]
    for data in ("inbox:open:ZZZZ", "inbox:page:x", "inbox:", "inbox:answer"):
        assert await town.press_data(EDITOR, one, data)
    assert await town.app.parts.threads.get(code)


async def test_forget_erases_all_of_it_and_cancels_the_draft(town):
    await english(town, NEIGHBOUR, EDITOR)
    code = await contribute(town, NEIGHBOUR)
    await town.say(EDITOR, "/inbox")
    await town.press(EDITOR, code)
    await town.press(EDITOR, "Make a draft")
    await town.say(NEIGHBOUR, "/forget")
    await town.press(NEIGHBOUR, "Yes, erase it")
    await until(lambda: heard(town, EDITOR, "draft 1 was withdrawn"))
    assert await town.app.parts.subscribers.everything(NEIGHBOUR) is None
    assert (await town.app.parts.bulletins.get(1)).state == "cancelled"


async def test_mydata_holds_what_was_sent(town):
    await english(town, NEIGHBOUR)
    code = await contribute(town, NEIGHBOUR, "Remember this")
    held = await town.app.parts.subscribers.everything(NEIGHBOUR)
    assert [(it["code"], it["text"]) for it in held["threads"]] == [(code, "Remember this")]


async def _people(town):
    async with town.http.get("/api/people") as answer:
        return (await answer.json())["people"]


def _state(it, state):
    return changed(it, state=state)
