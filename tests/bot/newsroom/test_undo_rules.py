"""Whatever the team does within ten seconds: no undo sends what was not approved, or twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from bot.store import tables as t
from bot.store.bulletin_rows import load
from bot.store.bulletins import Bulletins
from bot.store.operations import Operations
from bot.store.schedules import Schedules
from bot.store.undo import UNDO_WITHIN
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.drafts import addressed, written
from scheduler.errors import Refused
from scheduler.handing_in import approved, reopened, replanned, submitted
from scheduler.plans import Plan
from scheduler.publishing import published
from scheduler.roles import Member
from tests.bot.state_machine import MACHINE, StoreMachine

pytestmark = pytest.mark.timeout(300)
EDITOR, APPROVER = Member(user_id=1, role="editor"), Member(user_id=2, role="approver")
PEOPLE = st.sampled_from([EDITOR, APPROVER])
WHICH = st.integers(0, 1)
MOST = 6
"""Bulletins of one story, so that much happens to each."""
TOPICS = Audience(topics=frozenset({"notices"}))


class Newsroom(StoreMachine):
    """One editor and one approver at work; one approval is needed."""

    def __init__(self):
        super().__init__()
        self.bulletins, self.operations = Bulletins(self.db), Operations(self.db)
        self.schedules = Schedules(self.db)
        self.ids, self.texts, self.agreed = [], {}, {}
        self.sent, self.taken_back = Counter(), set()
        self.buttons = []
        self.plan_another(5)

    async def waiting(self):
        """Return when each bulletin is due that is scheduled."""
        open_ones = sa.select(t.schedule).where(t.schedule.c.next_at.is_not(None))
        async with self.db.read() as c:
            return {row.bulletin_id: row.next_at for row in await c.execute(open_ones)}

    async def everything(self):
        """Return every bulletin, and when each is due that is scheduled."""
        async with self.db.read() as c:
            states = {number: await load(c, number) for number in self.ids}
        return states, await self.waiting()

    def attempt(self, doing):
        """Return what came of a press; None where it was refused."""
        try:
            return self.do(doing)
        except Refused:
            return None

    def it(self, which):
        """Return one of the newest bulletins."""
        return self.do(self.bulletins.get(self.ids[-1 - which % len(self.ids)]))

    def begun(self, it, text):
        self.ids.append(it.id)
        self.texts[it.id] = text
        self.agreed[it.id] = set()

    def change(self, it, change, *, undoable=True):
        """Press a button that shows *it*; note the undo button that comes of it."""
        doing = self.bulletins.change(
            it.id, change, version=it.version, now=self.now, undoable=undoable
        )
        return self.noted(it, self.attempt(doing), undoable=undoable)

    def noted(self, before, after, *, undoable):
        if after:
            self.taken_back.discard(after.id)
        if after and undoable:
            self.buttons.append((after, before, self.now))
        return after

    @rule(ahead=st.integers(1, 9))
    def plan_another(self, ahead):
        """Write a new bulletin and let the approver give it a time soon."""
        if len(self.ids) < MOST:
            self.write(None, "first")
            self.reschedule(0, ahead, APPROVER)

    @rule(which=WHICH, text=st.sampled_from(["one", "two", "three"]))
    def write(self, which, text):
        """Write into a draft, or begin one."""
        it = self.it(which) if which is not None else None
        if it is None:
            it = self.do(self.bulletins.draft(EDITOR.user_id, self.now))
            self.begun(it, None)
        put = lambda seen: addressed(written(seen, check_text(text), "en"), TOPICS)  # noqa: E731
        if self.change(it, put, undoable=False):
            self.texts[it.id] = text

    @rule(which=WHICH, ahead=st.integers(0, 15))
    def hand_in(self, which, ahead):
        """Hand a draft in for now or for a time."""
        it, now = self.it(which), self.now
        plan = Plan(zone="UTC", at=now + timedelta(seconds=ahead) if ahead else None)
        self.change(it, lambda seen: submitted(seen, plan=plan, approvals=1, now=now))

    @rule(which=WHICH)
    def approve(self, which):
        it = self.it(which)
        yes = lambda seen: approved(seen, by=APPROVER.user_id, approvals=1)  # noqa: E731
        if self.change(it, yes, undoable=False):
            self.agreed[it.id].add(self.texts[it.id])

    @rule(which=WHICH, ahead=st.integers(1, 15), by=PEOPLE)
    def reschedule(self, which, ahead, by):
        """Give it another time; a draft is handed in first."""
        if self.it(which).state == "draft":
            self.hand_in(which, ahead)
        it, now = self.it(which), self.now
        plan = Plan(zone="UTC", at=now + timedelta(seconds=ahead))
        give = lambda seen: replanned(seen, plan=plan, by=by, approvals=1, now=now)  # noqa: E731
        if self.change(it, give) and by == APPROVER:
            self.agreed[it.id].add(self.texts[it.id])

    @rule(which=WHICH, by=PEOPLE)
    def publish_now(self, which, by):
        it, now = self.it(which), self.now
        hurry = lambda seen: published(seen, zone="UTC", by=by, approvals=1, now=now)  # noqa: E731
        if self.change(it, hurry) and by == APPROVER:
            self.agreed[it.id].add(self.texts[it.id])

    @rule(which=WHICH)
    def edit(self, which):
        self.change(self.it(which), reopened)

    @rule(which=WHICH)
    def cancel(self, which):
        it = self.it(which)
        left = it.state in {"sending", "paused"}
        doing = self.operations.cancel(it.id, version=it.version, by=1, now=self.now)
        if after := self.noted(it, self.attempt(doing), undoable=not left):
            self.taken_back.add(after.id)

    @rule(which=WHICH)
    def copy(self, which):
        it = self.it(which)
        if not it.texts or len(self.ids) >= MOST:
            return
        doing = self.operations.duplicate(
            it.id, version=it.version, by=EDITOR.user_id, now=self.now
        )
        copied = self.do(doing)
        self.begun(copied, self.texts[it.id])
        self.noted(replace(copied, state="cancelled"), copied, undoable=True)

    @rule(which=WHICH, people=st.integers(1, 2))
    def undo(self, which, people):
        """Press an undo button, an old one too; of two people who press it, one at most can."""
        if not self.buttons:
            return
        after, before, at = self.buttons[-1 - which % len(self.buttons)]
        is_last = self.do(self.bulletins.get(after.id)).version == after.version
        pressed = [self.take_back(after.id, after.version) for _ in range(people)]
        assert not any(pressed[1:])
        assert bool(pressed[0]) == (is_last and self.now < at + UNDO_WITHIN)
        if pressed[0]:
            assert pressed[0] == replace(before, version=after.version + 1)

    @rule(which=WHICH, off=st.sampled_from([0, 0, 0, -1, 1]))
    def forge(self, which, off):
        """Press a button that nobody was shown: it does what a real one could, or nothing."""
        it = self.it(which)
        made = {(after.id, after.version): at for after, _, at in self.buttons}
        done = self.take_back(it.id, it.version + off)
        if done:
            assert off == 0
            assert self.now < made[it.id, it.version] + UNDO_WITHIN

    def take_back(self, number, version):
        done = self.attempt(self.bulletins.undo(number, version=version, by=2, now=self.now))
        if done:
            self.taken_back.discard(done.id)
        if done and done.state == "cancelled":
            self.taken_back.add(done.id)
        return done

    @rule(past=st.integers(0, 2), meanwhile=st.sampled_from(["nothing", "cancel", "undo"]))
    def until_due(self, past, meanwhile):
        """Wait until the next one is due, or a little longer."""
        if waits := self.do(self.waiting()).values():
            ahead = (min(waits) - self.now).total_seconds()
            self.later(max(int(ahead), 0) + past, meanwhile)

    @rule(seconds=st.integers(0, 11), meanwhile=st.sampled_from(["nothing", "cancel", "undo"]))
    def later(self, seconds, meanwhile):
        """Send what is due by then; in the same moment somebody may take it back."""
        self.now += timedelta(seconds=seconds)
        due = self.do(self.schedules.due_bulletins(self.now))
        for it in due:
            if meanwhile == "cancel":
                self.cancel(-1 - self.ids.index(it.bulletin.id))
            if meanwhile == "undo":
                self.take_back(it.bulletin.id, it.bulletin.version)
            taken = self.do(self.schedules.take_bulletin(it, "send", self.now))
            if taken:
                self.sent[taken.id] += 1
                assert taken.text("en").html in self.agreed[taken.id]

    @invariant()
    def nothing_is_sent_twice(self):
        assert not [number for number, times in self.sent.items() if times > 1]

    @invariant()
    def no_draft_is_lost_and_what_is_scheduled_is_due_at_its_time(self):
        states, waits = self.do(self.everything())
        for number, text in self.texts.items():
            it = states[number]
            assert (it.text("en").html if it.texts else None) == text
            assert (it.state == "cancelled") == (number in self.taken_back)
        assert waits.keys() == {n for n, it in states.items() if it.state == "scheduled"}
        assert all(waits[n] == (states[n].at or waits[n]) for n in waits)


TestNewsroom = Newsroom.TestCase
TestNewsroom.settings = settings(MACHINE, max_examples=30)
