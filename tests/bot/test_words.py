"""Every sentence of the bot exists in Chinese and Uyghur, with the same facts in it."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.views.names import day_names, moment
from bot.views.words import CATALOGUE, LOCALE, words

VIEWS = Path(__file__).parents[2] / "bot" / "views"
FIELDS = re.compile(r"\{(\w+)\}|</?\w+>")


def said():
    keywords = {"t": None, "plain": None, "marked": None}
    found = extract_from_dir(VIEWS, method_map=[("**.py", "python")], keywords=keywords)
    return {message for _, _, message, *_ in found}


@pytest.mark.parametrize("language", ["zh", "ug"])
def test_a_catalogue_is_complete_and_says_the_same_things(language):
    with (LOCALE / language / CATALOGUE).open("rb") as file:
        catalogue = {m.id: m.string for m in read_po(file) if m.id}
    assert set(catalogue) == said()
    for english, other in catalogue.items():
        assert other, english
        assert sorted(FIELDS.findall(english)) == sorted(FIELDS.findall(other)), english


def test_a_fact_cannot_bring_its_own_markup_and_keeps_its_order_in_uyghur():
    assert str(
        words("en")(
            "There is no command {command}; {help} lists them all.", command="<b>", help="/help"
        )
    ) == ("There is no command &lt;b&gt;; /help lists them all.")
    assert "\u2068/help\u2069" in words("ug")(
        "There is no command {command}; {help} lists them all.", command="x", help="/help"
    )


def test_uyghur_lines_begin_with_uyghur_and_use_its_letters():
    with (LOCALE / "ug" / CATALOGUE).open("rb") as file:
        for message in read_po(file):
            text = str(message.string)
            assert not re.search("[\ufb50-\ufdff\ufe70-\ufeff\u0647\u06cc\u06a9]", text), text
            for line in re.sub(r"<[^>]+>|\{\w+\}", "", text).splitlines():
                first = re.search(r"[^\W\d_]", line)
                assert not message.id or first is None or "\u0600" <= first[0] <= "\u06ff", text


@pytest.mark.parametrize("language", ["zh", "ug", "en"])
def test_a_moment_names_day_date_time_and_zone(language):
    from datetime import UTC, datetime

    shown = moment(words(language), datetime(2026, 11, 24, 2, 0, tzinfo=UTC), "Asia/Urumqi")
    assert "2026" in shown
    assert "08:00" in shown
    assert "UTC+06" in shown
    assert day_names(words(language), frozenset({0, 6}))
