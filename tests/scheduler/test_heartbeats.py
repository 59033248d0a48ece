"""A runner is dead when its number stands still in enough looks, and only then."""

from hypothesis import given
from hypothesis import strategies as st

from scheduler.heartbeats import MISSED, Watch


def test_who_stands_still_is_dead_after_enough_looks_and_not_before():
    watch = Watch()
    for _ in range(MISSED):
        assert watch.look({7: 3}) == {}
    assert watch.look({7: 3}) == {7: 3}


def test_one_beat_begins_the_count_anew():
    watch = Watch()
    for _ in range(MISSED):
        watch.look({7: 3})
    assert watch.look({7: 4}) == {}
    for _ in range(MISSED - 1):
        assert watch.look({7: 4}) == {}
    assert watch.look({7: 4}) == {7: 4}


def test_who_has_gone_is_forgotten_and_may_come_back():
    watch = Watch()
    for _ in range(MISSED + 1):
        watch.look({7: 3})
    assert watch.look({}) == {}
    assert watch.look({7: 3}) == {}


@given(st.lists(st.booleans(), max_size=60))
def test_who_beats_at_least_once_in_so_many_looks_never_dies(beats):
    watch, number, still = Watch(), 0, 0
    for beat in beats:
        still = 0 if beat or still == MISSED - 1 else still + 1
        number += still == 0
        assert watch.look({1: number}) == {}
