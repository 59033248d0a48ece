"""
The clock over HTTP: read it, push it an hour, or to the next morning.

``GET /api/clock`` · ``POST /api/clock`` {minutes} or {until: "morning", zone}.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.demo.clock import DemoClock
from bot.demo.errors import PeopleError
from bot.demo.people_api import read_json
from bot.demo.state import Json

Push = Callable[[timedelta], Awaitable[None]]
MORNING = 8
MOST_MINUTES = 366 * 24 * 60


class ClockApi:
    """Shows the demo's clock and pushes it through *push*."""

    def __init__(self, clock: DemoClock, *, push: Push) -> None:
        self._clock = clock
        self._push = push

    def routes(self) -> list[web.RouteDef]:
        """Return the two routes."""
        return [web.get("/api/clock", self.show), web.post("/api/clock", self.push)]

    async def show(self, _: web.Request) -> web.Response:
        """Tell the demo's time and how far it is ahead."""
        return web.json_response(reading(self._clock))

    async def push(self, request: web.Request) -> web.Response:
        """Push the clock, wait for what falls due on the way, and tell the new time."""
        body = await read_json(request)
        await self._push(_delta(body, self._clock.now()))
        return web.json_response(reading(self._clock))


def reading(clock: DemoClock) -> Json:
    """Return the clock as the page reads it: an ISO instant in UTC, and seconds ahead."""
    return {"now": clock.now().isoformat(), "ahead": clock.offset.total_seconds()}


def until_morning(now: datetime, zone: ZoneInfo) -> timedelta:
    """Return how long it is from *now* to the next 08:00 in *zone*; never nothing."""
    local = now.astimezone(zone)
    morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
    if morning <= local:
        morning = (local.replace(tzinfo=None) + timedelta(days=1)).replace(
            hour=MORNING, minute=0, second=0, microsecond=0, tzinfo=zone
        )
    return morning.astimezone(now.tzinfo) - now


def _delta(body: Json, now: datetime) -> timedelta:
    if body.get("until") == "morning":
        return until_morning(now, _zone(body.get("zone", "Asia/Urumqi")))
    minutes = body.get("minutes")
    if type(minutes) in {int, float} and 0 < float(minutes or 0) <= MOST_MINUTES:
        return timedelta(minutes=float(minutes or 0))
    raise PeopleError(400, "Give minutes between 0 and a year, or until: morning.")


def _zone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (KeyError, ValueError, OSError):
        raise PeopleError(400, f"There is no time zone {name!r}.") from None
