"""Three rhythm lines of an item: every syllable once in each, in its order, with its claps."""

import re

import pytest

from content.lessons.course import Catalogue
from content.lessons.rhythm import rhythm
from content.lessons.uyghur_syllables import uyghur_syllables
from tests.content.lessons.shipped import LESSONS, shipped
from tests.content.samples import item, whole_deck


def drawn(line):
    """Draw a line: groups apart by a bar, claps as stars."""
    return " | ".join(
        " ".join(beat.said + "*" * beat.clap for beat in group) for group in line.groups
    )


@pytest.mark.parametrize(
    ("word", "slow", "natural", "loud"),
    [
        ("谢谢", "xiè* | xie*", "xiè* xie", "xiè* xie"),
        ("你好", "ní* | hǎo*", "ní* | hǎo*", "ní* hǎo*"),
        (
            "多喝水，多休息。",
            "duō* | hē* | shuǐ* | duō* | xiū* | xi*",
            "duō* | hē* | shuǐ* | duō* | xiū* xi",
            "duō* hē* shuǐ* | duō* xiū* xi",
        ),
        ("晚安", "wǎn* | ān*", "wǎn* ān", "wǎn* ān*"),
        ("رەھمەت", "reh* | met*", "reh met*", "reh* met*"),
        (
            "بىر، ئىككى، ئۈچ",
            "bir* | ik* | ki* | üch*",
            "bir* | ik ki* | üch*",
            "bir* | ik* ki* | üch*",
        ),
    ],
)
def test_syllables_words_and_phrases_are_the_groups_of_the_three_tempi(word, slow, natural, loud):
    lines = rhythm(shipped(word))
    assert [line.tempo for line in lines] == ["slow", "natural", "loud"]
    assert [line.times for line in lines] == [1, 2, 3]
    assert [drawn(line) for line in lines] == [slow, natural, loud]


@pytest.mark.parametrize("it", LESSONS, ids=lambda it: it.item.id)
def test_every_line_says_the_whole_item_and_claps_in_each_group(it):
    for line in rhythm(it):
        beats = [beat for group in line.groups for beat in group]
        for whole, said in (
            (it.item.said or it.item.reading, "".join(beat.said for beat in beats)),
            (it.item.word, "".join(beat.written for beat in beats)),
        ):
            assert re.sub(r"[\W_]", "", whole) == re.sub(r"[\W_]", "", said)
        if line.tempo != "loud":
            assert all(sum(beat.clap for beat in group) == 1 for group in line.groups)


@pytest.mark.parametrize(
    ("learn", "speakers", "word", "reading"),
    [("zh", ["ug", "en"], "你好", "nǐ"), ("ug", ["zh", "en"], "رەھمەت", "rehmet aka")],
)
def test_a_reading_that_does_not_fit_its_word_is_one_beat(learn, speakers, word, reading):
    deck = whole_deck(item("it", hanzi=word, pinyin=reading), learn=learn, **{"from": speakers})
    (lesson,) = Catalogue((deck,)).lessons
    assert [drawn(line) for line in rhythm(lesson)] == [f"{reading}*"] * 3


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("yaxshimusiz", "yax shi mu siz"),
        ("ياخشىمۇسىز", "ياخ شى مۇ سىز"),
        ("he'e", "he e"),
        ("ھەئە", "ھە ئە"),
        ("ismingiz", "is mi ngiz"),
        ("dost", "dost"),
        ("mm", "mm"),
        ("...", ""),
    ],
)
def test_a_uyghur_word_is_cut_before_the_sound_that_leads_a_vowel(word, found):
    assert " ".join(uyghur_syllables(word)) == found
