"""
The newsroom: files, polls, buttons, plans and series; the team, its audit, its inbox, tallies.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0003"
down_revision = "0002"

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_NONE = sa.text("'[]'")


def upgrade() -> None:
    """Add columns in place, then the new tables; audit rows cannot be changed or deleted."""
    for table, columns in _columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index("ix_bulletin_series", "bulletin", ["series"])
    op.create_index("ix_bulletin_origin", "bulletin", ["origin"])
    _create_team()
    _create_thread()
    op.create_table(
        "tally",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("topic", sa.String(16), nullable=False),
        sa.Column("chats", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("day", "language", "topic", name="pk_tally"),
    )
    _keep_audit()


def _columns() -> dict[str, tuple[sa.Column[Any], ...]]:
    return {
        "subscriber": (sa.Column("thread_id", sa.BigInteger),),
        "delivery": (sa.Column("album", sa.String(200)),),
        "bulletin_text": (
            sa.Column("links", sa.JSON, nullable=False, server_default=_NONE),
            sa.Column("poll", sa.JSON),
        ),
        "bulletin": (
            sa.Column("media", sa.JSON, nullable=False, server_default=_NONE),
            sa.Column("section", sa.String(120)),
            sa.Column("zone", sa.String(64), nullable=False, server_default="UTC"),
            sa.Column("local", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("recurrence", sa.JSON),
            sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("follows", sa.BigInteger),
            sa.Column("writers", sa.JSON, nullable=False, server_default=_NONE),
            sa.Column("series", sa.BigInteger),
            sa.Column("origin", sa.BigInteger),
            sa.Column("corrected_at", Instant),
            sa.Column("undo", sa.JSON),
            sa.Column("asked", sa.Integer),
            sa.Column("leaves", sa.Integer, nullable=False, server_default=sa.text("0")),
        ),
    }


def _create_team() -> None:
    op.create_table(
        "member",
        sa.Column("user_id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("role", sa.String(8)),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_member"),
    )
    op.create_table(
        "invitation",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("made_by", sa.BigInteger, nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_invitation"),
    )
    op.create_table(
        "audit",
        sa.Column("id", _Id, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("bulletin_id", sa.BigInteger),
        sa.Column("detail", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _create_thread() -> None:
    op.create_table(
        "thread",
        sa.Column("id", _Id, nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("chat_id", sa.BigInteger),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("media", sa.JSON, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("bulletin_id", sa.BigInteger),
        sa.Column("at", Instant, nullable=False),
        sa.Column("closed_at", Instant),
        sa.Column("told_at", Instant),
        sa.PrimaryKeyConstraint("id", name="pk_thread"),
        sa.UniqueConstraint("code", name="uq_thread_code"),
    )
    for name in ("chat_id", "state", "at"):
        op.create_index(f"ix_thread_{name}", "thread", [name])


def _keep_audit() -> None:
    """Let the database itself refuse to change or delete what is in the audit."""
    if op.get_bind().dialect.name == "sqlite":
        for deed in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_no_{deed.lower()} BEFORE {deed} ON audit"
                " BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON audit"
        " FOR EACH STATEMENT EXECUTE FUNCTION audit_is_kept()"
    )


def downgrade() -> None:
    """Refuse: a copy of the database was made before the upgrade; bring that back."""
    raise NotImplementedError("bring back the copy that was made before the upgrade")
