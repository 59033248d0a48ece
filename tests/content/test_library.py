"""The content that ships: complete in three languages, true to its source, spelled right."""

import re
from functools import cache
from pathlib import Path

import pytest
from pypinyin import Style, pinyin
from pypinyin_dict.phrase_pinyin_data import cc_cedict

from content.errors import ContentErrors
from content.lessons.load import load_decks
from content.lessons.pinyin import disagreement
from content.reports.load import load_reports
from content.shelf import Shelf

LIBRARY = Path(__file__).parents[2] / "content" / "library"
SOURCE = (Path(__file__).parent / "source.txt").read_text(encoding="utf-8")
FOREIGN_LETTERS = re.compile("[\ufb50-\ufdff\ufe70-\ufeff\u0647\u06cc\u06a9]")

cc_cedict.load()


@cache
def readings(character):
    return frozenset(pinyin(character, style=Style.TONE, heteronym=True)[0])


@pytest.fixture(scope="module")
def report():
    return load_reports([LIBRARY / "reports"])[0]


@pytest.fixture(scope="module")
def decks():
    return load_decks([LIBRARY / "lessons"])


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)


def test_the_report_has_an_overview_five_parts_and_28_figures(report):
    assert [s.id for s in report.sections] == ["overview", *(f"part-{n}" for n in range(1, 6))]
    assert sum(len(s.figures) for s in report.sections) == 28
    assert set(report.languages) == {"zh", "ug", "en"}


def test_every_figure_rests_on_words_of_the_source_and_says_more_than_where_they_do(report):
    for section in report.sections:
        for figure in section.figures:
            assert figure.quote in SOURCE
            more = "余" in figure.quote or "多" in figure.quote.replace("多层次", "")
            assert figure.at_least == more, figure.id


def test_every_counted_number_of_the_source_is_a_figure(report):
    counted = re.findall(r"\d[\d.]*\s*万?(?=余?万?(?:个|场|人|家|条|台|千|%|大|项|单|名))", SOURCE)
    values = [f.value for s in report.sections for f in s.figures]
    for number in counted:
        value = float(number.rstrip("万")) * (10_000 if number.endswith("万") else 1)
        assert value in values or value * 10_000 in values, number
    assert {1075, 43.58, 100_000, 400_000, 50_000, 756} <= set(values)


def test_the_summaries_are_not_the_sources_sentences(report):
    for section in report.sections:
        body = section.body["zh"]
        copied = [body[n : n + 20] for n in range(len(body) - 20) if body[n : n + 20] in SOURCE]
        assert not copied


def test_there_are_three_decks_of_forty_and_sixty_items_the_other_way_round(decks):
    mandarin = [deck for deck in decks if deck.learn == "zh"]
    assert len(mandarin) >= 3
    assert all(len(deck.items) >= 40 for deck in mandarin)
    assert sum(len(deck.items) for deck in decks if deck.learn == "ug") >= 60


def test_the_pinyin_reads_the_hanzi(decks):
    wrong = [
        found
        for deck in decks
        if deck.learn == "zh"
        for item in deck.items
        for word, reading in ((item.word, item.reading), (item.example.word, item.example.reading))
        if (found := disagreement(word, reading, readings))
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("hanzi", "reading", "agrees"),
    [
        ("你好", "nǐ hǎo", True),
        ("你好", "nǐ", False),
        ("你好", "nǐ hǎi", False),
        ("你好", "nī hǎo", False),
        ("朋友", "péngyou", True),
        ("哪儿", "nǎr", True),
        ("女儿", "nǚ'ér", True),
        ("好", "hǎo hǎo", False),
    ],
)
def test_a_dropped_or_wrong_syllable_is_found(hanzi, reading, agrees):
    assert (disagreement(hanzi, reading, readings) is None) == agrees


def test_uyghur_is_written_in_its_own_letters_and_other_scripts_are_isolated(report, decks):
    for value in (report, *decks):
        for text in texts(value.model_dump()):
            assert not FOREIGN_LETTERS.search(text), text
            assert text.count("\u2068") == text.count("\u2069"), text


def test_a_broken_edit_leaves_the_last_good_edition_and_is_named(tmp_path):
    deck = next((LIBRARY / "lessons").glob("50-*.yaml")).read_text(encoding="utf-8")
    (tmp_path / "deck.yaml").write_text(deck, encoding="utf-8")
    (tmp_path / "r").mkdir()
    shelf = Shelf(reports=[tmp_path / "r"], lessons=[tmp_path])
    good = shelf.edition
    assert shelf.refresh() == ()
    (tmp_path / "deck.yaml").write_text(deck.replace("learn: ug", "learn: xx"), encoding="utf-8")
    assert "deck.yaml" in str(shelf.refresh()[0])
    assert ": learn:" in str(ContentErrors([*shelf.refresh()])) or shelf.edition is good
    (tmp_path / "deck.yaml").write_text(
        deck.replace("level: Starter", "level: First"), encoding="utf-8"
    )
    assert shelf.refresh() == ()
    assert shelf.edition.decks[0].level == "First"


def test_two_files_of_one_slug_and_a_folder_that_is_missing_are_faults(tmp_path):
    deck = next((LIBRARY / "lessons").glob("50-*.yaml")).read_text(encoding="utf-8")
    (tmp_path / "a.yaml").write_text(deck, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(deck, encoding="utf-8")
    with pytest.raises(ContentErrors, match="exists twice"):
        load_decks([tmp_path])
    with pytest.raises(ContentErrors, match="is not a folder"):
        load_reports([tmp_path / "none"])
