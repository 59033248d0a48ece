"""Choosing when a bulletin goes out, by buttons or in words; what was chosen so far is stored."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from typing import Any

from telegram import Update
from telegram.ext import Application, CallbackQueryHandler

from bot.handlers.desk import Desk, Reader
from bot.handlers.drafting import Drafting
from bot.handlers.handing import Handing
from bot.handlers.replies import bulletin_and_version, reply, said, show
from bot.handlers.rights import team_button
from bot.views import when as views
from bot.views.words import Words
from scheduler.bulletins import OPEN, Bulletin
from scheduler.errors import Refused
from scheduler.plans import Plan
from scheduler.recurrence import Recurrence, recurrence
from scheduler.repeats import WORKING_DAYS, Daily, MonthlyLast, MonthlyOn, OnWeekdays, Repeats
from scheduler.times import to_instant
from scheduler.typed_times import read_end, read_when

_DIGITS = 4
"""So many digits has the largest number of times that a series may have."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What somebody chose about a bulletin: *rest* by a button, *about* in the steps before."""

    update: Update
    reader: Reader
    it: Bulletin
    about: dict[str, Any]
    rest: list[str] = field(default_factory=list)

    @property
    def t(self) -> Words:
        """The reader's words."""
        return self.reader.t


Step = Callable[[Choice], Awaitable[None]]


class When:
    """
    Asks for a time and hands the bulletin in for it.

    Choices that are made before the time (whose clock, what repeats) wait in the open question.
    """

    def __init__(self, desk: Desk, drafting: Drafting, handing: Handing) -> None:
        self._desk = desk
        self._drafting = drafting
        self._handing = handing
        self._steps: dict[str, Step] = {
            "ask": self._ask,
            "office": self._office,
            "local": self._local,
            "month": self._month,
            "day": self._day,
            "hour": self._hour,
            "at": self._at,
            "repeat": self._repeat,
            "days": self._days,
            "rule": self._rule,
            "times": self._times,
            "yes": self._yes,
        }

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        press = team_button(self._desk, "write", self.button)
        application.add_handler(CallbackQueryHandler(press, pattern=r"^when:"))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes typed answers, by the question's name."""
        return {"when": self.typed}

    async def button(self, update: Update, reader: Reader, parts: list[str]) -> None:
        """when:STEP:BULLETIN:VERSION…: take one step."""
        step, *rest = parts
        if step not in self._steps:
            raise Refused("bulletin_missing")
        it = await self._seen(reader, *bulletin_and_version(rest))
        about = await self._about(reader, it)
        await self._steps[step](
            Choice(update=update, reader=reader, it=it, about=about, rest=rest[2:])
        )

    async def typed(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Take a time, a series or the end of one, as it was typed."""
        it = await self._seen(reader, about["bulletin"], about["version"])
        c, now = Choice(update=update, reader=reader, it=it, about=about), self._desk.now()
        if about.get("series") and (until := read_end(said(update), zone=self._zone, now=now)):
            series = replace(recurrence(about["series"]), until=until, times=None)
            await self._confirm(c, series)
            return
        found = read_when(said(update), zone=self._zone, now=now)
        if found.recurrence:
            await self._confirm(c, found.recurrence)
        elif found.wall and about.get("rule"):
            await self._confirm(c, self._repeating(about["rule"], found.wall.time()))
        else:
            await self._hand_in(c, found.at)

    async def _seen(self, reader: Reader, number: int, version: int) -> Bulletin:
        it = await self._drafting.get(reader, number)
        if it.version != version or it.state not in OPEN:
            raise Refused("bulletin_changed")
        return it

    async def _about(self, reader: Reader, it: Bulletin) -> dict[str, Any]:
        """Return what was chosen so far for this version of the bulletin."""
        fresh = {"bulletin": it.id, "version": it.version, "local": it.local}
        asked = await self._desk.dialogues.open(reader.chat_id, reader.user_id or 0)
        if asked is None or asked.awaits != "when":
            return fresh
        same = asked.about.get("bulletin") == it.id and asked.about.get("version") == it.version
        return dict(asked.about) if same else fresh

    async def _keep(self, c: Choice, **chosen: Any) -> Choice:
        about = {**c.about, **chosen}
        await self._drafting.ask(c.reader, "when", about)
        return replace(c, about=about)

    async def _ask(self, c: Choice) -> None:
        await self._offer(c, rule=None, series=None)

    async def _office(self, c: Choice) -> None:
        await self._offer(c, local=False)

    async def _local(self, c: Choice) -> None:
        if c.it.corrects is not None:
            raise Refused("correction_plan")
        await self._offer(c, local=True)

    async def _offer(self, c: Choice, **chosen: Any) -> None:
        c = await self._keep(c, **chosen)
        now, local = self._desk.now(), c.about["local"]
        await show(c.update, [views.ask(c.t, c.it, now, self._zone, local=local)])

    async def _month(self, c: Choice) -> None:
        await self._keep(c)
        first = _read(c.rest, "%Y%m").date()
        await show(c.update, [views.month(c.t, c.it, first, self._today)])

    async def _day(self, c: Choice) -> None:
        await self._keep(c)
        await show(c.update, [views.hours(c.t, c.it, f"{_read(c.rest, '%Y%m%d'):%Y%m%d}")])

    async def _hour(self, c: Choice) -> None:
        await self._keep(c)
        await show(c.update, [views.minutes(c.t, c.it, f"{_read(c.rest, '%Y%m%d%H'):%Y%m%d%H}")])

    async def _at(self, c: Choice) -> None:
        wall = _read(c.rest, "%Y%m%d%H%M")
        if rule := c.about.get("rule"):
            await self._confirm(c, self._repeating(rule, wall.time()))
            return
        await self._hand_in(c, to_instant(wall, self._zone))

    async def _repeat(self, c: Choice) -> None:
        await self._keep(c)
        await show(c.update, [views.repeat(c.t, c.it, self._today)])

    async def _days(self, c: Choice) -> None:
        await self._keep(c)
        await show(c.update, [views.days(c.t, c.it, frozenset(_numbers(c.rest)))])

    async def _rule(self, c: Choice) -> None:
        _rule(c.rest)
        await self._keep(c, rule=c.rest)
        await show(c.update, [views.hours(c.t, c.it, f"{self._today:%Y%m%d}")])

    async def _times(self, c: Choice) -> None:
        if not c.about.get("series") or not _is_number(c.rest):
            raise Refused("bulletin_changed")
        times = int(c.rest[0]) or None
        series = replace(recurrence(c.about["series"]), times=times, until=None)
        await self._confirm(c, series)

    async def _yes(self, c: Choice) -> None:
        if not c.about.get("series"):
            raise Refused("bulletin_changed")
        plan = self._series(recurrence(c.about["series"]), c.about)
        await self._handing.hand_in(c.update, c.reader, c.it, plan)

    async def _confirm(self, c: Choice, series: Recurrence) -> None:
        """Show a series with its next three instants before it is handed in."""
        if c.it.corrects is not None:
            raise Refused("correction_plan")
        now = self._desk.now()
        plan = self._series(series, c.about).checked(now)
        await self._keep(c, series=series.as_data())
        view = views.confirm(
            c.t,
            c.it,
            plan,
            now=now,
            impact=await self._drafting.impact(c.it, plan),
            smallest=self._desk.settings.privacy.smallest_count,
        )
        if c.update.callback_query:
            await show(c.update, [view])
        else:
            await reply(c.update, view)

    async def _hand_in(self, c: Choice, at: datetime | None) -> None:
        plan = Plan(zone=self._zone, at=at, local=c.about["local"] and at is not None)
        await self._handing.hand_in(c.update, c.reader, c.it, plan)

    def _repeating(self, rule: list[str], at: time) -> Recurrence:
        return Recurrence(at=at, zone=self._zone, start=self._start(at), repeats=_rule(rule))

    def _series(self, series: Recurrence, about: dict[str, Any]) -> Plan:
        return Plan(zone=self._zone, recurrence=series, local=about["local"])

    def _start(self, at: time) -> date:
        """Return today while the time is ahead, else tomorrow: "5 times" are five that are sent."""
        now = self._desk.now()
        ahead = to_instant(datetime.combine(self._today, at), self._zone) > now
        return self._today if ahead else date.fromordinal(self._today.toordinal() + 1)

    @property
    def _zone(self) -> str:
        return self._desk.settings.timezone

    @property
    def _today(self) -> date:
        return self._desk.today(self._zone)


def _read(rest: list[str], form: str) -> datetime:
    """Read the wall-clock time of a button; raise Refused for what no button of ours says."""
    try:
        found = datetime.strptime(rest[0], form).replace(tzinfo=UTC)
    except (IndexError, ValueError):
        raise Refused("time_unclear") from None
    return found.replace(tzinfo=None)


def _numbers(rest: list[str]) -> list[int]:
    found = rest[0] if rest else ""
    if not set(found) <= set("0123456"):
        raise Refused("time_unclear")
    return [int(digit) for digit in found]


def _is_number(rest: list[str]) -> bool:
    return bool(rest) and rest[0].isascii() and rest[0].isdecimal() and len(rest[0]) <= _DIGITS


def _rule(parts: list[str]) -> Repeats:
    """Return what a button lets repeat: daily, weekdays, weekly:024, monthly:15, last:4."""
    name, value = (*parts, "", "")[:2]
    try:
        match name:
            case "daily":
                return Daily()
            case "weekdays":
                return WORKING_DAYS
            case "weekly":
                return OnWeekdays(frozenset(_numbers([value])))
            case "monthly":
                return MonthlyOn(int(value))
            case "last":
                return MonthlyLast(int(value))
    except ValueError:
        raise Refused("time_unclear") from None
    raise Refused("time_unclear")
