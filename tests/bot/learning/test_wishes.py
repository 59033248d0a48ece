"""Themes, level, holidays and the pictures that are for oneself only."""

import re

from tests.bot.learning.school import answer, card, cards, comes, item_of, last
from tests.bot.town import NEIGHBOUR, words


async def test_chosen_themes_are_what_the_words_are_about(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "🧺 Themes")
    await town.press(NEIGHBOUR, "Weather")
    assert "✅ Weather" in str((await last(town, NEIGHBOUR))["reply_markup"])
    await town.say(NEIGHBOUR, "/today")
    token = re.search(r"card:ask:(\w+)", str(await card(town, NEIGHBOUR)))[1]
    assert town.app.parts.picking.catalogue.by_token[token].theme == "weather"


async def test_a_level_skips_what_is_easier(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "🪜 Level")
    await town.press(NEIGHBOUR, "HSK 2")
    await town.say(NEIGHBOUR, "/today")
    assert item_of(await card(town, NEIGHBOUR)).level == 2


async def test_a_holiday_is_typed_shown_kept_and_ended(town):
    await town.subscribe(NEIGHBOUR)
    today = town.clock.now().date()
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "🏖 Holiday")
    assert "I do not know these dates" in await town.say(NEIGHBOUR, "2026-02-30 2026-03-01")
    assert "These days are over" in await town.say(NEIGHBOUR, "2020-01-01 2020-02-01")
    assert "No lessons from" in await town.say(
        NEIGHBOUR, f"{today} {today.replace(year=today.year + 1)}"
    )
    assert "No lessons from" in await town.say(NEIGHBOUR, "/settings")
    await town.push(hours=23)
    assert not await cards(town, NEIGHBOUR)
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "🏖 Holiday")
    await town.press(NEIGHBOUR, "No holiday")
    await town.push(hours=24)
    await comes(town, NEIGHBOUR, 1)


async def test_who_was_away_is_greeted_and_never_scolded(town):
    await town.subscribe(NEIGHBOUR)
    await town.push(hours=23)
    await comes(town, NEIGHBOUR, 1)
    await town.say(NEIGHBOUR, "/pause")
    await town.press(NEIGHBOUR, "set:pause:30")
    await town.push(days=31)
    await comes(town, NEIGHBOUR, 2)
    assert "Good to see you again" in words((await cards(town, NEIGHBOUR))[1])


async def test_progress_is_a_picture_and_a_sheet_of_ones_own_words(town):
    await town.subscribe(NEIGHBOUR)
    assert "nothing to show yet" in await town.say(NEIGHBOUR, "/progress")
    await town.say(NEIGHBOUR, "/today")
    await town.press(NEIGHBOUR, "Ask me")
    await answer(town, NEIGHBOUR)
    await town.say(NEIGHBOUR, "/progress")
    assert "photo" in await last(town, NEIGHBOUR)
    await town.press(NEIGHBOUR, "Cards for the wall")
    assert (await last(town, NEIGHBOUR))["document"]["file_name"] == "words.pdf"


async def test_review_goes_on_where_it_stopped_and_says_kindly_that_it_is_over(town):
    await town.subscribe(NEIGHBOUR)
    assert "nothing to review now" in await town.say(NEIGHBOUR, "/review")
    await town.say(NEIGHBOUR, "/today")
    await town.say(NEIGHBOUR, "/review")
    assert "Word of the day" in words(await last(town, NEIGHBOUR))
    await town.press(NEIGHBOUR, "Ask me")
    await town.press(NEIGHBOUR, "👁 Show me")
    await town.press(NEIGHBOUR, "✅ Got it")
    assert "That is all for today" in words(await last(town, NEIGHBOUR))
    assert "The next lesson comes" in await town.say(NEIGHBOUR, "/review")


async def test_a_passer_by_sees_a_word_and_nothing_is_kept(town):
    await town.say(NEIGHBOUR, "/today")
    assert "photo" in await last(town, NEIGHBOUR)
    assert await town.app.parts.subscribers.get(NEIGHBOUR) is None
    assert "Choose" in await town.say(NEIGHBOUR, "/review")
