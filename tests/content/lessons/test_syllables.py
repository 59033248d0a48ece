"""Syllables: pinyin, joined or apart, is set beside its hanzi without a dictionary."""

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypinyin.constants import PINYIN_DICT

from content.lessons.load import load_decks
from content.lessons.pinyin import toneless
from content.lessons.syllables import Syllable, syllables

DECKS = load_decks([Path("content/library/lessons")])
LINES = sorted(
    {
        line
        for deck in DECKS
        if deck.learn == "zh"
        for item in deck.items
        for line in (
            (item.word, item.reading),
            (item.word, item.said or item.reading),
            (item.example.word, item.example.reading),
        )
    }
)
RARE = {"biáng", "biàng", "bòng", "wòng"}  # of a noodle and of dialects
MARKS = dict(zip("\u0304\u0301\u030c\u0300", (1, 2, 3, 4), strict=True))


def fits(word, reading):
    try:
        return bool(syllables(word, reading))
    except ValueError:
        return False


def split(word, reading):
    return [(s.hanzi, s.pinyin, s.tone) for s in syllables(word, reading)]


@pytest.mark.parametrize(
    ("word", "reading", "parts"),
    [
        ("你好", "nǐ hǎo", "nǐ3 hǎo3"),
        ("谢谢", "xièxie", "xiè4 xie5"),
        ("西安", "Xī'ān", "Xī1 ān1"),
        ("先", "xiān", "xiān1"),
        ("反感", "fǎngǎn", "fǎn3 gǎn3"),
        ("方案", "fāng’àn", "fāng1 àn4"),
        ("女儿", "nǚ'ér", "nǚ3 ér2"),
        ("女儿", "nǚér", "nǚ3 ér2"),
        ("哪儿", "nǎr", "nǎr3"),
        ("一点儿水", "yìdiǎnr shuǐ", "yì4 diǎnr3 shuǐ3"),
        ("儿子", "érzi", "ér2 zi5"),
        ("十二", "shí'èr", "shí2 èr4"),
        ("战略", "zhànlüè", "zhàn4 lüè4"),
        ("嗯", "ǹg", "ǹg4"),
        ("军", "jūn", "jūn1"),
        ("英雄", "yīngxióng", "yīng1 xióng2"),
    ],
)
def test_a_reading_is_set_beside_its_characters(word, reading, parts):
    found = syllables(word, reading)
    assert " ".join(f"{s.pinyin}{s.tone}" for s in found) == parts
    assert "".join(s.hanzi for s in found) == word


def test_r_colouring_stands_with_its_character():
    assert split("在哪儿？", "zài nǎr?") == [("在", "zài", 4), ("哪儿", "nǎr", 3), ("？", "", 0)]


def test_punctuation_is_a_syllable_of_its_own_without_pinyin():
    assert syllables("好，好！", "hǎo, hǎo!")[1] == Syllable(hanzi="，", pinyin="", tone=0)


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("你好", "nǐ"),
        ("你好", "nǐ hǎo ma"),
        ("你", ""),
        ("", "nǐ"),
        ("你好", "nyǐ hǎo"),
        ("先", "xīan"),
        ("你好", "ni3 hao3"),
        ("你", "n"),
        ("你好", "nǐh ǎo"),
    ],
)
def test_a_reading_that_does_not_fit_is_refused_in_one_sentence(word, reading):
    with pytest.raises(ValueError, match=r"does not read|is not pinyin") as wrong:
        syllables(word, reading)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(("word", "reading"), LINES)
def test_every_shipped_line_fits_and_nothing_is_lost(word, reading):
    found = syllables(word, reading)
    letters = re.compile(r"[^\w\u0300-\u036f]")
    assert "".join(s.hanzi for s in found) == "".join(word.split())
    assert "".join(s.pinyin for s in found) == letters.sub(
        "", unicodedata.normalize("NFC", reading)
    )
    for s in found:
        marks = [MARKS[c] for c in unicodedata.normalize("NFD", s.pinyin) if c in MARKS]
        assert s.tone == (marks[0] if marks else 5 if s.pinyin else 0)
        assert bool(s.pinyin) == any("\u4e00" <= c <= "\u9fff" for c in s.hanzi)


@pytest.mark.parametrize(("word", "reading"), LINES)
def test_apart_or_decomposed_the_same_syllables_are_found(word, reading):
    found = syllables(word, reading)
    apart = " ".join(s.pinyin for s in found if s.pinyin)
    assert syllables(word, apart) == found
    assert syllables(word, unicodedata.normalize("NFD", reading)) == found


def test_every_syllable_of_the_dictionary_is_one_by_the_grammar():
    known = {each for readings in PINYIN_DICT.values() for each in readings.split(",")}
    vowels = {each for each in known if re.search("[aeiouü]", toneless(each))}
    assert len(vowels) > 1300
    refused = {each for each in vowels if not fits("字", each)}
    assert refused <= RARE


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=4))
def test_lines_joined_are_the_syllables_of_each(lines):
    whole = syllables("".join(w for w, _ in lines), " ".join(r for _, r in lines))
    assert whole == tuple(s for line in lines for s in syllables(*line))


@settings(deadline=None, max_examples=100, derandomize=True)
@given(st.sampled_from(LINES), st.text(alphabet="aeiounüghrzcs' ǎèīóú", max_size=200))
def test_whatever_is_read_either_fits_whole_or_is_refused(line, reading):
    try:
        found = syllables(line[0], reading)
    except ValueError:
        return
    assert "".join(s.hanzi for s in found) == "".join(line[0].split())
