"""Telegram's HTML, and offsets in UTF-16 units."""

import html

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.demo.errors import ApiError
from bot.demo.rich_text import parse_html
from bot.demo.spans import settle, utf16

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SOLID = st.text(st.sampled_from('ab你ئ😀 👨‍👩‍👧&<>"'), min_size=1, max_size=20).filter(str.strip)


def cut(text: str, entity: dict) -> str:
    """Return an entity's stretch of the text, cut out as Telegram's clients do."""
    units = text.encode("utf-16-le")
    start, length = entity["offset"] * 2, entity["length"] * 2
    return units[start : start + length].decode("utf-16-le")


@settings(deadline=None)
@given(TEXT)
def test_escaped_text_comes_back_as_it_was(text: str):
    assert parse_html(html.escape(text, quote=False)) == (text, [])
    assert parse_html(html.escape(text).replace("&#x27;", "'")) == (text, [])


@settings(deadline=None)
@given(TEXT, SOLID, TEXT)
def test_an_entity_covers_its_own_stretch_of_utf16(before: str, inner: str, after: str):
    source = f"{html.escape(before)}<b>{html.escape(inner)}</b>{html.escape(after)}"
    text, entities = parse_html(source)

    assert text == before + inner + after
    assert [cut(text, each) for each in entities] == [inner]
    assert entities[0]["offset"] == utf16(before)


@settings(deadline=None)
@given(TEXT, SOLID)
def test_trimming_moves_the_entities_along(before: str, inner: str):
    text, entities = settle(*parse_html(f" \n {html.escape(before)}<i>{html.escape(inner)}</i> \n"))

    assert text == text.strip()
    italics = [cut(text, each) for each in entities if each["type"] == "italic"]
    assert [each.strip() for each in italics] == [inner.strip()]


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/&; ab\"'=bi#x1"), max_size=40))
def test_any_source_is_parsed_or_refused_and_never_breaks(source: str):
    try:
        text, entities = settle(*parse_html(source))
    except ApiError as refusal:
        assert refusal.description.startswith("Bad Request: can't parse entities: ")
    else:
        assert all(0 <= e["offset"] <= e["offset"] + e["length"] <= utf16(text) for e in entities)


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        ("<b>x</b>", {"type": "bold"}),
        ("<STRONG>x</STRONG>", {"type": "bold"}),
        ("<em>x</em>", {"type": "italic"}),
        ("<u>x</u>", {"type": "underline"}),
        ("<ins>x</ins>", {"type": "underline"}),
        ("<s>x</s>", {"type": "strikethrough"}),
        ("<strike>x</strike>", {"type": "strikethrough"}),
        ("<del>x</del>", {"type": "strikethrough"}),
        ("<tg-spoiler>x</tg-spoiler>", {"type": "spoiler"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<code>x</code>", {"type": "code"}),
        ("<pre>x</pre>", {"type": "pre"}),
        ('<pre><code class="language-c">x</code></pre>', {"type": "pre", "language": "c"}),
        ("<blockquote>x</blockquote>", {"type": "blockquote"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        ("<a href='https://a.b/?x&amp;y'>x</a>", {"type": "text_link", "url": "https://a.b/?x&y"}),
        ("<a href=a.b>x</a>", {"type": "text_link", "url": "http://a.b"}),
        ('<a href="tg://user?id=1">x</a>', {"type": "text_link", "url": "tg://user?id=1"}),
        ("<tg-emoji emoji-id='5'>x</tg-emoji>", {"type": "custom_emoji", "custom_emoji_id": "5"}),
    ],
)
def test_each_tag_becomes_its_entity(source: str, entity: dict):
    assert parse_html(source) == ("x", [{**entity, "offset": 0, "length": 1}])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("ئ<p>x</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("1 < 2 > 0", 'Unsupported start tag "" at byte offset 2'),
        (
            "你<b><i>x</b></i>",
            'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"',
        ),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<b/>", 'Unsupported start tag "b/" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<a href=x?y>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x>x</a>', "Unclosed start tag at byte offset 0"),
        ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
    ],
)
def test_malformed_html_is_refused_with_the_byte_where(source: str, reason: str):
    if source == "a < b":
        reason = 'Unsupported start tag "" at byte offset 2'
    with pytest.raises(ApiError) as refused:
        parse_html(source)

    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;&gt;&amp;&quot;", '<>&"'),
        ("&#60;&#x1F600;", "<😀"),
        ("&nbsp; &copy;", "&nbsp; &copy;"),
        ("&#xD800; &#0;", "&#xD800; &#0;"),
        ("AT&T", "AT&T"),
        ("<b>x</>", "x"),
        ("<b></b>", ""),
        ("<a href='::'>x</a>", "x"),
        ("<tg-emoji>x</tg-emoji>", "x"),
    ],
)
def test_references_and_odd_but_allowed_html_give_their_text(source: str, text: str):
    assert parse_html(source)[0] == text


def kinds(source: str) -> list[tuple[str, int, int]]:
    _, entities = settle(*parse_html(source))
    return [(each["type"], each["offset"], each["length"]) for each in entities]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<b>a<i>b</i></b>", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<b>a</b><b>b</b>", [("bold", 0, 2)]),
        ("<b>a<b>b</b></b>", [("bold", 0, 2)]),
        ("<b><code>a</code></b>", [("code", 0, 1)]),
        ("<code>a<b>b</b></code>", [("code", 0, 2)]),
        ("see /help now", [("bot_command", 4, 5)]),
        ("/start@some_bot", [("bot_command", 0, 15)]),
        ("a/b 1/2", []),
        ("ask @some_one", [("mention", 4, 9)]),
        ("#خەۋەر 😀 #新闻", [("hashtag", 0, 6), ("hashtag", 10, 3)]),
        ("at https://a.b/c?d=1.", [("url", 3, 17)]),
        ("<code>/help</code>", [("code", 0, 5)]),
        ("\x07 x\x00<b>y</b>", [("bold", 2, 1)]),
    ],
)
def test_entities_are_found_joined_and_dropped_as_telegram_does(source: str, found: list):
    assert kinds(source) == found
