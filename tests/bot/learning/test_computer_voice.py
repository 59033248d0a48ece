"""A computer's voice is there where an operator asked for it, and says what it is."""

import io

import pytest
import soundfile

from bot.app import App
from bot.errors import StartError
from bot.voice import computer
from tests.bot.learning.school import card, labels, last
from tests.bot.town import LIBRARY, NEIGHBOUR, PARENT

LABELS = {"en": "Computer voice", "zh": "电脑语音", "ug": "كومپيۇتېر ئاۋازى"}


@pytest.fixture
async def town(town_with, tmp_path):
    return await town_with(
        content={
            "reports": [LIBRARY / "reports"], "lessons": [LIBRARY / "lessons"],
            "cache": tmp_path / "cache", "computer_voice": True,
        }
    )  # fmt: skip


async def learns(town, who, language):
    await town.subscribe(who, language)
    await town.say(who, "/today")


@pytest.mark.parametrize("language", ["en", "zh", "ug"])
async def test_a_word_is_spoken_and_labelled(town, language):
    await learns(town, NEIGHBOUR, language)
    said = await town.press(NEIGHBOUR, f"🤖 {LABELS[language]}")
    assert LABELS[language] in said
    assert (await last(town, NEIGHBOUR))["voice"]["mime_type"] == "audio/ogg"


async def test_it_is_spoken_and_uploaded_once_for_everybody(town):
    for who in (NEIGHBOUR, PARENT):
        await learns(town, who, "en")
        await town.press(who, "Computer voice")
        assert "voice" in await last(town, who)
    uploaded, again = town.calls("sendVoice")
    assert "voice" not in uploaded, "it came as a file"
    assert again["voice"] == (await last(town, NEIGHBOUR))["voice"]["file_id"]


@pytest.mark.parametrize(("text", "learn"), [("你好", "zh"), ("ياخشىمۇسىز", "ug")])
def test_it_is_a_voice_note_of_a_second_or_two(text, learn):
    made = computer.attached(text, learn)
    heard = soundfile.info(io.BytesIO(made.make()))
    assert (heard.format, heard.subtype, heard.channels) == ("OGG", "OPUS", 1)
    assert 0.4 < heard.duration < 3
    assert made.key != computer.attached(f"{text}！", learn).key


async def test_a_voice_that_fails_is_said_kindly_and_costs_nothing_else(town, monkeypatch):
    monkeypatch.setitem(computer.VOICES, "zh", "no such voice")
    await learns(town, NEIGHBOUR, "en")
    assert await town.press(NEIGHBOUR, "Computer voice") == "This word cannot be heard just now."
    assert any("Ask me" in label for label in labels(await card(town, NEIGHBOUR)))


async def test_nobody_is_offered_it_unasked(town_with):
    town = await town_with()
    await learns(town, NEIGHBOUR, "en")
    assert not any("🤖" in label for label in labels(await card(town, NEIGHBOUR)))


def test_without_the_extra_the_operator_is_told_how_to_install_it(town, monkeypatch):
    monkeypatch.setattr(computer, "find_spec", lambda _: None)
    with pytest.raises(StartError, match=r"content\.computer_voice needs the extra: .*\[voice\]"):
        App(town.settings(), now=town.clock.now, web=False)
