"""
Who sends a row, what is done with it and until when.

Columns are added in place: Alembic's batch mode copies a table, and with foreign keys on that
deleted the children of every row when measured.

Revision ID: 0002
Revises: 0001
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from bot.store.tables import Instant

revision = "0002"
down_revision = "0001"

_KEEP = timedelta(hours=48)
_LONG_AGO = sa.text("'1970-01-01 00:00:00'")


def upgrade() -> None:
    """Add runners, the shared rate, owners of rows, deeds, deadlines, reports, corrections."""
    op.create_table(
        "runner",
        sa.Column("id", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("beat", sa.BigInteger, nullable=False),
        sa.Column("seen_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runner"),
    )
    op.create_table(
        "rate",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        *(
            sa.Column(name, sa.Double, nullable=False)
            for name in ("all_next", "bulk_next", "bulk_gap", "slowed_at", "held_until")
        ),
        sa.PrimaryKeyConstraint("id", name="pk_rate"),
    )
    op.add_column("inbox", sa.Column("owner", sa.BigInteger))
    op.add_column(
        "inbox", sa.Column("applied", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("bulletin", sa.Column("corrects", sa.BigInteger))
    op.add_column("delivery", sa.Column("owner", sa.BigInteger))
    op.add_column(
        "delivery", sa.Column("doubts", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.execute("UPDATE delivery SET doubts = 1 WHERE uncertain")
    op.execute("ALTER TABLE delivery DROP COLUMN uncertain")
    for column in (
        sa.Column("deed", sa.String(6), nullable=False, server_default="send"),
        sa.Column("paused", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("expires_at", Instant, nullable=False, server_default=_LONG_AGO),
        sa.Column("deaths", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("settled_at_death", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("reported_at", Instant),
        sa.Column("report_message_id", sa.BigInteger),
        sa.Column("told", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("told_at", Instant),
    ):
        op.add_column("occurrence", column)
    op.execute("UPDATE occurrence SET told = true WHERE closed_at IS NOT NULL")
    _set_deadlines()


def _set_deadlines() -> None:
    occurrence = sa.table(
        "occurrence",
        sa.column("id", sa.BigInteger),
        sa.column("closed_at", Instant),
        sa.column("expires_at", Instant),
    )
    deadline = datetime.now(UTC) + _KEEP
    op.execute(
        sa.update(occurrence).where(occurrence.c.closed_at.is_(None)).values(expires_at=deadline)
    )


def downgrade() -> None:
    """Refuse: a copy of the database was made before the upgrade; bring that back."""
    raise NotImplementedError("bring back the copy that was made before the upgrade")
