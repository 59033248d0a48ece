"""What to learn today: what is due, five at most, else something new. A backlog never shows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain, islice

from content.lessons.course import Catalogue, Course, ItemKey, Lesson
from scheduler.memories import Memory

MOST = 5
"""Items a day; whatever else is due is spread over the coming days without a word."""
REST = timedelta(days=7)
"""An item that was offered and not answered comes again after this."""

Memories = Mapping[ItemKey, Memory]


def todays(
    catalogue: Catalogue,
    course: Course,
    memories: Memories,
    *,
    today: date,
    next_lesson: date,
    new: int = 1,
) -> tuple[Lesson, ...]:
    """
    Return today's lessons: those offered today already, else what is due, else *new* ones.

    What would be late on the next lesson day is asked today. When all was met, what was
    offered longest ago comes back. Memories of items that are in no deck any more are passed over.
    """
    asked = to_ask(catalogue, memories, today=today, next_lesson=next_lesson)
    if asked:
        return asked
    met = {key: memory.met_on for key, memory in memories.items()}
    return to_meet(course, met, today=today, new=new) or to_meet_again(course, memories)


def to_ask(
    catalogue: Catalogue, memories: Memories, *, today: date, next_lesson: date
) -> tuple[Lesson, ...]:
    """Return what was offered today, else what is due; memories of other items may be missing."""
    offered = _offered(catalogue, memories, today)
    if offered:
        return offered
    due = _due(catalogue, memories, until=until(today, next_lesson), today=today)
    fresh = [one for one in due if _may_be_offered(memories[one.key], today)]
    return tuple(fresh[:MOST])


def to_meet(
    course: Course, met: Mapping[ItemKey, date], *, today: date, new: int = 1
) -> tuple[Lesson, ...]:
    """Return *new* items that are not among those *met*, a sentence of the week before words."""
    sentences = (one for one in course.sentences if one.key not in met)
    words = (one for one in course.words if one.key not in met)
    if course.sentences and not _has_sentence(course, met, today):
        return tuple(islice(chain(islice(sentences, 1), words), new))
    return tuple(islice(words, new))


def to_meet_again(course: Course, memories: Memories) -> tuple[Lesson, ...]:
    """Return the item that was offered longest ago, where all were met."""
    met = [one for one in (*course.words, *course.sentences) if one.key in memories]
    first = min(met, key=lambda one: _last_seen(memories[one.key]), default=None)
    return (first,) if first else ()


def until(today: date, next_lesson: date) -> date:
    """Return the last day whose items today's lesson asks: on the next one they would be late."""
    return max(today, next_lesson - timedelta(days=1))


def session(
    catalogue: Catalogue, memories: Memories, *, today: date, next_lesson: date
) -> tuple[Lesson, ...]:
    """
    Return what is still to be asked today, in order: today's open lessons, then what is due.

    With what was answered today there are five at most; so a session that was left goes on.
    """
    known = [key for key in memories if key in catalogue.by_key]
    done = sum(memories[key].reviewed_on == today for key in known)
    offered = _offered(catalogue, memories, today)
    started = [one for one in offered if memories[one.key].reviewed_on != today]
    due = _due(catalogue, memories, until=until(today, next_lesson), today=today)
    rest = [one for one in due if one not in started]
    return tuple([*started, *rest][: max(0, MOST - done)])


def together(minds: Sequence[Memories]) -> dict[ItemKey, Memory]:
    """Return what a family's learners remember, each item as whoever needs it first does."""
    found: dict[ItemKey, Memory] = {}
    for memories in minds:
        for key, memory in memories.items():
            seen = found.get(key)
            if seen is None or (memory.due_on or date.max) < (seen.due_on or date.max):
                found[key] = memory
    return found


@lru_cache(maxsize=512)
def next_day(today: date, days: frozenset[int]) -> date:
    """Return the first day after *today* that is one of these weekdays."""
    ahead = (today + timedelta(days=n) for n in range(1, 8))
    return next((day for day in ahead if day.weekday() in days), today + timedelta(days=1))


def monday(today: date) -> date:
    """Return the first day of the week of *today*."""
    return today - timedelta(days=today.weekday())


def is_new(memory: Memory | None) -> bool:
    """Tell whether an item was never answered: it is taught before it is asked."""
    return memory is None or memory.stability is None


def _offered(catalogue: Catalogue, memories: Memories, today: date) -> tuple[Lesson, ...]:
    keys = sorted(key for key, memory in memories.items() if memory.shown_on == today)
    return tuple(catalogue.by_key[key] for key in keys if key in catalogue.by_key)[:MOST]


def _due(catalogue: Catalogue, memories: Memories, *, until: date, today: date) -> Sequence[Lesson]:
    """Return what is due and was not answered today, the longest due first."""
    found = [
        (memory.due_on, key)
        for key, memory in memories.items()
        if memory.due_on is not None and memory.due_on <= until and memory.may_be_graded(today)
    ]
    return [catalogue.by_key[key] for _, key in sorted(found) if key in catalogue.by_key]


def _may_be_offered(memory: Memory, today: date) -> bool:
    """Tell whether a card may offer what is due: not what it offered in vain a few days ago."""
    shown, due = memory.shown_on, memory.due_on
    return shown is None or due is None or shown < due or today - shown >= REST


def _has_sentence(course: Course, met: Mapping[ItemKey, date], today: date) -> bool:
    """Tell whether this week had its sentence."""
    this_week = today.isocalendar()[:2]
    days = (met[one.key] for one in course.sentences if one.key in met)
    return any(day.isocalendar()[:2] == this_week for day in days)


def _last_seen(memory: Memory) -> date:
    return memory.shown_on or memory.met_on
