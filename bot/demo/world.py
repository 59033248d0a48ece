"""Everything the two sides share, in one value: chats, messages, updates, clock."""

from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection

from bot.demo.clock import DemoClock
from bot.demo.commands import Commands
from bot.demo.events import Events
from bot.demo.files import Files
from bot.demo.limits import Flood
from bot.demo.messages import Messages
from bot.demo.polls import Polls
from bot.demo.queries import Queries
from bot.demo.rooms import Rooms
from bot.demo.state import Json, Settings
from bot.demo.updates import Updates

DEFAULT_BOT_ID = 7_000_000_001


@dataclass(frozen=True, kw_only=True)
class World:
    """One bot, its people, and what happened between them."""

    token: str
    bot_name: str
    clock: DemoClock
    settings: Settings
    rooms: Rooms
    messages: Messages
    updates: Updates
    commands: Commands
    queries: Queries
    polls: Polls
    files: Files
    events: Events
    flood: Flood

    @property
    def bot(self) -> Json:
        """The bot as a Bot API User; its id is the number in front of the token's colon."""
        head = self.token.partition(":")[0]
        return {
            "id": int(head) if head.isdecimal() else DEFAULT_BOT_ID,
            "is_bot": True,
            "first_name": self.bot_name,
            "username": f"{self.bot_name}_bot",
        }

    @property
    def date(self) -> int:
        """The present, as Telegram writes it: seconds since 1970, by the demo's clock."""
        return int(self.clock.now().timestamp())


def build_world(
    db: Connection, *, data: Path, token: str, bot_name: str, clock: DemoClock, rooms: Rooms
) -> World:
    """Put a world together over the state file *db*."""
    settings = Settings(db)
    return World(
        token=token,
        bot_name=bot_name,
        clock=clock,
        settings=settings,
        rooms=rooms,
        messages=Messages(db),
        updates=Updates(db, settings),
        commands=Commands(db),
        queries=Queries(db),
        polls=Polls(db),
        files=Files(db, data / "files"),
        events=Events(),
        flood=Flood(),
    )
