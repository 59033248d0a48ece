"""One item a day, in the author's order; none comes back before all were met."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.lessons.pick import lessons_for, meaning_languages, pick
from tests.content.samples import item, whole_deck

START = date(2026, 1, 1)
NAMES = [f"w{n}" for n in range(8)]
SHELF = {
    n: lessons_for([whole_deck(*(item(name) for name in NAMES[:n]))], learn="zh")
    for n in range(1, len(NAMES) + 1)
}
SIZES = st.integers(1, len(NAMES))
MEMORIES = st.dictionaries(
    st.sampled_from([("home", name) for name in [*NAMES, "gone"]] + [("old-deck", "w1")]),
    st.integers(-400, 0).map(lambda n: START + timedelta(days=n)),
)


@given(SIZES, MEMORIES)
def test_todays_lesson_stays_todays_lesson(size, met):
    chosen = pick(SHELF[size], met, today=START)
    assert pick(SHELF[size], {**met, chosen.key: START}, today=START) is not None
    if START not in met.values():
        assert pick(SHELF[size], {**met, chosen.key: START}, today=START) is chosen


@given(SIZES, MEMORIES)
def test_none_comes_back_before_all_are_met_and_then_the_one_met_longest_ago(size, met):
    lessons = SHELF[size]
    before = {key: day for key, day in met.items() if day != START}
    chosen = pick(lessons, before, today=START)
    new = [lesson for lesson in lessons if lesson.key not in before]
    if new:
        assert chosen is new[0]
    else:
        assert before[chosen.key] == min(before[lesson.key] for lesson in lessons)


@given(st.lists(st.tuples(SIZES, st.integers(1, 5)), min_size=1, max_size=12))
def test_a_deck_that_grows_and_shrinks_never_breaks_and_never_forgets(days):
    met, today = {}, START
    for size, pause in days:
        lessons = SHELF[size]
        chosen = pick(lessons, met, today=today)
        assert chosen in lessons
        assert chosen.key not in met or all(lesson.key in met for lesson in lessons)
        met[chosen.key] = today
        today += timedelta(days=pause)


def test_without_lessons_there_is_none_today_whatever_is_remembered():
    assert pick([], {("home", "w1"): START}, today=START) is None


def test_only_the_decks_of_the_wanted_language_are_taken_and_in_their_order():
    decks = [
        whole_deck(item("b"), item("a"), slug="two"),
        whole_deck(slug="other", learn="ug", **{"from": ["zh", "en"]}),
        whole_deck(item("c"), slug="one"),
    ]
    found = lessons_for(decks, learn="zh")
    assert [lesson.key for lesson in found] == [("two", "b"), ("two", "a"), ("one", "c")]


def test_a_reader_is_told_the_meaning_in_the_own_language_or_in_all_there_are():
    assert meaning_languages(whole_deck(), "ug") == ("ug",)
    assert meaning_languages(whole_deck(), "zh") == ("ug", "en")
