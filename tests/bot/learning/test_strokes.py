"""The order of strokes is offered where its data is installed, and not missed elsewhere."""

import json

from tests.bot.learning.school import card, labels, last
from tests.bot.town import LIBRARY, NEIGHBOUR

GLYPH = {
    "strokes": [
        "M 200 700 L 800 700 L 800 600 L 200 600 Z",
        "M 450 800 L 550 800 L 550 0 L 450 0 Z",
    ],
    "medians": [[[200, 650], [800, 650]], [[500, 800], [500, 0]]],
}


async def test_an_animation_shows_how_the_first_character_is_written(town_with, tmp_path):
    (tmp_path / "hanzi").mkdir()
    (tmp_path / "hanzi" / "你.json").write_text(json.dumps(GLYPH), "utf-8")
    town = await town_with(
        content={
            "reports": [LIBRARY / "reports"], "lessons": [LIBRARY / "lessons"],
            "cache": tmp_path / "cache", "strokes": tmp_path / "hanzi",
        }
    )  # fmt: skip
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    await town.press(NEIGHBOUR, "How it is written")
    assert (await last(town, NEIGHBOUR))["document"]["file_name"] == "strokes.gif"


async def test_without_the_data_nothing_is_offered(town):
    await town.subscribe(NEIGHBOUR)
    await town.say(NEIGHBOUR, "/today")
    assert not any("written" in label for label in labels(await card(town, NEIGHBOUR)))
