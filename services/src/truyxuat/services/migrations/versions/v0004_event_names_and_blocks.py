"""What events are recognised by, apart from them; and the blocks that hold the events.

The event table of PostgreSQL stands in parts, and parts have no unique key in common. So what
the same event is recognised by moves to a table of its own, on both engines.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
MOVED_INDEXES = ("event_id", "content")


def upgrade() -> None:
    """Make both tables; the names of recorded events move."""
    op.create_table(
        "event_name",
        sa.Column("content_key", sa.LargeBinary(), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("event_id", KEY_TEXT, nullable=False),
        sa.Column("content", KEY_TEXT, nullable=False),
        sa.Column("declares_wrong", sa.Boolean(), nullable=False),
    )
    op.execute(
        "INSERT INTO event_name (content_key, position, event_id, content, declares_wrong)"
        " SELECT content_key, position, event_id, content, declared IS NOT NULL FROM event"
        " ORDER BY position"
    )
    for column in MOVED_INDEXES:
        op.create_index(f"ix_event_name_{column}", "event_name", [column])
        op.drop_index(f"ix_event_{column}", "event")
    if op.get_bind().dialect.name != "postgresql":
        with op.batch_alter_table("event") as event:
            event.drop_constraint("uq_event_content_key", type_="unique")
    _blocks()


def downgrade() -> None:
    """Let the event table recognise its events by itself again; archived ones are forgotten."""
    op.drop_table("event_block")
    if op.get_bind().dialect.name != "postgresql":
        with op.batch_alter_table("event") as event:
            event.create_unique_constraint("uq_event_content_key", ["content_key"])
    for column in MOVED_INDEXES:
        op.create_index(f"ix_event_{column}", "event", [column])
    op.drop_table("event_name")


def _blocks() -> None:
    op.create_table(
        "event_block",
        sa.Column("first", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("recorded_from", sa.BigInteger(), nullable=True),
        sa.Column("recorded_to", sa.BigInteger(), nullable=True),
        sa.Column("keep_until", sa.BigInteger(), nullable=True),
        sa.Column("kept_in", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
    )
