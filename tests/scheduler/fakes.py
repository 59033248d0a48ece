"""Tables, Telegram and the team in memory: small, but they work as the real ones do."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from scheduler.bulletins import cancelled
from scheduler.outcomes import Account, Failed, Moved, Row, Sent, TryLater

OPEN = {"pending", "claimed", "sending"}


class FakeNow:
    """A clock that stands still until it is moved."""

    def __init__(self, instant):
        self.instant = instant

    def __call__(self):
        return self.instant


class FakeDeliveries:
    """Rows by id; a subscriber's chat may change, as in the store."""

    def __init__(self, now):
        self.now = now
        self.rows, self.states, self.not_before, self.stopped = {}, {}, {}, set()
        self.settled, self.claims, self.done = [], [], []

    def add(self, chat_id, *, occurrence_id=1, attempts=0):
        row = Row(
            id=len(self.rows) + 1,
            occurrence_id=occurrence_id,
            subscriber_id=len(self.rows) + 1,
            chat_id=chat_id,
            attempts=attempts,
        )
        self.rows[row.id], self.states[row.id], self.not_before[row.id] = row, "pending", self.now()
        return row

    def state(self, chat_id):
        return next(self.states[n] for n, row in self.rows.items() if row.chat_id == chat_id)

    def withdraw(self, chat_id):
        for n, row in self.rows.items():
            if row.chat_id == chat_id and self.states[n] in {"pending", "claimed"}:
                self.states[n] = "withdrawn"

    def next_instant(self):
        waiting = [self.not_before[n] for n, state in self.states.items() if state == "pending"]
        return min(waiting, default=None)

    async def claim(self, occurrence_id, *, limit, now):
        due = [
            n
            for n, row in self.rows.items()
            if row.occurrence_id == occurrence_id
            and self.states[n] == "pending"
            and self.not_before[n] <= now
        ][:limit]
        self.states.update(dict.fromkeys(due, "claimed"))
        if due:
            self.claims.append(len(due))
        return [self.rows[n] for n in due]

    async def mark_sending(self, row):
        if self.states[row.id] != "claimed":
            return False
        self.states[row.id] = "sending"
        return True

    async def settle(self, settlement):
        row, outcome = settlement.row, settlement.outcome
        assert self.states[row.id] == "sending"
        self.settled.append(settlement)
        if isinstance(outcome, TryLater | Moved):
            tried = isinstance(outcome, TryLater) and outcome.seconds is None
            chat_id = outcome.chat_id if isinstance(outcome, Moved) else row.chat_id
            self.rows[row.id] = replace(row, attempts=row.attempts + tried, chat_id=chat_id)
            self.states[row.id], self.not_before[row.id] = "pending", settlement.retry_at
        elif isinstance(outcome, Failed):
            self.states[row.id] = outcome.cause
        else:
            self.states[row.id] = "sent" if isinstance(outcome, Sent) else "unknown"

    async def stop_if_wrong_for_all(self, occurrence_id, *, after):
        mine = [n for n, row in self.rows.items() if row.occurrence_id == occurrence_id]
        counts = Counter(self.states[n] for n in mine)
        if counts["rejected"] >= after and not counts["sent"]:
            self.stopped.add(occurrence_id)
            for n in mine:
                if self.states[n] in {"pending", "claimed"}:
                    self.states[n] = "withdrawn"

    async def finish(self, now):
        done, self.done = self.done, []
        return done


class FakeMessages:
    """Each row's message is its chat's name; *without* are chats for which there is nothing."""

    def __init__(self, deliveries):
        self.deliveries, self.without = deliveries, set()

    async def compose(self, rows):
        for row in rows:
            if row.chat_id in self.without:
                self.deliveries.states[row.id] = "withdrawn"
        return [(row, f"to {row.chat_id}") for row in rows if row.chat_id not in self.without]


class FakeSender:
    """Gives each chat its outcomes one after the other, the last one for ever; else it is sent."""

    def __init__(self):
        self.outcomes, self.sent, self.now_in_flight, self.most_in_flight = {}, [], 0, 0
        self.pause = None

    async def send(self, chat_id, message):
        self.sent.append((chat_id, message))
        self.now_in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.now_in_flight)
        if self.pause:
            await self.pause()
        self.now_in_flight -= 1
        planned = self.outcomes.get(chat_id, [Sent(message_id=len(self.sent))])
        return planned.pop(0) if len(planned) > 1 else planned[0]


class FakeLimiter:
    """Lets everything through, moves the clock over a pause, and remembers both."""

    def __init__(self, now):
        self.now, self.lanes, self.pauses, self.until = now, [], [], None
        self.before = None

    async def acquire(self, lane):
        self.lanes.append(lane)
        if self.until:
            self.now.instant = max(self.now.instant, self.until)
        if self.before:
            self.before()

    def pause(self, seconds):
        self.pauses.append(seconds)
        self.until = self.now.instant + timedelta(seconds=seconds)


class FakeSchedules:
    """Bulletins and cohorts with the instant at which they are due; taking is compare-and-set."""

    def __init__(self):
        self.bulletins, self.cohorts = {}, {}
        self.decisions, self.cards = [], []

    async def due_bulletins(self, now):
        return [due for due in self.bulletins.values() if due.next_at <= now]

    async def take_bulletin(self, due, decision, now):
        if self.bulletins.get(due.schedule_id) != due:
            return False
        del self.bulletins[due.schedule_id]
        self.decisions.append((due.schedule_id, decision))
        return True

    async def due_cohorts(self, now):
        return [due for due in self.cohorts.values() if due.next_at <= now]

    async def take_cohort(self, due, *, next_at, send, now):
        if self.cohorts.get(due.cohort_id) != due:
            return False
        self.cohorts[due.cohort_id] = replace(due, version=due.version + 1, next_at=next_at)
        if send:
            key = (due.cohort_id, due.rule.local_key(due.next_at))
            assert key not in self.cards, "the table's unique key"
            self.cards.append(key)
        return True

    def cancel(self, schedule_id):
        due = self.bulletins.pop(schedule_id)
        return cancelled(due.bulletin)


class FakeTeam:
    """Remembers what the team was told."""

    def __init__(self):
        self.held, self.done = [], []

    async def bulletin_held(self, bulletin):
        self.held.append(bulletin.id)

    async def bulletin_done(self, account):
        self.done.append(account)


def account(bulletin_id=1, **counts):
    return Account(
        bulletin_id=bulletin_id, title="x", author_id=1, stopped=False, counts=counts or {"sent": 1}
    )
