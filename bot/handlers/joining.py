"""An invitation to the team: what its link offers, and the answer to it."""

from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import edit, reply, tell
from bot.store.dialogues import Dialogue
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify
from bot.views import roster as views
from bot.views.message import Message
from scheduler.errors import Refused

PAYLOAD = "join_"
"""What the payload of /start begins with in an invitation."""


class Joining:
    """Nothing happens before a yes; then the rights and the menu are there at once."""

    def __init__(self, desk: Desk, menus: Menus, notify: Notify) -> None:
        self._desk = desk
        self._menus = menus
        self._notify = notify

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons; the link itself comes in through /start."""
        application.add_handler(CallbackQueryHandler(self.button, pattern=r"^join:"))

    async def offer(self, update: Update, reader: Reader, payload: str) -> None:
        """Say what a link offers, and ask."""
        code = payload.removeprefix(PAYLOAD)
        role = await self._desk.members.invited(code, user_id=_user(reader), now=self._desk.now())
        await reply(update, views.offer(reader.t, role, code))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """join:yes:CODE or join:no."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        _, answer, *rest = (query.data or "").split(":")
        if answer == "yes" and rest:
            await edit(query, await self._accept(reader, rest[0]))
        else:
            await edit(query, views.declined(reader.t))
        await tell(query)

    async def _accept(self, reader: Reader, code: str) -> Message:
        user_id, now = _user(reader), self._desk.now()
        joined = await self._desk.members.join(code, user_id=user_id, now=now)
        member = await self._desk.members.get(user_id)
        if member is None:
            raise Refused("invitation_void")
        await self._menus.follow(reader.chat_id, reader.language, member=member)
        if not member.name:
            about = {"inviter": joined.invited_by} if joined else {}
            dialogue = Dialogue(awaits="team_name", about=about)
            await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, now)
        if joined:
            t = await self._desk.language_of(joined.invited_by)
            await self._notify.tell(joined.invited_by, views.joined(t, member))
        return views.welcome(reader.t, member)


def _user(reader: Reader) -> int:
    """Return who is there; raise Refused anywhere but in a private chat."""
    if reader.kind != "private" or reader.user_id is None:
        raise Refused("stale_button")
    return reader.user_id
