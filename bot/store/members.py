"""The team in SQL: who is in it, and the links by which owners let somebody in."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed, sign
from bot.store.database import Database
from bot.store.once import first_time
from scheduler.errors import Refused
from scheduler.roles import Member, Role

INVITATION_LASTS = timedelta(days=2)
LONGEST_NAME = 40
_m, _i = t.member.c, t.invitation.c


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Somebody who accepted, and the owner who made the link."""

    member: Member
    invited_by: int


class Members:
    """Owners that the configuration names, and whom owners let in since."""

    def __init__(self, database: Database, *, owners: frozenset[int]) -> None:
        self._db = database
        self._owners = owners

    async def get(self, user_id: int | None) -> Member | None:
        """Return somebody of the team as of now; None for everybody else."""
        if user_id is None:
            return None
        mine = sa.select(t.member).where(_m.user_id == user_id)
        row = await self._db.look(lambda c: c.execute(mine).first())
        return self._member(user_id, row.role if row else None, row.name if row else "")

    async def all(self) -> Sequence[Member]:
        """Return the team: owners first, then by id."""
        async with self._db.read() as c:
            return await self._all(c)

    async def invite(self, role: Role, *, by: int, now: datetime) -> str:
        """Return the code of a link that lets one person in within two days; it works once."""
        code = secrets.token_urlsafe(18)
        async with self._db.write() as c:
            await c.execute(sa.delete(t.invitation).where(_i.expires_at <= now))
            expires_at = now + INVITATION_LASTS
            values = {"code": _hash(code), "role": role, "made_by": by, "expires_at": expires_at}
            await c.execute(sa.insert(t.invitation).values(values))
            await sign(c, Signed(by=by, act="invite", detail=role), now)
        return code

    async def invited(self, code: str, *, user_id: int, now: datetime) -> Role:
        """
        Return the role that a link offers to somebody.

        Raises Refused if it was used, is too old or comes from somebody who is no owner any more,
        and for somebody to whom it gives nothing.
        """
        async with self._db.read() as c:
            offer = await self._invitation(c, code, now)
            _require_new(await self._get(c, user_id), offer.role)
            return offer.role  # type: ignore[no-any-return] # a column

    async def join(self, code: str, *, user_id: int, now: datetime) -> Joined | None:
        """
        Let somebody in who accepted; the link is used up. Raises Refused as `invited` does.

        An update that is handled again finds them in; None then.
        """
        async with self._db.write() as c:
            if not await first_time(c):
                return None
            offer = await self._invitation(c, code, now)
            _require_new(await self._get(c, user_id), offer.role)
            used = await c.execute(sa.delete(t.invitation).where(_i.code == _hash(code)))
            if not used.rowcount:
                raise Refused("invitation_void")
            await self._set(c, user_id, offer.role, now)
            await sign(c, Signed(by=user_id, act="join", detail=offer.role), now)
            member = await self._get(c, user_id)
            if member is None:
                raise Refused("invitation_void")
            return Joined(member=member, invited_by=offer.made_by)

    async def rename(self, user_id: int, name: str, now: datetime) -> str:
        """
        Note what somebody of the team wants to be called there, and return it.

        Raises Refused if it is unclear or somebody else's: the audit names people by it.
        """
        line = " ".join(name.split())
        if not 0 < len(line) <= LONGEST_NAME or not line.isprintable():
            raise Refused("name_unclear")
        values = {"name": line, "since": now}
        fresh = self._db.insert(t.member).values(user_id=user_id, role=None, **values)
        async with self._db.write() as c:
            await self._lock(c)
            others = await c.scalars(sa.select(_m.name).where(_m.user_id != user_id))
            if line.casefold() in {other.casefold() for other in others}:
                raise Refused("name_taken")
            await c.execute(
                fresh.on_conflict_do_update(index_elements=["user_id"], set_={"name": line})
            )
            await sign(c, Signed(by=user_id, act="rename", detail=line), now)
        return line

    async def dismiss(self, user_id: int, *, by: int, now: datetime) -> Member:
        """Take somebody out of the team, oneself too; the last owner stays."""
        async with self._db.write() as c:
            await self._lock(c)
            it = await self._get(c, user_id)
            if it is None:
                raise Refused("member_missing")
            if it.role == "owner" and len([m for m in await self._all(c) if m.role == "owner"]) < 2:  # noqa: PLR2004 (nobody would be left)
                raise Refused("last_owner")
            if it.fixed:
                raise Refused("fixed_owner")
            await c.execute(sa.update(t.member).where(_m.user_id == user_id).values(role=None))
            act, detail = ("resign", "") if by == user_id else ("dismiss", it.name or str(user_id))
            await sign(c, Signed(by=by, act=act, detail=detail), now)  # type: ignore[arg-type] # one of two acts
            return it

    async def _invitation(self, c: AsyncConnection, code: str, now: datetime) -> sa.Row[tuple[str]]:
        wanted = sa.select(t.invitation).where(_i.code == _hash(code), _i.expires_at > now)
        offer = (await c.execute(wanted)).first()
        inviter = await self._get(c, offer.made_by) if offer else None
        if offer is None or inviter is None or not inviter.may("appoint"):
            raise Refused("invitation_void")
        return offer

    async def _set(self, c: AsyncConnection, user_id: int, role: Role, now: datetime) -> None:
        joined = {"role": role, "since": now}
        fresh = self._db.insert(t.member).values(user_id=user_id, name="", **joined)
        await c.execute(fresh.on_conflict_do_update(index_elements=["user_id"], set_=joined))

    async def _lock(self, c: AsyncConnection) -> None:
        """Let no two owners leave in the same moment, and no two people take one name."""
        await c.execute(sa.select(t.member.c.user_id).with_for_update())

    async def _get(self, c: AsyncConnection, user_id: int) -> Member | None:
        row = (await c.execute(sa.select(t.member).where(_m.user_id == user_id))).first()
        return self._member(user_id, row.role if row else None, row.name if row else "")

    async def _all(self, c: AsyncConnection) -> Sequence[Member]:
        rows = {row.user_id: row for row in await c.execute(sa.select(t.member))}
        found = [
            self._member(who, rows[who].role if who in rows else None, _name(rows.get(who)))
            for who in rows.keys() | self._owners
        ]
        team = [it for it in found if it]
        return sorted(team, key=lambda it: (it.role != "owner", it.role, it.user_id))

    def _member(self, user_id: int, role: Role | None, name: str) -> Member | None:
        if user_id in self._owners:
            return Member(user_id=user_id, role="owner", name=name, fixed=True)
        return Member(user_id=user_id, role=role, name=name) if role else None


def _require_new(member: Member | None, role: Role) -> None:
    """Raise Refused for an owner, whom no link makes less, and for a role that one has."""
    if member and member.may("appoint"):
        raise Refused("already_owner")
    if member and member.role == role:
        raise Refused("already_in_role")


def _name(row: sa.Row[tuple[str]] | None) -> str:
    return str(row.name) if row else ""


def _hash(code: str) -> str:
    """Return what is kept of a code: who reads the database cannot use it."""
    return hashlib.sha256(code.encode()).hexdigest()
