"""A year of a thousand learners who forget as FSRS says people do."""

import random
from datetime import date, timedelta

import pytest

from content.lessons.course import Catalogue, Wish
from scheduler.memories import Memory, graded, recall
from scheduler.recurrence import spread
from scheduler.reviews import is_new, next_day, session, todays
from tests.content.samples import item, whole_deck

START = date(2026, 1, 1)
CATALOGUE = Catalogue((whole_deck(*(item(f"w{n:03}") for n in range(180))),))
COURSE = CATALOGUE.course(Wish())
RETENTION = 0.9


def year(chance, days):
    """Return what was remembered at each review, and how many items each lesson day had."""
    memories, remembered, loads = {}, [], []
    for today in (START + timedelta(n) for n in range(365)):
        if today.weekday() not in days:
            continue
        ahead = next_day(today, days)
        lessons = todays(CATALOGUE, COURSE, memories, today=today, next_lesson=ahead)
        for lesson in lessons:
            memory = memories.get(lesson.key)
            if is_new(memory):
                got = chance.random() < 0.7
            else:
                got = chance.random() < recall(memory, today)
                remembered.append(got)
            seen = memory or Memory(met_on=today)
            memories[lesson.key] = graded(seen, got=got, today=today, retention=RETENTION)
        assert not session(CATALOGUE, memories, today=today, next_lesson=ahead) or len(lessons) < 5
        loads.append(len(lessons))
    return remembered, loads


def simulated(learners, per_week):
    chance, remembered, loads = random.Random(5), [], []
    for _ in range(learners):
        asked, load = year(chance, spread(per_week))
        remembered += asked
        loads += load
    return sum(remembered) / len(remembered), sorted(loads)[int(len(loads) * 0.95)]


@pytest.mark.parametrize(("per_week", "learners"), [(3, 40), (7, 15)])
def test_what_is_asked_is_remembered_as_configured_and_no_day_is_heavy(per_week, learners):
    share, load = simulated(learners, per_week)
    assert abs(share - RETENTION) <= 0.03
    assert load <= 6


@pytest.mark.nightly
@pytest.mark.timeout(600)
def test_a_thousand_learners_remember_as_configured(record_property):
    share, load = simulated(1000, 3)
    record_property("recall and load", (share, load))
    assert abs(share - RETENTION) <= 0.03
    assert load <= 6
