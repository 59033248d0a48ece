"""Reports come from folders, newest first, and every fault is told in one reading."""

import json

import pytest

from content.errors import ContentErrors
from content.reports.load import load_reports
from tests.content.samples import report


def put(folder, name, **changes):
    (folder / name).mkdir()
    path = folder / name / "report.yaml"
    path.write_text(json.dumps(report(slug=name, **changes)), encoding="utf-8")
    return path


def dated(day):
    return {**report()["source"], "date": day}


def test_the_newest_report_comes_first(tmp_path):
    put(tmp_path, "old", source=dated("2022-01-01"))
    put(tmp_path, "new", source=dated("2024-01-01"))
    put(tmp_path, "middle", source=dated("2023-01-01"))
    assert [found.slug for found in load_reports([tmp_path])] == ["new", "middle", "old"]


def test_files_beside_the_report_folders_are_let_be(tmp_path):
    put(tmp_path, "one")
    (tmp_path / "notes.yaml").write_text("a: [", encoding="utf-8")
    assert len(load_reports([tmp_path])) == 1


def test_no_folder_means_no_report():
    assert load_reports([]) == ()


def test_all_faults_of_all_files_are_told_at_once(tmp_path):
    put(tmp_path, "one", languages=["fr"])
    put(tmp_path, "two", sections=[])
    with pytest.raises(ContentErrors) as wrong:
        load_reports([tmp_path, tmp_path / "none"])
    said = str(wrong.value)
    assert "one/report.yaml:1: languages.0" in said
    assert "two/report.yaml:1: sections" in said
    assert "none: is not a folder" in said


def test_one_slug_in_two_folders_is_a_fault(tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        put(tmp_path / name, "same")
    with pytest.raises(ContentErrors, match=r"b/same/report\.yaml: slug: same exists twice"):
        load_reports([tmp_path / "a", tmp_path / "b"])
