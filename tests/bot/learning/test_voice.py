"""A voice goes to the little teacher and an answer comes back; a deck's recording is heard."""

import shutil

import pytest

from tests.bot.learning.school import card, comes
from tests.bot.learning.test_family import together
from tests.bot.newsroom.newsroom import send_files, waits_for
from tests.bot.town import CHILD, LIBRARY, NEIGHBOUR, PARENT


@pytest.fixture
async def lesson(town):
    await together(town)
    await town.push(hours=23, minutes=5)
    await comes(town, PARENT, 1)
    return town


async def test_a_voice_goes_to_the_little_teacher_whose_answer_comes_back(lesson):
    await lesson.press(PARENT, "To my little teacher")
    await waits_for(lesson, PARENT, "It goes to Aziz and nowhere else")
    await send_files(lesson, PARENT, "voice")
    await waits_for(lesson, CHILD, "Mum says it for you")
    await waits_for(lesson, PARENT, "It is with your little teacher")
    await lesson.press(CHILD, "👍")
    await waits_for(lesson, PARENT, "Aziz says: that was good!")
    held = await lesson.app.parts.subscribers.everything(PARENT)
    assert "voice" not in str(held).lower()


async def test_listen_again_is_said_too_and_a_text_instead_of_a_voice_is_refused(lesson):
    await lesson.press(PARENT, "To my little teacher")
    await waits_for(lesson, PARENT, "Record a voice message")
    assert "Please record a voice message" in await lesson.say(PARENT, "nǐ hǎo")
    await send_files(lesson, PARENT, "voice")
    await waits_for(lesson, CHILD, "Mum says it for you")
    await lesson.press(CHILD, "🔁 Listen again")
    await waits_for(lesson, PARENT, "listen once more")


def speaking_deck(tmp_path):
    """Return a folder with a deck whose first word names a recording, which is still to be made."""
    folder = tmp_path / "lessons"
    folder.mkdir()
    text = (LIBRARY / "lessons/10-greetings-home.yaml").read_text(encoding="utf-8")
    spoken = text.replace('    said: "ní hǎo"\n', '    said: "ní hǎo"\n    audio: nihao.wav\n', 1)
    (folder / "home.yaml").write_text(spoken, encoding="utf-8")
    return folder


async def test_a_decks_recording_is_uploaded_once_for_all(town_with, tmp_path):
    import numpy as np
    import soundfile

    folder = speaking_deck(tmp_path)
    tone = np.sin(np.arange(44100) / 20).astype("float32")
    soundfile.write(folder / "nihao.wav", tone, 44100)
    shutil.copytree(LIBRARY / "reports", tmp_path / "reports")
    town = await town_with(
        content={"reports": [tmp_path / "reports"], "lessons": [folder], "cache": tmp_path / "c"}
    )
    for who in (NEIGHBOUR, PARENT):
        await town.subscribe(who)
        await town.say(who, "/today")
        await town.press(who, "🔊 Listen")
    heard = [(await town.heard(who))[-1] for who in (NEIGHBOUR, PARENT)]
    assert all("voice" in message for message in heard)
    assert len({message["voice"]["file_id"] for message in heard}) == 1
    assert (await card(town, PARENT))["photo"][-1] == (await card(town, NEIGHBOUR))["photo"][-1]


async def test_a_recording_that_is_gone_is_said_kindly(town_with, tmp_path):
    folder = speaking_deck(tmp_path)
    (folder / "nihao.wav").write_bytes(b"RIFF")
    town = await town_with(
        content={"reports": [LIBRARY / "reports"], "lessons": [folder], "cache": tmp_path / "c"}
    )
    (folder / "nihao.wav").unlink()
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    assert await town.press(NEIGHBOUR, "Listen") == "This word cannot be heard just now."
