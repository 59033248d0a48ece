"""Tables, Telegram and the team in memory: small, but they work as the real ones do."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

from scheduler.bulletins import cancelled
from scheduler.outcomes import Account, Failed, Moved, Row, Sent, Unknown


class FakeNow:
    """A clock that stands still until it is moved."""

    def __init__(self, instant):
        self.instant = instant

    def __call__(self):
        return self.instant


FAR = timedelta(hours=48)


class FakeDeliveries:
    """Rows by id; a subscriber's chat may change, as in the store. *faults* are raised in turn."""

    def __init__(self, now):
        self.now = now
        self.rows, self.states, self.not_before, self.stopped = {}, {}, {}, set()
        self.settled, self.claims, self.done = [], [], []
        self.finished, self.told_of, self.begun_anew = [], [], []
        self.faults, self.before_exchange = [], None

    def add(self, chat_id, *, occurrence_id=1, **changes):
        number = len(self.rows) + 1
        row = Row(
            id=number,
            occurrence_id=occurrence_id,
            subscriber_id=number,
            chat_id=chat_id,
            **{"language": "en", "crash_rule": "resend", "expires_at": self.now() + FAR} | changes,
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

    async def claim(self, *, after, limit, now):
        self._may_fail()
        due = [n for n in self.states if self._due(n, now)]
        occurrences = sorted(
            {self.rows[n].occurrence_id for n in due}, key=lambda o: (o <= after, o)
        )
        mine = [n for n in due if self.rows[n].occurrence_id == occurrences[0]][:limit]
        self.states.update(dict.fromkeys(mine, "claimed"))
        if mine:
            self.claims.append(len(mine))
        return [replace(self.rows[n], claimed_at=now) for n in mine]

    def _due(self, n, now):
        wanted = self.rows[n].expires_at > now >= self.not_before[n]
        return self.states[n] == "pending" and wanted

    async def exchange(self, settled, leaving):
        await asyncio.sleep(0)
        if self.before_exchange:
            self.before_exchange()
            await asyncio.sleep(0.002)
        self._may_fail()
        for settlement in settled:
            self._settle(settlement)
        may = {row.id for row in leaving if self.states[row.id] in {"claimed", "sending"}}
        self.states.update(dict.fromkeys(may, "sending"))
        return may

    def _settle(self, settlement):
        row, outcome = settlement.row, settlement.outcome
        assert isinstance(outcome, Sent) or self.states[row.id] == "sending"
        self.settled.append(settlement)
        if settlement.retry_at is not None:
            chat_id = outcome.chat_id if isinstance(outcome, Moved) else row.chat_id
            self.rows[row.id] = replace(
                row,
                attempts=row.attempts + settlement.counted,
                doubts=row.doubts + isinstance(outcome, Unknown),
                chat_id=chat_id,
            )
            self.states[row.id], self.not_before[row.id] = "pending", settlement.retry_at
        elif isinstance(outcome, Failed):
            self.states[row.id] = outcome.cause
        else:
            self.states[row.id] = "sent" if isinstance(outcome, Sent) else "unknown"

    async def release(self, rows, *, not_before=None):
        self._may_fail()
        for row in rows:
            if self.states[row.id] in {"claimed", "sending"}:
                self.states[row.id], self.not_before[row.id] = "pending", not_before or self.now()

    async def let_go(self, keep):
        self._may_fail()
        for n, state in self.states.items():
            if state == "claimed" and n not in keep:
                self.states[n] = "pending"

    async def stop_if_wrong_for_all(self, occurrence_id, language, *, after):
        mine = [n for n, row in self.rows.items() if row.occurrence_id == occurrence_id]
        counts = Counter(self.states[n] for n in mine if self.rows[n].language == language)
        if counts["rejected"] < after or counts["sent"]:
            return False
        self.stopped.add(occurrence_id)
        for n in mine:
            if self.states[n] in {"pending", "claimed"}:
                self.states[n] = "stopped"
        return True

    def _may_fail(self):
        if self.faults and (fault := self.faults.pop(0)):
            raise fault

    async def expire(self, now):
        for n, row in self.rows.items():
            if self.states[n] == "pending" and row.expires_at <= now:
                self.states[n] = "expired"

    async def finish(self, now):
        self.finished, self.done = [*self.finished, *self.done], []

    async def begin_anew(self, *, now, until):
        self.begun_anew.append((now, until))

    async def untold(self, now):
        return [account for account in self.finished if account not in self.told_of]

    async def told(self, account):
        self.told_of.append(account)


class FakeMessages:
    """Each row's message is its chat's name; *without* are chats for which there is nothing."""

    def __init__(self, deliveries):
        self.deliveries, self.without, self.faults = deliveries, set(), []

    async def compose(self, rows):
        if self.faults:
            raise self.faults.pop(0)
        for row in rows:
            if row.chat_id in self.without:
                self.deliveries.states[row.id] = "withdrawn"
        return [(row, f"to {row.chat_id}") for row in rows if row.chat_id not in self.without]


class FakeSender:
    """Gives each chat its outcomes one after the other, the last one for ever; else it is sent."""

    def __init__(self):
        self.outcomes, self.sent, self.now_in_flight, self.most_in_flight = {}, [], 0, 0
        self.pause, self.weights = None, {}

    def weight(self, row, message):
        return self.weights.get(row.chat_id, 1)

    async def send(self, row, message):
        self.sent.append((row.chat_id, message))
        self.now_in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.now_in_flight)
        if self.pause:
            await self.pause()
        self.now_in_flight -= 1
        planned = self.outcomes.get(row.chat_id, [Sent(message_id=len(self.sent))])
        outcome = planned.pop(0) if len(planned) > 1 else planned[0]
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class FakeLimiter:
    """Lets everything through but chats that are held, moves the clock over a pause."""

    def __init__(self, now):
        self.now, self.pauses, self.until, self.noted = now, [], None, []
        self.holds, self.at_once, self.asked = {}, 1_000, []

    async def take(self, most, weight=1):
        self.asked.append((most, weight))
        if self.until:
            self.now.instant = max(self.now.instant, self.until)
        await asyncio.sleep(0)
        return min(most, self.at_once)

    def held(self, chat_id, weight=1):
        return self.holds.get(chat_id, 0)

    def note(self, chat_id, weight=1):
        self.noted += [chat_id] * weight

    def refused(self, chat_id, seconds):
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
            return None
        del self.bulletins[due.schedule_id]
        self.decisions.append((due.schedule_id, decision))
        return due.bulletin

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
        self.held, self.skipped, self.done, self.shown, self.away = [], [], [], [], False
        self.message_ids = iter(range(100, 200))

    async def bulletin_held(self, bulletin):
        self.held.append(bulletin.id)

    async def bulletin_skipped(self, bulletin):
        self.skipped.append(bulletin.id)

    async def bulletin_under_way(self, progress, message_id):
        self.shown.append((message_id, progress))
        return message_id or next(self.message_ids)

    async def bulletin_done(self, account):
        if self.away:
            return False
        self.done.append(account)
        return True


def account(bulletin_id=1, **counts):
    return Account(
        occurrence_id=1,
        bulletin_id=bulletin_id,
        title="x",
        author_id=1,
        stopped=False,
        counts=counts or {"sent": 1},
    )
