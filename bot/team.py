"""The people who write and approve: counted from the configuration, checked at every step."""

from dataclasses import dataclass

from telegram.ext import filters

from scheduler.errors import Refused


@dataclass(frozen=True, kw_only=True)
class Team:
    """Owners by their Telegram user id; a name never identifies anybody."""

    owners: frozenset[int]

    def includes(self, user_id: int | None) -> bool:
        """Tell whether a user belongs to the team."""
        return user_id in self.owners

    def require(self, user_id: int | None) -> int:
        """Return the user id of a team member; raise Refused for anybody else."""
        if user_id is None or user_id not in self.owners:
            raise Refused("not_in_team")
        return user_id

    def filter(self) -> filters.BaseFilter:
        """Return what lets a team command through: in private, from an owner."""
        return filters.ChatType.PRIVATE & filters.User(user_id=self.owners)
