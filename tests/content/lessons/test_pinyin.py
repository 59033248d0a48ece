"""Pinyin reads its hanzi, or the place where it does not is told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.lessons.pinyin import disagreement, toneless
from tests.content.readings import readings


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("Nǐ hǎo!", "nihao"),
        ("nǚ'ér", "nüer"),
        ("lǜsè", "lüse"),
        ("lu\u0308\u030c", "lü"),
        ("zhōngguó", "zhongguo"),
        ("", ""),
    ],
)
def test_a_reading_without_tones_keeps_its_letters_and_its_u_umlaut(written, bare):
    assert toneless(written) == bare


@given(st.text(max_size=40))
def test_taking_the_tones_away_twice_is_the_same_as_once(text):
    assert toneless(toneless(text)) == toneless(text)


@pytest.mark.parametrize(
    ("hanzi", "pinyin"),
    [
        ("你好", "nǐ hǎo"),
        ("你好", "Nǐhǎo!"),
        ("你好", "ni\u030c ha\u030co"),
        ("谢谢", "xièxie"),
        ("女儿", "nǚ'ér"),
        ("哪儿", "nǎr"),
        ("银行", "yínháng"),
        ("行李", "xíngli"),
        ("老师，你好！", "lǎoshī, nǐ hǎo!"),
        ("西安", "xī'ān"),
    ],
)
def test_a_right_reading_agrees(hanzi, pinyin):
    assert disagreement(hanzi, pinyin, readings) is None


@pytest.mark.parametrize(
    ("hanzi", "pinyin"),
    [
        ("你好", "nǐ"),
        ("你好", "hǎo"),
        ("你好", ""),
        ("你好", "nǐ hǎi"),
        ("你好", "nī hǎo"),
        ("你好", "nǐ hǎo hǎo"),
        ("你好", "hǎo nǐ"),
        ("你好", "nǐ h"),
        ("女", "nǔ"),
        ("", "nǐ"),
    ],
)
def test_a_wrong_reading_is_told_with_both_sides(hanzi, pinyin):
    assert disagreement(hanzi, pinyin, readings) == f"{pinyin} does not read {hanzi}"


@given(
    st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=6),
    st.lists(st.sampled_from(["a", "b", "c"]), max_size=6),
)
def test_it_agrees_exactly_when_each_character_has_its_syllable_in_order(hanzi, syllables):
    own = {"甲": "a", "乙": "b", "丙": "c"}
    found = disagreement("".join(hanzi), " ".join(syllables), lambda c: frozenset(own[c]))
    assert (found is None) == ([own[c] for c in hanzi] == syllables)
