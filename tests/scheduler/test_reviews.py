"""What is due, five at most, else something new; a backlog never shows; edits break nothing."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from content.lessons.course import Catalogue, Course, Wish
from scheduler.memories import Memory, graded
from scheduler.reviews import (
    MOST,
    REST,
    next_day,
    session,
    to_ask,
    to_meet,
    todays,
    together,
    until,
)
from tests.content.samples import item, whole_deck

TODAY = date(2026, 3, 4)
AHEAD = TODAY + timedelta(days=2)
NAMES = [f"w{n}" for n in range(12)]
SHELF = {n: Catalogue((whole_deck(*(item(name) for name in NAMES[:n])),)) for n in range(1, 13)}
SIZES = st.integers(1, 12)
DAYS = st.integers(-90, 0).map(lambda n: TODAY + timedelta(days=n))
MEMORY = st.builds(
    Memory,
    met_on=DAYS,
    shown_on=st.none() | DAYS,
    due_on=st.none() | st.integers(-90, 30).map(lambda n: TODAY + timedelta(days=n)),
    reviewed_on=st.none() | DAYS,
    stability=st.just(3.0),
    difficulty=st.just(5.0),
)
MEMORIES = st.dictionaries(
    st.sampled_from([("home", name) for name in [*NAMES, "gone"]] + [("old", "w1")]), MEMORY
)


def chosen(size, memories, **more):
    catalogue = SHELF[size]
    course = catalogue.course(Wish())
    given = {"today": TODAY, "next_lesson": AHEAD, **more}
    return todays(catalogue, course, memories, **given)


@given(SIZES, MEMORIES)
@settings(max_examples=100, derandomize=True)
def test_a_day_has_five_items_at_most_all_of_them_in_the_decks(size, memories):
    found = chosen(size, memories)
    assert 1 <= len(found) <= MOST
    assert len(set(found)) == len(found)
    assert all(lesson.key in SHELF[size].by_key for lesson in found)


@given(SIZES, MEMORIES)
@settings(max_examples=100, derandomize=True)
def test_new_ones_come_only_when_nothing_that_may_be_asked_is_due(size, memories):
    found = chosen(size, memories)
    new = [lesson for lesson in found if lesson.key not in memories]
    if new:
        assert found == tuple(new)
        asked = to_ask(SHELF[size], memories, today=TODAY, next_lesson=AHEAD)
        assert not asked


@given(SIZES, MEMORIES)
@settings(max_examples=100, derandomize=True)
def test_what_was_shown_today_stays_todays_lesson(size, memories):
    found = chosen(size, memories)
    noted = {
        **memories,
        **{
            lesson.key: Memory(met_on=TODAY, shown_on=TODAY)
            for lesson in found
            if lesson.key not in memories
        },
    }
    noted = {
        key: Memory(met_on=it.met_on, shown_on=TODAY, due_on=it.due_on)
        if key in {lesson.key for lesson in found}
        else it
        for key, it in noted.items()
    }
    assert set(chosen(size, noted)) >= set(found)


@given(st.integers(6, 12))
@settings(max_examples=10, derandomize=True)
def test_a_long_absence_shows_no_backlog_but_five_a_day_until_all_had_their_turn(size):
    long_ago = TODAY - timedelta(days=200)
    memories = {
        ("home", name): graded(Memory(met_on=long_ago), got=True, today=long_ago, retention=0.9)
        for name in NAMES[:size]
    }
    seen, today = set(), TODAY
    for _ in range(3):
        found = chosen(size, memories, today=today, next_lesson=today + timedelta(days=1))
        assert len(found) <= MOST
        for lesson in found:
            seen.add(lesson.key)
            memory = memories[lesson.key]
            memories[lesson.key] = graded(memory, got=True, today=today, retention=0.9)
        today += timedelta(days=1)
    assert len(seen) >= size - 1


@given(SIZES, SIZES, MEMORIES)
@settings(max_examples=60, derandomize=True)
def test_a_deck_that_was_edited_never_breaks_a_memory(before, after, memories):
    assert chosen(before, memories)
    kept = dict(memories)
    assert chosen(after, memories)
    assert memories == kept


@given(SIZES, MEMORIES)
@settings(max_examples=60, derandomize=True)
def test_a_session_with_what_was_answered_today_has_five_at_most(size, memories):
    left = session(SHELF[size], memories, today=TODAY, next_lesson=AHEAD)
    done = [
        key
        for key, memory in memories.items()
        if memory.reviewed_on == TODAY and key in SHELF[size].by_key
    ]
    assert len(left) <= max(0, MOST - len(done))
    assert not {lesson.key for lesson in left} & set(done)


@given(MEMORIES, MEMORIES)
@settings(max_examples=60, derandomize=True)
def test_a_family_asks_what_any_of_its_learners_needs_first(one, other):
    both = together([one, other])
    assert set(both) == set(one) | set(other)
    for key, memory in both.items():
        due = [it[key].due_on for it in (one, other) if key in it and it[key].due_on]
        assert memory.due_on == min(due, default=None)


def test_an_item_that_was_offered_in_vain_rests_a_week_and_a_new_one_comes():
    due = Memory(met_on=TODAY - timedelta(days=9), due_on=TODAY - timedelta(days=2),
                 shown_on=TODAY - timedelta(days=1), reviewed_on=TODAY - timedelta(days=5),
                 stability=2.0, difficulty=5.0)  # fmt: skip
    assert [it.item.id for it in chosen(3, {("home", "w0"): due})] == ["w1"]
    later = TODAY + REST
    found = chosen(3, {("home", "w0"): due}, today=later, next_lesson=later)
    assert [it.item.id for it in found] == ["w0"]


def test_a_sentence_comes_once_a_week_to_those_beyond_the_first_words():
    sentences = whole_deck(item("s0"), item("s1"), slug="sentences", kind="sentences")
    words = whole_deck(item("w0"), item("w1"), item("w2"))
    catalogue = Catalogue((words, sentences))
    monday = date(2026, 3, 2)
    beyond = catalogue.course(Wish(level=3))
    memories, met = {}, []
    for today in (monday, monday + timedelta(days=2), monday + timedelta(days=7)):
        (lesson,) = to_meet(beyond, memories, today=today)
        memories[lesson.key] = today
        met.append(lesson.item.id)
    assert met == ["s0", "w0", "s1"]
    assert not catalogue.course(Wish()).sentences


def test_without_items_there_is_no_lesson():
    assert todays(Catalogue(()), Course(), {}, today=TODAY, next_lesson=AHEAD) == ()


def test_todays_lesson_asks_what_would_be_late_on_the_next():
    assert until(TODAY, TODAY + timedelta(days=3)) == TODAY + timedelta(days=2)
    assert until(TODAY, TODAY + timedelta(days=1)) == TODAY
    assert next_day(date(2026, 3, 6), frozenset({0, 2, 4})) == date(2026, 3, 9)
