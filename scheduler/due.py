"""What is due? Asked every second; a restart or a missed hour costs nothing."""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from scheduler.bulletins import Bulletin
from scheduler.lateness import CARD_GRACE, Decision, LatePolicy, judge
from scheduler.outcomes import Account
from scheduler.ports import Accounts, Schedules, Team, Waits

log = logging.getLogger(__name__)

CLOCK_SLACK = timedelta(seconds=5)
"""Time servers move a clock by less; what is set back by more makes waits longer than meant."""
LONGEST_WAIT = timedelta(minutes=15)
"""What waits longer than this waits for an hour of the day, or was told to by Telegram."""


class Due:
    """Takes what is due from the tables and writes a row per recipient; sends nothing itself."""

    def __init__(
        self,
        *,
        schedules: Schedules,
        accounts: Accounts,
        waits: Waits,
        team: Team,
        late: LatePolicy,
        wake: Callable[[], None],
    ) -> None:
        self._schedules = schedules
        self._accounts = accounts
        self._waits = waits
        self._team = team
        self._late = late
        self._wake = wake
        self._late_ones: list[tuple[Decision, Bulletin]] = []
        self._last = datetime.min.replace(tzinfo=UTC)

    async def tick(self, now: datetime) -> None:
        """Do all that is due at *now*, then close what is too late or finished."""
        await self._look_at_the_clock(now)
        await self._bulletins(now)
        await self._cards(now)
        await self._accounts.expire(now)
        await self._accounts.finish(now)
        self._wake()

    async def _look_at_the_clock(self, now: datetime) -> None:
        """A wait is a span of time: a clock that is set back does not make it longer."""
        last, self._last = self._last, now
        if last - now > CLOCK_SLACK:
            log.critical("the clock was set back by %s", last - now)
            await self._waits.begin_anew(now=now, until=last + LONGEST_WAIT)

    async def tell(self, now: datetime) -> None:
        """Tell the team what came of it. It may take long: nothing that is due waits for it."""
        late, self._late_ones = self._late_ones, []
        say = {"hold": self._team.bulletin_held, "skip": self._team.bulletin_skipped}
        asked = [say[decision](bulletin) for decision, bulletin in late]
        given = [self._give(account) for account in await self._accounts.untold(now)]
        await asyncio.gather(*asked, *given)

    async def _give(self, account: Account) -> None:
        if await self._team.bulletin_done(account):
            await self._accounts.told(account)

    async def _bulletins(self, now: datetime) -> None:
        for due in await self._schedules.due_bulletins(now):
            decision = judge(due.next_at, now=now, policy=self._late)
            taken = await self._schedules.take_bulletin(due, decision, now)
            if taken and decision != "send":
                self._late_ones.append((decision, taken))

    async def _cards(self, now: datetime) -> None:
        """A cohort that missed several days gets one card at most."""
        for due in await self._schedules.due_cohorts(now):
            await self._schedules.take_cohort(
                due,
                next_at=due.rule.next_after(now),
                send=now - due.next_at <= CARD_GRACE,
                now=now,
            )
