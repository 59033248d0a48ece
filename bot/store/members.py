"""The team in SQL: who is in it, and the links by which owners let somebody in."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import tables as t
from bot.store.audit import Signed, sign
from bot.store.database import Database
from scheduler.errors import Refused
from scheduler.roles import Member, Role

INVITATION_LASTS = timedelta(days=2)
LONGEST_NAME = 40
_m, _i = t.member.c, t.invitation.c


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

    async def invited(self, code: str, now: datetime) -> Role:
        """Return the role that a link offers; raise Refused if it was used, or is too old."""
        async with self._db.read() as c:
            return (await self._invitation(c, code, now)).role  # type: ignore[no-any-return] # a column

    async def join(self, code: str, *, user_id: int, now: datetime) -> Member:
        """Let somebody in who accepted; the link is used up. Raises Refused as `invited` does."""
        async with self._db.write() as c:
            offer = await self._invitation(c, code, now)
            used = await c.execute(sa.delete(t.invitation).where(_i.code == _hash(code)))
            inviter = await self._get(c, offer.made_by)
            if not used.rowcount or inviter is None or not inviter.may("appoint"):
                raise Refused("invitation_void")
            before = await self._get(c, user_id)
            if before and before.may("appoint"):
                raise Refused("invitation_void")
            await self._set(c, user_id, offer.role, now)
            await sign(c, Signed(by=user_id, act="join", detail=offer.role), now)
            return Member(user_id=user_id, role=offer.role, name=before.name if before else "")

    async def rename(self, user_id: int, name: str, now: datetime) -> None:
        """Note what somebody of the team wants to be called there; raise Refused if unclear."""
        line = " ".join(name.split())
        if not 0 < len(line) <= LONGEST_NAME or not line.isprintable():
            raise Refused("name_unclear")
        values = {"name": line, "since": now}
        fresh = self._db.insert(t.member).values(user_id=user_id, role=None, **values)
        async with self._db.write() as c:
            await c.execute(
                fresh.on_conflict_do_update(index_elements=["user_id"], set_={"name": line})
            )
            await sign(c, Signed(by=user_id, act="rename", detail=line), now)

    async def dismiss(self, user_id: int, *, by: int, now: datetime) -> Member:
        """Take somebody out of the team, oneself too; the last owner stays."""
        async with self._db.write() as c:
            await self._lock(c)
            it = await self._get(c, user_id)
            if it is None:
                raise Refused("bulletin_missing")
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
        if offer is None:
            raise Refused("invitation_void")
        return offer

    async def _set(self, c: AsyncConnection, user_id: int, role: Role, now: datetime) -> None:
        joined = {"role": role, "since": now}
        fresh = self._db.insert(t.member).values(user_id=user_id, name="", **joined)
        await c.execute(fresh.on_conflict_do_update(index_elements=["user_id"], set_=joined))

    async def _lock(self, c: AsyncConnection) -> None:
        """Let no two owners leave in the same moment."""
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


def _name(row: sa.Row[tuple[str]] | None) -> str:
    return str(row.name) if row else ""


def _hash(code: str) -> str:
    """Return what is kept of a code: who reads the database cannot use it."""
    return hashlib.sha256(code.encode()).hexdigest()
