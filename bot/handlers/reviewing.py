"""Approval: somebody other than the author says yes, or sends it back with a word."""

from collections.abc import Callable, Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting
from bot.handlers.replies import bulletin_and_version, reply, said, show
from bot.handlers.rights import team_button
from bot.store.audit import Signed
from bot.store.dialogues import Dialogue
from bot.telegram.notify import Notify
from bot.views import handing
from bot.views import team as views
from bot.views.message import Message
from bot.views.words import Words
from scheduler.bulletins import Bulletin, authors
from scheduler.errors import Refused
from scheduler.handing_in import approved, hurried, sent_back


class Reviewing:
    """Asks the others of the team, and takes their answer."""

    def __init__(self, desk: Desk, drafting: Drafting, notify: Notify) -> None:
        self._desk = desk
        self._drafting = drafting
        self._notify = notify

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "approve", self.button)
        application.add_handler(CallbackQueryHandler(press, pattern=r"^review:"))

    async def ask(self, it: Bulletin, *, but: int | None = None) -> None:
        """Show the bulletin, in every language it has, to everybody who may approve it."""
        shown = [self._desk.wording.preview(it, language) for language in it.texts]
        for member in await self._desk.members.all():
            may = member.may("approve") and member.user_id not in authors(it)
            if may and member.user_id not in it.approved_by | {but}:
                t = await self._desk.language_of(member.user_id)
                await self._notify.tell(member.user_id, *shown, await self._view(t, it))
        await self._desk.asking.done(it)

    async def _view(self, t: Words, it: Bulletin) -> Message:
        return handing.review(
            t,
            it,
            now=self._desk.now(),
            impact=await self._drafting.impact(it, it.plan),
            smallest=self._desk.settings.privacy.smallest_count,
        )

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """review:yes or review:back, for the version that was shown."""
        approver = reader.require("approve").user_id
        answer, *rest = parts
        bulletin_id, version = bulletin_and_version(rest)
        it = await self._desk.bulletins.get(bulletin_id)
        if it.version != version or it.state != "review":
            raise Refused("bulletin_changed")
        if approver in authors(it):
            raise Refused("own_approval")
        if answer in {"urgent", "calm"}:
            it = await self._hurry(reader, it, urgent=answer == "urgent")
            await show(update, [await self._view(reader.t, it)])
            await self.ask(it, but=approver)
        elif answer == "yes":
            it = await self._approve(it, approver)
            await show(update, [views.state_changed(reader.t, it)])
            await self._tell_author(it, lambda t: views.state_changed(t, it))
            if it.state == "review":
                await self.ask(it)
        else:
            about = {"bulletin": it.id, "version": it.version}
            dialogue = Dialogue(awaits="send_back", about=about)
            await self._desk.dialogues.ask(reader.chat_id, approver, dialogue, self._desk.now())
            await reply(update, views.ask_word(reader.t, it))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"send_back": self.typed_word}

    async def typed_word(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Send it back with the approver's word."""
        word = said(update)
        by = reader.require("approve").user_id
        it = await self._desk.bulletins.change(
            about["bulletin"],
            sent_back,
            version=about["version"],
            now=self._desk.now(),
            signed=Signed(by=by, act="send_back", detail=word),
        )
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await reply(update, views.state_changed(reader.t, it))
        await self._tell_author(it, lambda t: views.sent_back(t, it, word))

    async def _hurry(self, reader: Reader, it: Bulletin, *, urgent: bool) -> Bulletin:
        member = reader.require("approve")
        needed = await self._desk.approvals_needed(it)
        return await self._desk.bulletins.change(
            it.id,
            lambda seen: hurried(seen, by=member, urgent=urgent, approvals=needed),
            version=it.version,
            now=self._desk.now(),
            signed=Signed(by=member.user_id, act="urgent", detail=str(urgent)),
        )

    async def _approve(self, it: Bulletin, approver: int) -> Bulletin:
        needed, team = await self._desk.approvals_needed(it), await self._desk.approvers()
        return await self._desk.bulletins.change(
            it.id,
            lambda seen: approved(seen, by=approver, team=team, approvals=needed),
            version=it.version,
            now=self._desk.now(),
            signed=Signed(by=approver, act="approve"),
        )

    async def _tell_author(self, it: Bulletin, view: Callable[[Words], Message]) -> None:
        """Tell the author, unless that person has left the team."""
        if await self._desk.members.get(it.author_id):
            t = await self._desk.language_of(it.author_id)
            await self._notify.tell(it.author_id, view(t))
