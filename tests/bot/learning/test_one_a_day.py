"""Whatever a chat changes and whenever the program was away: one card a day, and never unasked."""

from dataclasses import replace
from datetime import time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from bot.engine.composer import Composer
from bot.store.accounts import Accounts
from bot.store.deliveries import Deliveries
from bot.store.families import Families
from bot.store.schedules import Schedules
from bot.store.subscribers import Subscribers
from bot.store.waits import Waits
from content.shelf import Shelf
from content.topics import LESSONS
from scheduler.due import Due
from scheduler.holidays import Holiday
from scheduler.outcomes import Sent, Settlement, TryLater
from scheduler.recurrence import Weekly
from scheduler.subscribers import Subscriber
from scheduler.times import QuietHours, local_day
from tests.bench.learners import todays_cards
from tests.bot.learning.test_stores import join
from tests.bot.state_machine import MACHINE, StoreMachine
from tests.bot.town import LIBRARY
from tests.scheduler.fakes import FakeTeam

pytestmark = pytest.mark.timeout(300)
CHATS = st.sampled_from([1, 2])
HOURS = st.sampled_from([time(0, 10), time(7, 30), time(19, 30), time(22, 30), time(23, 50)])
ZONES = st.sampled_from(
    ["Asia/Urumqi", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]
)
EVERY_DAY = frozenset(range(7))
DAYS = st.sampled_from([EVERY_DAY, EVERY_DAY, frozenset({0, 2, 4})])
NIGHT, NOON = (
    QuietHours(since=time(since), until=time(until)) for since, until in [(22, 7), (12, 13)]
)
HOUR = timedelta(hours=1)
CHANGES = ["quiet", "holiday", "topics", "zone"]
EVENING = QuietHours(since=time(19), until=time(20))
QUIET = st.sampled_from([None, NIGHT, NOON, EVENING])
SPANS = st.sampled_from([0.2, 1, 2, 5, 12, 24, 26])
"""Hours."""
FRESH = Subscriber(
    chat_id=0, kind="private", language="en", zone="Asia/Urumqi", card_at=time(19, 30),
    card_days=EVERY_DAY, topics=frozenset({LESSONS}),
)  # fmt: skip


@cache
def shelf():
    return Shelf(reports=(), lessons=[LIBRARY / "lessons"])


class Learning(StoreMachine):
    """Two chats that learn, alone or as a family, and all that pushes a card to them."""

    def __init__(self):
        super().__init__()
        db = self.db
        self.subscribers, self.families = Subscribers(db), Families(db)
        self.schedules, self.deliveries = Schedules(db), Deliveries(db)
        self.composer = Composer(
            deliveries=self.deliveries,
            cards=todays_cards(db, shelf()),
            now=lambda: self.now,
            wording=None,
        )
        self.due = Due(
            schedules=self.schedules,
            accounts=Accounts(db),
            waits=Waits(db),
            team=FakeTeam(),
            late="hold",
            wake=lambda: None,
        )
        self.fails = 0
        self.pushed = {1: [], 2: []}
        for chat in self.pushed:
            self.change(chat)

    def change(self, chat, **changes):
        fresh = replace(FRESH, chat_id=chat)
        changed = self.subscribers.change(
            chat, lambda it: replace(it, **changes), fresh=fresh, now=self.now
        )
        return self.do(changed)

    @rule(chat=CHATS, at=HOURS, days=DAYS)
    def choose_an_hour(self, chat, at, days):
        self.change(chat, card_at=at, card_days=days)

    @rule(chat=CHATS, zone=ZONES)
    def choose_a_zone(self, chat, zone):
        self.change(chat, zone=zone)

    @rule(chat=CHATS, quiet=QUIET)
    def choose_quiet_hours(self, chat, quiet):
        self.change(chat, quiet=quiet)

    @rule(chat=CHATS, ahead=st.integers(0, 2), days=st.integers(0, 2))
    def plan_a_holiday(self, chat, ahead, days):
        first = self.now.date() + timedelta(days=ahead)
        self.change(chat, holiday=Holiday(first=first, last=first + timedelta(days=days)))

    @rule(chat=CHATS)
    def plan_none(self, chat):
        self.change(chat, holiday=None)

    @rule(chat=CHATS, hours=SPANS)
    def pause(self, chat, hours):
        self.change(chat, paused_until=self.now + timedelta(hours=hours))

    @rule(chat=CHATS, hours=SPANS)
    def want_no_lessons_for_a_while(self, chat, hours):
        self.change(chat, topics=frozenset())
        self.time_goes_on(hours)
        self.change(chat, topics=FRESH.topics)

    @rule(chat=CHATS, hours=SPANS)
    def leave_and_come_back(self, chat, hours):
        self.change(chat, status="left")
        self.time_goes_on(hours)
        self.change(chat, status="active")

    @rule()
    def become_a_family(self):
        if self.get(1).family is None:
            self.do(join(self.db, 1, 2, now=self.now))

    @rule(chat=CHATS)
    def part(self, chat):
        self.do(self.families.leave(chat, self.now))

    @rule(at=HOURS, zone=ZONES, days=DAYS, lead=st.sampled_from([0, 30, 120]))
    def move_the_family_hour(self, at, zone, days, lead):
        if family := self.do(self.families.of(1)):
            when = Weekly(at=at, zone=zone, days=days)
            self.do(self.families.set_hour(family.id, rule=when, lead=lead, now=self.now))

    @rule(minutes=st.sampled_from([1, 60, 300]), zone=ZONES)
    def want_it_soon(self, minutes, zone):
        """Whoever had today's card moves the hour, so that it comes again."""
        here = self.now.astimezone(ZoneInfo(zone)) + timedelta(minutes=minutes)
        at = here.time().replace(second=0, microsecond=0)
        for chat in self.pushed:
            self.change(chat, zone=zone, card_at=at)
        self.move_the_family_hour(at=at, zone=zone, days=EVERY_DAY, lead=0)
        self.time_goes_on(minutes / 60)

    @rule(chat=CHATS, change=st.sampled_from(CHANGES))
    def think_better_of_it_while_a_card_waits(self, chat, change):
        """A card does not leave at its instant, and is tried again 40 minutes later."""
        due = self.do(self.schedules.next_instant())
        self.now, self.fails = max(due, self.now), 2
        self.do(self.tick())
        it = self.get(chat)
        here = self.now.astimezone(ZoneInfo(it.zone))
        today = local_day(self.now, it.card_rule.zone)
        changes = {
            "quiet": {"quiet": QuietHours(since=here.time(), until=(here + HOUR).time())},
            "holiday": {"holiday": Holiday(first=today, last=today + timedelta(days=1))},
            "topics": {"topics": frozenset()},
            "zone": {"zone": "Pacific/Kiritimati", "card_at": time(0, 10)},
        }
        self.change(chat, **changes[change])
        self.time_goes_on(1)

    @rule(hours=SPANS)
    def time_goes_on(self, hours):
        """Everything comes at its instant."""
        end = self.now + timedelta(hours=hours)
        while (due := self.do(self.schedules.next_instant())) and due <= end:
            self.now = max(due, self.now + timedelta(seconds=1))
            self.do(self.tick())
        self.now = max(self.now, end)

    @rule(hours=SPANS)
    def the_program_is_away(self, hours):
        self.now += timedelta(hours=hours)
        self.do(self.tick())

    async def tick(self):
        await self.due.tick(self.now)
        while rows := await self.deliveries.claim(after=0, limit=10, now=self.now):
            for row, _ in await self.composer.compose(rows):
                if await self.deliveries.exchange([], [row]):
                    await self.deliveries.exchange([await self.sent(row)], [])

    async def sent(self, row):
        if self.fails:
            self.fails -= 1
            later = self.now + timedelta(minutes=40)
            return Settlement(row=row, outcome=TryLater(), retry_at=later)
        it = await self.subscribers.get(row.chat_id)
        self.check(it, self.now)
        self.pushed[row.chat_id].append(self.now)
        return Settlement(row=row, outcome=Sent(message_id=1))

    def get(self, chat):
        return self.do(self.subscribers.get(chat))

    def check(self, it, now):
        zone = it.card_rule.zone
        today = local_day(now, zone)
        assert it.learns, "pushed to who does not want it"
        assert not it.paused(now), "pushed in a pause"
        assert not (it.quiet and it.quiet.end(now, it.zone)), "pushed in quiet hours"
        assert not (it.holiday and it.holiday.covers(today)), "pushed on a holiday"
        before = [local_day(then, zone) for then in self.pushed[it.chat_id]]
        assert today not in before, "pushed twice in a day"


TestLearning = Learning.TestCase
TestLearning.settings = settings(MACHINE, max_examples=20)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("in_family", [False, True])
def test_a_card_that_waits_respects_what_was_changed_meanwhile(change, in_family):
    machine = Learning()
    if in_family:
        machine.become_a_family()
    machine.time_goes_on(hours=1)
    machine.think_better_of_it_while_a_card_waits(chat=1, change=change)
    machine.time_goes_on(hours=26)
    machine.teardown()


@pytest.mark.parametrize("in_family", [False, True])
def test_who_moves_the_hour_after_todays_card_gets_no_second(in_family):
    machine = Learning()
    if in_family:
        machine.become_a_family()
    machine.time_goes_on(hours=13)
    machine.want_it_soon(minutes=60, zone="Asia/Urumqi")
    assert [len(pushed) for pushed in machine.pushed.values()] == [1, 1]
    machine.teardown()
