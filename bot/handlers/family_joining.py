"""How two chats become a family: nickname, code, and a yes from each of them."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import edit, reply, said, tell
from bot.store.dialogues import Dialogue
from bot.store.learners import Learner
from bot.telegram.notify import Notify
from bot.views import family_joining as views
from bot.views.message import Message
from scheduler.errors import Refused
from scheduler.families import ROLES, Role

PAYLOAD = "family_"
"""What the payload of /start begins with in the link of a code."""


class FamilyJoining:
    """Nobody is put into a family by somebody else: both chats say yes, or nothing happens."""

    def __init__(self, desk: Desk, notify: Notify) -> None:
        self._desk = desk
        self._notify = notify

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        pattern = r"^family:(begin|more|code|as|no|yes|refuse)(:\w+)*$"
        application.add_handler(CallbackQueryHandler(self.button, pattern=pattern))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"family_name": self.typed_name, "family_code": self.typed_code}

    async def offer(self, update: Update, reader: Reader, code: str) -> None:
        """Say what a code offers, and ask; to look at it enrols nobody."""
        learner = await self._desk.learner(reader)
        by = learner.subscriber_id if learner else 0
        found = await self._desk.family_codes.look(code, by=by, now=self._desk.now())
        await reply(update, views.offer(reader.t, found))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:STEP:…: take a step towards a family, or away from it."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        if reader.kind != "private":
            raise Refused("stale_button")
        _, step, *rest = (query.data or "").split(":")
        await edit(query, await self._step(update, reader, step, rest))
        await tell(query)

    async def typed_code(self, update: Update, reader: Reader, _: dict[str, Any]) -> None:
        """Take a code that was typed."""
        await self.offer(update, reader, said(update))
        await self._close(reader)

    async def typed_name(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take a nickname: it makes a code, or it says yes to one."""
        learner = await self._learner(reader)
        role, now = _role(str(about.get("role"))), self._desk.now()
        if code := about.get("code"):
            asked = await self._desk.family_codes.ask(
                str(code), by=learner.subscriber_id, role=role, name=said(update), now=now
            )
            await self._close(reader)
            t = await self._desk.language_of(asked.maker_chat)
            await self._notify.tell(asked.maker_chat, views.may_join(t, asked.code))
            await reply(update, views.asked(reader.t, asked.code))
            return
        made = await self._desk.family_codes.make(
            learner.subscriber_id, role=role, name=said(update), now=now
        )
        await self._close(reader)
        link = f"{update.get_bot().link}?start={PAYLOAD}{made.code}"
        await reply(update, views.made(reader.t, made, link, learner.zone))

    async def _step(self, update: Update, reader: Reader, step: str, rest: list[str]) -> Message:
        if step == "code":
            await self._ask(reader, Dialogue(awaits="family_code"))
            return views.ask_code(reader.t)
        if step == "no":
            return views.declined(reader.t)
        if step in {"yes", "refuse"}:
            return await self._answer(reader, rest, yes=step == "yes")
        if step == "more":
            return await self._more(update, reader)
        about: dict[str, str] = {"role": _role(rest[0] if rest else "")}
        if step == "as":
            if len(rest) != len(("role", "code")):
                raise Refused("stale_button")
            learner = await self._learner(reader)
            code = await self._desk.family_codes.look(
                rest[1], by=learner.subscriber_id, now=self._desk.now()
            )
            about |= {"code": code.code}
        await self._ask(reader, Dialogue(awaits="family_name", about=about))
        return views.ask_nickname(reader.t)

    async def _answer(self, reader: Reader, rest: list[str], *, yes: bool) -> Message:
        """Take the maker's yes or no; both are told what came of it."""
        learner = await self._learner(reader)
        asked = await self._desk.family_codes.answer(
            rest[0] if rest else "", by=learner.subscriber_id, yes=yes, now=self._desk.now()
        )
        t = await self._desk.language_of(asked.taker_chat)
        await self._notify.tell(asked.taker_chat, views.together(t) if yes else views.refused(t))
        return views.together(reader.t) if yes else views.declined(reader.t)

    async def _more(self, update: Update, reader: Reader) -> Message:
        """Make another code for a family that there is; the nickname stays."""
        learner = await self._learner(reader)
        family = await self._desk.families.of(learner.subscriber_id)
        if family is None:
            raise Refused("family_missing")
        me = next(one for one in family.relatives if one.subscriber_id == learner.subscriber_id)
        made = await self._desk.family_codes.make(
            learner.subscriber_id, role=me.role, name=me.nickname, now=self._desk.now()
        )
        link = f"{update.get_bot().link}?start={PAYLOAD}{made.code}"
        return views.made(reader.t, made, link, learner.zone)

    async def _learner(self, reader: Reader) -> Learner:
        """Return the chat as a learner; one that has no preferences yet gets the defaults."""
        if reader.subscriber is None:
            await self._desk.change(reader, lambda it: it)
        found = await self._desk.learner(reader)
        if found is None:
            raise Refused("stale_button")
        return found

    async def _ask(self, reader: Reader, dialogue: Dialogue) -> None:
        user_id = reader.user_id or 0
        await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, self._desk.now())

    async def _close(self, reader: Reader) -> None:
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)


def _role(text: str) -> Role:
    found = next((role for role in ROLES if role == text), None)
    if found is None:
        raise Refused("stale_button")
    return found
