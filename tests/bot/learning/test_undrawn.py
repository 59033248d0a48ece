"""A picture that cannot be drawn costs nobody the card: its words come without it."""

from bot.pictures.cards import CardPicture
from tests.bot.learning.school import last
from tests.bot.newsroom.newsroom import waits_for
from tests.bot.town import NEIGHBOUR, words


def undrawn(monkeypatch):
    def fail(_):
        raise ValueError("no ink")

    monkeypatch.setattr(CardPicture, "draw", fail)


async def test_a_pushed_card_comes_as_words(town, monkeypatch):
    undrawn(monkeypatch)
    await town.subscribe(NEIGHBOUR)
    await town.push(hours=23)
    card = await waits_for(town, NEIGHBOUR, "Word of the day")
    assert "photo" not in card
    assert "card:ask" in str(card["reply_markup"])


async def test_an_answer_comes_as_words_in_the_place_of_a_picture_or_of_words(town, monkeypatch):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    undrawn(monkeypatch)
    await town.press(NEIGHBOUR, "Ask me")
    assert "Do you remember?" in words(await last(town, NEIGHBOUR))
    await town.say(NEIGHBOUR, "/today")
    assert "photo" in await last(town, NEIGHBOUR)  # it was drawn before


async def test_a_session_goes_on_in_words(town, monkeypatch):
    undrawn(monkeypatch)
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    await town.press(NEIGHBOUR, "Ask me")
    assert "Do you remember?" in words(await last(town, NEIGHBOUR))
