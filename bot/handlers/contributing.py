"""/contribute and /feedback: sending something to the team, under a code and without a name."""

from collections.abc import Mapping
from typing import Any

from telegram import Message, Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import edit, reply, said, tell
from bot.handlers.withdrawing import Withdrawing
from bot.store.dialogues import Dialogue
from bot.views import contributing as views
from bot.views.message import Message as View
from content.bulletins.errors import BulletinError
from content.bulletins.media import Media
from scheduler.errors import Refused
from scheduler.threads import Thread


class Contributing:
    """A contribution is kept step by step; it goes to the team only when its writer says so."""

    def __init__(self, desk: Desk, withdrawing: Withdrawing) -> None:
        self._desk = desk
        self._withdrawing = withdrawing

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the commands and the buttons."""
        add = application.add_handler
        for name, page in (("contribute", self.contribute), ("feedback", self.feedback)):
            add(CommandHandler(name, page))
            add(CallbackQueryHandler(page, pattern=rf"^go:{name}$"))
        add(CallbackQueryHandler(self.button, pattern=r"^contribute:"))
        add(CallbackQueryHandler(self.withdraw, pattern=r"^withdraw:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"contribution": self.typed, "feedback": self.typed_feedback}

    async def contribute(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/contribute: say what will happen, and ask for text or photos."""
        reader = await self._desk.reader(update)
        view = await self._begin(reader) if reader.kind == "private" else None
        await self._say(update, view or views.private_only(reader.t))

    async def feedback(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """/feedback: say who reads it, and ask for one message."""
        reader = await self._desk.reader(update)
        view = await self._ask_feedback(reader) if reader.kind == "private" else None
        await self._say(update, view or views.private_only(reader.t))

    async def typed(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """
        Take text or photos.

        An album comes as several updates: what there is to say of it is said once.
        """
        message = update.message
        if message is None:
            return
        album = message.media_group_id
        try:
            it = await self._desk.contributions.add(
                about["code"],
                chat_id=reader.chat_id,
                text=said(update),
                photos=_photos(message),
                now=self._desk.now(),
            )
        except (Refused, BulletinError):
            if album is not None and album == about.get("refused"):
                return
            await self._ask(reader, "contribution", {**about, "refused": album})
            raise
        if album is None or album != about.get("album"):
            await reply(update, views.received(reader.t, it))
            await self._ask(reader, "contribution", {**about, "album": album})

    async def typed_feedback(self, update: Update, reader: Reader, _: dict[str, Any]) -> None:
        """Send what was written to the team."""
        if update.message is None or not update.message.text:
            raise Refused("text_only")
        it = await self._desk.contributions.send_feedback(
            reader.chat_id, reader.language, update.message.text, self._desk.now()
        )
        await self._close(reader)
        await reply(update, views.feedback_sent(reader.t, it))

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """contribute:send or contribute:drop with the code, or contribute:quit."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        _, step, code = f"{query.data}:".split(":")[:3]
        chats = self._desk.contributions
        it: Thread | None
        if step == "send":
            it = await chats.send(code, chat_id=reader.chat_id, now=self._desk.now())
        else:
            it = await chats.discard(code, chat_id=reader.chat_id)
        await self._close(reader)
        await edit(query, views.handed_over(reader.t, it) if it else views.dropped(reader.t))
        await tell(query)

    async def withdraw(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """withdraw:CODE: erase it at once."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        code = (query.data or "").partition(":")[2]
        await self._withdrawing.one(reader.chat_id, code)
        await edit(query, views.taken_back(reader.t, code))
        await tell(query)

    async def _begin(self, reader: Reader) -> View:
        it = await self._desk.contributions.begin(reader.chat_id, reader.language, self._desk.now())
        await self._ask(reader, "contribution", {"code": it.code})
        return views.invitation(reader.t, it)

    async def _ask_feedback(self, reader: Reader) -> View:
        now = self._desk.now()
        await self._desk.contributions.check_rate(reader.chat_id, "feedback", now)
        await self._ask(reader, "feedback", {})
        return views.ask_feedback(reader.t)

    async def _say(self, update: Update, view: View) -> None:
        await reply(update, view)
        if update.callback_query:
            await tell(update.callback_query)

    async def _ask(self, reader: Reader, awaits: str, about: dict[str, Any]) -> None:
        dialogue = Dialogue(awaits=awaits, about=about)
        now = self._desk.now()
        await self._desk.dialogues.ask(reader.chat_id, reader.user_id or 0, dialogue, now)

    async def _close(self, reader: Reader) -> None:
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)


def _photos(message: Message) -> list[Media]:
    """Return the photo of a message in its full size; raise Refused for what is not taken."""
    if message.photo:
        return [Media(kind="photo", file_id=message.photo[-1].file_id)]
    if not message.text:
        raise Refused("text_or_photos")
    return []
