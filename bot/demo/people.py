"""
The ready-made people, and the groups and the channel they share. All are fictitious.

A private chat has its person's id. Names are in each person's own language and
are `drafted`: no native speaker has checked them yet.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody to play: *language* is a Telegram code, *colour* a CSS one for the avatar."""

    id: int
    name: str
    role: str
    language: str
    colour: str

    @property
    def initial(self) -> str:
        """The letter or character drawn on the avatar."""
        return "ئا" if self.name.startswith("ئا") else self.name[0]


@dataclass(frozen=True, kw_only=True)
class Topic:
    """A topic of a forum; *id* is its `message_thread_id`. Administrators write in closed ones."""

    id: int
    name: str
    closed: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    """
    A group, a forum (a supergroup with *topics*) or a channel, with a negative id.

    The first member created it; *administrators* are those beside the creator.
    Whoever made a channel let the bot in as an administrator, a group as a member.
    """

    id: int
    title: str
    members: tuple[int, ...]
    colour: str
    type: Literal["group", "supergroup", "channel"] = "group"
    administrators: tuple[int, ...] = ()
    topics: tuple[Topic, ...] = ()

    @property
    def leaders(self) -> tuple[int, ...]:
        """The creator and the other administrators."""
        return (self.members[0], *self.administrators)

    def topic(self, topic: object) -> Topic | None:
        """Return the topic with this id."""
        return next((each for each in self.topics if each.id == topic), None)


EDITOR = Person(id=1001, name="林晓", role="editor", language="zh-hans", colour="#8a4b2f")
APPROVER = Person(id=1002, name="周敏", role="approver", language="zh-hans", colour="#5b5a8c")
PARENT = Person(id=2001, name="ئايگۈل", role="parent", language="ug", colour="#1f6f64")
CHILD = Person(id=2002, name="دىلنۇر", role="child", language="ug", colour="#9c3d5a")
NEIGHBOUR = Person(id=2003, name="Robin", role="neighbour", language="en", colour="#3a6491")

PEOPLE: tuple[Person, ...] = (EDITOR, APPROVER, PARENT, CHILD, NEIGHBOUR)

FAMILY = Group(id=-3001, title="بىزنىڭ ئۆي", members=(PARENT.id, CHILD.id), colour="#5d6b3a")
CHANNEL = Group(
    id=-1001000000001,
    title="County notices",
    type="channel",
    members=(EDITOR.id, APPROVER.id, PARENT.id, NEIGHBOUR.id),
    administrators=(APPROVER.id,),
    colour="#7a4a68",
)
FORUM = Group(
    id=-1002000000001,
    title="Our street · 我们街",
    type="supergroup",
    members=(EDITOR.id, APPROVER.id, PARENT.id, NEIGHBOUR.id),
    administrators=(APPROVER.id,),
    topics=(
        Topic(id=2, name="Notices · 通知"),
        Topic(id=3, name="سوئاللار"),
        Topic(id=4, name="Archive", closed=True),
    ),
    colour="#3f6b78",
)
GROUPS: tuple[Group, ...] = (FAMILY, CHANNEL, FORUM)
