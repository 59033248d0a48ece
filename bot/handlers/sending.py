"""A bulletin under way and afterwards: pause, stop, correct, recall, follow up, send again."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.post import Post
from bot.handlers.replies import bulletin_and_version, reply, show
from bot.handlers.rights import team_button
from bot.views import sending as views
from bot.views import team
from scheduler.bulletins import Bulletin
from scheduler.errors import Refused

Step = Callable[[Update, Reader, int, int], Awaitable[None]]


class Sending:
    """Everybody of the team may do all of it; a correction goes through draft and approval."""

    def __init__(self, desk: Desk, post: Post) -> None:
        self._desk = desk
        self._post = post
        self._steps: dict[str, Step] = {
            "pause": self._pause,
            "resume": self._resume,
            "stop": self._stop,
            "failed": self._failed,
            "unknown": self._unknown,
            "correct": self._correct,
            "ask": self._ask,
            "recall": self._recall,
            "follow": self._follow,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CallbackQueryHandler(press, pattern=r"^sending:"))

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """sending:STEP:BULLETIN:VERSION: do it, for the version that was shown."""
        step, *rest = parts
        if step == "leave":
            await show(update, [views.left_alone(reader.t)])
        elif step in self._steps:
            await self._steps[step](update, reader, *bulletin_and_version(rest))
        else:
            raise Refused("bulletin_missing")

    async def _pause(self, update: Update, reader: Reader, number: int, version: int) -> None:
        it = await self._desk.operations.pause(
            number, version=version, by=_who(reader), now=self._desk.now()
        )
        await self._progress(update, reader, it)

    async def _resume(self, update: Update, reader: Reader, number: int, version: int) -> None:
        it = await self._desk.operations.resume(
            number, version=version, by=_who(reader), now=self._desk.now()
        )
        await self._progress(update, reader, it)

    async def _stop(self, update: Update, reader: Reader, number: int, version: int) -> None:
        it = await self._desk.operations.cancel(
            number, version=version, by=_who(reader), now=self._desk.now()
        )
        await show(update, [team.state_changed(reader.t, it)])

    async def _failed(self, update: Update, reader: Reader, number: int, version: int) -> None:
        now = self._desk.now()
        it = await self._desk.operations.retry(
            number, version=version, again="failed", by=_who(reader), now=now
        )
        await reply(update, team.state_changed(reader.t, it))

    async def _unknown(self, update: Update, reader: Reader, number: int, version: int) -> None:
        now = self._desk.now()
        it = await self._desk.operations.retry(
            number, version=version, again="unknown", by=_who(reader), now=now
        )
        await reply(update, team.state_changed(reader.t, it))

    async def _correct(self, update: Update, reader: Reader, number: int, version: int) -> None:
        by, now = _who(reader), self._desk.now()
        it = await self._desk.operations.correct(number, version=version, by=by, now=now)
        await self._post.correct(update, reader, it)

    async def _ask(self, update: Update, reader: Reader, number: int, version: int) -> None:
        await reply(update, views.ask_recall(reader.t, await self._seen(number, version)))

    async def _recall(self, update: Update, reader: Reader, number: int, version: int) -> None:
        it = await self._desk.operations.recall(
            number, version=version, by=_who(reader), now=self._desk.now()
        )
        await show(update, [team.state_changed(reader.t, it)])

    async def _follow(self, update: Update, reader: Reader, number: int, version: int) -> None:
        by, now = _who(reader), self._desk.now()
        it = await self._desk.operations.follow_up(number, version=version, by=by, now=now)
        await self._post.open(update, reader, it)

    async def _progress(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show at once how far it came; the author's own message follows within seconds."""
        how = await self._desk.reports.of(it.id, self._desk.now())
        if how is None:
            await show(update, [team.state_changed(reader.t, it)])
        else:
            await show(update, [views.progress(reader.t, how, self._smallest)])

    async def _seen(self, number: int, version: int) -> Bulletin:
        it = await self._desk.bulletins.get(number)
        if it.version != version:
            raise Refused("bulletin_changed")
        return it

    @property
    def _smallest(self) -> int:
        return self._desk.settings.privacy.smallest_count


def _who(reader: Reader) -> int:
    return reader.require("write").user_id
