"""Doors of the team: who comes through is asked anew every time."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.views.commands import unknown_command
from scheduler.roles import Right

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]
Page = Callable[[Update, Reader], Awaitable[None]]
Step = Callable[[Update, Reader, list[str]], Awaitable[None]]


def team_command(desk: Desk, right: Right, page: Page) -> Callback:
    """Return a command's handler; to anybody outside the team the command does not exist."""

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        reader = await desk.reader(update)
        if reader.member is None and update.callback_query is None:
            text = (update.effective_message and update.effective_message.text) or ""
            await reply(update, unknown_command(reader.t, text.split("@")[0].split()[0]))
            return
        reader.require(right)
        await page(update, reader)
        if update.callback_query:
            await tell(update.callback_query)

    return answer


def team_button(desk: Desk, right: Right, step: Step) -> Callback:
    """Return a button's handler; *step* gets what stands behind the first colon of its data."""

    async def answer(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        if query is None:
            return
        reader = await desk.reader(update)
        reader.require(right)
        await step(update, reader, (query.data or "").split(":")[1:])
        await tell(query)

    return answer
