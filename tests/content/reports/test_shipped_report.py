"""The report that ships: true to its source, complete in three languages, spelled right."""

import re
from pathlib import Path

import pytest

from content.reports.load import load_reports

HERE = Path(__file__).parent
LIBRARY = HERE.parents[2] / "content" / "library"
SOURCE = (HERE.parent / "source.txt").read_text(encoding="utf-8")
NUMBER = re.compile(r"\d+(?:\.\d+)?")
COUNTS_NOTHING = {"2024.11", "17", "2024"}
"""The source's date, and a year inside a figure's label."""
SCHEME = "1+4+N"


@pytest.fixture(scope="module")
def report():
    (only,) = load_reports([LIBRARY / "reports"])
    return only


@pytest.fixture(scope="module")
def figures(report):
    return [figure for section in report.sections for figure in section.figures]


def test_there_are_six_sections_and_28_figures(report, figures):
    assert len(report.sections) == 6
    assert len(figures) == 28


def test_every_quote_stands_in_the_source(figures):
    assert [figure.id for figure in figures if figure.quote not in SOURCE] == []


def test_a_figure_is_at_least_exactly_where_the_source_says_more_than(figures):
    for figure in figures:
        assert figure.at_least == bool(re.search(r"\d万?[余多]", figure.quote)), figure.id
        after = SOURCE[SOURCE.index(figure.quote) + len(figure.quote) :]
        assert after[0] not in "余多", figure.id


def test_a_figures_value_is_the_number_in_its_quote(figures):
    words = {"四级": 4, "五项": 5, "五个": 5}
    for figure in figures:
        quote = figure.quote.removeprefix("2024年")
        found = NUMBER.search(quote)
        if found is None:
            assert figure.value == next(n for word, n in words.items() if word in quote)
            continue
        factor = 10_000 if re.match(r"余?万", quote[found.end() :]) else 1
        assert figure.value == float(found[0]) * factor, figure.id


def test_every_number_in_digits_that_counts_something_lies_in_a_figures_quote(figures):
    covered = {
        place
        for figure in figures
        for found in re.finditer(re.escape(figure.quote), SOURCE)
        for place in range(*found.span())
    }
    left = [
        found[0]
        for found in NUMBER.finditer(SOURCE.replace(SCHEME, " " * len(SCHEME)))
        if found.start() not in covered and found[0] not in COUNTS_NOTHING
    ]
    assert left == []


def test_everything_is_said_in_three_languages(report, figures):
    said = [report.title, report.source.publisher, report.source.rights]
    said += [t for s in report.sections for t in (s.title, s.summary, s.body)]
    said += [text for figure in figures for text in (figure.label, figure.unit)]
    for texts in said:
        assert set(texts) == {"zh", "ug", "en"}
        assert all(text.strip() for text in texts.values())


def test_no_body_copies_more_than_20_characters_in_a_row_from_the_source(report):
    source = re.sub(r"\s", "", SOURCE)
    for section in report.sections:
        body = re.sub(r"\s", "", section.body["zh"])
        runs = (body[n : n + 21] for n in range(len(body) - 20))
        assert [run for run in runs if run in source] == []


def test_the_source_is_named_as_it_was_published(report):
    assert report.source.title == SOURCE.splitlines()[0]
    assert report.source.address in SOURCE
    assert f"{report.source.date:%Y.%m.%d}" in SOURCE


def test_the_three_bodies_have_the_same_paragraphs(report):
    for section in report.sections:
        counts = {len(text.strip().split("\n\n")) for text in section.body.values()}
        assert len(counts) == 1, section.id
