"""An answer may be typed: the word, or its reading in any spelling."""

import pytest

from tests.bot.learning.school import cards, item_of, last
from tests.bot.town import NEIGHBOUR


@pytest.fixture
async def asked(town):
    """Somebody who has just met 你好."""
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    return town


@pytest.mark.parametrize("text", ["你好", "ni3 hao3", "nǐ hǎo", "nihao", "NI3HAO3", "ní hǎo"])
async def test_every_fair_spelling_is_right(asked, text):
    assert "✅ Well done!" in await asked.say(NEIGHBOUR, text)
    assert len(await cards(asked, NEIGHBOUR)) == 2


async def test_a_wrong_tone_may_be_tried_again_and_a_wrong_word_comes_again(asked):
    assert "a tone is not" in await asked.say(NEIGHBOUR, "ni4 hao4")
    assert "No matter" in await asked.say(NEIGHBOUR, "xièxie")
    assert item_of(await last(asked, NEIGHBOUR)).word == "你好"
    assert "I understand commands" in await asked.say(NEIGHBOUR, "你好")


async def test_an_answer_of_4000_characters_changes_nothing(asked):
    assert "too long for an answer" in await asked.say(NEIGHBOUR, "好" * 4000)
    assert "✅ Well done!" in await asked.say(NEIGHBOUR, "你好")


async def test_other_texts_are_no_answers(asked):
    assert "I understand commands" in await asked.say(NEIGHBOUR, "When does the bus go?")
    assert "✅ Well done!" in await asked.say(NEIGHBOUR, "你好")


async def test_where_nothing_is_asked_nothing_is_graded(town):
    await town.subscribe(NEIGHBOUR)
    assert "I understand commands" in await town.say(NEIGHBOUR, "你好")
