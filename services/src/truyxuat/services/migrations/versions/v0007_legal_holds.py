"""Legal holds: what may not be archived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; nothing is held at first."""
    op.create_table(
        "legal_hold",
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column("key", KEY_TEXT, nullable=True),
        sa.Column("first", sa.BigInteger(), nullable=True),
        sa.Column("last", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_because", sa.Text(), nullable=True),
    )


def downgrade() -> None:
    """Drop it, and with it who held what and why."""
    op.drop_table("legal_hold")
