"""Approval: somebody other than the author says yes, or sends it back with a word."""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import bulletin_and_version, edit, reply, tell
from bot.store.dialogues import Dialogue
from bot.telegram.notify import Notify
from bot.views import bulletins
from bot.views import team as views
from bot.views.words import words
from scheduler.bulletins import Bulletin, approvals_needed, approved, sent_back
from scheduler.errors import Refused


class Reviewing:
    """Asks the others of the team, and takes their answer."""

    def __init__(self, desk: Desk, notify: Notify) -> None:
        self._desk = desk
        self._notify = notify

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^review:"))

    async def ask(self, it: Bulletin) -> None:
        """Show the bulletin, in every language it has, to everybody who may approve it."""
        zone = self._desk.settings.timezone
        for owner in sorted(self._desk.team.owners - {it.author_id}):
            t = await self._desk.language_of(owner)
            shown = [bulletins.preview(words(language), it, language) for language in it.texts]
            await self._notify.tell(owner, *shown, views.review(t, it, zone=zone))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """review:yes or review:back, for the version that was shown."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        approver = self._desk.team.require(reader.user_id)
        _, answer, *rest = (query.data or "").split(":")
        bulletin_id, version = bulletin_and_version(rest)
        it = await self._desk.bulletins.get(bulletin_id)
        if it.version != version or it.state != "review":
            raise Refused("bulletin_changed")
        if it.author_id == approver:
            raise Refused("own_approval")
        if answer == "yes":
            it = await self._approve(it, approver)
            await edit(query, views.state_changed(reader.t, it))
            await self._tell_author(it)
        else:
            about = {"bulletin": it.id, "version": it.version}
            dialogue = Dialogue(awaits="send_back", about=about)
            await self._desk.dialogues.ask(reader.chat_id, approver, dialogue, self._desk.now())
            await reply(update, views.ask_word(reader.t, it))
        await tell(query)

    async def typed_word(
        self, update: Update, reader: Reader, about: dict[str, Any], word: str
    ) -> None:
        """Send it back with the approver's word."""
        self._desk.team.require(reader.user_id)
        it = await self._desk.bulletins.change(
            about["bulletin"], sent_back, version=about["version"], now=self._desk.now()
        )
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await reply(update, views.state_changed(reader.t, it))
        t = await self._desk.language_of(it.author_id)
        await self._notify.tell(it.author_id, views.sent_back(t, it, word))

    async def _approve(self, it: Bulletin, approver: int) -> Bulletin:
        needed = approvals_needed(
            self._desk.settings.approvals, team=self._desk.team.owners, author=it.author_id
        )
        return await self._desk.bulletins.change(
            it.id,
            lambda seen: approved(seen, by=approver, approvals=needed),
            version=it.version,
            now=self._desk.now(),
        )

    async def _tell_author(self, it: Bulletin) -> None:
        t = await self._desk.language_of(it.author_id)
        await self._notify.tell(it.author_id, views.state_changed(t, it))
