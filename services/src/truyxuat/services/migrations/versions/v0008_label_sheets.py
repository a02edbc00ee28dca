"""Label sheets as they were ordered, and the serials made for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY_STRING = sa.String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
KEY_TEXT = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "label_sheet",
        sa.Column("id", KEY_STRING, primary_key=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("order_json", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.BigInteger(), nullable=True),
    )
    op.create_index("ix_label_sheet_state", "label_sheet", ["state"])
    op.create_table(
        "made_serial",
        sa.Column("gtin", KEY_TEXT, primary_key=True),
        sa.Column("serial", KEY_TEXT, primary_key=True),
        sa.Column("sheet", KEY_STRING, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_index("ix_made_serial_sheet", "made_serial", ["sheet", "number"], unique=True)


def downgrade() -> None:
    """Drop both; serials that were handed out are then known to nobody."""
    op.drop_table("made_serial")
    op.drop_table("label_sheet")
