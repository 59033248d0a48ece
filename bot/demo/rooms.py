"""Who is where: chats, their members, and whether the bot may speak there."""

import re
import sqlite3
from collections.abc import Sequence
from typing import Literal

from bot.demo.errors import PeopleError, bad_request, forbidden
from bot.demo.people import Group, Person, Topic
from bot.demo.state import Json

Standing = Literal["stranger", "member", "administrator", "restricted", "kicked", "left"]
PRESENT = frozenset({"member", "administrator", "restricted"})


class Rooms:
    """Private chats (id of the person) and groups; the bot's standing in each is kept."""

    def __init__(
        self, db: sqlite3.Connection, *, people: Sequence[Person], groups: Sequence[Group]
    ) -> None:
        self._db = db
        self.people = {person.id: person for person in people}
        self.groups = {
            group.id: group for group in groups if set(group.members) <= self.people.keys()
        }

    def person(self, person: object) -> Person:
        """Return the person with this id; a 400 for the people's side otherwise."""
        try:
            return self.people[int(str(person))]
        except (KeyError, ValueError):
            raise PeopleError(400, f"There is no person {person!r} here.") from None

    def user(self, person: int) -> Json:
        """Return the person as a Bot API User."""
        who = self.people[person]
        return {
            "id": who.id,
            "is_bot": False,
            "first_name": who.name,
            "language_code": who.language,
        }

    def chat(self, chat: int) -> Json:
        """Return the chat as a Bot API Chat."""
        if group := self.groups.get(chat):
            forum = {"is_forum": True} if group.topics else {}
            return {"id": chat, "type": group.type, "title": group.title, **forum}
        return {"id": chat, "type": "private", "first_name": self.people[chat].name}

    def members(self, chat: int) -> tuple[int, ...]:
        """Return the ids of the people in *chat*."""
        return self.groups[chat].members if chat in self.groups else (chat,)

    def is_channel(self, chat: int) -> bool:
        """Tell whether *chat* is a channel, whose posts name no person."""
        return chat in self.groups and self.groups[chat].type == "channel"

    def leads(self, chat: int, person: int) -> bool:
        """Tell whether *person* created *chat* or is an administrator of it."""
        return chat in self.groups and person in self.groups[chat].leaders

    def topic(self, chat: int, topic: object) -> Topic | None:
        """Return a forum's topic; None for one that is not there."""
        return self.groups[chat].topic(topic) if chat in self.groups else None

    def chats_of(self, person: int) -> list[int]:
        """Return the chats of *person*: the one with the bot first."""
        return [person, *(group.id for group in self.groups.values() if person in group.members)]

    def enter(self, chat: object, person: object) -> tuple[int, int]:
        """Return both ids, if that person is in that chat; a PeopleError otherwise."""
        who = self.person(person).id
        try:
            where = int(str(chat))
        except ValueError:
            raise PeopleError(404, f"There is no chat {chat!r} here.") from None
        if where not in self.chats_of(who):
            raise PeopleError(403, f"Person {who} is not in chat {where}.")
        return where, who

    def standing(self, chat: int) -> Standing:
        """Return how the bot stands in *chat*."""
        row = self._db.execute("SELECT status FROM standing WHERE chat = ?", (chat,)).fetchone()
        if row:
            status: Standing = row[0]
            return status
        return self.usual(chat) if chat in self.groups else "stranger"

    def usual(self, chat: int) -> Standing:
        """Return how the bot stands where it is let in: an administrator in a channel."""
        return "administrator" if self.is_channel(chat) else "member"

    def stand(self, chat: int, status: Standing) -> None:
        """Write down how the bot stands in *chat* from now on."""
        self._db.execute("INSERT OR REPLACE INTO standing VALUES (?, ?)", (chat, status))

    def known(self, chat: object) -> int:
        """Return the id of a chat the bot can name; Telegram's 400 otherwise."""
        if chat is None or chat == "":
            raise bad_request("chat_id is empty")
        number = int(str(chat)) if re.fullmatch(r"-?[0-9]{1,18}", str(chat)) else 0
        if number not in self.people and number not in self.groups:
            raise bad_request("chat not found")
        return number

    def reachable(self, chat: object) -> int:
        """Return the id of a chat the bot may speak in; Telegram's 400 or 403 otherwise."""
        number = self.known(chat)
        standing = self.standing(number)
        if standing in PRESENT:
            return number
        if standing == "stranger":
            raise forbidden("bot can't initiate conversation with a user")
        if number not in self.groups:
            raise forbidden("bot was blocked by the user")
        kind = self.groups[number].type
        if standing == "kicked":
            raise forbidden(f"bot was kicked from the {kind} chat")
        raise forbidden(f"bot is not a member of the {kind} chat")
