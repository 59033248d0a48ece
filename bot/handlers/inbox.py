"""/inbox: what readers sent in; made into a draft, answered, put away."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.post import Post
from bot.handlers.replies import reply, show
from bot.handlers.rights import team_button, team_command
from bot.store.dialogues import Dialogue
from bot.telegram.notify import Notify
from bot.views import contributing
from bot.views import inbox as views
from bot.views.words import words
from content.bulletins.text import check_length
from scheduler.errors import Refused
from scheduler.threads import MAX_LETTER, require_answerable

_PAGE = 5
_LONGEST_NUMBER = 6


class Inbox:
    """The whole team sees the same threads; the first who acts on one is the only one."""

    def __init__(self, desk: Desk, post: Post, notify: Notify) -> None:
        self._desk = desk
        self._post = post
        self._notify = notify
        self._steps = {
            "page": self._turn,
            "open": self._open,
            "accept": self._accept,
            "answer": self._ask_answer,
            "close": self._close,
            "quit": self._quit,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and its buttons."""
        page = team_command(self._desk, "write", self.page)
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CommandHandler("inbox", page))
        application.add_handler(CallbackQueryHandler(page, pattern=r"^go:inbox$"))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^inbox:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"inbox_answer": self.typed_answer}

    async def page(self, update: Update, reader: Reader) -> None:
        """/inbox: list what is open."""
        await self._turn(update, reader, "0")

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """inbox:STEP:CODE, or inbox:page:NUMBER."""
        step, about = [*parts, ""][:2]
        if step not in self._steps:
            raise Refused("thread_closed")
        await self._steps[step](update, reader, about)

    async def typed_answer(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Send the answer to whoever wrote, in the language in which that was."""
        by = reader.require("write").user_id
        text = ((update.message and update.message.text) or "").strip()
        if not text:
            raise Refused("text_only")
        check_length(text, limit=MAX_LETTER)
        it = await self._desk.threads.answer(about["code"], by=by, now=self._desk.now())
        view = contributing.answer(words(it.language), it.code, text)
        arrived = it.chat_id is not None and await self._notify.tell(it.chat_id, view)
        await self._desk.dialogues.close(reader.chat_id, by)
        await reply(update, views.answer_went(reader.t, it.code, arrived=arrived))

    async def _turn(self, update: Update, reader: Reader, number: str) -> None:
        is_number = number.isascii() and number.isdecimal() and len(number) < _LONGEST_NUMBER
        page = int(number) if is_number else 0
        threads, total = await self._desk.threads.waiting(offset=page * _PAGE, limit=_PAGE)
        zone = self._desk.settings.timezone
        view = views.inbox(reader.t, threads, total=total, page=page, size=_PAGE, zone=zone)
        await show(update, [view])

    async def _open(self, update: Update, reader: Reader, code: str) -> None:
        it = await self._desk.threads.get(code)
        if it.state != "open":
            raise Refused("thread_closed")
        await show(update, views.opened(reader.t, it, self._desk.settings.timezone))

    async def _accept(self, update: Update, reader: Reader, code: str) -> None:
        by = reader.require("write").user_id
        zone = self._desk.settings.timezone
        draft = await self._desk.threads.accept(code, by=by, zone=zone, now=self._desk.now())
        it = await self._desk.threads.get(code)
        await show(update, [views.drafted(reader.t, it, draft)])
        await self._post.open(update, reader, draft)

    async def _ask_answer(self, update: Update, reader: Reader, code: str) -> None:
        require_answerable(await self._desk.threads.get(code))
        dialogue = Dialogue(awaits="inbox_answer", about={"code": code})
        await self._desk.dialogues.ask(
            reader.chat_id, reader.user_id or 0, dialogue, self._desk.now()
        )
        await reply(update, views.ask_answer(reader.t, code))

    async def _close(self, update: Update, reader: Reader, code: str) -> None:
        by = reader.require("write").user_id
        await self._desk.threads.close(code, by=by, now=self._desk.now())
        await show(update, [views.put_away(reader.t, code)])

    async def _quit(self, update: Update, reader: Reader, _: str) -> None:
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await show(update, [views.no_answer(reader.t)])
