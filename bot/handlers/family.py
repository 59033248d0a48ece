"""/family: who learns together, its hour and days, its head start, and leaving it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.family_joining import FamilyJoining
from bot.handlers.replies import edit, reply, show, tell
from bot.handlers.start import TIMES, compact_time
from bot.store.learners import Learner
from bot.views import family as views
from bot.views import family_joining as joining
from bot.views.message import Message
from bot.views.wishes import holiday_line
from scheduler.errors import Refused
from scheduler.families import LEADS, Family
from scheduler.recurrence import DAYS, Weekly
from scheduler.reviews import monday

_Change = Callable[[Reader, Learner, Family, str], Awaitable[Message]]


class FamilyPage:
    """Everybody in a family may change its hour; nobody sees more of the others than a nickname."""

    def __init__(self, desk: Desk, starting: FamilyJoining) -> None:
        self._desk = desk
        self._joining = starting
        self._changes: Mapping[str, _Change] = {
            "times": self._times,
            "at": self._at,
            "days": self._days,
            "day": self._day,
            "leads": self._leads,
            "lead": self._lead,
            "leave": self._ask_leave,
            "left": self._left,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the command and the buttons."""
        application.add_handler(CommandHandler("family", self.command))
        application.add_handler(CallbackQueryHandler(self.page, pattern=r"^go:family$"))
        names = "|".join(self._changes)
        pattern = rf"^family:({names})(:\w+)?$"
        application.add_handler(CallbackQueryHandler(self.button, pattern=pattern))

    async def command(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """/family, or /family CODE: the page, or what a code offers."""
        reader = await self._desk.reader(update)
        code = "".join((context.args or ())[:1])
        if not code:
            await reply(update, await self._page(reader))
        elif reader.kind != "private":
            await reply(update, joining.private_only(reader.t))
        else:
            await self._joining.offer(update, reader, code)

    async def page(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """go:family: the page where the button was; an open question is closed."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        await show(update, [await self._page(reader)])
        await tell(query)

    async def button(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:WHAT:VALUE: change the family, or show what there is to choose."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        _, what, *value = (query.data or "").split(":")
        learner = await self._desk.learner(reader)
        family = await self._desk.families.of(learner.subscriber_id) if learner else None
        if learner is None or family is None:
            raise Refused("family_missing")
        await edit(query, await self._changes[what](reader, learner, family, "".join(value)))
        await tell(query)

    async def _page(self, reader: Reader) -> Message:
        learner = await self._desk.learner(reader)
        today = self._desk.today(learner.zone if learner else self._desk.settings.timezone)
        since = monday(today)
        if reader.kind == "group":
            who = learner.subscriber_id if learner else 0
            return views.group(reader.t, await self._desk.memories.days(who, since=since))
        family = await self._desk.families.of(learner.subscriber_id) if learner else None
        if learner is None or family is None:
            return joining.begin(reader.t)
        taught = await self._desk.families.taught_days(family.id, since=since)
        holiday = reader.subscriber.holiday if reader.subscriber else None
        line = holiday_line(reader.t, holiday, today) if holiday else None
        return views.family(
            reader.t, family, me=learner.subscriber_id, days=len(taught), holiday=line
        )

    async def _times(self, reader: Reader, _: Learner, __: Family, ___: str) -> Message:
        offered = sorted({self._desk.settings.learning.at, *TIMES})
        return views.times(reader.t, offered)

    async def _at(self, reader: Reader, _: Learner, family: Family, value: str) -> Message:
        return await self._move(reader, family, replace(family.rule, at=compact_time(value)))

    async def _days(self, reader: Reader, _: Learner, family: Family, __: str) -> Message:
        return views.days(reader.t, family)

    async def _day(self, reader: Reader, _: Learner, family: Family, value: str) -> Message:
        if not value.isascii() or not value.isdecimal() or int(value) not in DAYS:
            raise Refused("stale_button")
        days = (family.rule.days ^ {int(value)}) or family.rule.days
        rule = replace(family.rule, days=days)
        await self._desk.families.set_hour(
            family.id, rule=rule, lead=family.lead, now=self._desk.now()
        )
        return views.days(reader.t, replace(family, rule=rule))

    async def _leads(self, reader: Reader, _: Learner, __: Family, ___: str) -> Message:
        return views.leads(reader.t)

    async def _lead(self, reader: Reader, _: Learner, family: Family, value: str) -> Message:
        lead = next((each for each in LEADS if str(each) == value), None)
        if lead is None:
            raise Refused("stale_button")
        return await self._move(reader, replace(family, lead=lead), family.rule)

    async def _move(self, reader: Reader, family: Family, rule: Weekly) -> Message:
        await self._desk.families.set_hour(
            family.id, rule=rule, lead=family.lead, now=self._desk.now()
        )
        return await self._page(reader)

    async def _ask_leave(self, reader: Reader, _: Learner, __: Family, ___: str) -> Message:
        return views.ask_leave(reader.t)

    async def _left(self, reader: Reader, learner: Learner, _: Family, __: str) -> Message:
        await self._desk.families.leave(learner.subscriber_id, self._desk.now())
        return views.left(reader.t)
