"""Tells the team what the scheduler has to say; implements scheduler.ports.Team."""

from collections.abc import Awaitable, Callable, Sequence

from bot.settings import Settings
from bot.team import Team
from bot.telegram.notify import Notify
from bot.views import team as views
from bot.views.words import Words
from content.errors import ContentError
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Account

LanguageOf = Callable[[int], Awaitable[Words]]


class Reporter:
    """Says each thing in the language of the person who hears it."""

    def __init__(
        self, *, notify: Notify, settings: Settings, team: Team, language_of: LanguageOf
    ) -> None:
        self._notify = notify
        self._settings = settings
        self._team = team
        self._language_of = language_of

    async def bulletin_held(self, bulletin: Bulletin) -> None:
        """Ask everybody of the team whether an overdue bulletin should still go out."""
        for owner in sorted(self._team.owners):
            t = await self._language_of(owner)
            await self._notify.tell(owner, views.held(t, bulletin, self._settings.timezone))

    async def bulletin_done(self, account: Account) -> None:
        """Give the author the final account."""
        t = await self._language_of(account.author_id)
        smallest = self._settings.privacy.smallest_count
        await self._notify.tell(account.author_id, views.account(t, account, smallest))

    async def content_faults(self, errors: Sequence[ContentError]) -> None:
        """Tell the team what is wrong with content files that changed."""
        for owner in sorted(self._team.owners):
            t = await self._language_of(owner)
            await self._notify.tell(owner, views.content_faults(t, errors))
