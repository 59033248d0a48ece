"""Handing a bulletin in, or giving it another time: checked, stored, said in words."""

from telegram import Update

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting
from bot.handlers.replies import reply, show
from bot.handlers.reviewing import Reviewing
from bot.store.audit import Signed
from bot.views import handing as views
from scheduler.bulletins import Bulletin, authors
from scheduler.errors import Refused
from scheduler.handing_in import replanned, submitted
from scheduler.plans import Plan


class Handing:
    """What was approved is what is sent: a new time needs approval as a new text does."""

    def __init__(self, desk: Desk, drafting: Drafting, reviewing: Reviewing) -> None:
        self._desk = desk
        self._drafting = drafting
        self._reviewing = reviewing

    async def hand_in(self, update: Update, reader: Reader, it: Bulletin, plan: Plan) -> None:
        """Submit a draft for its plan, or give another plan to what was handed in already."""
        member = reader.require("write")
        needed = await self._desk.approvals_needed(it, by=member.user_id)
        now = self._desk.now()
        if needed > len(await self._desk.approvers() - authors(it)):
            raise Refused("no_approver")
        original = await self._desk.bulletins.get(it.corrects) if it.corrects else None
        was_draft = it.state == "draft"

        def change(seen: Bulletin) -> Bulletin:
            if was_draft:
                return submitted(seen, plan=plan, approvals=needed, now=now, original=original)
            return replanned(seen, plan=plan, by=member, approvals=needed, now=now)

        it = await self._desk.bulletins.change(
            it.id,
            change,
            version=it.version,
            now=now,
            signed=Signed(by=member.user_id, act="submit" if was_draft else "replan"),
            undoable=True,
        )
        await self._drafting.close(reader)
        view = views.handed_in(
            reader.t,
            it,
            now=now,
            approvals=needed - len(it.approved_by),
            impact=await self._drafting.impact(it, it.plan),
            smallest=self._desk.settings.privacy.smallest_count,
        )
        if update.callback_query:
            await show(update, [view])
        else:
            await reply(update, view)
        if it.state == "review":
            await self._reviewing.ask(it)
