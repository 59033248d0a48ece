"""Decks on the command line: checked, begun, imported, taken home."""

import json
import sqlite3
import zipfile

import pytest
import yaml
from typer.testing import CliRunner

from bot.__main__ import cli
from tests.content.samples import deck, item

RUN = CliRunner()


@pytest.fixture
def shelf(tmp_path):
    """A configuration whose decks are written by `put`."""
    (tmp_path / "lessons").mkdir()
    (tmp_path / "reports").mkdir()
    config = tmp_path / "config.yaml"
    content = {"reports": [str(tmp_path / "reports")], "lessons": [str(tmp_path / "lessons")]}
    config.write_text(yaml.safe_dump({"telegram": {"token": "1:x"}, "content": content}), "utf-8")

    def put(name="home.yaml", **changes):
        text = json.dumps(deck(**changes), ensure_ascii=False)  # is YAML too
        (tmp_path / "lessons" / name).write_text(text, "utf-8")

    def check():
        return RUN.invoke(cli, ["check", "-c", str(config)])

    return put, check, tmp_path


def good(name="hao", **changes):
    return item(name, hanzi="你好", pinyin="nǐ hǎo", said="ní hǎo", level=1) | changes


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"pinyin": "nǐ háo"}, "nǐ háo does not read 你好: its characters read nǐ hào/hǎo"),
        ({"pinyin": "nǐ"}, "nǐ does not read 你好"),
        ({"said": "ní hào la"}, "differs from nǐ hǎo in more than its tones"),
        ({"hanzi": "老师", "pinyin": "lǎoshī", "said": None, "level": 3}, "老师 is level 1 in the HSK syllabus of 2025, not 3"),
        ({"hanzi": "你好क"}, "no font can draw क"),
        ({"review": {"zh": "checked"}}, "says nothing of en, ug"),
        ({"audio": "no.ogg"}, "there is no such file"),
        ({"audio": "../../secret.ogg"}, "lies outside the deck's folder"),
    ],
)  # fmt: skip
def test_a_fault_is_one_sentence_with_its_place(shelf, changes, sentence):
    put, check, _ = shelf
    put(items=[good(**changes)])
    found = check()
    assert found.exit_code == 1
    assert sentence in found.output
    assert "home.yaml:" in found.output
    assert "Traceback" not in found.output


def test_two_equal_ids_and_a_word_in_two_decks_are_named(shelf):
    put, check, _ = shelf
    put(items=[good(), good()])
    assert "the item hao stands here twice" in check().output
    put(items=[good()])
    put("other.yaml", slug="other", items=[good("again")])
    assert "你好 is also in home as hao" in check().output


def test_a_latin_spelling_is_checked_letter_by_letter(shelf):
    put, check, _ = shelf
    word = good(hanzi="كىتاب", pinyin="kitap", said=None, level=None)
    word["example"] = {"hanzi": "كىتاب", "pinyin": "kitab", "meaning": word["meaning"]}
    put(learn="ug", items=[word], **{"from": ["zh", "en"]})
    assert "kitap does not spell كىتاب: expected kitab" in check().output


def test_what_nobody_has_checked_is_listed_and_is_no_fault(shelf):
    put, check, _ = shelf
    put(
        items=[
            good(),
            good("b", hanzi="好", pinyin="hǎo", said=None)
            | {"review": dict.fromkeys(("zh", "ug", "en"), "checked")},
        ]
    )
    found = check()
    assert found.exit_code == 0, found.output
    assert "drafted only: home: zh 1, ug 1, en 1 of 2 items" in found.output


def test_a_recording_that_is_none_is_named(shelf):
    put, check, folder = shelf
    (folder / "lessons" / "a.ogg").write_bytes(b"noise")
    put(items=[good(audio="a.ogg")])
    assert "this is no recording that can be read" in check().output


def run(*words):
    return RUN.invoke(cli, ["deck", *map(str, words)])


@pytest.mark.parametrize(("learn", "speakers"), [("zh", "ug,en"), ("ug", "zh,en")])
def test_a_new_deck_is_whole_and_nothing_is_written_over(shelf, learn, speakers):
    _, check, folder = shelf
    file = folder / "lessons" / "fruit.yaml"
    assert run("new", file, "--learn", learn, "--from", speakers).exit_code == 0
    assert check().exit_code == 0
    before = file.read_text("utf-8")
    again = run("new", file)
    assert again.exit_code == 2
    assert "is there already; nothing was written" in again.output
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_becomes_a_deck_with_drafted_readings_and_levels(shelf, encoding):
    _, check, folder = shelf
    table = folder / "table.csv"
    table.write_text("word,meaning_ug,meaning_en\n老师,x,teacher\n葡萄干,y,raisins\n", encoding)
    file = folder / "lessons" / "new.yaml"
    assert run("import", table, "-o", file, "--theme", "school").exit_code == 0
    assert check().exit_code == 0
    items = yaml.safe_load(file.read_text("utf-8"))["items"]
    assert [(it["pinyin"], it.get("level")) for it in items] == [
        ("lǎo shī", 1),
        ("pú tao gān", None),
    ]
    assert all(set(it["review"].values()) == {"drafted"} for it in items)


def test_every_bad_row_is_named_and_nothing_is_written(shelf):
    _, _, folder = shelf
    table = folder / "table.csv"
    table.write_text("word,meaning_en\n,teacher\n老师,\n", "utf-8")
    found = run("import", table, "-o", folder / "new.yaml", "--from", "en")
    assert found.exit_code == 2
    assert "row 2: word is missing" in found.output
    assert "row 3: meaning_en is missing" in found.output
    assert not (folder / "new.yaml").exists()


def test_a_deck_goes_to_anki_with_the_same_names_each_time(shelf):
    put, _, folder = shelf
    put(items=[good(meaning={"ug": "سالام", "en": "<hello>", "zh": "词"})])
    notes = []
    for name in ("a.apkg", "b.apkg"):
        made = run("export", "anki", folder / "lessons" / "home.yaml", "-o", folder / name)
        assert made.exit_code == 0, made.output
        zipfile.ZipFile(folder / name).extract("collection.anki2", folder / name[0])
        with sqlite3.connect(folder / name[0] / "collection.anki2") as store:
            notes.append(store.execute("SELECT guid, flds FROM notes").fetchall())
            assert json.loads(store.execute("SELECT decks FROM col").fetchone()[0])
        store.close()
    assert notes[0] == notes[1]
    assert notes[0][0][1].split("\x1f")[:3] == ["你好", "nǐ hǎo → ní hǎo", "&lt;hello&gt;"]


@pytest.mark.parametrize(
    "words",
    [("new", "x.yaml", "--learn", "fr"), ("new", "x.yaml", "--theme", "space"),
     ("import", "none.csv", "-o", "x.yaml"), ("export", "anki", "none.yaml", "-o", "x.apkg")],
)  # fmt: skip
def test_a_slip_is_one_line_and_exit_code_2(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = run(*words)
    assert found.exit_code == 2
    assert found.output.startswith("littlehands: ")
    assert "Traceback" not in found.output
