"""The tables. A subscriber's row holds preferences and nothing that says who it is."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime; SQLite keeps it without its zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Refuse a naive time; hand SQLite a naive one in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a zone")
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ARG002 (the base class hands it)
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")

cohort = sa.Table(
    "cohort",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("at", sa.String(5), nullable=False),
    sa.Column("days", sa.String(7), nullable=False),
    sa.Column("next_at", Instant, nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.UniqueConstraint("zone", "at", "days"),
)

subscriber = sa.Table(
    "subscriber",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("chat_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("kind", sa.String(8), nullable=False),
    sa.Column("status", sa.String(8), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("learn", sa.String(2), nullable=False),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("card_at", sa.String(5), nullable=False),
    sa.Column("card_days", sa.String(7), nullable=False),
    sa.Column("quiet_since", sa.String(5)),
    sa.Column("quiet_until", sa.String(5)),
    sa.Column("paused_until", Instant),
    sa.Column("cohort_id", sa.ForeignKey("cohort.id"), index=True),
    sa.Column("subscribed_on", sa.Date, nullable=False),
    sa.Column("thread_id", sa.BigInteger),
    sa.Column("themes", sa.JSON, nullable=False, default=list),
    sa.Column("level", sa.Integer, nullable=False, default=1),
    sa.Column("holiday_from", sa.Date),
    sa.Column("holiday_until", sa.Date),
    sa.Column("pushed_at", Instant),
    sa.Column("pushed_by", sa.BigInteger),
    sa.Column("pushed_before", Instant),
)

subscription = sa.Table(
    "subscription",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    sa.Column("topic", sa.String(16), nullable=False),
    sa.PrimaryKeyConstraint("topic", "subscriber_id"),
    sa.Index("ix_subscription_subscriber_id", "subscriber_id"),
)

memory = sa.Table(
    "memory",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    sa.Column("child", sa.Boolean, nullable=False),
    sa.Column("deck", sa.String(40), nullable=False),
    sa.Column("item", sa.String(40), nullable=False),
    sa.Column("met_on", sa.Date, nullable=False),
    sa.Column("shown_on", sa.Date),
    sa.Column("due_on", sa.Date),
    sa.Column("reviewed_on", sa.Date),
    sa.Column("stability", sa.Double),
    sa.Column("difficulty", sa.Double),
    sa.PrimaryKeyConstraint("subscriber_id", "child", "deck", "item"),
)

learning_day = sa.Table(
    "learning_day",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
    sa.Column("known", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("subscriber_id", "day"),
)

family = sa.Table(
    "family",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("zone", sa.String(64), nullable=False),
    sa.Column("at", sa.String(5), nullable=False),
    sa.Column("days", sa.String(7), nullable=False),
    sa.Column("lead", sa.Integer, nullable=False),
)

relative = sa.Table(
    "relative",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("family_id", sa.ForeignKey("family.id", ondelete="CASCADE"), nullable=False),
    sa.Column(
        "subscriber_id",
        sa.ForeignKey("subscriber.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("nickname", sa.String(20), nullable=False),
    sa.Index("ix_relative_family_id", "family_id"),
)

family_code = sa.Table(
    "family_code",
    metadata,
    sa.Column("code", sa.String(12), primary_key=True),
    sa.Column("maker_id", sa.ForeignKey("subscriber.id", ondelete="CASCADE"), nullable=False),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("nickname", sa.String(20), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("taker_id", sa.ForeignKey("subscriber.id", ondelete="CASCADE")),
    sa.Column("taker_role", sa.String(8)),
    sa.Column("taker_nickname", sa.String(20)),
    sa.Column("used_at", Instant),
    sa.Index("ix_family_code_maker_id", "maker_id"),
)

family_lesson = sa.Table(
    "family_lesson",
    metadata,
    sa.Column("family_id", sa.ForeignKey("family.id", ondelete="CASCADE"), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("deck", sa.String(40), nullable=False),
    sa.Column("item", sa.String(40), nullable=False),
    sa.Column("taught", sa.Boolean, nullable=False, default=False),
    sa.PrimaryKeyConstraint("family_id", "day", "place"),
)

upload = sa.Table(
    "upload",
    metadata,
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("file_id", sa.String(255)),
    sa.Column("claimed_at", Instant, nullable=False),
)

bulletin = sa.Table(
    "bulletin",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("author_id", sa.BigInteger, nullable=False),
    sa.Column("state", sa.String(12), nullable=False, index=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("kinds", sa.JSON, nullable=False),
    sa.Column("at", Instant),
    sa.Column("approved_by", sa.JSON, nullable=False),
    sa.Column("crash_rule", sa.String(6), nullable=False),
    sa.Column("written_at", Instant, nullable=False),
    sa.Column("sent_at", Instant, index=True),
    sa.Column("corrects", sa.BigInteger),
    sa.Column("media", sa.JSON, nullable=False, default=list),
    sa.Column("section", sa.String(120)),
    sa.Column("zone", sa.String(64), nullable=False, default="UTC"),
    sa.Column("local", sa.Boolean, nullable=False, default=False),
    sa.Column("recurrence", sa.JSON(none_as_null=True)),
    sa.Column("urgent", sa.Boolean, nullable=False, default=False),
    sa.Column("shared", sa.Boolean, nullable=False, default=False),
    sa.Column("follows", sa.BigInteger),
    sa.Column("writers", sa.JSON, nullable=False, default=list),
    sa.Column("series", sa.BigInteger, index=True),
    sa.Column("origin", sa.BigInteger, index=True),
    sa.Column("corrected_at", Instant),
    sa.Column("undo", sa.JSON(none_as_null=True)),
    sa.Column("asked", sa.Integer),
    sa.Column("leaves", sa.Integer, nullable=False, default=0),
)

bulletin_text = sa.Table(
    "bulletin_text",
    metadata,
    sa.Column("bulletin_id", sa.ForeignKey("bulletin.id", ondelete="CASCADE"), nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("html", sa.Text, nullable=False),
    sa.Column("title", sa.String(80), nullable=False),
    sa.Column("links", sa.JSON, nullable=False, default=list),
    sa.Column("poll", sa.JSON(none_as_null=True)),
    sa.PrimaryKeyConstraint("bulletin_id", "language"),
)

schedule = sa.Table(
    "schedule",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column(
        "bulletin_id",
        sa.ForeignKey("bulletin.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    sa.Column("next_at", Instant, index=True),
    sa.Column("version", sa.Integer, nullable=False),
)

occurrence = sa.Table(
    "occurrence",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("bulletin_id", sa.ForeignKey("bulletin.id", ondelete="CASCADE")),
    sa.Column("cohort_id", sa.ForeignKey("cohort.id")),
    sa.Column("local_key", sa.String(32), nullable=False),
    sa.Column("due_at", Instant, nullable=False),
    sa.Column("deed", sa.String(6), nullable=False),
    sa.Column("crash_rule", sa.String(6), nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
    sa.Column("paused", sa.Boolean, nullable=False, default=False),
    sa.Column("stopped", sa.Boolean, nullable=False, default=False),
    sa.Column("deaths", sa.Integer, nullable=False, default=0),
    sa.Column("settled_at_death", sa.Integer, nullable=False, default=0),
    sa.Column("reported_at", Instant),
    sa.Column("report_message_id", sa.BigInteger),
    sa.Column("closed_at", Instant, index=True),
    sa.Column("counts", sa.JSON),
    sa.Column("told", sa.Boolean, nullable=False, default=False),
    sa.Column("told_at", Instant),
    sa.UniqueConstraint("bulletin_id", "local_key"),
    sa.UniqueConstraint("cohort_id", "local_key"),
)

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("occurrence_id", sa.ForeignKey("occurrence.id", ondelete="CASCADE"), nullable=False),
    sa.Column("subscriber_id", sa.ForeignKey("subscriber.id", ondelete="SET NULL"), index=True),
    sa.Column("state", sa.String(12), nullable=False),
    sa.Column("not_before", Instant, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("doubts", sa.Integer, nullable=False, default=0),
    sa.Column("message_id", sa.BigInteger),
    sa.Column("album", sa.String(200)),
    sa.Column("owner", sa.BigInteger),
    sa.UniqueConstraint("occurrence_id", "subscriber_id"),
    sa.Index("ix_delivery_claim", "occurrence_id", "state", "not_before"),
)

runner = sa.Table(
    "runner",
    metadata,
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("beat", sa.BigInteger, nullable=False),
    sa.Column("seen_at", Instant, nullable=False),
)

rate = sa.Table(
    "rate",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("all_next", sa.Double, nullable=False),
    sa.Column("bulk_next", sa.Double, nullable=False),
    sa.Column("bulk_gap", sa.Double, nullable=False),
    sa.Column("slowed_at", sa.Double, nullable=False),
    sa.Column("held_until", sa.Double, nullable=False),
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("lane", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.Text),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("applied", sa.Integer, nullable=False, default=0),
    sa.Column("owner", sa.BigInteger),
    sa.Column("received_at", Instant, nullable=False),
    sa.Column("done_at", Instant, index=True),
)

dialogue = sa.Table(
    "dialogue",
    metadata,
    sa.Column("chat_id", sa.BigInteger, nullable=False),
    sa.Column("user_id", sa.BigInteger, nullable=False),
    sa.Column("awaits", sa.String(24), nullable=False),
    sa.Column("about", sa.JSON, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.PrimaryKeyConstraint("chat_id", "user_id"),
)

member = sa.Table(
    "member",
    metadata,
    sa.Column("user_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("role", sa.String(8)),
    sa.Column("name", sa.String(40), nullable=False),
    sa.Column("since", Instant, nullable=False),
)

invitation = sa.Table(
    "invitation",
    metadata,
    sa.Column("code", sa.String(64), primary_key=True),
    sa.Column("role", sa.String(8), nullable=False),
    sa.Column("made_by", sa.BigInteger, nullable=False),
    sa.Column("expires_at", Instant, nullable=False),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("actor_id", sa.BigInteger),
    sa.Column("actor", sa.String(40), nullable=False),
    sa.Column("act", sa.String(24), nullable=False),
    sa.Column("bulletin_id", sa.BigInteger),
    sa.Column("detail", sa.String(200), nullable=False),
)

thread = sa.Table(
    "thread",
    metadata,
    sa.Column("id", _Id, primary_key=True),
    sa.Column("code", sa.String(8), nullable=False, unique=True),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("chat_id", sa.BigInteger, index=True),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("media", sa.JSON, nullable=False),
    sa.Column("state", sa.String(10), nullable=False, index=True),
    sa.Column("answered", sa.Boolean, nullable=False, default=False),
    sa.Column("bulletin_id", sa.BigInteger),
    sa.Column("at", Instant, nullable=False, index=True),
    sa.Column("closed_at", Instant),
    sa.Column("told_at", Instant),
)

tally = sa.Table(
    "tally",
    metadata,
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("language", sa.String(2), nullable=False),
    sa.Column("topic", sa.String(16), nullable=False),
    sa.Column("chats", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("day", "language", "topic"),
)
