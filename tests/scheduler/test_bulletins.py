"""A bulletin's life: nothing leaves without enough others' approval, and a refusal changes nothing."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from content.bulletins.media import Media
from content.bulletins.text import check_text
from scheduler.audience import Audience
from scheduler.bulletins import (
    LEFT,
    OPEN,
    UNDER_WAY,
    Bulletin,
    authors,
    cancelled,
    paused,
    recalled,
    released,
    resumed,
    retried,
)
from scheduler.drafts import addressed, illustrated, touched, written
from scheduler.errors import Refused
from scheduler.handing_in import (
    approvals_needed,
    approved,
    hurried,
    reopened,
    replanned,
    sent_back,
    submitted,
)
from scheduler.offspring import correction
from scheduler.plans import Plan
from scheduler.roles import Member
from scheduler.times import HORIZON
from tests.scheduler.moments import utc
from tests.scheduler.people import AUTHOR, bulletin

NOW = utc(2026, 11, 24)
TEXT = check_text("<b>x</b>")
NOTICES = Audience(topics=frozenset({"notices"}))
STATES = [
    "draft",
    "review",
    "scheduled",
    "held",
    "sending",
    "paused",
    "sent",
    "skipped",
    "stopped",
    "cancelled",
]
STEPS = {
    "write": (lambda it: written(it, TEXT, "en"), {"draft": "draft"}),
    "address": (lambda it: addressed(it, NOTICES), {"draft": "draft"}),
    "submit": (lambda it: submitted(it, plan=Plan(zone="UTC", at=None), approvals=1, now=NOW), {"draft": "review"}),
    "submit alone": (lambda it: submitted(it, plan=Plan(zone="UTC", at=None), approvals=0, now=NOW), {"draft": "scheduled"}),
    "approve": (lambda it: approved(it, by=2, approvals=1), {"review": "scheduled"}),
    "approve one of two": (lambda it: approved(it, by=2, approvals=2), {"review": "review"}),
    "send back": (sent_back, {"review": "draft"}),
    "release": (released, {"held": "scheduled"}),
    "cancel": (cancelled, dict.fromkeys(OPEN | UNDER_WAY, "cancelled")),
    "pause": (paused, {"sending": "paused"}),
    "resume": (resumed, {"paused": "sending"}),
    "retry": (retried, {"sent": "sending", "stopped": "sending", "recalled": "recalled"}),
    "recall": (recalled, dict.fromkeys(LEFT, "recalled")),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("state", STATES)
def test_each_step_leads_from_its_states_to_the_next_and_is_refused_in_all_others(step, state):
    act, leads = STEPS[step]
    before = bulletin(state=state)
    if state in leads:
        after = act(before)
        assert after.state == leads[state]
        assert after.version == before.version + 1
    else:
        with pytest.raises(Refused, match="bulletin_changed"):
            act(before)


TEAM = [Member(user_id=n, role=role) for n, role in enumerate(("editor", "approver", "owner"), 1)]
PHOTO = Media(kind="photo", file_id="x")


def content(it):
    """Return what readers see, and whether it may disturb them."""
    return it.texts, it.media, it.section, it.audience, it.urgent


class LifeOfABulletin(RuleBasedStateMachine):
    """Team and clock do anything in any order; a ledger of its own says what was approved."""

    @initialize(approvals=st.integers(0, 3))
    def begin(self, approvals):
        self.approvals = approvals
        self.it = Bulletin(id=1, author_id=AUTHOR)
        self.ledger, self.past, self.handed_in = set(), {"draft"}, None

    def attempt(self, act):
        before, copy = self.it, deepcopy(self.it)
        try:
            self.it = act(before)
        except Refused:
            assert self.it is before
            assert before == copy
            return False
        assert before == copy, "a step makes a new value"
        assert self.it.version == before.version + 1
        assert (self.it.id, self.it.author_id) == (before.id, before.author_id)
        if self.it.state == "draft":
            self.ledger, self.handed_in = set(), None
        elif before.state == "draft":
            self.handed_in = content(self.it)
        self.past.add(self.it.state)
        return True

    @rule(language=st.sampled_from(["zh", "ug", "en"]), by=st.integers(AUTHOR, 5))
    def write(self, language, by):
        self.attempt(lambda it: touched(written(it, TEXT, language), by))

    @rule(media=st.lists(st.just(PHOTO), max_size=3))
    def illustrate(self, media):
        self.attempt(lambda it: illustrated(it, media))

    @rule(who=st.sampled_from(TEAM), days=st.integers(-2, 400))
    def replan(self, who, days):
        """Another time is another bulletin to approve: only an approver who is no author may say so."""
        plan = Plan(zone="UTC", at=NOW + timedelta(days=days))
        if self.attempt(
            lambda it: replanned(it, plan=plan, by=who, approvals=self.approvals, now=NOW)
        ):
            agreed = who.may("approve") and who.user_id not in authors(self.it)
            self.ledger = {who.user_id} if agreed else set()
            self.handed_in = content(self.it)

    @rule(who=st.sampled_from(TEAM), urgent=st.booleans())
    def hurry(self, who, urgent):
        if self.attempt(lambda it: hurried(it, by=who, urgent=urgent, approvals=self.approvals)):
            assert who.may("approve")
            assert not self.approvals or who.user_id not in authors(self.it)
            self.ledger = set()
            self.handed_in = self.handed_in and content(self.it)

    @rule()
    def reopen(self):
        self.attempt(reopened)

    @rule(topics=st.frozensets(st.sampled_from(["notices", "work"])))
    def address(self, topics):
        self.attempt(lambda it: addressed(it, Audience(topics=topics)))

    @rule(at=st.none() | st.integers(-2, 400).map(lambda days: NOW + timedelta(days=days)))
    def submit(self, at):
        if self.attempt(
            lambda it: submitted(
                it, plan=Plan(zone="UTC", at=at), approvals=self.approvals, now=NOW
            )
        ):
            assert at is None or NOW < at <= NOW + HORIZON
            assert self.it.at == at

    @rule(by=st.integers(AUTHOR, 5))
    def approve(self, by):
        if self.attempt(lambda it: approved(it, by=by, approvals=self.approvals)):
            assert by not in authors(self.it)
            self.ledger.add(by)

    @rule()
    def send_back(self):
        self.attempt(sent_back)

    @rule()
    def release(self):
        self.attempt(released)

    @rule()
    def cancel(self):
        before = self.it.state
        if self.attempt(cancelled):
            assert before in OPEN | UNDER_WAY

    @rule(step=st.sampled_from([paused, resumed, retried]))
    def operate(self, step):
        if self.attempt(step):
            assert self.past & {"sending", "recalled"}

    @rule()
    def recall(self):
        if self.attempt(recalled):
            assert self.past & LEFT

    @rule(by=st.integers(AUTHOR, 5))
    def correct(self, by):
        """A correction is a draft of its own: nobody has approved it, and nothing else changed."""
        before = deepcopy(self.it)
        try:
            fresh = correction(self.it, by=by)
        except Refused:
            return
        assert self.it == before
        assert (fresh.state, fresh.approved_by, fresh.author_id) == ("draft", frozenset(), by)
        assert (fresh.texts, fresh.corrects) == (before.texts, before.id)

    @rule(state=st.sampled_from(["held", "sending", "skipped"]))
    def its_time_comes(self, state):
        if self.it.state == "scheduled":
            self.it = replace(self.it, state=state, version=self.it.version + 1)
            self.past.add(state)

    @rule(state=st.sampled_from(["sent", "stopped"]))
    def it_comes_to_its_end(self, state):
        if self.it.state in UNDER_WAY:
            self.it = replace(self.it, state=state, version=self.it.version + 1)
            self.past.add(state)

    @invariant()
    def what_was_recalled_stays_so(self):
        assert "recalled" not in self.past or self.it.state == "recalled"

    @invariant()
    def what_may_leave_was_approved_by_enough_others_and_is_whole(self):
        if self.it.state in {"scheduled", "held", "sending", "paused", "sent"}:
            assert len(self.ledger - {AUTHOR}) >= self.approvals
            assert self.it.texts
            assert self.it.audience.topics

    @invariant()
    def what_was_approved_is_what_is_sent(self):
        assert self.handed_in is None or self.handed_in == content(self.it)

    @invariant()
    def the_approvals_kept_are_those_given_since_it_was_handed_in(self):
        assert self.it.approved_by == self.ledger


LifeOfABulletin.TestCase.settings = settings(stateful_step_count=25)
TestLifeOfABulletin = LifeOfABulletin.TestCase


@pytest.mark.parametrize("act", [recalled, lambda it: correction(it, by=2)])
def test_what_was_recalled_or_is_a_correction_itself_cannot_be_recalled_or_corrected(act):
    with pytest.raises(Refused, match="already_recalled"):
        act(bulletin(state="recalled"))
    with pytest.raises(Refused, match="is_correction"):
        act(bulletin(state="sent", corrects=7))
    with pytest.raises(Refused, match="bulletin_changed"):
        act(bulletin(state="draft", corrects=7))


def test_a_correction_keeps_the_readers_of_what_it_corrects():
    it = correction(bulletin(state="sent"), by=2)
    assert addressed(it, it.audience).audience == it.audience
    with pytest.raises(Refused, match="correction_audience"):
        addressed(it, Audience(topics=frozenset({"work"})))


def test_a_correction_needs_others_than_its_own_author_to_approve_it():
    waiting = submitted(
        correction(bulletin(state="sent"), by=2),
        plan=Plan(zone="UTC", at=None),
        approvals=1,
        now=NOW,
    )
    assert waiting.state == "review"
    with pytest.raises(Refused, match="own_approval"):
        approved(waiting, by=2, approvals=1)
    assert approved(waiting, by=AUTHOR, approvals=1).state == "scheduled"


def test_the_authors_own_approval_never_counts():
    with pytest.raises(Refused, match="own_approval"):
        approved(bulletin(state="review"), by=AUTHOR, approvals=0)


def test_the_same_person_approving_twice_is_one_approval():
    once = approved(bulletin(state="review"), by=2, approvals=2)
    assert approved(once, by=2, approvals=2).state == "review"
    assert approved(once, by=3, approvals=2).state == "scheduled"


def test_sending_back_voids_approvals_and_keeps_the_time_that_was_meant():
    waiting = bulletin(state="review", approved_by=frozenset({2}), at=NOW)
    back = sent_back(waiting)
    assert (back.approved_by, back.at, back.state) == (frozenset(), NOW, "draft")


def test_what_has_no_text_or_no_topic_is_not_taken():
    for change, reason in [
        ({"texts": {}}, "bulletin_needs_text"),
        ({"audience": Audience(topics=frozenset())}, "bulletin_needs_topic"),
    ]:
        with pytest.raises(Refused, match=reason):
            submitted(bulletin(**change), plan=Plan(zone="UTC", at=None), approvals=0, now=NOW)


@pytest.mark.parametrize(
    ("at", "reason"), [(NOW, "time_past"), (NOW + HORIZON + timedelta(days=1), "time_far")]
)
def test_a_time_that_is_past_or_too_far_is_refused(at, reason):
    with pytest.raises(Refused, match=reason):
        submitted(bulletin(), plan=Plan(zone="UTC", at=at), approvals=0, now=NOW)


def test_what_was_held_goes_out_at_once_when_released():
    assert released(bulletin(state="held", at=NOW)).at is None


def test_a_reader_gets_the_own_language_or_the_first_there_is():
    both = bulletin(texts={"en": check_text("Word"), "ug": check_text("سۆز")})
    assert both.text("en").html == "Word"
    assert both.language_for("zh") == "ug"
    assert both.title == "سۆز"
    assert bulletin(texts={}).title == ""


@pytest.mark.parametrize(
    ("configured", "team", "needed"),
    [
        (0, {1, 2, 3}, 0),
        (1, {1}, 0),
        (1, {1, 2}, 1),
        (2, {1, 2}, 1),
        (2, {1, 2, 3}, 2),
        (2, {2, 3}, 2),
    ],
)
def test_never_more_approvals_are_needed_than_there_are_others(configured, team, needed):
    assert approvals_needed(configured, team=frozenset(team), author=AUTHOR) == needed
