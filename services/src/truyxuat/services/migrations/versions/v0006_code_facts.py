"""What sources told of codes: licences, declarations, authorisations, internal codes, claims."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY_STRING = sa.String().with_variant(postgresql.VARCHAR(collation="C"), "postgresql")
FACTS = (
    "gtin_claim",
    "internal_code",
    "code_authorisation",
    "gtin_declaration",
    "prefix_licence",
)

Columns = list[sa.Column[Any]]  # Any: columns of several types


def upgrade() -> None:
    """Make the table of lists and those of their rows."""
    _lists()
    _facts(
        "prefix_licence",
        "prefix",
        [*_firm("holder"), *_texts("state", "issuer"), *_dates()],
    )
    _facts(
        "gtin_declaration",
        "gtin",
        [
            *_firm("company"),
            *_long("name_and_brand", "description"),
            *_texts("product_group", "target_market"),
            *_long("image"),
        ],
    )
    _facts(
        "code_authorisation",
        "scope",
        [*_firm("holder"), *_firm("partner"), *_texts("document"), *_dates()],
    )
    _facts("internal_code", "code", _firm("owner"))
    _facts("gtin_claim", "gtin", _firm("claimant"))


def downgrade() -> None:
    """Drop them; nothing else of the record refers to them."""
    for name in (*FACTS, "code_list_complete", "code_list"):
        op.drop_table(name)


def _lists() -> None:
    op.create_table(
        "code_list",
        sa.Column("id", BIG_KEY, primary_key=True),
        *_texts("source", "standing"),
        sa.Column("retrieved_at", sa.BigInteger(), nullable=False),
        *_texts("digest"),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.UniqueConstraint("digest"),
    )
    op.create_table(
        "code_list_complete",
        sa.Column(
            "list",
            sa.BigInteger(),
            sa.ForeignKey("code_list.id"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("prefix", KEY_STRING, primary_key=True),
    )
    op.create_index("ix_code_list_complete_prefix", "code_list_complete", ["prefix"])


def _facts(table: str, key: str, columns: Columns) -> None:
    op.create_table(
        table,
        sa.Column("id", BIG_KEY, primary_key=True),
        sa.Column("list", sa.BigInteger(), sa.ForeignKey("code_list.id"), nullable=False),
        sa.Column(key, KEY_STRING, nullable=False),
        *columns,
    )
    op.create_index(f"ix_{table}_{key}", table, [key])


def _texts(*names: str) -> Columns:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _long(*names: str) -> Columns:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _firm(name: str) -> Columns:
    return _texts(name, f"{name}_tax_code", f"{name}_gln")


def _dates() -> Columns:
    return [
        sa.Column(name, sa.Date(), nullable=True) for name in ("valid_from", "valid_to")
    ]
