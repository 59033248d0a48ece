"""Two grades by the day; the first answer of a day counts."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.memories import KNOWN_DAYS, Memory, graded, recall

START = date(2026, 1, 1)
ANSWERS = st.lists(st.tuples(st.booleans(), st.integers(0, 60)), min_size=1, max_size=12)
RETENTIONS = st.sampled_from([0.7, 0.8, 0.9, 0.97])


@given(ANSWERS, RETENTIONS)
@settings(max_examples=60, derandomize=True)
def test_an_answer_sets_a_later_day_and_a_second_one_on_a_day_changes_nothing(answers, retention):
    memory, today = Memory(met_on=START), START
    for got, pause in answers:
        after = graded(memory, got=got, today=today, retention=retention)
        if memory.reviewed_on == today:
            assert after == memory
        else:
            assert after.due_on > today
            assert after.reviewed_on == today
            assert 1 <= after.difficulty <= 10
            assert after.stability > 0
            assert graded(after, got=not got, today=today, retention=retention) == after
        assert after.met_on == START
        memory = after
        today += timedelta(days=pause)


@given(ANSWERS)
@settings(max_examples=40, derandomize=True)
def test_a_clock_that_is_set_back_grades_nothing(answers):
    memory = graded(Memory(met_on=START), got=True, today=START, retention=0.9)
    for got, back in answers:
        earlier = START - timedelta(days=back)
        assert graded(memory, got=got, today=earlier, retention=0.9) == memory


@given(st.booleans(), st.integers(0, 400))
@settings(max_examples=60, derandomize=True)
def test_what_was_got_lasts_longer_and_is_forgotten_slowly(got, days):
    memory = graded(Memory(met_on=START), got=got, today=START, retention=0.9)
    other = graded(Memory(met_on=START), got=not got, today=START, retention=0.9)
    assert (memory.due_on >= other.due_on) == got or memory.due_on == other.due_on
    now = recall(memory, START + timedelta(days=days))
    assert 0 <= recall(memory, START + timedelta(days=days + 1)) <= now <= 1


def test_a_word_is_known_once_it_lasts_for_a_week():
    memory = graded(Memory(met_on=START), got=True, today=START, retention=0.9)
    assert memory.stability < KNOWN_DAYS
    assert graded(memory, got=True, today=memory.due_on, retention=0.9).stability >= KNOWN_DAYS
