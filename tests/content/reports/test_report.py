"""A report is whole or refused: nothing is missing in a language, nothing has two meanings."""

import pytest
from pydantic import ValidationError

from content.reports.report import Report
from tests.content.samples import WORDS, figure, report, section, without


def refusal(**changes):
    with pytest.raises(ValidationError) as wrong:
        Report.model_validate(report(**changes))
    return str(wrong.value)


def test_a_whole_report_is_taken():
    found = Report.model_validate(report())
    assert [part.id for part in found.sections] == ["overview", "part-1"]


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
@pytest.mark.parametrize("part", ["title", "summary", "body"])
def test_a_section_without_a_text_in_one_of_the_languages_is_refused(part, language):
    poor = section("poor", **{part: without(WORDS, language)})
    assert f"section poor has no {language} text" in refusal(sections=[section("a"), poor])


def test_a_text_in_no_language_at_all_is_refused_wherever_it_stands():
    refusal(title={})
    refusal(source={**report()["source"], "publisher": {}})
    refusal(source={**report()["source"], "rights": {}})
    refusal(sections=[section("a", figures=[figure("b", label={})])])
    refusal(sections=[section("a", figures=[figure("b", unit={})])])


def test_a_report_may_promise_fewer_languages_and_then_needs_no_others():
    poor = section("a", **{part: {"ug": "سۆز"} for part in ("title", "summary", "body")})
    assert Report.model_validate(report(languages=["ug"], sections=[poor]))


def test_an_id_used_twice_is_refused():
    assert "id a is used twice" in refusal(sections=[section("a"), section("a")])
    twice = [section("a", figures=[figure("b")]), section("c", figures=[figure("b")])]
    assert "id b is used twice" in refusal(sections=twice)


@pytest.mark.parametrize("value", ["1075", True, None, "43,58", [5]])
def test_a_figure_is_a_plain_number(value):
    assert "write a plain number" in refusal(
        sections=[section("a", figures=[figure("b", value=value)])]
    )


@pytest.mark.parametrize("value", [0, 5, -3, 43.58])
def test_a_figure_keeps_its_number_as_written(value):
    found = Report.model_validate(
        report(sections=[section("a", figures=[figure("b", value=value)])])
    )
    assert found.sections[0].figures[0].value == value
    assert type(found.sections[0].figures[0].value) is type(value)


@pytest.mark.parametrize(
    "changes",
    [
        {"slug": "Town 2024"},
        {"slug": "x" * 25},
        {"sections": []},
        {"languages": ["fr"]},
        {"title": {**WORDS, "fr": "mot"}},
        {"unknown": 1},
        {"sections": [section("part_1")]},
        {"sections": [section("a", figures=[figure("b", quote="")])]},
        {"source": {**report()["source"], "address": "javascript:alert(1)"}},
        {"source": {**report()["source"], "date": "yesterday"}},
    ],
)
def test_what_a_report_cannot_have_is_refused(changes):
    assert refusal(**changes)


def test_a_section_is_found_by_its_name_or_its_number():
    found = Report.model_validate(report())
    assert found.section("overview") is found.section("0") is found.sections[0]
    assert found.section(" PART-1 ") is found.section("1") is found.sections[1]
    assert found.section("１") is found.section("一") is found.section("١") is found.sections[1]
    assert found.section("零") is found.sections[0]
    assert found.section("2") is None
    assert found.section("三") is None
    assert found.section("") is None
    assert found.section("²") is None
