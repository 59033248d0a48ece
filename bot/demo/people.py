"""
The ready-made people, and the group two of them share. All are fictitious.

A private chat has its person's id. Names are in each person's own language and
are `drafted`: no native speaker has checked them yet.
"""

from dataclasses import dataclass


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
class Group:
    """A group chat; its first member owns it. Telegram gives groups negative ids."""

    id: int
    title: str
    members: tuple[int, ...]
    colour: str


EDITOR = Person(id=1001, name="林晓", role="editor", language="zh-hans", colour="#8a4b2f")
APPROVER = Person(id=1002, name="周敏", role="approver", language="zh-hans", colour="#5b5a8c")
PARENT = Person(id=2001, name="ئايگۈل", role="parent", language="ug", colour="#1f6f64")
CHILD = Person(id=2002, name="دىلنۇر", role="child", language="ug", colour="#9c3d5a")
NEIGHBOUR = Person(id=2003, name="Robin", role="neighbour", language="en", colour="#3a6491")

PEOPLE: tuple[Person, ...] = (EDITOR, APPROVER, PARENT, CHILD, NEIGHBOUR)

FAMILY = Group(id=-3001, title="بىزنىڭ ئۆي", members=(PARENT.id, CHILD.id), colour="#5d6b3a")
GROUPS: tuple[Group, ...] = (FAMILY,)
