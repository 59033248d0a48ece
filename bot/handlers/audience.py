"""Whom a draft is for: topics, languages, kinds of chat; each choice shows whom it would reach."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting, DraftStep
from bot.handlers.replies import show
from bot.handlers.rights import team_button
from bot.views import drafts
from content.languages import Language
from content.topics import BULLETIN_TOPICS
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.drafts import addressed
from scheduler.errors import Refused
from scheduler.subscribers import KINDS


class Addressing:
    """Each choice is stored at once, for the version of the draft that was shown."""

    def __init__(self, desk: Desk, drafting: Drafting) -> None:
        self._desk = desk
        self._drafting = drafting
        self._steps: Mapping[str, DraftStep] = {
            "show": self._audience,
            "topic": self._topic,
            "lang": self._language,
            "kind": self._kind,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self._drafting.opener(self._steps))
        application.add_handler(CallbackQueryHandler(press, pattern=r"^aud:"))

    async def _audience(
        self, update: Update, reader: Reader, it: Bulletin, _rest: list[str]
    ) -> None:
        settings = self._desk.settings
        view = drafts.audience(
            reader.t,
            it,
            settings.languages,
            await self._drafting.impact(it),
            settings.privacy.smallest_count,
        )
        await show(update, [view])

    async def _topic(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        chosen = {topic for topic in BULLETIN_TOPICS if topic in rest}
        await self._address(
            update, reader, it, replace(it.audience, topics=it.audience.topics ^ chosen)
        )

    async def _language(
        self, update: Update, reader: Reader, it: Bulletin, rest: list[str]
    ) -> None:
        chosen = {each for each in get_args(Language) if each in rest}
        languages = it.audience.languages ^ chosen
        await self._address(update, reader, it, replace(it.audience, languages=languages))

    async def _kind(self, update: Update, reader: Reader, it: Bulletin, rest: list[str]) -> None:
        chosen = {kind for kind in KINDS if kind in rest}
        await self._address(
            update, reader, it, replace(it.audience, kinds=it.audience.kinds ^ chosen)
        )

    async def _address(
        self, update: Update, reader: Reader, it: Bulletin, audience: Audience
    ) -> None:
        if audience == it.audience:
            raise Refused("bulletin_missing")
        it = await self._drafting.change(
            reader, it, lambda seen: addressed(seen, audience), "audience"
        )
        await self._audience(update, reader, it, [])
