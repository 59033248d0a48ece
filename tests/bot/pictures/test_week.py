"""The week as a picture: everything inside the margins, seven bands, no day without an answer."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.marks import STATES
from bot.pictures.sheet import MARGIN, WIDTH
from bot.pictures.week import Day, Entry, Week, week_picture, week_sheet
from tests.bot.pictures.texts import languages, titles

entries = st.builds(
    Entry,
    clock=st.one_of(st.just("08:00"), titles),
    title=titles,
    state=st.sampled_from(STATES),
    state_name=titles,
)
days = st.builds(
    Day, name=titles, today=st.booleans(), entries=st.lists(entries, max_size=9).map(tuple)
)
weeks = st.builds(
    Week, language=languages, title=titles, days=st.lists(days, min_size=7, max_size=7).map(tuple)
)


def entry(title="Water off", state="sent"):
    return Entry(clock="08:00", title=title, state=state, state_name=state)


def week(*counts, language="en"):
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    made = [
        Day(name=name, today=name == "Wed", entries=tuple(entry(f"{name} {k}") for k in range(n)))
        for name, n in zip(names, counts, strict=True)
    ]
    return Week(language=language, title="This week", days=tuple(made))


def texts(drawn):
    return [line.text for line in week_sheet(drawn)[0].written]


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_a_week_is_a_png_as_wide_as_a_phone(language):
    picture = week_picture(week(1, 0, 2, 0, 0, 7, 0, language=language))
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", picture[16:24])
    assert width == 1080
    assert 700 < height < 1900


def test_a_full_week_is_still_no_longer_than_a_phone_can_show():
    _, height = week_sheet(week(*[9] * 7))
    assert height < 2560


def test_an_empty_day_has_a_dash_and_no_other_word():
    assert texts(week(*[0] * 7)) == ["This week", *[t for d in ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] for t in (d, "–")]]  # fmt: skip


def test_a_day_with_nine_entries_shows_six_and_says_how_many_are_left():
    shown = texts(week(9, *[0] * 6))
    assert [t for t in shown if t.startswith("Mon ")] == [f"Mon {n}" for n in range(6)]
    assert "+3" in shown


def test_a_busy_week_shows_fewer_of_each_day_and_still_counts_the_rest():
    shown = texts(week(*[9] * 7))
    assert shown.count("+6") == 7


def test_the_state_is_said_in_words():
    assert texts(week(1, *[0] * 6)).count("sent") == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_begin_on_the_left_and_for_uyghur_readers_on_the_right(language):
    first = week_sheet(week(*[0] * 7, language=language))[0].written[0]
    assert first.left == MARGIN
    mirrored = week_sheet(week(*[0] * 7, language="ug"))[0].written[0]
    assert mirrored.right == WIDTH - MARGIN


def test_a_week_of_six_days_is_refused():
    with pytest.raises(ValueError, match="7 days"):
        Week(language="en", title="Short", days=(Day(name="Mon", today=False, entries=()),) * 6)


@settings(deadline=None, max_examples=40)
@given(weeks)
def test_no_text_runs_past_the_margins_or_into_the_text_beside_it(drawn):
    sheet, height = week_sheet(drawn)
    for line in sheet.written:
        assert line.left >= MARGIN - 1e-6
        assert line.right <= WIDTH - MARGIN + 1e-6
        assert 0 < line.baseline < height
        for other in sheet.written:
            if other is not line and other.baseline == line.baseline:
                assert line.right <= other.left + 1e-6 or other.right <= line.left + 1e-6
