"""A family as its lessons see it: who teaches, who learns, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from scheduler.errors import Refused
from scheduler.recurrence import DAYS, Weekly

Role = Literal["teacher", "learner"]
ROLES: tuple[Role, ...] = get_args(Role)

SMALLEST, LARGEST = 2, 6
"""Private chats that one family joins (design/learning.md)."""
CODE_LIVES = timedelta(minutes=30)
LEADS = (0, 15, 30, 60, 120)
"""Minutes between the little teacher's card and the learners'; 30 unless chosen otherwise."""
USUAL_LEAD = 30
LONGEST_NAME = 20
_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class FamilyHour:
    """When a family's lesson is, and how many minutes ahead its little teacher prepares."""

    rule: Weekly
    lead: int
    role: Role

    @property
    def mine(self) -> Weekly:
        """When the card of this role comes."""
        return earlier(self.rule, self.lead) if self.role == "teacher" else self.rule


@dataclass(frozen=True, kw_only=True)
class Relative:
    """
    One chat of a family, by the nickname that it picked.

    *id* is its name in buttons; *active* says that it gets lessons now.
    """

    id: int
    subscriber_id: int
    chat_id: int
    role: Role
    nickname: str
    active: bool = True


@dataclass(frozen=True, kw_only=True)
class Family:
    """Its hour and its chats, in the order in which they joined."""

    id: int
    rule: Weekly
    lead: int
    relatives: tuple[Relative, ...]

    def those(self, role: Role) -> tuple[Relative, ...]:
        """Return who has that role and gets lessons."""
        return tuple(one for one in self.relatives if one.role == role and one.active)

    @property
    def teaches(self) -> bool:
        """Tell whether there is somebody to teach and somebody to learn."""
        return bool(self.those("teacher") and self.those("learner"))

    def graded_by(self, subscriber_id: int, relative_id: int) -> Relative:
        """
        Return whose memory a little teacher grades; raise Refused for anybody else's.

        The child's grade moves the adult's card only: never its own, never another child's.
        """
        mine = any(one.subscriber_id == subscriber_id for one in self.those("teacher"))
        found = next((one for one in self.relatives if one.id == relative_id), None)
        if not mine or found is None or found.role != "learner":
            raise Refused("not_your_learner")
        return found


@dataclass(frozen=True, kw_only=True)
class Code:
    """A code as it is stored: who made it as what, and who wants to join with it."""

    code: str
    maker_id: int
    role: Role
    nickname: str
    expires_at: datetime
    taker_id: int | None = None
    taker_role: Role | None = None
    taker_nickname: str | None = None
    used_at: datetime | None = None


def earlier(rule: Weekly, minutes: int) -> Weekly:
    """Return the same lessons *minutes* (less than a day) earlier, maybe on the evening before."""
    at = rule.at.hour * 60 + rule.at.minute - minutes
    days = rule.days if at >= 0 else frozenset((day - 1) % len(DAYS) for day in rule.days)
    at %= _DAY
    moved = rule.at.replace(hour=at // 60, minute=at % 60)
    return Weekly(at=moved, days=days, zone=rule.zone)


def usable(code: Code | None, *, by: int, now: datetime) -> Code:
    """Return the code if *by* may join with it now; raise Refused with the one reason."""
    if code is None:
        raise Refused("code_unknown")
    if code.maker_id == by:
        raise Refused("code_own")
    if code.used_at is not None or code.taker_id not in {None, by}:
        raise Refused("code_used")
    if now >= code.expires_at:
        raise Refused("code_late")
    return code


def joined(maker: Family | None, taker: Family | None) -> None:
    """Raise Refused where two chats cannot come together: one that joins has no family yet."""
    if taker is not None:
        raise Refused("family_other")
    if maker is not None and len(maker.relatives) >= LARGEST:
        raise Refused("family_full")


def nickname(text: str, taken: Sequence[str] = ()) -> str:
    """Return a nickname of 1 to 20 characters that nobody of the family has; else raise Refused."""
    name = " ".join(text.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused("nickname_unclear")
    if name.casefold() in {other.casefold() for other in taken}:
        raise Refused("nickname_taken")
    return name
