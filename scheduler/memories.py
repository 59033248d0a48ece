"""One person's memory of one item: FSRS by the day, with two grades."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import cache

from fsrs import Card, Rating, Scheduler, State

_SOONER = 0.15
KNOWN_DAYS = 7.0
"""A word counts as known once it is expected to last for a week."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Memory:
    """
    What is known of an item's place in one memory; days are those of the learner's own zone.

    It was met on a day, last offered by a card on *shown_on*, and last answered on *reviewed_on*;
    from *due_on* it should be asked again. *stability* is the number of days after which nine of
    ten such items are still remembered, *difficulty* goes from 1 to 10 (FSRS); None before the
    first answer.
    """

    met_on: date
    shown_on: date | None = None
    due_on: date | None = None
    reviewed_on: date | None = None
    stability: float | None = None
    difficulty: float | None = None

    def may_be_graded(self, today: date) -> bool:
        """Tell whether an answer of today counts: the first of a day does."""
        return self.reviewed_on is None or self.reviewed_on < today


def graded(memory: Memory, *, got: bool, today: date, retention: float) -> Memory:
    """
    Return the memory after an answer: *got* is *Got it*, else *Again*.

    FSRS sets the next day so that *retention* (0.9: nine of ten) of all that is asked will be
    remembered. What was just forgotten comes back on the next lesson day at the earliest, and is
    known less well than that; so the rest is asked a little sooner (see the simulated year).
    A second answer on one day, and one from before the last, changes nothing.
    """
    if not memory.may_be_graded(today):
        return memory
    rating = Rating.Good if got else Rating.Again
    aim = retention + (1 - retention) * _SOONER
    card, _ = _scheduler(aim).review_card(_card(memory), rating, _noon(today))
    return replace(
        memory,
        shown_on=max(memory.shown_on or today, today),
        reviewed_on=today,
        due_on=card.due.date(),
        stability=card.stability,
        difficulty=card.difficulty,
    )


def recall(memory: Memory, today: date) -> float:
    """Return the chance, 0 to 1, that the item is remembered today (FSRS's own model)."""
    return float(_scheduler(0.9).get_card_retrievability(_card(memory), _noon(today)))


def _card(memory: Memory) -> Card:
    if memory.stability is None or memory.reviewed_on is None:
        return Card(card_id=0)
    return Card(
        card_id=0,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_noon(memory.due_on or memory.reviewed_on),
        last_review=_noon(memory.reviewed_on),
    )


def _noon(day: date) -> datetime:
    """FSRS counts whole days between instants; lessons have only the day."""
    return datetime.combine(day, time(12), UTC)


@cache
def _scheduler(retention: float) -> Scheduler:
    """No steps of minutes: a lesson comes once a day. No dice: a repeat is the same."""
    return Scheduler(
        desired_retention=retention, learning_steps=(), relearning_steps=(), enable_fuzzing=False
    )
