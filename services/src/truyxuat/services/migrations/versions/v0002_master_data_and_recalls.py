"""Master data (parties, places, products, lots, assets) and the frozen answers of recalls."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY_STRING = sa.String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
TABLES = ("recall", "asset", "lot", "product", "place", "party")


def upgrade() -> None:
    """Make the tables of master data and of recalls."""
    _parties()
    _places()
    _products()
    _lots()
    _assets()
    _recalls()


def downgrade() -> None:
    """Drop them; the record of events stays."""
    for name in TABLES:
        op.drop_table(name)


def _sourced() -> tuple[sa.Column[str], sa.Column[str], sa.Column[date]]:
    return (
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
    )


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _text(name: str, *, optional: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=optional)


def _parties() -> None:
    op.create_table(
        "party",
        *_sourced(),
        sa.Column("key", KEY_STRING, primary_key=True),
        *(_text(name) for name in ("gln", "name_vi", "name_en", "kind", "address_vi")),
        _text("province"),
        *(_text(name, optional=True) for name in ("phone", "email", "tax_code")),
        sa.Column("fictional", sa.Boolean(), nullable=False),
    )
    _index("party", "gln")


def _places() -> None:
    op.create_table(
        "place",
        *_sourced(),
        sa.Column("key", KEY_STRING, primary_key=True),
        *(_text(name) for name in ("gln", "name_vi", "name_en")),
        *(_text(name, optional=True) for name in ("party_key", "parent_key")),
        *(_text(name) for name in ("kind", "commune", "province")),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("fictional", sa.Boolean(), nullable=False),
    )
    _index("place", "gln", "party_key", "parent_key")


def _products() -> None:
    op.create_table(
        "product",
        *_sourced(),
        sa.Column("key", KEY_STRING, primary_key=True),
        *(_text(name) for name in ("gtin", "name_vi", "name_en")),
        _text("brand", optional=True),
        *(_text(name) for name in ("description_vi", "description_en")),
        *(_text(name, optional=True) for name in ("image", "maker_key")),
        *(_text(name) for name in ("origin_vi", "origin_en", "standards")),
        _text("hs_code", optional=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        *(_text(name) for name in ("risk_level", "lead_authority")),
        sa.Column("unit_weight_g", sa.Integer(), nullable=True),
        sa.Column("fictional", sa.Boolean(), nullable=False),
    )
    _index("product", "gtin", "maker_key")


def _lots() -> None:
    op.create_table(
        "lot",
        *_sourced(),
        sa.Column("key", KEY_STRING, primary_key=True),
        sa.Column("produced_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        _text("maker_key", optional=True),
    )
    _index("lot", "maker_key")


def _assets() -> None:
    op.create_table(
        "asset",
        *_sourced(),
        sa.Column("key", KEY_STRING, primary_key=True),
        *(_text(name) for name in ("name_vi", "name_en", "kind")),
        *(_text(name, optional=True) for name in ("owner_key", "place_key")),
    )
    _index("asset", "kind")


def _recalls() -> None:
    op.create_table(
        "recall",
        sa.Column("id", KEY_STRING, primary_key=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        _text("reason"),
        _text("contract"),
        _text("result_hash"),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("frozen", sa.LargeBinary(), nullable=False),
        _text("state"),
        _text("scope", optional=True),
        sa.Column("announced_at", sa.BigInteger(), nullable=True),
        _text("announcement", optional=True),
    )
    _index("recall", "created_at")
