"""/stop and the leave button, /mydata, /forget: leaving is one tap and has no consequence."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.administrators import may_set_up
from bot.handlers.desk import Desk
from bot.handlers.replies import edit, reply, show, tell, topic_of
from bot.handlers.withdrawing import Withdrawing
from bot.views import privacy as views


class Leaving:
    """Works at once: what is queued for the chat is dropped in the same transaction."""

    def __init__(self, desk: Desk, withdrawing: Withdrawing) -> None:
        self._desk = desk
        self._withdrawing = withdrawing

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the commands and the buttons."""
        application.add_handler(CommandHandler("stop", self.stop))
        application.add_handler(CommandHandler("mydata", self.mydata))
        application.add_handler(CommandHandler("forget", self.ask))
        application.add_handler(CallbackQueryHandler(self.stop, pattern=r"^leave(:[0-9]{1,9})?$"))
        application.add_handler(CallbackQueryHandler(self.mydata, pattern=r"^go:mydata$"))
        application.add_handler(CallbackQueryHandler(self.ask, pattern=r"^go:forget$"))
        application.add_handler(CallbackQueryHandler(self.forget, pattern=r"^forget:"))

    async def stop(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Leave; a chat that never subscribed has nothing to leave and nothing is stored of it."""
        reader = await self._desk.reader(update)
        if not await may_set_up(update, reader):
            return
        if reader.subscriber:
            await self._desk.change(
                reader,
                lambda it: replace(it, status="left", topics=frozenset(), paused_until=None),
            )
            if reader.subscriber.status == "active" and (bulletin_id := _left_by(update)):
                await self._desk.tallies.left_by(bulletin_id, reader.chat_id)
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        await reply(update, views.left(reader.t))
        if update.callback_query:
            await tell(update.callback_query)

    async def mydata(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Send all that is held about the chat as one JSON file."""
        reader = await self._desk.reader(update)
        if update.callback_query:
            await tell(update.callback_query)
        held = await self._desk.subscribers.everything(reader.chat_id)
        if held is None or update.effective_chat is None:
            await reply(update, views.nothing_held(reader.t))
            return
        await update.effective_chat.send_document(
            _file(held),
            filename="mydata.json",
            caption=views.mydata_caption(reader.t),
            message_thread_id=topic_of(update),
        )

    async def ask(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Ask once whether everything should be erased."""
        reader = await self._desk.reader(update)
        if not await may_set_up(update, reader):
            return
        await show(update, [views.ask_forget(reader.t)])
        if update.callback_query:
            await tell(update.callback_query)

    async def forget(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Erase everything, or nothing."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        if not await may_set_up(update, reader):
            return
        if query.data == "forget:yes":
            await self._withdrawing.all(reader.chat_id)
            await self._desk.subscribers.forget(reader.chat_id, self._desk.now())
            keep_days = self._desk.settings.privacy.keep_delivery_days
            await edit(query, views.forgotten(reader.t, keep_days))
        else:
            await edit(query, views.kept(reader.t))
        await tell(query)


def _left_by(update: Update) -> int | None:
    """Return the bulletin whose button was pressed, or None."""
    query = update.callback_query
    number = ((query and query.data) or "").partition(":")[2]
    return int(number) if number else None


def _file(held: Mapping[str, Any]) -> bytes:
    return json.dumps(held, ensure_ascii=False, indent=2).encode()
