"""Somebody who learns alone: a new word, its question, a session that goes on."""

from tests.bot.learning.school import answer, card, cards, comes, item_of, labels
from tests.bot.town import NEIGHBOUR, words


async def test_a_new_word_is_shown_with_its_picture_then_asked_and_graded(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    shown = await card(town, NEIGHBOUR)
    assert "Word of the day" in words(shown)
    assert "❓ Ask me" in labels(shown)
    await town.press(NEIGHBOUR, "Ask me")
    assert "Do you remember?" in words(await card(town, NEIGHBOUR))
    await answer(town, NEIGHBOUR)
    done = await card(town, NEIGHBOUR)
    assert "✅ Right!" in words(done)
    assert "That is all for today." in words(done)
    assert item_of(done) == item_of(shown)
    assert len(await cards(town, NEIGHBOUR)) == 1


async def test_a_wrong_answer_names_what_was_chosen_and_the_word_comes_again(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    await town.press(NEIGHBOUR, "Ask me")
    await answer(town, NEIGHBOUR, right=False)
    assert "🔁" in words(await card(town, NEIGHBOUR))
    await town.push(days=1, hours=1)
    again = await comes(town, NEIGHBOUR, 2)
    assert "Do you remember?" in words(again)


async def test_the_pushed_card_and_today_are_the_same_and_come_once_a_day(town):
    await town.subscribe(NEIGHBOUR)
    await town.push(hours=23)
    pushed = await comes(town, NEIGHBOUR, 1)
    await town.say(NEIGHBOUR, "/today")
    assert item_of(pushed) == item_of(await card(town, NEIGHBOUR))
    await town.say(NEIGHBOUR, "/settings")
    await town.press(NEIGHBOUR, "⏰ Time")
    await town.say(NEIGHBOUR, "09:00")
    await town.push(hours=3)
    assert len(await cards(town, NEIGHBOUR)) == 2
