"""/team: who is in it; owners invite and dismiss, everybody chooses a name and may leave."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, said, show
from bot.handlers.rights import team_button, team_command
from bot.store.dialogues import Dialogue
from bot.store.members import INVITATION_LASTS
from bot.telegram.menus import Menus
from bot.telegram.notify import Notify
from bot.views import roster as views
from bot.views.message import Message
from scheduler.errors import Refused
from scheduler.roles import ROLES, Member, Role

Step = Callable[[Update, Reader, Sequence[str]], Awaitable[Message]]


class Team:
    """Rights are looked up at every step, so that a change of the team counts at once."""

    def __init__(self, desk: Desk, menus: Menus, notify: Notify) -> None:
        self._desk = desk
        self._menus = menus
        self._notify = notify
        self._steps: dict[str, Step] = {
            "show": self._roster,
            "invite": self._invite,
            "whom": self._whom,
            "dismiss": self._ask_dismiss,
            "gone": self._dismiss,
            "leave": self._ask_leave,
            "resign": self._resign,
            "name": self._ask_name,
            "skip": self._skip,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("team", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:team$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^team:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"team_name": self.typed_name}

    async def page(self, update: Update, reader: Reader) -> None:
        """/team: list the team."""
        await show(update, [await self._roster(update, reader, ())])

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """team:STEP:WHOM: do it, and show what comes of it in the button's place."""
        step, *rest = parts
        if step not in self._steps:
            raise Refused("stale_button")
        await show(update, [await self._steps[step](update, reader, rest)])

    async def typed_name(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take a name; who invited somebody just now is told it too."""
        me, now = reader.require("write"), self._desk.now()
        name = await self._desk.members.rename(me.user_id, said(update), now)
        await self._desk.dialogues.close(reader.chat_id, me.user_id)
        await reply(update, views.named(reader.t, name))
        if inviter := about.get("inviter"):
            t = await self._desk.language_of(inviter)
            await self._notify.tell(inviter, views.name_chosen(t, me, name))

    async def _roster(self, _update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        team = await self._desk.members.all()
        return views.roster(reader.t, team, reader.require("write"))

    async def _invite(self, update: Update, reader: Reader, rest: Sequence[str]) -> Message:
        by, now = reader.require("appoint").user_id, self._desk.now()
        role = _role(rest)
        code = await self._desk.members.invite(role, by=by, now=now)
        return views.invitation(
            reader.t,
            role,
            address=update.get_bot().link,
            code=code,
            until=now + INVITATION_LASTS,
            now=now,
            zone=self._desk.settings.timezone,
        )

    async def _whom(self, _update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        me = reader.require("appoint")
        return views.whom(reader.t, await self._desk.members.all(), me)

    async def _ask_dismiss(self, _update: Update, reader: Reader, rest: Sequence[str]) -> Message:
        return views.ask_dismiss(reader.t, await self._other(reader, rest))

    async def _dismiss(self, update: Update, reader: Reader, rest: Sequence[str]) -> Message:
        it = await self._other(reader, rest)
        by = reader.require("appoint").user_id
        await self._desk.members.dismiss(it.user_id, by=by, now=self._desk.now())
        t = await self._desk.language_of(it.user_id)
        await self._menus.follow(it.user_id, t.language, member=None)
        await self._notify.tell(it.user_id, views.dismissed(t))
        return await self._roster(update, reader, ())

    async def _other(self, reader: Reader, rest: Sequence[str]) -> Member:
        """Return whom a button is about; raise Refused for oneself and for strangers."""
        me = reader.require("appoint")
        found = {str(it.user_id): it for it in await self._desk.members.all()}
        it = found.get("".join(rest[:1]))
        if it is None or it.user_id == me.user_id:
            raise Refused("member_missing")
        return it

    async def _ask_leave(self, _update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        return views.ask_leave(reader.t)

    async def _resign(self, _update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        me = reader.require("write").user_id
        await self._desk.members.dismiss(me, by=me, now=self._desk.now())
        await self._menus.follow(reader.chat_id, reader.language, member=None)
        return views.resigned(reader.t)

    async def _ask_name(self, _update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        me = reader.require("write").user_id
        dialogue = Dialogue(awaits="team_name")
        await self._desk.dialogues.ask(reader.chat_id, me, dialogue, self._desk.now())
        return views.ask_name(reader.t)

    async def _skip(self, update: Update, reader: Reader, _rest: Sequence[str]) -> Message:
        await self._desk.dialogues.close(reader.chat_id, reader.require("write").user_id)
        return await self._roster(update, reader, ())


def _role(rest: Sequence[str]) -> Role:
    roles: dict[str, Role] = {role: role for role in ROLES}
    if not rest or rest[0] not in roles:
        raise Refused("stale_button")
    return roles[rest[0]]
