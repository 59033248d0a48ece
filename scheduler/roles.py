"""The team: owners, editors and approvers, and what each of them may do."""

from dataclasses import dataclass
from typing import Literal, get_args

from scheduler.errors import Refused

Role = Literal["editor", "approver", "owner"]
ROLES: tuple[Role, ...] = get_args(Role)
"""Each of them may do what those before it may."""

Right = Literal["write", "approve", "appoint"]
_LEAST: dict[Right, Role] = {"write": "editor", "approve": "approver", "appoint": "owner"}


@dataclass(frozen=True, kw_only=True)
class Member:
    """
    Somebody of the team.

    *name* is what this person wants to be called there, empty until chosen. *fixed* are owners
    whom the configuration names: nobody can dismiss them in chat.
    """

    user_id: int
    role: Role
    name: str = ""
    fixed: bool = False

    def may(self, right: Right) -> bool:
        """Tell whether this person has a right."""
        return ROLES.index(self.role) >= ROLES.index(_LEAST[right])

    def require(self, right: Right) -> "Member":
        """Return this person; raise Refused without the right."""
        if not self.may(right):
            raise Refused("not_your_role")
        return self
