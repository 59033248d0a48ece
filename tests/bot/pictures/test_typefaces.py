"""Typefaces: what is missing is said in one sentence."""

import pytest

from bot.errors import StartError
from bot.pictures import typefaces
from bot.pictures.lettering import missing_glyphs
from tests.bot.pictures.texts import CHINESE, ENGLISH, UYGHUR


@pytest.mark.parametrize("place", [("no_such_package", "x.ttc"), ("noto_cjk_sans_otc", "no.ttc")])
def test_a_missing_font_is_said_with_what_to_install(monkeypatch, place):
    monkeypatch.setitem(typefaces._FILES, "cjk", place)
    with pytest.raises(StartError) as missing:
        typefaces.font("cjk", 7)
    assert (
        str(missing.value)
        == f"the font {place[1]} is missing: install {place[0].replace('_', '-')}"
    )


def test_no_font_is_missing_here():
    assert typefaces.missing_fonts() == ()


def test_characters_that_no_typeface_has_are_named_once():
    assert missing_glyphs(CHINESE + UYGHUR + ENGLISH + "\u2068 nǚ’ér ǹg \u2069\n") == ""
    assert missing_glyphs("a🌱b🌱ሀ") == "🌱ሀ"
