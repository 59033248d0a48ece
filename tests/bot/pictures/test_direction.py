"""The order in which a mixed line is seen, from left to right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.direction import is_rtl, stretches


def seen(text, *, rtl):
    """Return the line as it would be read off the paper from left to right."""
    return "".join(s.text[::-1] if s.rtl else s.text for s in stretches(text, rtl=rtl))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("اب 12 دە", "ەد 12 با"),
        ("12-ئا", "ائ-12"),
        ("2026-11-23 دا", "اد 2026-11-23"),
        ("ا 中文 HSK 3 ب", "ب 中文 HSK 3 ا"),
        ("ا (UTC+6)", ")UTC+6( ا"),
        ("ا 20% +3", "+3 20% ا"),
        ("ا 08:00–18:00", "18:00–08:00 ا"),
        ("A (B) ا", "ا A (B)"),
    ],
)
def test_a_right_to_left_line(text, expected):
    assert seen(text, rtl=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ab اب 12 cd", "ab 12 با cd"), ("（اب） 12", "（با） 12"), ("“ab” 5%", "“ab” 5%")],
)
def test_a_left_to_right_line(text, expected):
    assert seen(text, rtl=False) == expected


def test_a_foreign_title_keeps_its_own_direction():
    assert not is_rtl("Clinic (winter)", rtl_reader=True)
    assert is_rtl("HSK دەرسى", rtl_reader=True)
    assert not is_rtl("HSK دەرسى", rtl_reader=False)
    assert is_rtl("دەرسى HSK", rtl_reader=False)


@given(st.text(), st.booleans())
def test_every_character_is_on_the_line_once(text, rtl):
    assert sorted(seen(text, rtl=rtl)) == sorted(text)
