"""A test of a draft: sent to its editor or to the whole team, as readers would see it."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting, DraftStep
from bot.handlers.replies import reply, show
from bot.handlers.rights import team_button
from bot.store.audit import Signed
from bot.telegram.notify import Notify
from bot.views import drafts
from bot.views import parts as views
from scheduler.bulletins import Bulletin
from scheduler.errors import Refused


class Trying:
    """Nothing of it reaches a reader, and nothing of the draft changes."""

    def __init__(self, desk: Desk, drafting: Drafting, notify: Notify) -> None:
        self._desk = desk
        self._drafting = drafting
        self._notify = notify
        self._steps: Mapping[str, DraftStep] = {
            "ask": self._ask_test,
            "me": self._test_me,
            "team": self._test_team,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self._drafting.opener(self._steps))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^test:"))

    async def _ask_test(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        if not it.texts:
            raise Refused("bulletin_needs_text")
        await show(update, [views.ask_test(reader.t, it)])

    async def _test_me(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        await self._test(update, reader, it, [reader.chat_id])

    async def _test_team(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        team = [member.user_id for member in await self._desk.members.all()]
        await self._test(update, reader, it, team)

    async def _test(self, update: Update, reader: Reader, it: Bulletin, people: list[int]) -> None:
        """Send it to some of the team in each of its languages, as readers would see it."""
        if not it.texts:
            raise Refused("bulletin_needs_text")
        by = reader.require("write")
        detail = "team" if len(people) > 1 else "me"
        await self._desk.audit.note(
            Signed(by=by.user_id, act="test", detail=detail), self._desk.now(), bulletin_id=it.id
        )
        shown = [self._desk.wording.preview(it, language) for language in it.texts]
        reached = 0
        for person in people:
            t = await self._desk.language_of(person)
            note = views.test_note(t, it, by.name or drafts.somebody(t))
            reached += await self._notify.tell(person, note, *shown)
        await reply(update, views.tested(reader.t, it, reached))
