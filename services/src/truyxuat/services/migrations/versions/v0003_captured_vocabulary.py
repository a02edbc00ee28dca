"""Vocabulary elements (master data) that came with captured documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table of captured vocabulary."""
    op.create_table(
        "captured_vocabulary",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column(
            "capture", sa.BigInteger(), sa.ForeignKey("capture_job.id"), nullable=False
        ),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("key", KEY_TEXT, nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("children", sa.Text(), nullable=False),
        sa.Column("record_time", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_captured_vocabulary_key", "captured_vocabulary", ["key"])


def downgrade() -> None:
    """Drop it; the events of the same documents stay."""
    op.drop_table("captured_vocabulary")
