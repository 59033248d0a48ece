"""The decks that ship: complete, read right, and every fault in a reading would be found."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.languages import LANGUAGES
from content.lessons.load import load_decks
from content.lessons.pinyin import disagreement, toneless
from tests.content.readings import readings

LESSONS = Path(__file__).parents[3] / "content" / "library" / "lessons"
DECKS = load_decks([LESSONS])
MANDARIN = [deck for deck in DECKS if deck.learn == "zh"]
UYGHUR = [deck for deck in DECKS if deck.learn == "ug"]
READ = [
    pair
    for deck in MANDARIN
    for item in deck.items
    for pair in ((item.word, item.reading), (item.example.word, item.example.reading))
]
HANZI = sorted({c for word, _ in READ for c in word if "\u4e00" <= c <= "\u9fff"})
SYLLABLES = sorted({reading for character in HANZI for reading in readings(character)})
LATIN_OF_ULY = re.compile(r"[a-zëöü' ,.!?-]+")


def test_three_decks_teach_mandarin_with_forty_items_or_more_and_three_uyghur_with_sixty():
    assert len(MANDARIN) >= 3
    assert all(len(deck.items) >= 40 for deck in MANDARIN)
    assert sum(len(deck.items) for deck in UYGHUR) >= 60


def test_every_yaml_file_is_a_deck_of_its_own():
    assert len(DECKS) == len(list(LESSONS.glob("*.yaml")))


def test_no_item_stands_twice_in_a_deck_by_id_or_by_word():
    for deck in DECKS:
        for names in ([item.id for item in deck.items], [item.word for item in deck.items]):
            assert len(set(names)) == len(names), deck.slug


def test_an_item_is_meant_for_every_speaker_and_taught_in_three_languages():
    for deck in DECKS:
        assert set(deck.title) == set(LANGUAGES)
        assert deck.learn not in deck.speakers
        for item in deck.items:
            assert set(item.meaning) >= set(deck.speakers), item.id
            assert set(item.example.meaning) >= set(deck.speakers), item.id
            assert set(item.teach) == set(LANGUAGES), item.id
            assert set(item.review) == set(LANGUAGES), item.id


def test_an_example_uses_its_item():
    for deck in MANDARIN:
        for item in deck.items:
            unused = [
                c for c in item.word if "\u4e00" <= c <= "\u9fff" and c not in item.example.word
            ]
            assert not unused, item.id


def test_the_pinyin_of_every_item_and_example_reads_its_hanzi():
    assert [found for pair in READ if (found := disagreement(*pair, readings))] == []


def test_what_is_said_differs_from_what_is_written_in_tones_only():
    for deck in MANDARIN:
        for item in deck.items:
            if item.said is not None:
                assert item.said != item.reading, item.id
                assert toneless(item.said) == toneless(item.reading), item.id


def test_the_latin_of_uyghur_has_the_letters_of_its_alphabet_only():
    for deck in UYGHUR:
        for item in deck.items:
            assert LATIN_OF_ULY.fullmatch(item.reading), item.id
            assert LATIN_OF_ULY.fullmatch(item.example.reading), item.id


def spelled_alone(hanzi, pinyin):
    """Split a reading into syllables, one a character; None where a word has other signs."""
    characters = [c for c in hanzi if "\u4e00" <= c <= "\u9fff"]
    left, found = re.sub(r"[^\w]", "", pinyin.lower()), []
    for n, character in enumerate(characters):
        known = readings(character) | {toneless(r) for r in readings(character)}
        rest = "".join(characters[n + 1 :])
        fits = [k for k in known if left.startswith(k)
                and not disagreement(rest, left[len(k) :], readings)]  # fmt: skip
        if not fits:
            return None
        found.append(max(fits, key=len))
        left = left[len(found[-1]) :]
    return found


SPLIT = [(hanzi, found) for hanzi, pinyin in READ if (found := spelled_alone(hanzi, pinyin))]


@given(st.sampled_from(SPLIT), st.integers(0, 99))
@settings(derandomize=True)
def test_a_dropped_syllable_is_found(pair, place):
    hanzi, syllables = pair
    place %= len(syllables)
    assert disagreement(hanzi, " ".join(syllables[:place] + syllables[place + 1 :]), readings)


@given(st.sampled_from(SPLIT), st.integers(0, 99), st.sampled_from(SYLLABLES))
@settings(derandomize=True)
def test_an_added_syllable_is_found(pair, place, more):
    hanzi, syllables = pair
    place %= len(syllables) + 1
    assert disagreement(hanzi, " ".join([*syllables[:place], more, *syllables[place:]]), readings)


def test_a_wrong_syllable_is_found_in_practically_every_reading():
    chance, found, tried = random.Random(7), 0, 0
    for hanzi, syllables in SPLIT:
        place = chance.randrange(len(syllables))
        character = [c for c in hanzi if "\u4e00" <= c <= "\u9fff"][place]
        known = {toneless(reading) for reading in readings(character)}
        wrong = chance.choice([s for s in SYLLABLES if toneless(s) not in known])
        spoiled = [*syllables[:place], wrong, *syllables[place + 1 :]]
        tried += 1
        found += bool(disagreement(hanzi, " ".join(spoiled), readings))
    assert tried > 200
    assert found / tried > 0.99


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.slug)
def test_the_texts_have_letters_of_the_right_alphabets_and_closed_isolates(deck):
    text = deck.model_dump_json()
    assert not re.search("[\ufb50-\ufeff\u0647\u06cc\u06a9]", text)
    for line in re.split('","|":"', text):
        depths = [
            line[: n + 1].count("\u2068") - line[: n + 1].count("\u2069") for n in range(len(line))
        ]
        assert not depths or (min(depths) >= 0 and max(depths) <= 1 and depths[-1] == 0), line
