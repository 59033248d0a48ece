"""Changing what is in the queue: take back, edit, publish now, duplicate; each can be undone."""

from collections.abc import Awaitable, Callable
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.post import Post
from bot.handlers.replies import bulletin_and_version, show
from bot.handlers.reviewing import Reviewing
from bot.handlers.rights import team_button
from bot.store.audit import Act, Signed
from bot.views import changes as views
from bot.views.team import state_changed
from scheduler.bulletins import Bulletin, authors, released
from scheduler.drafts import may_open
from scheduler.errors import Refused
from scheduler.handing_in import reopened
from scheduler.publishing import published

Step = Callable[[Update, Reader, Bulletin], Awaitable[None]]


class Changes:
    """Everybody of the team may stop or hurry what waits; a text is opened as drafts are."""

    def __init__(self, desk: Desk, post: Post, reviewing: Reviewing) -> None:
        self._desk = desk
        self._post = post
        self._reviewing = reviewing
        self._steps: dict[str, Step] = {
            "cancel": self._cancel,
            "release": self._release,
            "edit": self._edit,
            "now": self._now,
            "copy": self._copy,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self.button)
        undo = team_button(self._desk, "write", self.undo)
        application.add_handler(CallbackQueryHandler(press, pattern=r"^queue:"))
        application.add_handler(CallbackQueryHandler(undo, pattern=r"^undo:"))

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """queue:STEP:BULLETIN:VERSION, for the version that was shown."""
        step, *rest = parts
        bulletin_id, version = bulletin_and_version(rest)
        if step not in self._steps:
            raise Refused("bulletin_missing")
        it = await self._desk.bulletins.get(bulletin_id)
        await self._desk.require_open(reader, it)
        if it.version != version:
            raise Refused("bulletin_changed")
        await self._steps[step](update, reader, it)

    async def undo(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """undo:BULLETIN:VERSION: take the last change back; approvers are asked anew."""
        bulletin_id, version = bulletin_and_version(parts)
        by, now = reader.require("write").user_id, self._desk.now()
        await self._desk.require_open(reader, await self._desk.bulletins.get(bulletin_id))
        it = await self._desk.bulletins.undo(bulletin_id, version=version, by=by, now=now)
        zone = self._desk.settings.timezone
        await show(update, [views.undone(reader.t, it, zone=zone, now=now)])
        if it.state == "review":
            await self._reviewing.ask(it)
        if it.state == "draft":
            await self._post.open(update, reader, it)

    async def _cancel(self, update: Update, reader: Reader, it: Bulletin) -> None:
        by, now = reader.require("write").user_id, self._desk.now()
        it = await self._desk.operations.cancel(it.id, version=it.version, by=by, now=now)
        await show(update, [views.cancelled(reader.t, it)])

    async def _release(self, update: Update, reader: Reader, it: Bulletin) -> None:
        it = await self._change(reader, it, released, "release", undoable=False)
        await show(update, [state_changed(reader.t, it)])

    async def _edit(self, update: Update, reader: Reader, it: Bulletin) -> None:
        if not may_open(it, reader.require("write")):
            raise Refused("not_your_draft")
        it = await self._change(reader, it, reopened, "reopen")
        needed = await self._desk.approvals_needed(it)
        await show(update, [views.reopened(reader.t, it, needed)])
        await self._post.open(update, reader, it)

    async def _now(self, update: Update, reader: Reader, it: Bulletin) -> None:
        by, now = reader.require("write"), self._desk.now()
        needed = await self._desk.approvals_needed(it, by=by.user_id)
        if needed > len(await self._desk.approvers() - authors(it)):
            raise Refused("no_approver")
        zone = self._desk.settings.timezone

        def change(seen: Bulletin) -> Bulletin:
            return published(seen, zone=zone, by=by, approvals=needed, now=now)

        it = await self._change(reader, it, change, "publish_now")
        await show(update, [views.published(reader.t, it)])
        if it.state == "review":
            await self._reviewing.ask(it)

    async def _copy(self, update: Update, reader: Reader, it: Bulletin) -> None:
        by, now = reader.require("write").user_id, self._desk.now()
        copy = await self._desk.operations.duplicate(it.id, version=it.version, by=by, now=now)
        await show(update, [views.duplicated(reader.t, copy, it.id)])
        await self._post.open(update, reader, copy)

    async def _change(
        self,
        reader: Reader,
        it: Bulletin,
        change: Callable[[Bulletin], Bulletin],
        act: Act,
        *,
        undoable: bool = True,
    ) -> Bulletin:
        return await self._desk.bulletins.change(
            it.id,
            change,
            version=it.version,
            now=self._desk.now(),
            signed=Signed(by=reader.require("write").user_id, act=act),
            undoable=undoable,
        )
