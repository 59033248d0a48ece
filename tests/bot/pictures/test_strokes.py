"""Strokes: the optional data adds a strip and an animation; its absence is not noticed."""

import io
import json

import pytest
from PIL import Image

from bot.pictures.stroke_animation import LARGEST, animation
from bot.pictures.strokes import Strokes
from tests.bot.pictures.samples import KEPT, card, lesson

BAR = "M 100 500 L 900 500 Q 950 450 900 400 L 100 400 Z"
POLE = "M 450 800 L 550 800 C 560 500 560 300 550 0 L 450 0 Z"
CROSS = {"strokes": [BAR, POLE], "medians": [[[100, 450], [900, 450]], [[500, 800], [500, 0]]]}


@pytest.fixture
def strokes(tmp_path):
    (tmp_path / "你.json").write_text(json.dumps(CROSS), encoding="utf-8")
    return Strokes(folder=tmp_path)


def test_paths_are_turned_upright_within_the_square(strokes):
    glyph = strokes.of("你")
    points = [point for outline in glyph.outlines for point in outline]
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    assert glyph.outlines[1][0][1] < 0.2
    assert glyph.medians[1][-1][1] > 0.8
    assert len(glyph.outlines[0]) > 6


def test_a_strip_makes_the_word_face_longer_and_gives_it_another_name(strokes):
    plain, more = (card(lesson(KEPT[0]), "word", "ug", strokes=s) for s in (None, strokes))
    assert more.sheet()[1] > plain.sheet()[1] + 60
    assert more.key != plain.key
    teacher = [card(lesson(KEPT[0]), "teacher", "ug", strokes=s) for s in (None, strokes)]
    assert teacher[0] == teacher[1]


def test_a_character_without_data_is_drawn_as_if_there_were_no_data_at_all(strokes):
    plain, more = (card(lesson(KEPT[1]), "word", "en", strokes=s) for s in (None, strokes))
    assert plain.key == more.key
    assert plain.sheet()[1] == more.sheet()[1]


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"strokes": [], "medians": []}',
        '{"strokes": ["M 1 1"], "medians": [[[1, 1]]]}',
        '{"strokes": ["M 1"], "medians": [[[1, 1], [2, 2]]]}',
        '{"strokes": ["X 1 1"], "medians": [[[1, 1], [2, 2]]]}',
        '{"strokes": ["L 1 1 Q 1 1 2 2"], "medians": []}',
        '{"strokes": [5], "medians": [[[1, 1], [2, 2]]]}',
    ],
)
def test_damaged_data_count_as_none(tmp_path, damaged):
    (tmp_path / "坏.json").write_text(damaged, encoding="utf-8")
    assert Strokes(folder=tmp_path).of("坏") is None


def test_no_character_leads_out_of_the_folder(tmp_path):
    (tmp_path / "x.json").write_text(json.dumps(CROSS), encoding="utf-8")
    (tmp_path / "in").mkdir()
    assert Strokes(folder=tmp_path / "in").of("../x") is None


def test_an_animation_writes_the_character_stroke_by_stroke(strokes):
    made = animation(strokes.of("你"))
    gif = Image.open(io.BytesIO(made))
    inks = []
    for n in range(gif.n_frames):
        gif.seek(n)
        inks.append(gif.convert("L").point(lambda v: v < 128 and 255).histogram()[255])
    assert len(made) <= LARGEST
    assert inks == sorted(inks)
    assert inks[0] == 0 < inks[1] < inks[-1]
    assert len(inks) > 8
