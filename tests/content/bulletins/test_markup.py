"""Telegram's small HTML: right tags stay, plain text is plain, a wrong tag is named with its line."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.bulletins.markup import TAGS, MarkupError, check_markup

PIECES = [
    "<", ">", "&", "</", "<!", "<!--", "-->", "<![", "]>", "<![CDATA[", "<?", "/>", "'", '"', "=",
    "<b>", "</b>", "<i>", "</i>", "<b", "<script>", "<br>", "<p/>", "<!doctype x>", "<a href=",
    '<a href="https://x.y/?a=1&b=2">', "</a>", '<span class="tg-spoiler">', "</span>", "<blockquote>",
    "<blockquote expandable>", "</blockquote>", "&amp;", "&lt;", "&lt", "&#0;", "&#xd800;", "&nbsp;",
    "\n", " ", "x", "家", "ئۆي", "\u2068", "\x00", "\r\n",
]  # fmt: skip
ANYTHING = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=14).map("".join)


@given(ANYTHING)
def test_any_text_is_canonical_or_a_named_fault_and_canonical_text_is_taken_unchanged(text):
    try:
        once = check_markup(text)
    except MarkupError as fault:
        assert fault.kind in {"unknown", "unclosed", "crossed", "link"}
        assert 1 <= fault.line <= text.count("\n") + 1
        return
    assert check_markup(once.html) == once


@given(st.text(max_size=80), st.booleans())
def test_escaped_text_comes_back_as_it_was(text, quote):
    assert check_markup(html.escape(text, quote=quote)).plain == text.strip()


@given(st.lists(st.sampled_from(sorted(TAGS - {"a", "span"})), max_size=5), st.text(max_size=20))
def test_tags_that_are_closed_in_order_stay_and_do_not_count(tags, text):
    opened = "".join(f"<{tag}>" for tag in tags)
    closed = "".join(f"</{tag}>" for tag in reversed(tags))
    found = check_markup(f"{opened}{html.escape(text)}{closed}")
    assert found.plain == text.strip()
    assert found.html.startswith(opened)
    assert found.html.endswith(closed)


@pytest.mark.parametrize(
    "text",
    [
        "a < b & c",
        "1 <2",
        "5 > 3",
        "AT&T",
        "x <",
        "x &",
        "<3",
        "if a<b",
        "Q&A; &c",
        "<!",
        "<b und c",
    ],
)
def test_signs_that_start_no_tag_are_plain_text(text):
    found = check_markup(text)
    assert found.plain == text
    assert html.unescape(found.html) == text


def test_plain_signs_are_escaped_for_telegram():
    assert check_markup("a < b & c").html == "a &lt; b &amp; c"


@pytest.mark.parametrize(
    ("text", "kind", "tag", "line"),
    [
        ("a\n<h1>x</h1>", "unknown", "h1", 2),
        ("a<br>b", "unknown", "br", 1),
        ("a\n\n<br/>", "unknown", "br/", 3),
        ("<script>alert(1)</script>", "unknown", "script", 1),
        ("<img src=x onerror=y>", "unknown", "img", 1),
        ("<!-- x -->", "unknown", "!--", 1),
        ("<!doctype html>", "unknown", "!doctype", 1),
        ("\n<?php x ?>", "unknown", "?", 2),
        ("<![CDATA[x]]>", "unknown", "![", 1),
        ("a\n<![x[", "unknown", "![", 2),
        ("<![ ", "unknown", "![", 1),
        ("<span>x</span>", "unknown", "span", 1),
        ('<span class="big">x</span>', "unknown", "span", 1),
        ("a\n<b>x", "unclosed", "b", 2),
        ("<b>\n<i>x", "unclosed", "i", 2),
        ("<b>x\n<i>y</b></i>", "crossed", "/b", 2),
        ("x\n</b>", "crossed", "/b", 2),
        ("<a>x</a>", "link", "a", 1),
        ('\n<a href="">x</a>', "link", "a", 2),
        ('<a href="javascript:alert(1)">x</a>', "link", "a", 1),
        ('<a href="/here">x</a>', "link", "a", 1),
    ],
)
def test_a_wrong_tag_is_named_with_its_kind_and_line(text, kind, tag, line):
    with pytest.raises(MarkupError) as wrong:
        check_markup(text)
    assert (wrong.value.kind, wrong.value.tag, wrong.value.line) == (kind, tag, line)


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("<B>x</B>", "<b>x</b>"),
        ("<b class=x onclick=y>x</b>", "<b>x</b>"),
        (
            "<a href='https://x.y/?a=1&amp;b=\"'>x</a>",
            '<a href="https://x.y/?a=1&amp;b=&quot;">x</a>',
        ),
        ("<a href=tg://user?id=1>x</a>", '<a href="tg://user?id=1">x</a>'),
        ("<blockquote expandable cite=x>x</blockquote>", "<blockquote expandable>x</blockquote>"),
        ("<span class='tg-spoiler' id=1>x</span>", '<span class="tg-spoiler">x</span>'),
        ("&quot;x&#39;&euro;", "\"x'€"),
        ("\n x \n", "x"),
    ],
)
def test_what_telegram_does_not_know_of_a_right_tag_is_left_out(written, canonical):
    assert check_markup(written).html == canonical
