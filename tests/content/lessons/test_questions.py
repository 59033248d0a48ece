"""A question has one right answer without doubt, and is the same wherever it is made."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.languages import LANGUAGES
from content.lessons.asked_tone import asked_syllable
from content.lessons.choices import meaning_in
from content.lessons.course import Catalogue
from content.lessons.pinyin import toneless
from content.lessons.questions import (
    QUESTION_KINDS,
    explanation,
    is_right,
    judged,
    question,
)
from tests.content.lessons.shipped import CATALOGUE, LESSONS, MANDARIN, UYGHUR, shipped
from tests.content.samples import item, whole_deck

SEEDS = st.integers(0, 4000)
READERS = st.sampled_from(LANGUAGES)
ITEM_KINDS = tuple(kind for kind in QUESTION_KINDS if kind != "tone")


def asked(lesson, **changes):
    course = CATALOGUE.beside[lesson.deck.learn]
    return question(lesson, course, **{"reader": "en", "seed": 1, **changes})


def lessons_of(*items, **changes):
    return Catalogue((whole_deck(*items, **changes),)).lessons


def word(name, hanzi, pinyin, english, **changes):
    meaning = {"ug": f"سۆز {name}", "en": english}
    return item(name, hanzi=hanzi, pinyin=pinyin, meaning=meaning, **changes)


@given(st.sampled_from(LESSONS), READERS, SEEDS)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_two_to_four_choices_differ_and_exactly_one_is_right(lesson, reader, seed):
    it = asked(lesson, reader=reader, seed=seed)
    assert 2 <= len(it.choices) <= 4
    assert [one.key for one in it.choices if judged(it, one.key)] == [it.right]
    assert len({one.key for one in it.choices}) == len({one.text for one in it.choices})
    assert all(one.text and one.key.isascii() and len(one.key) <= 8 for one in it.choices)


@given(st.sampled_from(LESSONS), READERS, SEEDS)
@settings(derandomize=True, max_examples=100, deadline=None)
def test_no_wrong_choice_shares_word_reading_or_meaning_with_the_right_one(lesson, reader, seed):
    for kind in ITEM_KINDS:
        it = asked(lesson, reader=reader, seed=seed, kinds=(kind,))
        for choice in it.choices:
            if choice.key == it.right:
                continue
            other = CATALOGUE.by_token[choice.key]
            assert other.deck.learn == lesson.deck.learn
            assert other.item.word != lesson.item.word
            assert other.item.reading != lesson.item.reading
            assert meaning_in(other, reader) != meaning_in(lesson, reader)


@given(st.sampled_from(LESSONS), READERS, SEEDS)
@settings(derandomize=True, max_examples=50, deadline=None)
def test_the_same_lesson_reader_and_seed_make_the_same_question(lesson, reader, seed):
    again = Catalogue(CATALOGUE.decks).by_key[lesson.key]
    one, two = asked(lesson, reader=reader, seed=seed), asked(again, reader=reader, seed=seed)
    assert (one.kind, one.shown, one.choices) == (two.kind, two.shown, two.choices)


@pytest.mark.parametrize(
    ("lesson", "kinds"),
    [(shipped("你好"), set(QUESTION_KINDS)), (UYGHUR[0], set(ITEM_KINDS))],
    ids=["Mandarin", "Uyghur"],
)
def test_every_kind_that_fits_has_its_turn(lesson, kinds):
    assert Counter(asked(lesson, seed=seed).kind for seed in range(12)) == Counter(
        {kind: 12 // len(kinds) for kind in kinds}
    )


def test_the_right_answer_stands_in_every_place_about_as_often():
    places = Counter()
    for seed in range(3):
        for lesson in LESSONS:
            it = asked(lesson, seed=seed, kinds=ITEM_KINDS)
            places[[one.key for one in it.choices].index(it.right)] += 1
    assert max(places.values()) < 1.4 * min(places.values())


def test_wrong_choices_come_from_the_same_deck_and_level_first():
    near = [word(f"n{n}", c, p, f"near {n}", level=1)
            for n, (c, p) in enumerate([("水", "shuǐ"), ("家", "jiā"), ("门", "mén"), ("书", "shū")])]  # fmt: skip
    far = [word(f"f{n}", c, p, f"far {n}", level=3)
           for n, (c, p) in enumerate([("马", "mǎ"), ("牛", "niú"), ("羊", "yáng")])]  # fmt: skip
    mixed = lessons_of(*far, *near)
    it = question(mixed[-1], mixed, reader="en", seed=3, kinds=("word_of_meaning",))
    assert {one.text for one in it.choices} == {"水", "家", "门", "书"}


def test_homophones_and_synonyms_are_no_wrong_choices():
    right, homophone, synonym, spoken_alike, other = lessons_of(
        word("ta", "他", "tā", "he"),
        word("ta-2", "她", "tā", "she"),
        word("ta-3", "伊", "yī", "he; him"),
        word("ta-4", "踏", "tà", "to step", said="tā"),
        word("shui", "水", "shuǐ", "water"),
    )
    course = (right, homophone, synonym, spoken_alike, other)
    for kind in ITEM_KINDS:
        it = question(right, course, reader="en", seed=0, kinds=(kind,))
        assert {one.key for one in it.choices} == {right.token, other.token}


def test_a_deck_of_one_item_asks_the_tone_and_a_uyghur_one_asks_nothing():
    (mandarin,) = lessons_of()
    (uyghur,) = lessons_of(item("nan"), learn="ug", **{"from": ["zh", "en"]})
    for seed in range(4):
        assert question(mandarin, (mandarin,), reader="en", seed=seed).kind == "tone"
        assert question(uyghur, (uyghur,), reader="en", seed=seed) is None


def test_the_tone_asked_is_one_that_is_spoken_as_it_is_written():
    it = asked(shipped("你好"), kinds=("tone",))
    assert it.shown == "好 hao"
    assert [(one.key, one.text) for one in it.choices] == [
        ("1", "hāo"), ("2", "háo"), ("3", "hǎo"), ("4", "hào")]  # fmt: skip
    assert (it.right, it.syllable.hanzi) == ("3", "好")


def test_a_syllable_asked_shows_no_tone_and_offers_its_own():
    for lesson in MANDARIN:
        if syllable := asked_syllable(lesson):
            it = asked(lesson, kinds=("tone",))
            assert it.shown.split()[1] == toneless(syllable.pinyin)
            assert syllable.pinyin in [one.text for one in it.choices]
    assert sum(asked_syllable(lesson) is not None for lesson in MANDARIN) > 0.9 * len(MANDARIN)
    assert not any(map(asked_syllable, UYGHUR))


@given(st.sampled_from(LESSONS), st.text(max_size=12))
@settings(derandomize=True, max_examples=50)
def test_an_unknown_key_is_wrong_and_never_raises(lesson, key):
    for kind in QUESTION_KINDS:
        right = is_right(kind, lesson, key)
        assert explanation(kind, lesson, key, LESSONS).right == right
        assert not right or key in {lesson.token, "1", "2", "3", "4"}


def test_a_wrong_choice_is_explained_by_the_lesson_or_tone_that_was_chosen():
    hello, bye = shipped("你好"), shipped("再见")
    wrong = explanation("word_of_meaning", hello, bye.token, LESSONS)
    assert (wrong.right, wrong.lesson, wrong.chosen) == (False, hello, bye)
    tone = explanation("tone", hello, "4", LESSONS)
    assert (tone.right, tone.syllable.hanzi, tone.chosen_tone) == (False, "好", 4)
    right = explanation("word_of_meaning", hello, hello.token, LESSONS)
    assert (right.right, right.chosen, right.chosen_tone) == (True, None, None)
    gone = explanation("word_of_meaning", hello, bye.token, [hello])
    assert (gone.right, gone.chosen) == (False, None)


def test_a_reading_that_does_not_fit_its_word_asks_no_tone():
    lessons = lessons_of(item("bad", hanzi="你好", pinyin="nǐ"))
    assert question(lessons[0], lessons, reader="en", seed=0) is None
    assert not is_right("tone", lessons[0], "3")
