"""
Deliver what is open: claim → send → settle. The crash rules stand here.

Telegram has no key that makes a repeated send harmless. So a row is marked *sending* just before
its request leaves, a few rows at a time, and settled in the same transaction as the next ones
leave. What a crash finds claimed is simply free again; what it finds sending is unknown, and the
bulletin's own rule decides.
"""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from math import ceil

from scheduler.canaries import BAD_REQUESTS, Canaries
from scheduler.outage import Outage, silent
from scheduler.outcomes import Outcome, Row, Sent, Settlement, TryLater, Unknown
from scheduler.ports import Deliveries, Limiter, Messages, Sender
from scheduler.verdicts import judge

log = logging.getLogger(__name__)

Ready = tuple[Row, object]
"""A claimed row with its message."""

COMPOSE_AGAIN = timedelta(minutes=1)
CLAIM_ANEW = timedelta(minutes=1)
"""What waited here for longer, in an outage or a standstill, is claimed and composed anew: its
chat may be in quiet hours by now, or have thought better of it."""
_USUAL_ANSWER, _LONGEST_ANSWER = 0.05, 30.0
"""Seconds that Telegram takes for an answer: held to be so at first, and believed at most."""
_ROUND = 0.01
"""Seconds until an answer that came makes room: it is written down with the next that leave."""
_SPARE, _LEAST_SPARE = 1.4, 2
"""More requests than rate × turnaround are under way, so that a slow answer holds nothing up."""
_LEARNING = 0.1
"""The part by which each answer moves what is held to be usual."""
_GATHER_SECONDS = 0.001
"""Answers that come within this time are settled together; 5 ms cost a third of the throughput."""
_LAND_SECONDS = 5.0
"""So long a stop waits for the answers to what has left (systemd and Docker wait 10 s)."""


class Delivery:
    """
    Delivers the open rows of all occurrences, which take turns.

    *block* rows are claimed at a time; *in_flight* requests are under way at most, fewer where
    *per_second* and the usual answer time need no more. What a fault of the database leaves unsaid
    stays here until it is said.
    """

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        messages: Messages,
        sender: Sender,
        limiter: Limiter,
        now: Callable[[], datetime],
        block: int,
        in_flight: int,
        per_second: float,
    ) -> None:
        self._deliveries = deliveries
        self._messages = messages
        self._sender = sender
        self._limiter = limiter
        self._now = now
        self._block = block
        self._most_in_flight = in_flight
        self._per_second = per_second
        self._answer_seconds = _USUAL_ANSWER
        self._outage = Outage()
        self._ready: deque[Ready] = deque()
        self._flying: dict[int, asyncio.Task[None]] = {}
        self._answers: list[Settlement] = []
        self._answered = asyncio.Event()
        self._last_claimed = 0
        self._claimed = 0
        self._most_claimed: int | None = None
        self._canaries = Canaries()

    async def deliver_open(self, *, most: int | None = None) -> int:
        """
        Deliver all that may be sent now, or what *most* newly claimed rows are; return how many.

        What was claimed is finished. Raises what the database raises. Then call mend and this
        again: nothing is lost.
        """
        self._claimed, self._most_claimed = 0, most
        while await self._step():
            pass
        return self._claimed

    async def mend(self) -> None:
        """After a fault: give back what was claimed but never arrived here."""
        await self._deliveries.let_go({row.id for row, _ in self._ready})

    async def land(self) -> None:
        """Before a stop: wait for the answers under way, settle them, give the rest back."""
        if self._flying:
            await asyncio.wait(self._flying.values(), timeout=_LAND_SECONDS)
        await self._exchange([])
        await self._deliveries.release([row for row, _ in self._ready])
        self._ready.clear()
        await self.mend()

    async def _step(self) -> bool:
        """Do one round of claim, settle, send; False when there is nothing to do just now."""
        waits = self._outage.waits(self._now())
        room = 0 if waits else self._room()
        if len(self._ready) < room:
            await self._top_up()
        leaving = await self._choose(room) if room else []
        if self._flying:
            await asyncio.sleep(_GATHER_SECONDS)
        if leaving or self._answers:
            await self._exchange(leaving)
        elif self._flying:
            await self._answered.wait()
        else:
            return bool(self._ready) and not waits
        return True

    def _room(self) -> int:
        """Return how many more may be under way: as few as keep the rate, for all are in doubt."""
        if self._outage.on:
            return max(0, 1 - len(self._flying))
        turnaround = self._answer_seconds + _ROUND
        needed = ceil(self._per_second * turnaround * _SPARE) + _LEAST_SPARE
        return max(0, min(needed, self._most_in_flight) - len(self._flying))

    async def _top_up(self) -> None:
        """Claim a block and compose it; one that cannot be composed is put off, not lost."""
        limit = self._block
        if self._most_claimed is not None:
            limit = min(limit, self._most_claimed - self._claimed)
        if not limit:
            return
        after, now = self._last_claimed, self._now()
        rows = await self._deliveries.claim(after=after, limit=limit, now=now)
        if not rows:
            return
        self._claimed += len(rows)
        self._last_claimed = rows[0].occurrence_id
        rows = await self._forget_stale(rows)
        try:
            self._ready.extend(await self._messages.compose(rows))
        except Exception:
            log.exception("occurrence %s cannot be put into words", self._last_claimed)
            await self._deliveries.release(rows, not_before=now + COMPOSE_AGAIN)

    async def _forget_stale(self, claimed: Sequence[Row]) -> Sequence[Row]:
        """
        Of rows that this runner had before, keep the new claim only; put off what is in flight.

        One that stood still was taken for dead and its rows were freed: it may claim them again.
        """
        ids = {row.id for row in claimed}
        if any(row.id in ids for row, _ in self._ready):
            self._ready = deque(ready for ready in self._ready if ready[0].id not in ids)
        flying = [row for row in claimed if row.id in self._flying]
        if not flying:
            return claimed
        await self._deliveries.release(flying, not_before=self._now() + COMPOSE_AGAIN)
        return [row for row in claimed if row.id not in self._flying]

    async def _choose(self, room: int) -> list[Ready]:
        """Take up to *room* messages that may leave now from those that are ready."""
        chosen: list[Ready] = []
        aside: list[Ready] = []
        held: list[tuple[Row, float]] = []
        now = self._now()
        while self._ready and len(chosen) < room:
            row, message = self._ready.popleft()
            if row.expires_at <= now or _is_stale(row, now):
                held.append((row, 0))
            elif seconds := self._limiter.held(row.chat_id, self._sender.weight(row, message)):
                held.append((row, seconds))
            elif self._canaries.allow(row):
                chosen.append((row, message))
            else:
                aside.append((row, message))
        self._ready.extendleft(reversed(aside))
        try:
            permits = await self._permits(chosen) if chosen else 0
            await self._put_off(held)
        except BaseException:
            self._put_back(chosen)
            raise
        self._put_back(chosen[permits:])
        return chosen[:permits]

    async def _permits(self, chosen: Sequence[Ready]) -> int:
        """Take permits as if each weighed what the heaviest does: most are of one bulletin."""
        heaviest = max(self._sender.weight(row, message) for row, message in chosen)
        return await self._limiter.take(len(chosen), heaviest)

    async def _put_off(self, held: Sequence[tuple[Row, float]]) -> None:
        """Give back rows whose chats may get nothing just now, to the full second."""
        waits: defaultdict[int, list[Row]] = defaultdict(list)
        for row, seconds in held:
            waits[ceil(seconds)].append(row)
        for seconds, rows in waits.items():
            not_before = self._now() + timedelta(seconds=seconds)
            await self._deliveries.release(rows, not_before=not_before)

    def _put_back(self, unsent: Sequence[Ready]) -> None:
        for row, _ in unsent:
            self._canaries.back(row)
        self._ready.extendleft(reversed(unsent))

    async def _exchange(self, leaving: Sequence[Ready]) -> None:
        """Write the answers and what leaves now in one go; then let it leave."""
        settled, self._answers = self._answers, []
        self._answered.clear()
        try:
            may = await self._deliveries.exchange(settled, [row for row, _ in leaving])
        except BaseException:
            self._answers = settled + self._answers
            self._put_back(leaving)
            raise
        for it in settled:
            self._canaries.written(it.row, it.outcome)
        for row, message in leaving:
            if row.id in may:
                self._launch(row, message)
            else:
                self._canaries.back(row)
        await self._stop_what_is_wrong()

    def _launch(self, row: Row, message: object) -> None:
        self._limiter.note(row.chat_id, self._sender.weight(row, message))
        self._flying[row.id] = asyncio.create_task(self._send(row, message))

    async def _send(self, row: Row, message: object) -> None:
        began = self._now()
        try:
            outcome = await self._sender.send(row, message)
        except Exception:
            log.exception("a sender raised, which is a fault in it")
            outcome = Unknown()
        now = self._now()
        if not silent(outcome):
            self._learn((now - began).total_seconds())
        self._take_in(row, outcome, now)
        self._answered.set()
        del self._flying[row.id]

    def _learn(self, seconds: float) -> None:
        """Take in how long an answer took; a clock that was set meanwhile teaches nothing."""
        if 0 <= seconds <= _LONGEST_ANSWER:
            self._answer_seconds += (seconds - self._answer_seconds) * _LEARNING

    def _take_in(self, row: Row, outcome: Outcome, now: datetime) -> None:
        self._outage.note(row.chat_id, outcome, now)
        self._canaries.note(row, outcome)
        if isinstance(outcome, Sent):
            self._answers.append(Settlement(row=row, outcome=outcome))
            return
        if isinstance(outcome, TryLater) and outcome.seconds is not None:
            self._limiter.refused(row.chat_id, outcome.seconds)
        self._answers.append(judge(row, outcome, now=now, outage=self._outage))

    async def _stop_what_is_wrong(self) -> None:
        for text in self._canaries.suspects():
            occurrence_id, language = text
            stopped = await self._deliveries.stop_if_wrong_for_all(
                occurrence_id, language, after=BAD_REQUESTS
            )
            self._canaries.judged(text, stopped=stopped)
            if stopped:
                kept = [ready for ready in self._ready if ready[0].occurrence_id != occurrence_id]
                self._ready = deque(kept)


def _is_stale(row: Row, now: datetime) -> bool:
    return row.claimed_at is not None and now - row.claimed_at >= CLAIM_ANEW
