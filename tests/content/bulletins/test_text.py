"""A text has something in it, fits into one message, and is listed by its first line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bulletins.markup import MarkupError
from content.bulletins.text import MAX_PLAIN, TITLE_LENGTH, TextLengthError, check_text


@pytest.mark.parametrize("sign", ["x", "家", "ئ", "&lt;", "&amp;", "&", "🍉"])
def test_a_text_of_4096_signs_is_taken_whatever_its_markup_costs(sign):
    assert check_text(f"<b><i>{sign * MAX_PLAIN}</i></b>").html.startswith("<b><i>")
    with pytest.raises(TextLengthError) as wrong:
        check_text(f"<b>{sign * (MAX_PLAIN + 1)}</b>")
    assert (wrong.value.length, wrong.value.limit) == (MAX_PLAIN + 1, MAX_PLAIN)


def test_the_spaces_around_a_text_do_not_count():
    assert check_text(f"\n {'x' * MAX_PLAIN} \n").html == "x" * MAX_PLAIN


@pytest.mark.parametrize("text", ["", " \n\t ", "<b></b>", "<b> </b>\n<i>\n</i>", "&nbsp;"])
def test_a_text_with_nothing_to_read_in_it_is_refused(text):
    with pytest.raises(TextLengthError) as wrong:
        check_text(text)
    assert wrong.value.length == 0


def test_a_wrong_tag_is_told_before_the_length():
    with pytest.raises(MarkupError):
        check_text("<h1>" + "x" * 5000)


@given(st.text(min_size=1, max_size=150))
def test_the_title_is_the_first_line_in_plain_words_and_short(text):
    try:
        found = check_text(text)
    except (MarkupError, TextLengthError):
        return
    assert 0 < len(found.title) <= TITLE_LENGTH
    assert len(found.title.splitlines()) == 1


def test_a_long_first_line_ends_in_an_ellipsis():
    assert check_text("x" * 60 + "\nmore").title == "x" * 60
    assert check_text("<b>" + "x" * 61 + "</b>\nmore").title == "x" * 59 + "…"
