"""What is due is taken once, late or not, and a missed week is one card at most."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from scheduler.due import Due
from scheduler.lateness import CARD_GRACE, GRACE
from scheduler.occurrences import DueBulletin, DueCohort
from scheduler.recurrence import DAYS, Weekly
from tests.scheduler.fakes import FakeDeliveries, FakeNow, FakeSchedules, FakeTeam, account
from tests.scheduler.moments import utc
from tests.scheduler.people import bulletin

NOON = utc(2026, 11, 24, 12)
EVENING = Weekly(at=time(19), days=DAYS, zone="Asia/Urumqi")
CARD = utc(2026, 11, 24, 13)  # 19:00 in Urumqi


class Town:
    """A Due with everything around it."""

    def __init__(self, late):
        self.schedules, self.deliveries = FakeSchedules(), FakeDeliveries(FakeNow(NOON))
        self.team, self.woken = FakeTeam(), 0
        self.due = Due(
            schedules=self.schedules,
            accounts=self.deliveries,
            waits=self.deliveries,
            team=self.team,
            late=late,
            wake=self.wake,
        )

    def wake(self):
        self.woken += 1

    async def tick(self, now):
        await self.due.tick(now)
        await self.due.tell(now)

    def add_bulletin(self, at, n=1):
        it = bulletin(id=n, state="scheduled")
        self.schedules.bulletins[n] = DueBulletin(schedule_id=n, version=1, next_at=at, bulletin=it)

    def add_cohort(self, at, n=1, rule=EVENING):
        self.schedules.cohorts[n] = DueCohort(cohort_id=n, version=1, next_at=at, rule=rule)


@pytest.fixture
def town():
    return Town("hold")


async def test_a_bulletin_goes_out_at_its_instant_and_not_before(town):
    town.add_bulletin(NOON)
    await town.tick(NOON - timedelta(microseconds=1))
    assert town.schedules.decisions == []
    await town.tick(NOON)
    assert town.schedules.decisions == [(1, "send")]
    assert town.team.held == []


@pytest.mark.parametrize("late", ["send", "skip", "hold"])
async def test_an_overdue_bulletin_is_sent_skipped_or_held_as_configured(late):
    town = Town(late)
    town.add_bulletin(NOON)
    await town.tick(NOON + GRACE + timedelta(seconds=1))
    assert town.schedules.decisions == [(1, late)]
    assert town.team.held == ([1] if late == "hold" else [])


async def test_a_tick_twice_does_nothing_twice(town):
    town.add_bulletin(NOON, 1)
    town.add_bulletin(NOON - timedelta(days=1), 2)
    town.add_cohort(CARD)
    for _ in range(2):
        await town.tick(CARD + timedelta(seconds=5))
    assert sorted(town.schedules.decisions) == [(1, "hold"), (2, "hold")]
    assert sorted(town.team.held) == [1, 2]
    assert town.schedules.cards == [(1, "2026-11-24")]


async def test_what_another_process_took_is_let_be_and_the_team_is_told_once():
    town, rival = Town("hold"), Town("hold")
    rival.schedules, town.schedules.bulletins = town.schedules, {}
    town.add_bulletin(NOON - timedelta(days=1))
    town.add_cohort(CARD)
    stale_bulletins = await town.schedules.due_bulletins(CARD)
    stale_cohorts = await town.schedules.due_cohorts(CARD)
    await town.tick(CARD)

    class Stale(FakeSchedules):
        """Sees what was due before the other's tick, and takes from the same tables."""

        async def due_bulletins(self, now):
            return stale_bulletins

        async def due_cohorts(self, now):
            return stale_cohorts

    late_one = Stale()
    late_one.__dict__ = town.schedules.__dict__
    second = Due(
        schedules=late_one,
        accounts=town.deliveries,
        waits=town.deliveries,
        team=rival.team,
        late="hold",
        wake=rival.wake,
    )
    await second.tick(CARD)
    await second.tell(CARD)
    await town.due.tell(CARD)
    assert town.team.held == [1]
    assert rival.team.held == []
    assert town.schedules.decisions == [(1, "hold")]
    assert town.schedules.cards == [(1, "2026-11-24")]


async def test_a_bulletin_cancelled_before_its_instant_never_goes_out(town):
    town.add_bulletin(NOON)
    assert town.schedules.cancel(1).state == "cancelled"
    await town.tick(NOON)
    assert town.schedules.decisions == []


async def test_a_card_comes_and_its_cohort_moves_to_the_next_evening(town):
    town.add_cohort(CARD)
    await town.tick(CARD)
    assert town.schedules.cards == [(1, "2026-11-24")]
    assert town.schedules.cohorts[1].next_at == CARD + timedelta(days=1)


@pytest.mark.parametrize(
    ("late", "cards"), [(timedelta(0), 1), (CARD_GRACE, 1), (CARD_GRACE + timedelta(seconds=1), 0)]
)
async def test_a_card_comes_within_its_evening_or_not_at_all(town, late, cards):
    town.add_cohort(CARD)
    await town.tick(CARD + late)
    assert len(town.schedules.cards) == cards
    assert town.schedules.cohorts[1].next_at == CARD + timedelta(days=1)


@pytest.mark.parametrize("hours", [0, 1, 5, 23])
async def test_a_cohort_five_days_late_gets_one_card_at_most_and_then_one_a_day(town, hours):
    town.add_cohort(CARD - timedelta(days=5))
    back = CARD + timedelta(hours=hours)
    await town.tick(back)
    assert town.schedules.cohorts[1].next_at == EVENING.next_after(back)
    for minute in range(10):
        await town.tick(back + timedelta(minutes=minute))
    assert len(town.schedules.cards) <= 1
    assert town.schedules.cohorts[1].next_at == EVENING.next_after(back)
    before = len(town.schedules.cards)
    await town.tick(EVENING.next_after(back))
    assert len(town.schedules.cards) == before + 1


async def test_a_year_of_ticks_brings_a_card_a_day_over_both_clock_changes():
    town = Town("send")
    rule = replace(EVENING, at=time(2, 30), zone="Europe/Berlin")
    now = utc(2026, 1, 1)
    town.add_cohort(rule.next_after(now), rule=rule)
    while now < utc(2027, 1, 1):
        await town.tick(now)
        now += timedelta(minutes=30)
    assert len(town.schedules.cards) == 365


async def test_what_is_finished_is_told_to_its_author_once_and_the_runner_is_woken(town):
    done = account(sent=3, blocked=1)
    town.deliveries.done = [done]
    await town.tick(NOON)
    await town.tick(NOON)
    assert town.team.done == [done]
    assert town.woken == 2


async def test_an_author_who_cannot_be_reached_is_told_later(town):
    town.deliveries.done = [account()]
    town.team.away = True
    await town.tick(NOON)
    town.team.away = False
    await town.tick(NOON)
    await town.tick(NOON)
    assert len(town.team.done) == 1


async def test_what_is_due_waits_for_nobody_who_is_told_something(town):
    """A tick tells nobody: an editor's chat that Telegram holds would hold everything."""
    town.deliveries.done = [account()]
    await town.due.tick(NOON)
    assert town.team.done == []


async def test_a_clock_that_is_set_back_lets_short_waits_begin_anew_and_long_ones_be(town):
    await town.tick(NOON)
    await town.tick(NOON - timedelta(seconds=1))
    assert town.deliveries.begun_anew == []
    back = NOON - timedelta(hours=1)
    await town.tick(back)
    await town.tick(back)
    ((now, until),) = town.deliveries.begun_anew
    assert now == back
    assert NOON < until < NOON + timedelta(hours=1)
