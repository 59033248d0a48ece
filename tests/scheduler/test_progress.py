"""Progress is told in one message, after two seconds and at most every two; counting stays cheap."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from scheduler.progress import EVERY, LONGEST, Progress, Sight, is_due, noted_at
from scheduler.reports import Reports
from tests.scheduler.fakes import FakeNow, FakeTeam
from tests.scheduler.moments import utc

NOW = utc(2026, 11, 24)
SECONDS = st.floats(0, 600).map(lambda n: timedelta(seconds=n))
COUNTS = st.dictionaries(
    st.sampled_from(["pending", "claimed", "sending", "sent", "blocked", "unknown"]),
    st.integers(0, 1_000_000),
)


def progress(counts):
    return Progress(bulletin_id=1, version=2, title="x", author_id=1, deed="send", state="sending", counts=counts)  # fmt: skip


@given(SECONDS, SECONDS)
def test_between_two_reports_are_two_seconds_or_fifty_times_the_counting(counting, wait):
    again = is_due(noted_at(NOW, counting=counting), now=NOW + wait)
    least = min(max(EVERY, 50 * counting), LONGEST)
    assert again == (wait >= least)


@given(SECONDS)
def test_a_clock_that_was_set_back_does_not_silence_the_progress(back):
    noted = noted_at(NOW, counting=timedelta(0))
    assert is_due(noted, now=NOW - back - LONGEST - timedelta(seconds=1))


@given(COUNTS)
def test_the_part_done_grows_to_a_hundred_only_when_nothing_is_open(counts):
    it = progress(counts)
    assert 0 <= it.per_cent <= 100
    assert (it.per_cent == 100) == (it.open == 0)
    assert it.audience == sum(counts.values())


class FakeWatching:
    """One occurrence in a table that several processes see."""

    def __init__(self, now):
        self.now, self.sight = now, Sight(occurrence_id=1, reported_at=now())
        self.counts, self.counting, self.ended = {"pending": 10}, timedelta(0), False

    async def under_way(self):
        return [] if self.ended else [self.sight]

    async def take(self, sight, now):
        if self.ended or sight.reported_at != self.sight.reported_at:
            return False
        self.sight = replace(self.sight, reported_at=now)
        return True

    async def count(self, sight, now):
        self.now.instant += self.counting
        return None if self.ended else progress(dict(self.counts))

    async def reported(self, sight, *, message_id, at):
        self.sight = replace(self.sight, message_id=message_id, reported_at=at)


class Office:
    def __init__(self):
        self.now, self.team = FakeNow(NOW), FakeTeam()
        self.watching = FakeWatching(self.now)
        self.reports = Reports(watching=self.watching, team=self.team, now=self.now)

    async def tick(self, seconds=0.0):
        self.now.instant += timedelta(seconds=seconds)
        await self.reports.tick()


async def test_what_is_over_within_two_seconds_is_not_reported():
    office = Office()
    await office.tick(1)
    office.watching.ended = True
    await office.tick(5)
    assert office.team.shown == []


async def test_there_is_one_message_and_it_changes_only_when_the_numbers_do():
    office = Office()
    for _ in range(10):
        await office.tick(2)
    assert [message for message, _ in office.team.shown] == [None]
    office.watching.counts = {"pending": 4, "sent": 6}
    for _ in range(10):
        await office.tick(0.5)
    assert [message for message, _ in office.team.shown] == [None, 100]


async def test_when_counting_takes_long_the_next_look_comes_later():
    office = Office()
    office.watching.counting = timedelta(seconds=0.2)
    await office.tick(2)
    looked_at = office.now() - office.watching.counting
    assert office.watching.sight.reported_at + EVERY - looked_at == timedelta(seconds=10)


async def test_of_two_processes_that_saw_the_same_one_reports():
    one, other = Office(), Office()
    other.watching = one.watching
    other.reports = Reports(watching=Stale(one.watching), team=other.team, now=one.now)
    await one.tick(2)
    await other.reports.tick()
    assert (len(one.team.shown), len(other.team.shown)) == (1, 0)


class Stale:
    """Sees what was there before another process reported."""

    def __init__(self, watching):
        self.seen, self.take = watching.sight, watching.take

    async def under_way(self):
        return [self.seen]


async def test_an_author_who_cannot_be_reached_is_tried_again_after_a_minute():
    office = Office()

    async def unreachable(progress, message_id):
        office.team.shown.append((message_id, progress))

    office.team.bulletin_under_way = unreachable
    for _ in range(30):
        await office.tick(2)
    assert len(office.team.shown) == 1
    await office.tick(2)
    assert len(office.team.shown) == 2


async def test_what_ended_between_the_look_and_the_count_is_left_to_the_account():
    office = Office()

    async def gone(sight, now):
        return None

    office.watching.count = gone
    await office.tick(2)
    assert office.team.shown == []
