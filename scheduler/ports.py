"""What the rules need from the world. The bot implements these; tests use fakes that work."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

from scheduler.bulletins import Bulletin
from scheduler.lateness import Decision
from scheduler.occurrences import DueBulletin, DueCohort
from scheduler.outcomes import Account, Outcome, Row, Settlement

Lane = Literal["interactive", "bulk"]


class Schedules(Protocol):
    """The truth about what is due. Taking is compare-and-set: only one taker wins."""

    async def due_bulletins(self, now: datetime) -> Sequence[DueBulletin]:
        """Return the schedules whose instant has come."""

    async def take_bulletin(self, due: DueBulletin, decision: Decision, now: datetime) -> bool:
        """Write the occurrence and a row per recipient in one transaction; False if taken."""

    async def due_cohorts(self, now: datetime) -> Sequence[DueCohort]:
        """Return the cohorts whose card is due."""

    async def take_cohort(
        self, due: DueCohort, *, next_at: datetime, send: bool, now: datetime
    ) -> bool:
        """Move the cohort on, and write a row per member if *send*; False if taken."""


class Deliveries(Protocol):
    """Rows per recipient."""

    async def recover(self, now: datetime) -> None:
        """After a crash: free what was claimed, judge what was sending."""

    async def open_occurrences(self, now: datetime) -> Sequence[int]:
        """Return the occurrences that have rows to send by now, the oldest first."""

    async def claim(self, occurrence_id: int, *, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows; no other runner gets them."""

    async def mark_sending(self, row: Row) -> bool:
        """Note that the row's request leaves now; False if the row was withdrawn."""

    async def settle(self, settlement: Settlement) -> None:
        """Write what became of a row, and what it says about the subscriber."""

    async def stop_if_wrong_for_all(self, occurrence_id: int, *, after: int) -> None:
        """Withdraw the open rows when *after* were rejected and none was accepted."""

    async def finish(self, now: datetime) -> Sequence[Account]:
        """Close occurrences that have no open row; return the accounts of bulletins."""


class Messages(Protocol):
    """Turns rows into messages, each in its reader's language."""

    async def compose(self, rows: Sequence[Row]) -> list[tuple[Row, object]]:
        """Return each row with its message; rows that have none are settled and left out."""


class Sender(Protocol):
    """Sends one message to one chat and names the outcome; never raises for it."""

    async def send(self, chat_id: int, message: object) -> Outcome:
        """Send and say what happened."""


class Limiter(Protocol):
    """Keeps Telegram's rate; people who wait for an answer go first."""

    async def acquire(self, lane: Lane) -> None:
        """Return when one more message may leave."""

    def pause(self, seconds: float) -> None:
        """Hold everything back, as Telegram's retry_after asks."""


class Team(Protocol):
    """Tells the people of the team what they must know."""

    async def bulletin_held(self, bulletin: Bulletin) -> None:
        """It is overdue: ask whether it should still go out."""

    async def bulletin_done(self, account: Account) -> None:
        """Give the author the final account."""
