"""What the rules need from the world. The bot implements these; tests use fakes that work."""

from collections.abc import Sequence, Set
from datetime import datetime
from typing import Protocol

from content.languages import Language
from scheduler.bulletins import Bulletin
from scheduler.lateness import Decision
from scheduler.occurrences import DueBulletin, DueCohort
from scheduler.outcomes import Account, Outcome, Row, Settlement
from scheduler.progress import Progress, Sight


class Schedules(Protocol):
    """The truth about what is due. Taking is compare-and-set: only one taker wins."""

    async def due_bulletins(self, now: datetime) -> Sequence[DueBulletin]:
        """Return the schedules whose instant has come."""

    async def take_bulletin(
        self, due: DueBulletin, decision: Decision, now: datetime
    ) -> Bulletin | None:
        """
        Write the occurrence and a row per recipient in one transaction; None if taken.

        Returns the bulletin that goes out: of a series, the one of its own.
        """

    async def due_cohorts(self, now: datetime) -> Sequence[DueCohort]:
        """Return the cohorts whose card is due."""

    async def take_cohort(
        self, due: DueCohort, *, next_at: datetime, send: bool, now: datetime
    ) -> bool:
        """Move the cohort on, and write a row per member if *send*; False if taken."""


class Deliveries(Protocol):
    """
    Rows per recipient, as one runner sees them.

    A row goes pending → claimed → sending → a final state. Every method leaves all or nothing.
    """

    async def claim(self, *, after: int, limit: int, now: datetime) -> Sequence[Row]:
        """Take up to *limit* pending rows of the next open occurrence after *after*, in turn."""

    async def exchange(self, settled: Sequence[Settlement], leaving: Sequence[Row]) -> Set[int]:
        """
        Write what became of some rows and that others leave now, in one transaction.

        Returns the ids of those that may leave: not who left meanwhile, not what was stopped.
        """

    async def release(self, rows: Sequence[Row], *, not_before: datetime | None = None) -> None:
        """Give claimed rows back, to be taken from *not_before* on; None: at once."""

    async def let_go(self, keep: Set[int]) -> None:
        """Give back what this runner claimed, as the tables say, but no longer knows of."""

    async def stop_if_wrong_for_all(
        self, occurrence_id: int, language: Language, *, after: int
    ) -> bool:
        """Stop the occurrence if *after* of a language were rejected and none was accepted."""


class Accounts(Protocol):
    """The end of what was sent."""

    async def expire(self, now: datetime) -> None:
        """Close the rows that nobody wants any more."""

    async def finish(self, now: datetime) -> None:
        """Close occurrences that have no open row."""

    async def untold(self, now: datetime) -> Sequence[Account]:
        """Take the accounts of bulletins that nobody was told of; only one taker gets each."""

    async def told(self, account: Account) -> None:
        """Note that an account was given."""


class Waits(Protocol):
    """Rows that are to be tried again later."""

    async def begin_anew(self, *, now: datetime, until: datetime) -> None:
        """Let rows that wait until *until* at the latest go at once, or after their quiet hours."""


class Watching(Protocol):
    """Looks at bulletins that are under way. Taking is compare-and-set: only one taker reports."""

    async def under_way(self) -> Sequence[Sight]:
        """Return the bulletins that are being sent, edited, recalled or paused."""

    async def take(self, sight: Sight, now: datetime) -> bool:
        """Take the report that is due now; False if another process did."""

    async def count(self, sight: Sight, now: datetime) -> Progress | None:
        """Return how it gets on; None if it has ended meanwhile."""

    async def reported(self, sight: Sight, *, message_id: int | None, at: datetime) -> None:
        """Note the message that shows the progress, and the instant of its last report."""


class Messages(Protocol):
    """Turns rows into messages, each in its reader's language."""

    async def compose(self, rows: Sequence[Row]) -> list[tuple[Row, object]]:
        """
        Return each row with its message; the rows are of one occurrence.

        Rows that have none are settled and left out.
        """


class Sender(Protocol):
    """Sends one message to one chat and names the outcome; never raises for it."""

    async def send(self, row: Row, message: object) -> Outcome:
        """Do the row's deed and say what happened."""

    def weight(self, row: Row, message: object) -> int:
        """Return how many messages Telegram counts for it; an album has several."""


class Limiter(Protocol):
    """Keeps Telegram's rate; people who wait for an answer go first."""

    async def take(self, most: int, weight: int = 1) -> int:
        """
        Wait a moment at most and return how many may leave now: 0 to *most*.

        Telegram counts each for *weight* messages at most.
        """

    def held(self, chat_id: int, weight: int = 1) -> float:
        """Return the seconds for which no *weight* messages may go to this chat; 0: they may."""

    def note(self, chat_id: int, weight: int = 1) -> None:
        """Note that something leaves to this chat that counts for *weight* messages."""

    def refused(self, chat_id: int, seconds: float) -> None:
        """Take in a retry_after that a pushed message to this chat was given."""


class Team(Protocol):
    """Tells the people of the team what they must know."""

    async def bulletin_held(self, bulletin: Bulletin) -> None:
        """It is overdue: ask whether it should still go out."""

    async def bulletin_skipped(self, bulletin: Bulletin) -> None:
        """It was overdue, and is not sent any more: tell its author."""

    async def bulletin_under_way(self, progress: Progress, message_id: int | None) -> int | None:
        """Show the author the progress in that message, else a new one; return its id."""

    async def bulletin_done(self, account: Account) -> bool:
        """Give the author the final account; False if that could not be done now."""
