"""Words a block of rows: a bulletin, new or corrected, in each reader's language; or a card."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.cards.today import TodaysCards
from bot.store.deliveries import Deliveries
from bot.views.message import Message
from bot.views.wording import Wording
from content.languages import Language
from scheduler.bulletins import Bulletin
from scheduler.outcomes import Row
from scheduler.subscribers import Kind

Composed = list[tuple[Row, object]]

_NOTHING = Message(html="")
"""What takes the place of a message that is recalled: its chat and its id are enough."""


class Composer:
    """Implements scheduler.ports.Messages."""

    def __init__(
        self,
        *,
        deliveries: Deliveries,
        cards: TodaysCards,
        now: Callable[[], datetime],
        wording: Wording,
    ) -> None:
        self._wording = wording
        self._deliveries = deliveries
        self._todays = cards
        self._now = now

    async def compose(self, rows: Sequence[Row]) -> Composed:
        """Return each row with its message; the rows are of one occurrence."""
        if not rows:
            return []
        if rows[0].deed == "recall":
            return [(row, _NOTHING) for row in rows]
        bulletin = await self._deliveries.bulletin_of(rows[0].occurrence_id)
        if bulletin:
            return self._bulletin(bulletin, rows)
        composed = await self._cards(rows)
        left_out = {row.id for row in rows} - {row.id for row, _ in composed}
        await self._deliveries.withdraw(left_out)
        return composed

    def _bulletin(self, it: Bulletin, rows: Sequence[Row]) -> Composed:
        """Word a bulletin once in each language, for each kind of chat."""
        found: dict[tuple[Language, Kind], Message] = {}
        for row in rows:
            if (row.language, row.kind) not in found:
                said = self._wording.message(it, row.language, kind=row.kind)
                found[row.language, row.kind] = said
        return [(row, found[row.language, row.kind]) for row in rows]

    async def _cards(self, rows: Sequence[Row]) -> Composed:
        chats = [row.chat_id for row in rows]
        cards = await self._todays.push(chats, rows[0].occurrence_id, self._now())
        return [(row, cards[row.chat_id]) for row in rows if row.chat_id in cards]
