"""Tells the team what the scheduler has to say; implements scheduler.ports.Team."""

from collections.abc import Awaitable, Callable, Sequence

from bot.settings import Settings
from bot.store.members import Members
from bot.telegram.board import Board
from bot.telegram.notify import Notify
from bot.views import sending
from bot.views import team as views
from bot.views.message import Message
from bot.views.words import Words
from content.errors import ContentError
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Account
from scheduler.progress import Progress

LanguageOf = Callable[[int], Awaitable[Words]]


class Reporter:
    """Says each thing in the language of the person who hears it."""

    def __init__(
        self,
        *,
        notify: Notify,
        board: Board,
        settings: Settings,
        members: Members,
        language_of: LanguageOf,
    ) -> None:
        self._notify = notify
        self._board = board
        self._settings = settings
        self._members = members
        self._language_of = language_of
        self._smallest = settings.privacy.smallest_count

    async def bulletin_held(self, bulletin: Bulletin) -> None:
        """Ask everybody of the team whether an overdue bulletin should still go out."""
        zone = self._settings.timezone
        await self._tell_all(lambda t: views.held(t, bulletin, zone))

    async def bulletin_skipped(self, bulletin: Bulletin) -> None:
        """Tell the author that an overdue bulletin was not sent."""
        for person in await self._concerned(bulletin.author_id):
            t = await self._language_of(person)
            await self._notify.tell(person, views.skipped(t, bulletin, self._settings.timezone))

    async def bulletin_unfinished(self, bulletin: Bulletin) -> None:
        """Ask everybody of the team whether what a long standstill broke off should go on."""
        await self._tell_all(lambda t: sending.unfinished(t, bulletin))

    async def bulletin_under_way(self, progress: Progress, message_id: int | None) -> int | None:
        """Show the author the progress in that message, else in a new one; return its id."""
        if await self._members.get(progress.author_id) is None:
            return None
        t = await self._language_of(progress.author_id)
        view = sending.progress(t, progress, self._smallest)
        return await self._board.show(progress.author_id, message_id, view)

    async def bulletin_done(self, account: Account) -> bool:
        """Give the author the final account; the progress ends with the same numbers."""
        told = []
        for person in await self._concerned(account.author_id):
            t = await self._language_of(person)
            if person == account.author_id and account.report_message_id is not None:
                view = sending.ended(t, account, self._smallest)
                await self._board.show(person, account.report_message_id, view)
            view = sending.account(t, account, self._smallest)
            told.append(await self._notify.tell(person, view))
        return any(told)

    async def content_faults(self, errors: Sequence[ContentError]) -> None:
        """Tell the team what is wrong with content files that changed."""
        await self._tell_all(lambda t: views.content_faults(t, errors))

    async def _concerned(self, author_id: int) -> Sequence[int]:
        """Return the author; where that person has left the team, its owners."""
        team = await self._members.all()
        if any(member.user_id == author_id for member in team):
            return [author_id]
        return [member.user_id for member in team if member.may("appoint")]

    async def _tell_all(self, view: Callable[[Words], Message]) -> None:
        for member in await self._members.all():
            t = await self._language_of(member.user_id)
            await self._notify.tell(member.user_id, view(t))
