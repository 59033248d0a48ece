"""Decks come from folders in the order of their file names, and every fault is told at once."""

import json

import pytest

from content.errors import ContentErrors
from content.lessons.load import load_decks
from tests.content.samples import deck, item


def put(folder, name, **changes):
    text = json.dumps(deck(**changes), ensure_ascii=False, indent=1)
    (folder / name).write_text(text, encoding="utf-8")


def test_decks_come_by_file_name_folder_after_folder(tmp_path):
    for folder in ("own", "shipped"):
        (tmp_path / folder).mkdir()
    put(tmp_path / "own", "20.yaml", slug="b")
    put(tmp_path / "own", "10.yaml", slug="c")
    put(tmp_path / "shipped", "05.yaml", slug="a")
    found = load_decks([tmp_path / "own", tmp_path / "shipped"])
    assert [each.slug for each in found] == ["c", "b", "a"]


def test_all_faults_of_all_files_are_told_at_once_with_their_lines(tmp_path):
    put(tmp_path, "a.yaml", learn="fr")
    put(tmp_path, "b.yaml", items=[item("x"), item("y", hanzi="")])
    (tmp_path / "c.yaml").write_text("slug: x\nslug: y\n", encoding="utf-8")
    with pytest.raises(ContentErrors) as wrong:
        load_decks([tmp_path, tmp_path / "none"])
    said = [str(error).removeprefix(f"{tmp_path}/") for error in wrong.value.errors]
    assert said[0].startswith("a.yaml:8: learn: ")
    assert said[1].split(":")[0] == "b.yaml"
    assert "items.1.hanzi" in said[1]
    assert said[2] == "c.yaml:2: slug: stands here twice"
    assert said[3] == "none: is not a folder"


def test_one_slug_in_two_files_is_a_fault(tmp_path):
    put(tmp_path, "a.yaml")
    put(tmp_path, "b.yaml")
    with pytest.raises(ContentErrors, match=r"b\.yaml: slug: home exists twice"):
        load_decks([tmp_path])
