"""The record: capture jobs, events, what they can be found by, duplicates, parked events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
EVENT_INDEXES = (
    "event_id",
    "content",
    "event_time",
    "record_time",
    "biz_step",
    "disposition",
)


def upgrade() -> None:
    """Make the tables of the record."""
    _jobs()
    _events()
    _findable()
    _set_aside()


def downgrade() -> None:
    """Drop the record."""
    for name in (
        "parked",
        "duplicate",
        "event_value",
        "event_object",
        "object",
        "event",
        "capture_job",
    ):
        op.drop_table(name)


def _jobs() -> None:
    op.create_table(
        "capture_job",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column("capture_id", sa.String(), nullable=False, unique=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("success", sa.Boolean(), nullable=False),
        sa.Column("behaviour", sa.String(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("recorded", sa.Integer(), nullable=False),
        sa.Column("duplicates", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Text(), nullable=False),
        sa.Column("warnings", sa.Text(), nullable=False),
    )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("position", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column(
            "capture", sa.BigInteger(), sa.ForeignKey("capture_job.id"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("explicit_id", sa.Boolean(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("content_key", sa.LargeBinary(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=True),
        sa.Column("biz_step", sa.String(), nullable=True),
        sa.Column("disposition", sa.String(), nullable=True),
        sa.Column("event_time", sa.BigInteger(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
        sa.Column("declared", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        *_alone_in_the_table(),
        postgresql_partition_by="RANGE (position)",
    )
    for column in EVENT_INDEXES:
        op.create_index(f"ix_event_{column}", "event", [column])


def _alone_in_the_table() -> tuple[sa.UniqueConstraint, ...]:
    """PostgreSQL has the events in parts from the start, and no constraint across them."""
    if op.get_bind().dialect.name == "postgresql":
        return ()
    return (sa.UniqueConstraint("content_key", name="uq_event_content_key"),)


def _findable() -> None:
    op.create_table(
        "object",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column("key", KEY_TEXT, nullable=False, unique=True),
    )
    op.create_table(
        "event_object",
        sa.Column("object", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer(), primary_key=True),
        sa.Column("position", BIG_KEY, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_value",
        sa.Column("name", KEY_TEXT, primary_key=True),
        sa.Column("value", KEY_TEXT, primary_key=True),
        sa.Column("position", BIG_KEY, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _set_aside() -> None:
    op.create_table(
        "duplicate",
        sa.Column("capture", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "parked",
        sa.Column("position", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("contradicts", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
    )
