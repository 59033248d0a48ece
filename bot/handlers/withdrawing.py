"""Taking back what was sent to the team: who made a draft of it is told, and not by whom."""

from collections.abc import Sequence

from bot.handlers.desk import Desk
from bot.telegram.notify import Notify
from bot.views import inbox as views
from scheduler.bulletins import Bulletin


class Withdrawing:
    """Works at once; what has been published stays."""

    def __init__(self, desk: Desk, notify: Notify) -> None:
        self._desk = desk
        self._notify = notify

    async def one(self, chat_id: int, code: str) -> None:
        """Withdraw one thread of a chat; raise Refused if it is published, or not the chat's."""
        now = self._desk.now()
        draft = await self._desk.contributions.withdraw(code, chat_id=chat_id, now=now)
        await self._tell([draft] if draft else [])

    async def all(self, chat_id: int) -> None:
        """Withdraw all that a chat sent and that is not published."""
        await self._tell(await self._desk.contributions.withdraw_all(chat_id, self._desk.now()))

    async def _tell(self, drafts: Sequence[Bulletin]) -> None:
        for draft in drafts:
            t = await self._desk.language_of(draft.author_id)
            await self._notify.tell(draft.author_id, views.withdrawn(t, draft))
