"""What editors are told of an audience: counts, from which no small one can be worked out."""

from datetime import time

import pytest

from bot.views.impact import impact
from bot.views.words import words
from scheduler.impact import Impact

SEVEN = time(7)


def said(**facts):
    given = {"by_language": {"zh": 301, "ug": 98, "en": 13}, "quiet": 38, "until": SEVEN}
    return [str(line) for line in impact(words("en"), Impact(**given | facts), 5)]


def test_the_counts_are_said_with_quiet_hours_and_clock_changes():
    assert said(clock_changes=12) == [
        "Reaches 412 chats: 中文 301, \u2068ئۇيغۇرچە\u2069 98, English 13.",
        "In quiet hours then: 38, until 07:00.",
        "With a clock change before then: 12.",
    ]


@pytest.mark.parametrize(("quiet", "shown"), [(2, "fewer than 5"), (410, "410 or more"), (408, "400 or more"), (407, "407"), (412, "412")])  # fmt: skip
def test_a_count_whose_rest_is_small_is_only_about_right(quiet, shown):
    assert f"In quiet hours then: {shown}, until 07:00." in said(quiet=quiet)


def test_a_filter_that_leaves_a_few_out_hides_how_many_are_left():
    assert said(left_out=3)[0] == "Reaches 410 or more chats."
    assert said(left_out=5)[0].startswith("Reaches 412 chats")
