"""Charts: inside the margins, small counts hidden, time in the reader's direction."""

import re
import struct
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pictures.bars import bar_sheet
from bot.pictures.charts import BarChart, LineChart, Row, Series, bar_chart, line_chart
from bot.pictures.lines import line_sheet
from bot.pictures.scale import ticks
from bot.pictures.sheet import MARGIN, WIDTH
from tests.bot.pictures.texts import languages, titles

counts = st.one_of(st.none(), st.integers(0, 3_000_000))


@st.composite
def line_charts(draw):
    n = draw(st.integers(1, 40))
    column = st.lists(counts, min_size=n, max_size=n).map(tuple)
    names = draw(st.lists(titles, min_size=1, max_size=6))
    return LineChart(
        language=draw(languages),
        title=draw(titles),
        days=tuple(date(2026, 11, 1) + timedelta(k) for k in range(n)),
        labels=tuple(draw(st.lists(titles, min_size=n, max_size=n))),
        series=tuple(Series(name=name, values=draw(column)) for name in names),
        note=draw(titles),
    )


rows = st.builds(Row, label=titles, value=counts, value_text=titles)
bar_charts = st.builds(
    BarChart,
    language=languages,
    title=titles,
    rows=st.lists(rows, max_size=12).map(tuple),
    note=titles,
)


def chart(*values, language="en", names=("sent", "left", "new")):
    days = tuple(date(2026, 11, 23) + timedelta(n) for n in range(len(values[0])))
    series = tuple(Series(name=n, values=v) for n, v in zip(names, values, strict=False))
    labels = tuple("abcdefghij"[: len(days)])
    return LineChart(language=language, title="Counts", days=days, labels=labels, series=series)


def size(picture):
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", picture[16:24])


def assert_inside(sheet, height):
    for line in sheet.written:
        assert line.left >= MARGIN - 1e-6, line.text
        assert line.right <= WIDTH - MARGIN + 1e-6, line.text
        assert 0 < line.baseline < height


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_charts_are_pngs_as_wide_as_a_phone(language):
    width, height = size(line_chart(chart((10, None, 40), (7, 8, 9), language=language)))
    assert width == 1080
    assert 720 <= height <= 1080
    bars = BarChart(language=language, title="x", rows=(Row(label="a", value=3, value_text="3"),))
    assert size(bar_chart(bars))[0] == 1080


@settings(deadline=None, max_examples=40)
@given(line_charts())
def test_no_text_of_a_line_chart_runs_past_the_margins(drawn):
    assert_inside(*line_sheet(drawn))


@settings(deadline=None, max_examples=40)
@given(bar_charts)
def test_no_text_of_a_bar_chart_runs_past_the_margins(drawn):
    assert_inside(*bar_sheet(drawn))


@settings(deadline=None, max_examples=10)
@given(line_charts(), bar_charts)
def test_every_chart_can_be_drawn(lines, bars):
    assert size(line_chart(lines))[0] == size(bar_chart(bars))[0] == 1080


@pytest.mark.parametrize("values", [(None,), (None, None, None)])
def test_a_chart_of_hidden_counts_shows_no_digit(values):
    sheet, _ = line_sheet(chart(values, values))
    assert not [line.text for line in sheet.written if re.search(r"\d", line.text)]


def test_the_digits_on_a_chart_are_those_of_its_scale_only():
    sheet, _ = line_sheet(chart((1200, None, 1310)))
    assert [t.text for t in sheet.written if re.search(r"\d", t.text)] == [
        "0",
        "500",
        "1,000",
        "1,500",
    ]


def test_a_hidden_count_is_drawn_but_not_as_nought():
    pictures = {line_chart(chart((10, hidden, 40))) for hidden in (None, 0)}
    assert len(pictures) == 2


def test_a_hidden_bar_says_only_the_words_that_it_was_given():
    row = Row(label="not reached", value=None, value_text="few")
    sheet, _ = bar_sheet(BarChart(language="en", title="Sent", rows=(row,)))
    assert [line.text for line in sheet.written] == ["Sent", "not reached", "few"]


@pytest.mark.parametrize(("language", "order"), [("zh", "abc"), ("en", "abc"), ("ug", "cba")])
def test_time_runs_the_way_that_the_reader_reads(language, order):
    sheet, _ = line_sheet(chart((1, 2, 3), (3, 2, 1), language=language, names=("X", "Y")))
    days = [line for line in sheet.written if line.text in "abc"]
    assert "".join(line.text for line in sorted(days, key=lambda line: line.left)) == order


def test_names_of_lines_that_end_together_stand_apart():
    sheet, _ = line_sheet(chart((9, 9), (9, 9), (9, 9), names=("X", "Y", "Z")))
    lines = sorted(line.baseline for line in sheet.written if line.text in "XYZ")
    assert min(b - a for a, b in pairwise(lines)) >= 40


@pytest.mark.parametrize("weekday", ["", " Wed", " Wednesday"])
@pytest.mark.parametrize("count", [2, 5, 90])
def test_of_many_day_labels_the_last_is_shown_and_none_touch(weekday, count):
    days = tuple(date(2026, 1, 1) + timedelta(n) for n in range(count))
    labels = tuple(f"{d.day}.{d.month}.{weekday}" for d in days)
    series = (Series(name="sent", values=tuple(range(count))),)
    sheet, _ = line_sheet(
        LineChart(language="en", title="Quarter", days=days, labels=labels, series=series)
    )
    shown = sorted((t for t in sheet.written if t.text in labels), key=lambda t: t.left)
    assert shown[-1].text == labels[-1]
    assert all(a.right < b.left for a, b in pairwise(shown))


@given(st.integers(0, 10**9))
def test_a_scale_has_few_round_steps_and_reaches_the_greatest_count(greatest):
    scale = ticks(greatest)
    assert scale[0] == 0
    assert 2 <= len(scale) <= 5
    assert scale[-1] >= max(1, greatest)
    assert re.fullmatch("[125]0*", str(scale[1]))


@pytest.mark.parametrize(
    "faulty",
    [
        {"labels": ("a",)},
        {"days": (), "labels": ()},
        {"series": ()},
        {"series": (Series(name="x", values=(1,)),)},
        {"series": (Series(name="x", values=(1, -1)),)},
    ],
)
def test_a_chart_that_does_not_add_up_is_refused(faulty):
    sound = {
        "language": "en",
        "title": "x",
        "days": (date(2026, 1, 1), date(2026, 1, 2)),
        "labels": ("a", "b"),
        "series": (Series(name="x", values=(1, 2)),),
    }
    LineChart(**sound)
    with pytest.raises(ValueError, match=r"chart has|series has|negative"):
        LineChart(**sound | faulty)
