"""Composing: whatever is sent becomes a draft, saved at each step, and reaches readers as shown."""

import asyncio

import pytest

from tests.bot.newsroom.newsroom import (
    audited,
    draft,
    heard,
    labels,
    last,
    send_files,
    send_poll,
    speak,
    waits_for,
)
from tests.bot.town import APPROVER, EDITOR, NEIGHBOUR, PARENT, buttons, until, words


async def ready(town):
    """A reader in each language, and the editor at /post in English."""
    await town.subscribe(NEIGHBOUR, "en")
    await town.subscribe(PARENT, "ug")
    await speak(town, EDITOR)
    await town.say(EDITOR, "/post")


async def readers_message(town, text, who=NEIGHBOUR):
    await town.press(EDITOR, "Send now")
    return await waits_for(town, who, text)


@pytest.mark.parametrize("kind", ["photo", "video", "voice", "document"])
async def test_a_file_with_its_caption_becomes_a_draft_and_reaches_the_reader(town, kind):
    await ready(town)
    await send_files(town, EDITOR, kind, caption="Look at this")
    await waits_for(town, EDITOR, "Draft 1")
    shown = await readers_message(town, "Look at this")
    assert kind in shown
    assert buttons(shown)[-1]["callback_data"] == "leave:1"
    assert shown["caption"] == "Look at this"


async def test_a_file_without_words_asks_for_them(town):
    await ready(town)
    await send_files(town, EDITOR, "photo")
    await waits_for(town, EDITOR, "It has no text yet")
    assert await town.press(EDITOR, "Send now") == "This bulletin has no text yet."
    await town.say(EDITOR, "Now with words", answers=2)
    assert "photo" in await readers_message(town, "Now with words")


async def test_an_album_comes_whole_and_its_words_with_the_leave_button_follow_it(town):
    await ready(town)
    await send_files(town, EDITOR, "photo", "video", "photo", caption="Three of them")
    await waits_for(town, EDITOR, "Draft 1")
    await asyncio.sleep(1.2)
    assert len(await heard(town, EDITOR, "Draft 1")) == 1
    text = await readers_message(town, "Three of them")
    assert "text" in text
    files = [m for m in await town.heard(NEIGHBOUR) if m.get("media_group_id")]
    assert ["photo" if "photo" in m else "video" for m in files] == ["photo", "video", "photo"]
    assert files[-1]["message_id"] < text["message_id"]

    await until(lambda: heard(town, EDITOR, "is out"))
    await town.press(EDITOR, "Recall")
    await town.press(EDITOR, "Yes")
    await until(lambda: _gone(town, "Three of them"))
    assert not [m for m in await town.heard(NEIGHBOUR) if m.get("media_group_id")]


async def _gone(town, text):
    return not await heard(town, NEIGHBOUR, text)


async def test_a_poll_is_anonymous_and_carries_the_leave_button(town):
    await ready(town)
    await send_poll(town, EDITOR, "Which day suits you?", "Monday", "Friday", is_anonymous=False)
    await waits_for(town, EDITOR, "Draft 1")
    await town.press(EDITOR, "Send now")
    await until(lambda: _polls(town))
    (shown,) = await _polls(town)
    assert shown["poll"]["is_anonymous"] is True
    assert [option["text"] for option in shown["poll"]["options"]] == ["Monday", "Friday"]
    assert buttons(shown)[-1]["callback_data"] == "leave:1"


async def _polls(town):
    return [m for m in await town.heard(NEIGHBOUR) if "poll" in m]


async def test_a_quiz_and_a_sticker_are_refused_in_one_sentence(town):
    await ready(town)
    await send_poll(town, EDITOR, "2 + 2?", "4", "5", type="quiz", correct_option_ids=[0])
    await waits_for(town, EDITOR, "A quiz is not sent here")
    assert not await heard(town, EDITOR, "Draft 1")


async def test_each_language_has_its_text_and_a_missing_one_falls_back_as_shown(town):
    await town.subscribe(NEIGHBOUR, "en")
    await town.subscribe(PARENT, "ug")
    await town.subscribe(APPROVER, "zh")
    card = await draft(town, "At nine")
    assert "No 中文 text: those readers get the English one." in card
    await town.press(EDITOR, "➕ ئۇيغۇرچە")
    card = await town.say(EDITOR, "سائەت توققۇزدا", answers=2)
    assert "No ئۇيغۇرچە text" not in card
    await town.press(EDITOR, "Send now")
    await waits_for(town, NEIGHBOUR, "At nine")
    await waits_for(town, PARENT, "سائەت توققۇزدا")
    await waits_for(town, APPROVER, "سائەت توققۇزدا")


async def test_title_buttons_and_section_are_added_by_typing_and_by_buttons(town):
    await ready(town)
    await town.say(EDITOR, "A long text about water", answers=2)
    await town.press(EDITOR, "✏️ English")
    await town.press(EDITOR, "🏷 Title")
    await town.say(EDITOR, "Water", answers=2)
    await town.press(EDITOR, "✏️ English")
    await town.press(EDITOR, "🔗 Buttons")
    assert "Line 2 is no button" in await town.say(EDITOR, "Map – https://example.org\nnonsense")
    await town.say(EDITOR, "Map – https://example.org/map", answers=2)
    await town.press(EDITOR, "📖 Section")
    await town.press(EDITOR, "2. ")
    await town.press(EDITOR, "Send now")
    shown = await waits_for(town, NEIGHBOUR, "A long text about water")
    assert buttons(shown)[0] == {"text": "Map", "url": "https://example.org/map"}
    assert labels(shown)[1].startswith("📖")
    await until(lambda: heard(town, EDITOR, "is out"))
    await town.say(NEIGHBOUR, "/bulletins")
    assert "Water" in labels(await last(town, NEIGHBOUR))


async def test_a_caption_is_shorter_than_a_text_and_the_line_of_the_fault_is_named(town):
    await ready(town)
    await town.say(EDITOR, "x\n" * 700, answers=2)
    await town.press(EDITOR, "🖼 File")
    await send_files(town, EDITOR, "photo")
    refused = await waits_for(town, EDITOR, "1,024 are the most here")
    assert "in line 513" in words(refused)


async def test_the_template_gallery_offers_texts_to_fill_in(town):
    await ready(town)
    shown = await town.press(EDITOR, "📅 Event")
    assert "<b>Name of the event</b>" in shown
    await town.say(EDITOR, "<b>Fair</b>\n\nDate: Friday", answers=2)
    assert await heard(town, EDITOR, "Fair")


async def test_a_draft_outlives_a_restart_and_a_week(town):
    await ready(town)
    await town.say(EDITOR, "Kept", answers=2)
    await town.press(EDITOR, "➕ 中文")
    await town.app.stop()
    await town.start_app()
    await town.push(days=7)
    await town.say(EDITOR, "保存了", answers=2)
    await town.press(EDITOR, "Send now")
    await waits_for(town, NEIGHBOUR, "Kept")


async def test_a_test_goes_to_oneself_or_the_team_as_readers_see_it(town):
    await ready(town)
    await speak(town, APPROVER, "zh")
    await town.say(EDITOR, "Only a test", answers=2)
    await town.press(EDITOR, "🧪 Test")
    before = len(await heard(town, EDITOR, "Only a test"))
    assert "went to 1 of the team" in await town.press(EDITOR, "Only me")
    assert len(await heard(town, EDITOR, "Only a test")) == before + 1
    assert not await heard(town, APPROVER, "Only a test")
    await town.press(EDITOR, "‹ Back")
    await town.press(EDITOR, "🧪 Test")
    await town.press(EDITOR, "The whole team")
    shown = await waits_for(town, APPROVER, "Only a test")
    assert labels(shown) == ["Leave: no more messages"]
    assert not await heard(town, NEIGHBOUR, "Only a test")
    assert [it.detail for it in await audited(town, "test")] == ["team", "me"]


async def test_the_audience_is_chosen_by_topic_language_and_kind_and_counted_before(town_with):
    town = await town_with(privacy={"smallest_count": 1})
    await ready(town)
    card = await town.say(EDITOR, "For some", answers=2)
    assert "Reaches 2 chats: \u2068ئۇيغۇرچە\u2069 1, English 1." in card
    await town.press(EDITOR, "👥 Audience")
    only = await town.press(EDITOR, "◻️ English")
    assert "Only readers of: English" in only
    assert "Reaches 1 chats: English 1." in only
    assert "Reaches nobody yet" in await town.press(EDITOR, "◻️ Groups")
    await town.press(EDITOR, "✅ Groups")
    await town.press(EDITOR, "‹ Back")
    await town.press(EDITOR, "Send now")
    await waits_for(town, NEIGHBOUR, "For some")
    await until(lambda: heard(town, EDITOR, "is out"))
    assert not await heard(town, PARENT, "For some")


async def test_small_counts_are_hidden_from_the_team(town):
    await ready(town)
    card = await town.say(EDITOR, "For some", answers=2)
    assert "fewer than 5" in card
    assert "English 1" not in card


async def test_the_preview_shows_what_each_languages_readers_get(town):
    await ready(town)
    await town.say(EDITOR, "At nine", answers=2)
    await town.press(EDITOR, "➕ ئۇيغۇرچە")
    await town.say(EDITOR, "سائەت توققۇزدا", answers=2)
    before = len(await town.heard(EDITOR))
    await town.press(EDITOR, "👁 Preview")
    shown = (await town.heard(EDITOR))[before:]
    assert [words(m) for m in shown[1:6:2]] == ["سائەت توققۇزدا", "سائەت توققۇزدا", "At nine"]
    assert labels(shown[1]) == ["退出，不再接收"]
    assert "Draft 1" in words(shown[-1])
    pressed = await town.press_data(EDITOR, shown[1]["message_id"], "preview")
    assert "Draft 1" in pressed
    assert "preview" in town.toast["text"].lower()
