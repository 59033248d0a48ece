"""
Little hands: two memories an item, families, wishes, holidays, files that were uploaded once.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0004"
down_revision = "0003"

_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Add columns in place, then the new tables; what was met is remembered as met."""
    for column in (
        sa.Column("themes", sa.JSON, nullable=False, server_default=sa.text("'[]'")),
        sa.Column("level", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("holiday_from", sa.Date),
        sa.Column("holiday_until", sa.Date),
        sa.Column("pushed_at", Instant),
        sa.Column("pushed_by", sa.BigInteger),
        sa.Column("pushed_before", Instant),
    ):
        op.add_column("subscriber", column)
    _create_memory()
    op.execute(
        "INSERT INTO memory (subscriber_id, child, deck, item, met_on, shown_on)"
        " SELECT subscriber_id, false, deck, item, met_on, met_on FROM lesson"
    )
    op.drop_table("lesson")
    _create_family()
    op.create_table(
        "upload",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("file_id", sa.String(255)),
        sa.Column("claimed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_upload"),
    )


def _create_memory() -> None:
    op.create_table(
        "memory",
        _of("memory", "subscriber"),
        sa.Column("child", sa.Boolean, nullable=False),
        sa.Column("deck", sa.String(40), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("met_on", sa.Date, nullable=False),
        sa.Column("shown_on", sa.Date),
        sa.Column("due_on", sa.Date),
        sa.Column("reviewed_on", sa.Date),
        sa.Column("stability", sa.Double),
        sa.Column("difficulty", sa.Double),
        sa.PrimaryKeyConstraint("subscriber_id", "child", "deck", "item", name="pk_memory"),
    )
    op.create_table(
        "learning_day",
        _of("learning_day", "subscriber"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("known", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("subscriber_id", "day", name="pk_learning_day"),
    )


def _create_family() -> None:
    op.create_table(
        "family",
        sa.Column("id", _Id, nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("at", sa.String(5), nullable=False),
        sa.Column("days", sa.String(7), nullable=False),
        sa.Column("lead", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_family"),
    )
    op.create_table(
        "relative",
        sa.Column("id", _Id, nullable=False),
        _of("relative", "family"),
        _of("relative", "subscriber"),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("nickname", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_relative"),
        sa.UniqueConstraint("subscriber_id", name="uq_relative_subscriber_id"),
    )
    op.create_index("ix_relative_family_id", "relative", ["family_id"])
    op.create_table(
        "family_code",
        sa.Column("code", sa.String(12), nullable=False),
        _of("family_code", "subscriber", "maker_id"),
        sa.Column("role", sa.String(8), nullable=False),
        sa.Column("nickname", sa.String(20), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        _of("family_code", "subscriber", "taker_id", nullable=True),
        sa.Column("taker_role", sa.String(8)),
        sa.Column("taker_nickname", sa.String(20)),
        sa.Column("used_at", Instant),
        sa.PrimaryKeyConstraint("code", name="pk_family_code"),
    )
    op.create_index("ix_family_code_maker_id", "family_code", ["maker_id"])
    op.create_table(
        "family_lesson",
        _of("family_lesson", "family"),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("deck", sa.String(40), nullable=False),
        sa.Column("item", sa.String(40), nullable=False),
        sa.Column("taught", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("family_id", "day", "place", name="pk_family_lesson"),
    )


def _of(table: str, other: str, name: str = "", *, nullable: bool = False) -> sa.Column[int]:
    """Return a column that points to a row of *other* and goes with it."""
    column = name or f"{other}_id"
    key = sa.ForeignKey(f"{other}.id", ondelete="CASCADE", name=f"fk_{table}_{column}_{other}")
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column(column, kind, key, nullable=nullable)


def downgrade() -> None:
    """Refuse: a copy of the database was made before the upgrade; bring that back."""
    raise NotImplementedError("bring back the copy that was made before the upgrade")
