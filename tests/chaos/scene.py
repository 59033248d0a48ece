"""A broadcast to do violence to, and the reckoning afterwards, to the row."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scheduler.bulletins import CrashRule
from tests.chaos.places import AUTHOR, OPEN, Account, Place
from tests.chaos.program import Program, configured
from tests.chaos.telegram import Post, Telegram

_LOOK = 0.01


class Scene:
    """A Telegram, a database with people and a due bulletin, and programs that are not started."""

    def __init__(
        self, folder: Path, *, place: Place, telegram: Telegram, people: int, rule: CrashRule
    ) -> None:
        self.folder = folder
        self.place = place
        self.telegram = telegram
        self.people = people
        self.rule = rule
        self.programs: list[Program] = []

    def program(
        self,
        *,
        per_second: int,
        command: str = "run",
        database: str | None = None,
        webhook: int | None = None,
    ) -> Program:
        """
        Return one more process, to be started; several share the log and the configuration.

        *webhook* is the port at which it takes updates; without one it asks for them.
        """
        config = configured(
            self.folder, url=self.telegram.url, database=database or self.place.address,
            per_second=per_second, owner=AUTHOR, webhook=webhook,
        )  # fmt: skip
        log = self.folder / "log.txt"
        self.programs.append(Program(config, log=log, command=command))
        return self.programs[-1]

    async def close(self) -> None:
        for program in self.programs:
            await program.close()
        await self.telegram.stop()

    @property
    def pushed(self) -> list[Post]:
        """The messages that recipients got, in their order."""
        return [post for post in self.telegram.sends if post.chat_id <= self.people]

    async def more(self, count: int, *, seconds: float = 30) -> None:
        """Wait until so many more messages have arrived."""
        goal = len(self.telegram.sends) + count
        await until(lambda: len(self.telegram.sends) >= goal, self, seconds=seconds)

    async def done(self, *, seconds: float = 60) -> Account:
        """Wait until every row is final and the account is given out; return it."""
        end = time.monotonic() + seconds
        while not await self.place.closed():
            for program in self.programs:
                program.check()
            if time.monotonic() > end:
                account = await self.place.account()
                raise AssertionError(f"{dict(account.states)} after {seconds} s\n{self.tail}")
            await asyncio.sleep(0.1)
        return await self.place.account()

    @property
    def tail(self) -> str:
        """The last that the programs said."""
        with contextlib.suppress(FileNotFoundError):
            return (self.folder / "log.txt").read_text(encoding="utf-8")[-4000:]
        return ""

    def reckon(self, account: Account, *, doubts: int) -> Counter[str]:
        """
        Check the final account against what Telegram accepted; return what happened to people.

        *doubts* is how many messages were ambiguous when something broke. Under resend nobody is
        missed and no more than these are repeated; under skip nobody is repeated and no more than
        these are unknown.
        """
        heard = Counter(post.chat_id for post in self.pushed)
        self._check_rows(account)
        repeats = {chat: count - 1 for chat, count in heard.items() if count > 1}
        silent = {line.chat_id for line in account.lines} - heard.keys()
        states = account.states
        if self.rule == "resend":
            named = sum(states[cause] for cause in ("blocked", "gone", "rejected"))
            assert states["sent"] + named == self.people, states
            assert len(silent) <= named, f"missed: {sorted(silent)[:10]}"
            assert sum(repeats.values()) <= doubts
        else:
            assert not repeats, f"twice: {dict(list(repeats.items())[:10])}"
            assert states["unknown"] <= doubts
        return Counter(
            sent=states["sent"], unknown=states["unknown"], repeated=sum(repeats.values()),
            silent=len(silent), doubts=doubts,
        )  # fmt: skip

    def _check_rows(self, account: Account) -> None:
        """One row a recipient, each final, each *sent* with a message that Telegram accepted."""
        chats = [line.chat_id for line in account.lines]
        assert sorted(chats) == list(range(1, self.people + 1))
        assert not OPEN & account.states.keys(), account.states
        accepted = {(post.chat_id, post.message_id) for post in self.pushed}
        for line in account.lines:
            if line.state == "sent":
                assert (line.chat_id, line.message_id) in accepted, line
        got = {chat for chat, _ in accepted}
        surely_not = {"blocked", "gone", "rejected", "expired", "unreachable"}
        assert not [it for it in account.lines if it.state in surely_not and it.chat_id in got]
        assert account.bulletin == "sent"
        counts = dict(account.counts or {})
        counts.pop("uncertain", None)
        assert counts == dict(account.states)
        assert sum(counts.values()) == self.people


async def until(holds, scene: Scene, *, seconds: float = 30) -> None:
    """Wait until something holds, and fail with what the programs said last."""
    end = time.monotonic() + seconds
    while not holds():
        for program in scene.programs:
            program.check()
        if time.monotonic() > end:
            raise AssertionError(f"it did not come to hold in {seconds} s\n{scene.tail}")
        await asyncio.sleep(_LOOK)


def busiest_second(posts: Sequence[Post]) -> int:
    """Return the most messages that arrived within any second."""
    most, first = 0, 0
    for last, post in enumerate(posts):
        while posts[first].at <= post.at - 1:
            first += 1
        most = max(most, last - first + 1)
    return most
