"""Command menus: kept per scope and language, resolved as Telegram's clients do."""

import json
import re
import sqlite3
from collections.abc import Iterator

from bot.demo.errors import bad_request
from bot.demo.rooms import Rooms
from bot.demo.state import Json

MOST = 100
LONGEST = 256
PLAIN = frozenset({"default", "all_private_chats", "all_group_chats", "all_chat_administrators"})
WITH_CHAT = frozenset({"chat", "chat_administrators", "chat_member"})


class Commands:
    """What the bot offers, by scope key ("default", "chat:7", …) and language code."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def put(self, scope: str, language: str, commands: list[Json]) -> None:
        """Keep *commands* for this scope and language; none removes what was kept."""
        self._db.execute("DELETE FROM command WHERE scope = ? AND language = ?", (scope, language))
        if commands:
            self._db.execute(
                "INSERT INTO command VALUES (?, ?, ?)",
                (scope, language, json.dumps(commands, ensure_ascii=False)),
            )

    def get(self, scope: str, language: str) -> list[Json]:
        """Return exactly what was kept for this scope and language, or nothing."""
        row = self._db.execute(
            "SELECT body FROM command WHERE scope = ? AND language = ?", (scope, language)
        ).fetchone()
        return list(json.loads(row[0])) if row else []

    def seen_by(self, person: int, chat: int, rooms: Rooms) -> list[Json]:
        """Return the menu *person* gets in *chat*: the narrowest scope, own language first."""
        language = rooms.people[person].language.split("-")[0]
        for scope in _narrowest_first(person, chat, rooms):
            for code in (language, ""):
                if commands := self.get(scope, code):
                    return commands
        return []


def _narrowest_first(person: int, chat: int, rooms: Rooms) -> Iterator[str]:
    group = rooms.groups.get(chat)
    if group is None:
        yield from (f"chat:{chat}", "all_private_chats", "default")
        return
    administrator = rooms.leads(chat, person)
    yield f"chat_member:{chat}:{person}"
    if administrator:
        yield f"chat_administrators:{chat}"
    yield f"chat:{chat}"
    if administrator:
        yield "all_chat_administrators"
    yield from ("all_group_chats", "default")


def scope_key(scope: Json | None, rooms: Rooms) -> str:
    """Return the key of a BotCommandScope; raises Telegram's 400 if it is not one."""
    kind = (scope or {"type": "default"}).get("type")
    if kind in PLAIN:
        return str(kind)
    if scope is None or kind not in WITH_CHAT:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    chat = rooms.known(scope.get("chat_id"))
    if kind != "chat_member":
        return f"{kind}:{chat}"
    if scope.get("user_id") not in rooms.members(chat):
        raise bad_request("user not found")
    return f"chat_member:{chat}:{scope['user_id']}"


def checked(commands: list[Json]) -> list[Json]:
    """Return *commands* as kept; raises Telegram's 400 for a name or text it would refuse."""
    if len(commands) > MOST:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    return [_checked(command) for command in commands]


def _checked(command: Json) -> Json:
    if not isinstance(command, dict):
        raise bad_request("can't parse BotCommand: expected an Object")
    name, text = command.get("command"), command.get("description")
    if not isinstance(name, str) or not re.fullmatch(r"/?[a-z0-9_]{1,32}", name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not isinstance(text, str) or not 1 <= len(text.strip()) <= LONGEST:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name.removeprefix("/"), "description": text.strip()}
