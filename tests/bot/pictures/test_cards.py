"""Cards: nothing is clipped, readings stand over their characters, each picture has one name."""

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from bot.pictures.cards import CardPicture
from bot.pictures.faces import learner, question, teacher, word
from bot.pictures.faces.frame import MARGIN, SMALLEST, WIDTH
from bot.pictures.sheet import PAPER
from bot.pictures.tones import TONE_COLOURS
from content.lessons.course import Lesson
from content.lessons.syllables import syllables
from tests.bot.pictures.keep import FOLDER
from tests.bot.pictures.samples import KEPT, card, catalogue, kept, lesson
from tests.bot.pictures.texts import languages, titles

SENTENCE = lesson(KEPT[1])
ACCENTS = [face.ACCENT for face in (word, teacher, learner, question)]


def opened(jpeg):
    return Image.open(io.BytesIO(jpeg)).convert("RGB")


def ink(picture):
    """The share of pixels that are not background."""
    paper = Image.new("RGB", picture.size, PAPER)
    changed = ImageChops.difference(picture, paper).convert("L").point(lambda v: 255 * (v > 60))
    return changed.histogram()[255] / (picture.width * picture.height)


def luminance(colour):
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def assert_whole(sheet, height):
    for line in sheet.written:
        assert line.left >= MARGIN / 2 - 1e-6, line.text
        assert line.right <= WIDTH - MARGIN / 2 + 1e-6, line.text
        assert line.letters.size >= SMALLEST
        assert line.baseline - line.letters.size >= -1
        assert line.baseline + line.letters.size * 0.3 <= height
        assert not line.text.endswith("…") or line.text.endswith("……")


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
@pytest.mark.parametrize("face", ["word", "teacher", "learner"])
def test_nothing_of_a_shipped_item_is_clipped(face, language):
    for it in catalogue().lessons:
        sheet, height = card(it, face, language).sheet()
        assert_whole(sheet, height)
        assert height <= 2.2 * WIDTH, it.key


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_no_question_on_a_shipped_item_is_clipped(language):
    for it in catalogue().lessons[::5]:
        assert_whole(*card(it, "question", language).sheet())


@settings(deadline=None, max_examples=50, derandomize=True)
@given(languages, titles, titles, st.lists(titles, max_size=4).map(tuple))
def test_whatever_is_asked_fits(language, prompt, shown, options):
    more = {"prompt": prompt, "shown": shown, "options": options}
    sheet, height = card(SENTENCE, "question", language, **more).sheet()
    for line in sheet.written:
        assert line.left >= MARGIN / 2 - 1e-6
        assert line.right <= WIDTH - MARGIN / 2 + 1e-6
        assert line.baseline < height


@pytest.mark.parametrize("name_and_card", list(kept()), ids=lambda pair: pair[0])
def test_the_pictures_in_docs_are_those_that_are_drawn(name_and_card):
    name, it = name_and_card
    drawn, before = opened(it.draw()), opened((FOLDER / f"{name}.jpg").read_bytes())
    assert drawn.width == before.width == WIDTH
    assert drawn.height == pytest.approx(before.height, rel=0.2)
    assert ink(drawn) == pytest.approx(ink(before), rel=0.2)
    edges = [(0, 160, 12, drawn.height), (WIDTH - 12, 160, WIDTH, drawn.height)]
    assert all(ink(drawn.crop(edge)) < 0.001 for edge in edges)


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
@pytest.mark.parametrize("key", KEPT[:2])
def test_pinyin_stands_over_the_middle_of_its_character_and_hanzi_run_to_the_right(key, language):
    it = lesson(key)
    sheet, _ = card(it, "word", language).sheet()
    spoken = [s for s in syllables(it.item.word, it.item.reading) if s.pinyin]
    hanzi = [next(t for t in sheet.written if t.text == s.hanzi) for s in spoken]
    for syllable, below in zip(spoken, hanzi, strict=True):
        over = [t for t in sheet.written if t.text == syllable.pinyin]
        middle = (below.left + below.right) / 2
        assert any(
            abs((t.left + t.right) / 2 - middle) < 1 < below.baseline - t.baseline for t in over
        )
    rows = [[t.left for t in hanzi if t.baseline == y] for y in {t.baseline for t in hanzi}]
    assert all(row == sorted(row) for row in rows)


@pytest.mark.parametrize("face", ["word", "teacher", "learner"])
def test_uyghur_pages_begin_on_the_right(face):
    left = card(SENTENCE, face, "en").sheet()[0].written[0]
    right = card(SENTENCE, face, "ug").sheet()[0].written[0]
    assert left.left == MARGIN
    assert right.right == WIDTH - MARGIN


def test_tones_and_accents_can_be_read_on_their_grounds():
    assert min(contrast(colour, PAPER) for colour in TONE_COLOURS.values()) >= 4.5
    assert min(contrast(accent.strong, accent.pale) for accent in ACCENTS) >= 4.5


def test_a_word_of_the_teacher_and_the_steps_stand_on_the_card():
    text = " ".join(t.text for t in card(SENTENCE, "teacher", "en").sheet()[0].written)
    for step in SENTENCE.item.teach["en"]:
        assert re.sub(r"\s", "", step) in re.sub(r"\s", "", text)


def test_a_reading_that_does_not_fit_is_still_shown():
    item = SENTENCE.item.model_copy(update={"reading": "zhè shì shénme"})
    it = Lesson(deck=SENTENCE.deck, item=item)
    for face in ("word", "teacher", "learner"):
        sheet, height = card(it, face, "ug").sheet()
        assert_whole(sheet, height)
        assert "zhè shì shénme" in [t.text for t in sheet.written]


@settings(deadline=None, max_examples=25, derandomize=True)
@given(languages, st.sampled_from(["zh", "ug"]), titles, titles)
def test_whatever_a_deck_says_fits(language, learn, said, reading):
    item = SENTENCE.item.model_copy(update={"word": said or "。", "reading": reading, "said": None})
    it = Lesson(deck=SENTENCE.deck.model_copy(update={"learn": learn}), item=item)
    for face in ("word", "teacher", "learner"):
        for line in card(it, face, language).sheet()[0].written:
            assert line.left >= MARGIN / 2 - 1e-6
            assert line.right <= WIDTH - MARGIN / 2 + 1e-6


def test_a_key_names_what_is_drawn_and_nothing_else():
    it = lesson(KEPT[0])
    cards = [
        card(it, face, g)
        for face in ("word", "teacher", "learner", "question")
        for g in ("zh", "ug")
    ]
    assert len({one.key for one in cards}) == len(cards)
    assert all(re.fullmatch("[0-9a-f]{32}", one.key) for one in cards)
    again = Lesson(deck=it.deck, item=it.item.model_copy(update={"audio": "x.ogg", "level": 3}))
    other = Lesson(deck=it.deck, item=it.item.model_copy(update={"said": None}))
    assert card(again, "word", "en") == card(it, "word", "en")
    assert hash(card(again, "word", "en")) == hash(card(it, "word", "en"))
    assert card(other, "word", "en") != card(it, "word", "en")
    asked = card(it, "question", "en")
    assert replace(asked, options=asked.options[::-1]).key != asked.key


def test_a_question_has_no_fifth_choice():
    with pytest.raises(ValueError, match="at most 4"):
        CardPicture(face="question", lesson=SENTENCE, language="en", options=("x",) * 5)


def test_kept_pictures_are_all_of_the_folder():
    assert {path.stem for path in Path(FOLDER).glob("*.jpg")} == {name for name, _ in kept()}
