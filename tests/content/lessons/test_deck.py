"""A deck is whole or refused, in whichever direction it teaches."""

import pytest
from pydantic import ValidationError

from content.lessons.deck import Deck
from tests.content.samples import WORDS, deck, item, whole_deck, without


def refusal(*items, **changes):
    with pytest.raises(ValidationError) as wrong:
        Deck.model_validate(deck(*items, **changes))
    return str(wrong.value)


def test_the_same_shape_teaches_mandarin_and_uyghur():
    words = {"uyghur": "ياخشى", "latin": "yaxshi"}
    bare = {k: v for k, v in item("yaxshi").items() if k not in {"hanzi", "pinyin"}}
    turned = {**bare, **words, "example": {**words, "meaning": WORDS}}
    found = whole_deck(turned, learn="ug", **{"from": ["zh", "en"]})
    assert found.items[0].word == "ياخشى"
    assert found.items[0].example.reading == "yaxshi"
    assert whole_deck().items[0].word == "好"


def test_an_id_that_stands_twice_is_refused_by_name():
    assert "the item a stands here twice" in refusal(item("a"), item("b"), item("a"))


@pytest.mark.parametrize("language", ["ug", "en"])
def test_an_item_without_a_meaning_for_one_of_its_readers_is_refused(language):
    poor = without(WORDS, language)
    example = item("a")["example"]
    assert "the item a lacks a meaning" in refusal(item("a", meaning=poor))
    assert "the item a lacks" in refusal(item("a", example={**example, "meaning": poor}))


def test_a_meaning_in_the_language_that_is_taught_is_not_needed():
    example = item("a")["example"]
    poor = without(WORDS, "zh")
    assert whole_deck(item("a", meaning=poor, example={**example, "meaning": poor}))


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_an_item_without_teaching_steps_in_one_language_is_refused(language):
    poor = without(item("a")["teach"], language)
    assert "teaching steps" in refusal(item("a", teach=poor))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": {}},
        {"learn": "en"},
        {"from": []},
        {"slug": "Home"},
        {"theme": "a b"},
        {"items": []},
        {"more": 1},
        {"items": [item("a", hanzi="")]},
        {"items": [item("a", hanzi="好" * 301)]},
        {"items": [item("a", teach={**item("a")["teach"], "zh": ["say", "show"]})]},
        {"items": [item("a", teach={**item("a")["teach"], "zh": ["1", "2", "3", "4"]})]},
        {"items": [item("a", review={"zh": "perfect"})]},
        {"items": [item("a", hint="x")]},
    ],
)
def test_what_a_deck_cannot_have_is_refused(changes):
    assert refusal(**changes)
