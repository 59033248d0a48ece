"""Lettering: every letter has a glyph, Uyghur is joined, nothing grows wider than its room."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from bot.pictures.lettering import Letters, clean
from bot.pictures.typefaces import font, has_glyph
from tests.bot.pictures.texts import CHINESE, ENGLISH, UYGHUR, UYGHUR_LETTERS, languages, titles

widths = st.floats(60, 1000)


def drawn(language, text):
    image = Image.new("L", (1400, 120), 255)
    Letters(language=language, size=40).draw(ImageDraw.Draw(image), 20, 70, text, "black")
    return image


def test_every_uyghur_letter_has_a_glyph_in_the_arabic_typeface():
    assert len(UYGHUR_LETTERS) == 33
    assert [c for c in UYGHUR_LETTERS + "،؛؟«»" if not has_glyph("arabic", c)] == []
    assert not has_glyph("cjk", "ئ")


@pytest.mark.parametrize("text", [UYGHUR, CHINESE, ENGLISH])
def test_a_text_of_the_three_languages_loses_no_letter(text):
    assert clean(text) == text


def test_uyghur_letters_are_joined():
    face = font("arabic", 40)
    apart = sum(face.getlength(c, direction="rtl", language="ug") for c in "بىلىم")
    assert Letters(language="ug", size=40).width("بىلىم") < apart * 0.8


def test_hamza_and_its_vowel_become_one_shape():
    letters = Letters(language="ug", size=40)
    assert clean("\u064a\u0654") == "ئ"
    assert letters.width("ئا") < letters.width("ئ") + letters.width("ا")


def test_a_uyghur_line_ends_on_the_left_in_the_foreign_name_that_it_ends_with():
    left = (0, 0, 20 + 3 * 40, 120)
    mixed, alone = drawn("ug", "ئۇيغۇر 中中中"), drawn("ug", "中中中")
    assert mixed.crop(left).tobytes() == alone.crop(left).tobytes()
    assert (
        drawn("zh", "中 ئۇيغۇر").crop((0, 0, 60, 120)).tobytes()
        == alone.crop((0, 0, 60, 120)).tobytes()
    )


def test_emoji_and_control_characters_leave_nothing_behind():
    assert clean("\u2067💧 Water\u200f 😀\ufe0f off\n1️⃣\u2069") == "Water off 1"
    assert clean("👩‍🌾") == ""


@settings(deadline=None, max_examples=60)
@given(languages, titles, widths, st.sampled_from([32, 54]), st.booleans())
def test_an_ellipsized_line_fits(language, title, width, size, strong):
    letters = Letters(language=language, size=size, strong=strong)
    assert letters.width(letters.ellipsized(title, width)) <= width


@settings(deadline=None, max_examples=60)
@given(languages, titles, widths, st.integers(1, 4))
def test_wrapped_lines_fit_and_are_no_more_than_asked_for(language, title, width, lines):
    letters = Letters(language=language, size=38)
    wrapped = letters.wrapped(title, width, lines)
    assert len(wrapped) <= lines
    assert all(letters.width(line) <= width for line in wrapped)


@settings(deadline=None, max_examples=60)
@given(languages, titles)
def test_wrapping_loses_no_letter_where_there_is_room(language, title):
    wrapped = Letters(language=language, size=38).wrapped(title, 400, 1000)
    assert "".join("".join(wrapped).split()) == "".join(clean(title).split())


def test_no_line_begins_with_a_chinese_stop():
    wrapped = Letters(language="zh", size=38).wrapped(CHINESE * 3, 230, 40)
    assert len(wrapped) > 10
    assert not [line for line in wrapped if line[0] in "，。：！”）》…" or line[-1] in "“（《"]


def test_many_threads_draw_the_same():
    with ThreadPoolExecutor(8) as pool:
        images = pool.map(lambda n: drawn("ug", UYGHUR).tobytes(), range(40))
    assert len(set(images)) == 1
