"""What all steps on a draft share: who may take them, taking them once, showing what came of it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from telegram import Update

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import bulletin_and_version, reply, show
from bot.handlers.rights import Step
from bot.store.audit import Act, Signed
from bot.store.dialogues import Dialogue
from bot.views import drafts as views
from bot.views.message import Message
from content.languages import Language
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin
from scheduler.drafts import touched
from scheduler.errors import Refused
from scheduler.impact import Impact, impact
from scheduler.plans import Plan

DraftStep = Callable[[Update, Reader, Bulletin, list[str]], Awaitable[None]]
"""One step on a draft that has not changed since its button was made."""


class Drafting:
    """Opens, changes and shows drafts for one of the team."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def seen(self, reader: Reader, parts: list[str]) -> Bulletin:
        """Return the draft of a button if it has not changed since the button was made."""
        number, version = bulletin_and_version(parts)
        it = await self.get(reader, number)
        if it.version != version or it.state != "draft":
            raise Refused("bulletin_changed")
        return it

    async def get(self, reader: Reader, number: int) -> Bulletin:
        """Return a bulletin that the reader may open; raise Refused for a foreign draft."""
        it = await self._desk.bulletins.get(number)
        await self._desk.require_open(reader, it)
        return it

    def opener(self, steps: Mapping[str, DraftStep]) -> Step:
        """Return what takes one of *steps* on the draft that a button names."""

        async def take(update: Update, reader: Reader, parts: list[str]) -> None:
            name, *rest = parts
            if name not in steps:
                raise Refused("bulletin_missing")
            await steps[name](update, reader, await self.seen(reader, rest), rest[2:])

        return take

    async def change(
        self,
        reader: Reader,
        it: Bulletin,
        change: Callable[[Bulletin], Bulletin],
        act: Act,
        detail: str = "",
    ) -> Bulletin:
        """Store one step, unless somebody changed the draft since it was seen."""
        by = reader.require("write").user_id
        return await self._desk.bulletins.change(
            it.id,
            lambda seen: touched(change(seen), by),
            version=it.version,
            now=self._desk.now(),
            signed=Signed(by=by, act=act, detail=detail),
        )

    async def ask(self, reader: Reader, awaits: str, about: dict[str, Any]) -> None:
        """Open a question that the next message answers."""
        user_id = reader.user_id or 0
        dialogue = Dialogue(awaits=awaits, about=about)
        await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, self._desk.now())

    async def close(self, reader: Reader) -> None:
        """Close the question that is open."""
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)

    async def impact(self, it: Bulletin, plan: Plan | None = None) -> Impact:
        """Return whom a bulletin would reach as planned; without a plan, now."""
        now = self._desk.now()
        groups = await self._desk.audiences.groups(it, now)
        plan = plan or Plan(zone=self._desk.settings.timezone)
        unfiltered = replace(it, audience=Audience(topics=it.audience.topics))
        whole = sum(group.chats for group in await self._desk.audiences.groups(unfiltered, now))
        return impact(groups, plan, urgent=it.urgent, now=now, whole=whole)

    async def card(self, reader: Reader, it: Bulletin) -> Message:
        """Return what a draft has, whom it would reach, and the next steps."""
        settings = self._desk.settings
        smallest = settings.privacy.smallest_count
        return views.draft(reader.t, it, settings.languages, await self.impact(it), smallest)

    async def open(
        self, update: Update, reader: Reader, it: Bulletin, language: Language | None = None
    ) -> None:
        """Show a draft as its readers will see it, then what can be done with it."""
        shown = []
        if it.texts:
            wanted = it.language_for(language or reader.language)
            shown = [self._desk.wording.preview(it, wanted)]
        await reply(update, *shown, await self.card(reader, it))

    async def renew(self, update: Update, reader: Reader, it: Bulletin) -> None:
        """Show the card of a draft anew, in the place of the one with the button."""
        await show(update, [await self.card(reader, it)])
