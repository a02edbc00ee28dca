"""Kafka: offsets read, messages taken and parked, positions relayed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables of what comes and goes over Kafka."""
    _sources()
    _taken()
    _parked()
    _relayed()


def downgrade() -> None:
    """Drop them; the events that came over Kafka stay."""
    for name in ("relay_position", "parked_message", "taken_message", "partner_source"):
        op.drop_table(name)


def _sources() -> None:
    op.create_table(
        "partner_source",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("topic_id", sa.String(), nullable=False),
        sa.Column("partition", sa.Integer(), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.UniqueConstraint(
            "group_name", "topic", "topic_id", "partition", name="uq_partner_source"
        ),
    )


def _taken() -> None:
    op.create_table(
        "taken_message",
        sa.Column(
            "source",
            BIG_KEY,
            sa.ForeignKey("partner_source.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("message_offset", BIG_KEY, primary_key=True, autoincrement=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("capture", sa.BigInteger(), nullable=True),
        sa.Column("company", sa.String(), nullable=True),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_taken_message_capture", "taken_message", ["capture"])


def _parked() -> None:
    op.create_table(
        "parked_message",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column(
            "source", sa.BigInteger(), sa.ForeignKey("partner_source.id"), nullable=False
        ),
        sa.Column("message_offset", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("company", sa.String(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("replayed_at", sa.BigInteger(), nullable=True),
        sa.Column("replayed_as", sa.String(), nullable=True),
        sa.Column("capture", sa.BigInteger(), nullable=True),
        sa.UniqueConstraint("source", "message_offset", name="uq_parked_message"),
    )
    for column in ("published_at", "replayed_at"):
        op.create_index(f"ix_parked_message_{column}", "parked_message", [column])


def _relayed() -> None:
    op.create_table(
        "relay_position",
        sa.Column("topic", sa.String(), primary_key=True),
        sa.Column("topic_id", sa.String(), primary_key=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
    )
