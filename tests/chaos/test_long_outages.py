"""Minutes without Telegram, without a database: the real rules and the real tables, on a clock that is moved."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from bot.store.accounts import Accounts
from bot.store.database import Database
from bot.store.deliveries import Deliveries
from bot.store.schedules import Schedules
from scheduler.delivery import Delivery
from scheduler.outage import LONGEST_PAUSE
from scheduler.outcomes import Sent, TryLater, Unknown
from tests.bench.people import NOW, handed_in, prepared
from tests.chaos.places import Place
from tests.scheduler.fakes import FakeLimiter, FakeNow

PEOPLE, PER_SECOND = 600, 28
MINUTE = timedelta(minutes=1)
BEGINS = NOW + timedelta(seconds=8)


class Away:
    """Telegram, which from *begins* on is away for a while; each answer takes its part of a second."""

    def __init__(self, now, *, begins=None, ends=None, says=None):
        self.now, self.begins, self.ends, self.says = now, begins, ends, says
        self.heard, self.in_vain = [], []

    def weight(self, row, message):
        return 1

    async def send(self, row, message):
        await asyncio.sleep(0)
        self.now.instant += timedelta(seconds=1 / PER_SECOND)
        if self.begins and self.begins <= self.now() < self.ends:
            self.in_vain.append(row.chat_id)
            return self.says
        self.heard.append((self.now(), row.chat_id))
        return Sent(message_id=len(self.heard))


class CutOff(Deliveries):
    """The real tables, which cannot be reached for a while."""

    def __init__(self, database, *, now, ends):
        super().__init__(database, runner=0)
        self._reach = partial(self._may, now, ends)

    @staticmethod
    def _may(now, ends):
        if BEGINS <= now() < ends:
            raise sa.exc.OperationalError("none", None, OSError("cut"))

    async def claim(self, **given):
        self._reach()
        return await super().claim(**given)

    async def exchange(self, settled, leaving):
        self._reach()
        return await super().exchange(settled, leaving)

    async def release(self, rows, **given):
        self._reach()
        await super().release(rows, **given)

    async def let_go(self, keep):
        self._reach()
        await super().let_go(keep)


class Words:
    async def compose(self, rows):
        return [(row, "the market") for row in rows]


@pytest.fixture
async def database(tmp_path):
    it = await prepared(f"sqlite:///{tmp_path / 'x.db'}", PEOPLE)
    await Schedules(it).take_bulletin(await handed_in(it), "send", NOW)
    yield it
    await it.close()


def delivery(deliveries, sender, now):
    return Delivery(
        deliveries=deliveries, messages=Words(), sender=sender, limiter=FakeLimiter(now), now=now,
        block=56, in_flight=8, per_second=1_000_000,
    )  # fmt: skip


async def to_the_end(it: Delivery, database: Database, now):
    """Look each second, as the engine does, and after a fault mend first; return the counts."""
    accounts, whole = Accounts(database), True
    place = Place(str(database.engine.url).replace("+aiosqlite", ""))
    for _ in range(4_000):
        try:
            if not whole:
                await it.mend()
            whole = True
            await it.deliver_open()
        except sa.exc.OperationalError:
            whole = False
        await accounts.finish(now())
        if await place.closed():
            return dict((await place.account()).counts)
        now.instant += timedelta(seconds=1)
    raise AssertionError("it never ended")


async def test_telegram_is_away_for_five_minutes(database):
    now = FakeNow(NOW)
    ends = BEGINS + 5 * MINUTE
    telegram = Away(now, begins=BEGINS, ends=ends, says=TryLater())
    counts = await to_the_end(
        delivery(Deliveries(database, runner=0), telegram, now), database, now
    )
    assert counts == {"sent": PEOPLE, "uncertain": 0}
    assert sorted(chat for _, chat in telegram.heard) == list(range(1, PEOPLE + 1))
    back = min(at for at, _ in telegram.heard if at >= ends)
    assert back - ends <= LONGEST_PAUSE + timedelta(seconds=2), "it notices that Telegram is back"
    assert len(telegram.in_vain) < 40, "and does not hammer while it is not"


async def test_telegram_takes_and_says_nothing_for_five_minutes(database):
    """Every try is in doubt, under resend: it is tried again until there is an answer."""
    now = FakeNow(NOW)
    telegram = Away(now, begins=BEGINS, ends=BEGINS + 5 * MINUTE, says=Unknown())
    counts = await to_the_end(
        delivery(Deliveries(database, runner=0), telegram, now), database, now
    )
    assert counts["sent"] == PEOPLE
    assert 0 < counts["uncertain"] <= len(set(telegram.in_vain))
    assert sorted(chat for _, chat in telegram.heard) == list(range(1, PEOPLE + 1))


async def test_the_database_is_away_for_ten_minutes(database):
    now = FakeNow(NOW)
    telegram = Away(now)
    deliveries = CutOff(database, now=now, ends=BEGINS + 10 * MINUTE)
    counts = await to_the_end(delivery(deliveries, telegram, now), database, now)
    assert counts == {"sent": PEOPLE, "uncertain": 0}
    assert sorted(chat for _, chat in telegram.heard) == list(range(1, PEOPLE + 1))
    assert now() > BEGINS + 10 * MINUTE
