"""YAML is read strictly, and every fault is named by its place."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from content.errors import ContentErrors
from content.strict_yaml import MAX_BYTES, MAX_DEPTH, parse_document, read_document

HERE = Path("x.yaml")


class Stall(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    opened: date
    prices: list[int] = []


def data(text):
    return parse_document(text, path=HERE).data


def fault(text):
    with pytest.raises(ContentErrors) as wrong:
        parse_document(text, path=HERE)
    return str(wrong.value)


def faults_of(text, model):
    with pytest.raises(ContentErrors) as wrong:
        parse_document(text, path=HERE).validate(model)
    return [str(error) for error in wrong.value.errors]


def test_what_looks_like_something_else_stays_text():
    found = data("a: 9:30\nb: no\nc: 0123\nd: 2024-11-17\ne: '5'\n")
    assert found == {"a": "9:30", "b": "no", "c": "0123", "d": "2024-11-17", "e": "5"}


@pytest.mark.parametrize(
    "scalar",
    ["yes", "on", "Off", "NO", "True", "Null", "0x10", "0o17", "1_000", "1e3", ".inf", ".5", "+1",
     "-0123", "1:2:3", "<<", "=", "2024-11-17 08:00:00", "12345678901234567"],
)  # fmt: skip
def test_a_word_that_yaml_would_turn_into_something_else_stays_as_written(scalar):
    assert data(f"a: {scalar}\n") == {"a": scalar}


def test_numbers_booleans_and_nothing_are_what_they_are():
    found = data("a: 5\nb: 43.58\nc: true\nd:\ne: [1, x]\nf: -7\ng: ~\nh: null\ni: false\n")
    assert found == {"a": 5, "b": 43.58, "c": True, "d": None, "e": [1, "x"],
                     "f": -7, "g": None, "h": None, "i": False}  # fmt: skip


def test_what_is_quoted_or_a_block_is_text():
    assert data("a: '5'\nb: \"true\"\nc: ''\nd: |\n  7\ne: >-\n  null\n") == {
        "a": "5", "b": "true", "c": "", "d": "7\n", "e": "null",
    }  # fmt: skip


def test_a_key_is_always_text():
    assert data("1: a\nno: b\n2024-11-17: c\n") == {"1": "a", "no": "b", "2024-11-17": "c"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: a: stands here twice"),
        ("a:\n- b: 1\n  b: 2\n", "x.yaml:3: a.0.b: stands here twice"),
        ("a: {1: x, '1': y}\n", "x.yaml:1: a.1: stands here twice"),
        ("a: &x 1\nb: *x\n", "x.yaml:1: anchors and aliases"),
        ("\na: *x\n", "x.yaml:2: anchors and aliases"),
        ("&k a: 1\n", "x.yaml:1: anchors and aliases"),
        ("a: !!python/object/apply:os.system [ls]\n", "x.yaml:1: the tag"),
        ("b: 1\na: !!int '5'\n", "x.yaml:2: the tag tag:yaml.org,2002:int is not allowed"),
        ("a: !mine x\n", "x.yaml:1: the tag !mine is not allowed"),
        ("a: [1, 2\nb: 3\n", "x.yaml:2"),
        ("a: {b: 'x\n", "x.yaml:"),
        ("a:\n\t- b\n", "x.yaml:2"),
        ("--- a\n--- b\n", "x.yaml:2"),
        ("a: \x00\n", "control characters are not allowed"),
        ("b: 1\n? [a, b]\n: 1\n", "x.yaml:2: a key must be a plain word"),
        ("{b: 1}: 2\n", "x.yaml:1: a key must be a plain word"),
        ("- 1\n" * 200_001, "more than 200000 entries"),
    ],
)
def test_a_fault_is_refused_with_its_line(text, said):
    assert said in fault(text)


def test_all_keys_that_stand_twice_are_named_in_one_reading():
    assert fault("a: 1\na: 2\nb: {c: 1, c: 2}\n").count("stands here twice") == 2


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[a: ", "{a: ", "a:\n  - "])
@pytest.mark.timeout(20)  # in proportion it takes 0.4 s, by the square an hour
def test_200_000_openings_are_refused_without_delay_or_crash(opening):
    assert "x.yaml:" in fault(opening * 200_000)


def test_nesting_is_allowed_up_to_its_limit_and_not_one_deeper():
    assert data("[" * MAX_DEPTH + "]" * MAX_DEPTH)[0]
    assert "nested deeper" in fault("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))


def test_a_bomb_of_aliases_is_refused_before_it_grows():
    layers = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    assert "x.yaml:1: anchors" in fault("\n".join(["a0: &a0 [lol]", *layers]))


@given(st.text(alphabet=st.sampled_from("a:-[]{}&*!|>'\"#%@? \n\t~0."), max_size=60))
def test_any_text_is_plain_data_or_faults_and_never_anything_else(text):
    try:
        found = data(text)
    except ContentErrors as wrong:
        assert all(str(error).startswith("x.yaml") for error in wrong.errors)
        return
    assert found is None or isinstance(found, str | int | float | bool | list | dict)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(max_size=12),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
        max_leaves=8,
    )
)
def test_what_a_program_wrote_down_is_read_back_as_it_was(value):
    written = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    unquoted = written.replace("!!int ", "").replace("!!bool ", "").replace("!!null ", "")
    assert texts_of(data(unquoted)) == texts_of(value)


def texts_of(value):
    """Every leaf as YAML's dump in quotes spells it."""
    if isinstance(value, dict):
        return {key: texts_of(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [texts_of(inner) for inner in value]
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    return str(value)


def test_a_value_that_does_not_fit_is_named_by_line_and_key():
    said = faults_of("name: x\n\nopened: soon\nprices:\n- 1\n- cheap\nextra: 1\n", Stall)
    assert [line.split(": ")[:2] for line in said] == [
        ["x.yaml:3", "opened"],
        ["x.yaml:6", "prices.1"],
        ["x.yaml:7", "extra"],
    ]


def test_a_missing_key_is_named_at_the_line_of_what_lacks_it():
    class Street(BaseModel):
        stalls: list[Stall]

    said = faults_of("stalls:\n- name: x\n  opened: 2024-11-17\n- opened: 2024-11-17\n", Street)
    assert said == ["x.yaml:4: stalls.1.name: Field required"]


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n", "---\n"])
def test_an_empty_file_is_no_document_and_says_so_when_a_model_is_wanted(text):
    assert data(text) is None
    assert faults_of(text, Stall)[0].startswith("x.yaml")


def test_a_file_is_read_as_utf_8_with_or_without_a_mark_at_its_start(tmp_path):
    for start in (b"", b"\xef\xbb\xbf"):
        (tmp_path / "a.yaml").write_bytes(start + "name: ئۆي 家\r\nprice: 5\r\n".encode())
        assert read_document(tmp_path / "a.yaml").data == {"name": "ئۆي 家", "price": 5}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a: \xff\n", "a.yaml: is not UTF-8 text"),
        ("a: 市场\n".encode("gb18030"), "a.yaml: is not UTF-8 text"),
        ("a: x\n".encode("utf-16"), "a.yaml: is not UTF-8 text"),
        (b"#" * (MAX_BYTES + 1), f"a.yaml: is larger than {MAX_BYTES} bytes"),
    ],
)
def test_a_file_that_is_not_text_or_too_large_is_one_sentence(tmp_path, content, said):
    (tmp_path / "a.yaml").write_bytes(content)
    with pytest.raises(ContentErrors) as wrong:
        read_document(tmp_path / "a.yaml")
    assert str(wrong.value).endswith(said)


def test_a_missing_file_and_a_folder_are_one_sentence(tmp_path):
    with pytest.raises(ContentErrors, match=r"none\.yaml: no such file"):
        read_document(tmp_path / "none.yaml")
    with pytest.raises(ContentErrors, match="is a directory"):
        read_document(tmp_path)
