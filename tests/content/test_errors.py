"""A fault is one line that an author can follow to its place."""

from pathlib import Path

import pytest

from content.errors import ContentError, ContentErrors

FILE = Path("lessons/a.yaml")


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ({}, "lessons/a.yaml: is wrong"),
        ({"line": 3}, "lessons/a.yaml:3: is wrong"),
        ({"key": "items.0"}, "lessons/a.yaml: items.0: is wrong"),
        ({"line": 3, "key": "items.0"}, "lessons/a.yaml:3: items.0: is wrong"),
    ],
)
def test_a_fault_names_file_line_and_key_as_far_as_they_are_known(place, said):
    assert str(ContentError("is wrong", path=FILE, **place)) == said


def test_several_faults_are_several_lines():
    both = ContentErrors([ContentError("a", path=FILE), ContentError("b", path=FILE)])
    assert str(both) == "lessons/a.yaml: a\nlessons/a.yaml: b"
