"""The shelf takes up a whole new edition, or keeps the last good one and says what is wrong."""

import json
import shutil

import pytest

from content.errors import ContentErrors
from content.shelf import Shelf
from tests.content.samples import deck, report


@pytest.fixture
def folders(tmp_path):
    (tmp_path / "reports" / "town").mkdir(parents=True)
    (tmp_path / "lessons").mkdir()
    write(tmp_path / "reports" / "town" / "report.yaml", report())
    write(tmp_path / "lessons" / "home.yaml", deck())
    return tmp_path


def write(path, data):
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1), encoding="utf-8")


def opened(folders):
    return Shelf(reports=[folders / "reports"], lessons=[folders / "lessons"])


def test_an_edition_holds_the_reports_and_the_decks(folders):
    edition = opened(folders).edition
    assert [each.slug for each in edition.reports] == ["town-2024"]
    assert [each.slug for each in edition.decks] == ["home"]


def test_a_library_that_is_broken_at_the_start_is_refused_with_all_faults(folders):
    write(folders / "reports" / "town" / "report.yaml", report(sections=[]))
    write(folders / "lessons" / "home.yaml", deck(learn="fr"))
    with pytest.raises(ContentErrors) as wrong:
        opened(folders)
    assert "report.yaml" in str(wrong.value)
    assert "home.yaml" in str(wrong.value)


def test_nothing_changed_means_the_same_edition(folders):
    shelf = opened(folders)
    before = shelf.edition
    assert shelf.refresh() == ()
    assert shelf.edition is before


def test_a_broken_edit_keeps_the_last_good_edition_and_names_file_and_line(folders):
    shelf = opened(folders)
    good = shelf.edition
    write(folders / "lessons" / "home.yaml", deck(level="New"))
    write(folders / "reports" / "town" / "report.yaml", report(languages=["fr", "zh"]))

    (fault,) = shelf.refresh()

    assert shelf.edition is good
    assert fault.path == folders / "reports" / "town" / "report.yaml"
    assert fault.line == fault.path.read_text(encoding="utf-8").splitlines().index('  "fr",') + 1
    assert fault.key == "languages.0"


def test_a_fault_is_told_once_and_not_at_every_look(folders):
    shelf = opened(folders)
    (folders / "lessons" / "home.yaml").write_text("slug: [", encoding="utf-8")
    assert shelf.refresh()
    assert shelf.refresh() == ()


def test_a_mended_edit_is_taken_up(folders):
    shelf = opened(folders)
    (folders / "lessons" / "home.yaml").write_bytes(b"\xff\xfe")
    assert "UTF-8" in str(shelf.refresh()[0])
    write(folders / "lessons" / "home.yaml", deck(level="Mended"))
    assert shelf.refresh() == ()
    assert shelf.edition.decks[0].level == "Mended"


def test_half_a_copied_file_is_never_served(folders):
    shelf = opened(folders)
    path = folders / "lessons" / "home.yaml"
    whole = json.dumps(deck(level="Whole"), indent=1)
    for length in range(0, len(whole) - 1, 97):
        path.write_text(whole[:length], encoding="utf-8")
        shelf.refresh()
        assert shelf.edition.decks[0].level == "HSK 1"
    path.write_text(whole, encoding="utf-8")
    assert shelf.refresh() == ()
    assert shelf.edition.decks[0].level == "Whole"


def test_a_new_file_is_taken_up_and_a_removed_one_is_gone(folders):
    shelf = opened(folders)
    write(folders / "lessons" / "market.yaml", deck(slug="market"))
    assert shelf.refresh() == ()
    assert [each.slug for each in shelf.edition.decks] == ["home", "market"]
    (folders / "lessons" / "home.yaml").unlink()
    assert shelf.refresh() == ()
    assert [each.slug for each in shelf.edition.decks] == ["market"]


def test_a_folder_that_disappears_is_a_fault_and_the_edition_stays(folders):
    shelf = opened(folders)
    shutil.rmtree(folders / "lessons")
    (fault,) = shelf.refresh()
    assert str(fault).endswith("lessons: is not a folder")
    assert len(shelf.edition.decks) == 1
