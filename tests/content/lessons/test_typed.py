"""A typed answer is graded by what was meant, in every spelling that people use."""

import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from content.lessons.course import Catalogue
from content.lessons.pinyin import toneless
from content.lessons.syllables import syllables
from content.lessons.typed import MAX_ANSWER, read_answer
from tests.content.lessons.shipped import LESSONS, MANDARIN, UYGHUR, shipped
from tests.content.samples import item, whole_deck

quick = settings(derandomize=True, max_examples=100, deadline=None)


def lesson(word, reading, **changes):
    deck = whole_deck(item("it", hanzi=word, pinyin=reading, **changes))
    return Catalogue((deck,)).lessons[0]


HELLO = shipped("你好")
WHERE = lesson("哪儿", "nǎr")
GREEN = lesson("绿", "lǜ")
STRATEGY = lesson("策略", "cèlüè")
GO = lesson("去", "qù")
THANKS = shipped("谢谢")


@pytest.mark.parametrize(
    ("text", "it"),
    [(text, HELLO) for text in (
        "你好", "你好！", " 你 好 ", "\u2067你好\u2069", "你好 nǐ hǎo", "你好😀",
        "nihao", "NI HAO", "ni-hao", "ni'hao", "nǐ hǎo", "nǐhǎo", "Nǐ hǎo!", "ní hǎo",
        "ni3 hao3", "ni3hao3", "ni2hao3", "ni hao3", "nǐ hao", "ni3 hǎo", "nĭ hăo",
        "ｎｉ３ｈａｏ３", "ni\u030c hao\u030c", "n\u200bi hao",
    )]
    + [(text, THANKS) for text in ("xiexie", "xièxie", "xie4xie5", "xie4xie0", "xie4 xie")]
    + [(text, WHERE) for text in ("nar", "nar3", "na3r", "nǎr", "naer", "nǎ'er", "na3er2", "哪儿")]
    + [(text, GREEN) for text in ("lü", "lǜ", "lv", "LV4", "lu:4", "lu：4", "lü4")]
    + [(text, STRATEGY) for text in ("cèlüè", "ce4lve4", "celue", "ce4lüe4", "celu:e")]
    + [(text, GO) for text in ("qu", "qù", "qü4", "qv4", "qu:4")],
)  # fmt: skip
def test_every_spelling_of_the_answer_is_right(text, it):
    assert read_answer(text, it) == "right"


@pytest.mark.parametrize(
    ("text", "it"),
    [
        ("ni3hao4", HELLO),
        ("nì hao", HELLO),
        ("nǐ hào", HELLO),
        ("你好 ni3 hao1", HELLO),
        ("nì3 hao", HELLO),
        ("xie4xie4", THANKS),
        ("nar4", WHERE),
        ("na4er", WHERE),
        ("lv3", GREEN),
    ],
)
def test_right_syllables_with_a_wrong_tone_are_a_near_miss(text, it):
    assert read_answer(text, it) == "tones"


@pytest.mark.parametrize(
    ("text", "it"),
    [
        ("再见", HELLO),
        ("你", HELLO),
        ("你好你好", HELLO),
        ("zaijian", HELLO),
        ("nihao nihao", HELLO),
        ("nhiao", HELLO),
        ("nihaoo", HELLO),
        ("na3", WHERE),
        ("lu4", GREEN),
    ],
)
def test_another_word_is_wrong(text, it):
    assert read_answer(text, it) == "wrong"


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "!!!", "😀", "3", "123", "/today", "/ni hao", "What is the weather today?",
        "please stop", "привет", "ياخشىمۇسىز", "n̷i̷h̷a̷o̷", "\u202e\u2066", "\u030c", "thanks",
    ],
)  # fmt: skip
def test_what_cannot_be_mandarin_is_no_answer(text):
    assert read_answer(text, HELLO) == "no_answer"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("ئىسمىڭىز نېمە؟", "right"),
        ("ئىسمىڭىزنېمە", "right"),
        ("\u2067ئىسمىڭىز نېمە\u2069", "right"),
        ("ىسمىڭىز نېمە", "right"),
        ("ismingiz nëme?", "right"),
        ("Ismingiz néme", "right"),
        ("ISMINGIZ NE\u0308ME", "right"),
        ("ismingiz neme", "right"),
        ("ئىسمىڭىز نېمە؟ ismingiz nëme?", "right"),
        ("ئىسمىڭىز", "wrong"),
        ("رەھمەت", "wrong"),
        ("rehmet", "wrong"),
        ("what is your name please", "no_answer"),
        ("您叫什么名字", "no_answer"),
        ("😀", "no_answer"),
        ("/menu", "no_answer"),
    ],
)
def test_uyghur_is_read_in_both_scripts(text, verdict):
    assert read_answer(text, shipped("ئىسمىڭىز نېمە؟")) == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("ھەئە", "right"), ("ھەە", "right"), ("هەئه", "right"), ("he'e", "right"), ("hee", "right")],
)
def test_carriers_apostrophes_and_letters_of_other_keyboards_are_forgiven(text, verdict):
    assert read_answer(text, shipped("ھەئە")) == verdict


def test_letters_that_make_another_uyghur_word_are_needed():
    assert read_answer("kechurung", shipped("كەچۈرۈڭ")) == "wrong"
    assert read_answer("كەچۇرۇڭ", shipped("كەچۈرۈڭ")) == "wrong"


def spellings(it):
    """All that a reader of the card may type."""
    yield from (it.item.word, it.item.reading, it.item.said or it.item.reading)
    yield unicodedata.normalize("NFD", it.item.reading).upper()
    yield it.item.reading.replace(" ", "")
    if it.deck.learn == "zh":
        yield toneless(it.item.reading)
        yield toneless(it.item.reading).replace("ü", "v")
        yield numbered(it)


def numbered(it, *, place=-1, tone=0):
    """Return pinyin with numbers; the syllable at *place* in another tone."""
    read = [one for one in syllables(it.item.word, it.item.reading) if one.pinyin]
    return " ".join(
        f"{toneless(one.pinyin)}{tone if n == place else one.tone}" for n, one in enumerate(read)
    )


@pytest.mark.parametrize("it", LESSONS, ids=lambda it: it.item.id)
def test_all_spellings_of_a_shipped_item_are_right(it):
    assert {text: read_answer(text, it) for text in spellings(it)} == dict.fromkeys(
        spellings(it), "right"
    )


@given(st.sampled_from(MANDARIN), st.integers(0, 20), st.integers(1, 5))
@quick
def test_any_one_changed_tone_is_a_near_miss(it, place, tone):
    read, spoken = (
        [one for one in syllables(it.item.word, reading) if one.pinyin]
        for reading in (it.item.reading, it.item.said or it.item.reading)
    )
    place %= len(read)
    assume(tone not in {read[place].tone, spoken[place].tone})
    assert read_answer(numbered(it, place=place, tone=tone), it) == "tones"


@given(st.sampled_from([MANDARIN, UYGHUR]), st.data())
@quick
def test_the_reading_of_another_item_is_not_right(course, data):
    one, other = (data.draw(st.sampled_from(course)) for _ in "12")
    if toneless(one.item.reading) == toneless(other.item.reading):
        return
    assert read_answer(other.item.reading, one) in {"wrong", "no_answer"}


@given(st.sampled_from(LESSONS), st.text(max_size=300))
@quick
def test_random_text_never_raises(it, text):
    assert (read_answer(text, it) == "too_long") == (len(text) > MAX_ANSWER)


@pytest.mark.parametrize(
    "sign", ["a", "ni", "好", "\u030c", "u:", "nǎer", "\u202e", "ﷺ", "ئ", "i\u0308"]
)
def test_the_longest_answer_is_read_and_a_longer_one_refused(sign):
    longest = (sign * MAX_ANSWER)[:MAX_ANSWER]
    for it in (HELLO, WHERE, UYGHUR[0]):
        assert read_answer(longest, it) in {"wrong", "no_answer"}
        assert read_answer(sign * 4000, it) == "too_long"


def test_a_reading_that_does_not_fit_its_word_is_graded_by_its_letters():
    it = lesson("你好", "nǐ")
    assert read_answer("ni2", it) == "right"
    assert read_answer("你好", it) == "right"
    assert read_answer("hao", it) == "wrong"
