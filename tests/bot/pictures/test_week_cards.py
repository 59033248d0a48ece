"""On paper and over time: A6 pages of the week's words, and one's own progress."""

import re
import struct
from datetime import date, timedelta

import pytest

from bot.pictures.progress import progress, progress_sheet
from bot.pictures.sheet import MARGIN, WIDTH
from bot.pictures.week_cards import card_sheet
from tests.bot.pictures.samples import KEPT, lesson

KNOWN = [(date(2026, 9, 1) + timedelta(days=9 * n), 2 * n) for n in range(9)]


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_a_card_sheet_has_an_a6_page_for_each_word(language):
    pdf = card_sheet([lesson(key) for key in KEPT], language)
    boxes = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ([\d.]+) ?\]", pdf)
    assert pdf.startswith(b"%PDF")
    assert len(boxes) == len(KEPT)
    for wide, tall in boxes:
        assert float(wide) / 72 * 25.4 == pytest.approx(105, abs=0.5)
        assert float(tall) / 72 * 25.4 == pytest.approx(148, abs=0.5)


def test_a_card_sheet_without_words_is_refused():
    with pytest.raises(ValueError, match="at least one word"):
        card_sheet([], "en")


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
@pytest.mark.parametrize("known", [[], KNOWN[:1], KNOWN])
def test_progress_stays_within_its_margins(language, known):
    sheet, height = progress_sheet(known, {0: 1, 2: 2}, language)
    for line in sheet.written:
        assert MARGIN - 1 <= line.left <= line.right <= WIDTH - MARGIN + 1, line.text
        assert 0 < line.baseline < height
    picture = progress(known, {0: 1, 2: 2}, language)
    assert struct.unpack(">II", picture[16:24]) == (WIDTH, height)


def test_a_day_without_a_lesson_holds_no_number_and_no_word_but_its_name():
    with_lessons = [t.text for t in progress_sheet([], {0: 1, 2: 2}, "en")[0].written]
    none = [t.text for t in progress_sheet([], {}, "en")[0].written]
    assert sorted(with_lessons) == sorted([*none, "1", "2"])
    assert not re.search(r"\d", "".join(none))


def test_words_known_stay_known_between_two_days_of_change():
    far = [(date(2026, 1, 1), 3), (date(2026, 3, 1), 5)]
    sheet, _ = progress_sheet(far, {}, "en")
    assert {"0", "2", "4", "6"} <= {t.text for t in sheet.written}
