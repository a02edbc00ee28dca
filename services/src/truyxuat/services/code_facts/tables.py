"""The tables of code facts: one list per import, and its rows. They only ever grow.

A list is what one source told at one instant; rows carry no source of their own, since none of
them came alone. A later list never changes an earlier one: which word counts is decided by the
pure check, at the instant that is asked about.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from truyxuat.graph.sql_rows import BigKey, KeyString


class CodeList(SQLModel, table=True):
    """What one source told at one instant."""

    __tablename__ = "code_list"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    source: str
    standing: str
    """`Standing`: official, declared, secondhand."""
    retrieved_at: int = Field(sa_type=BigInteger)
    digest: str = Field(unique=True)
    """SHA-256 of source, instant and rows: the same list has the same one."""
    recorded_at: int = Field(sa_type=BigInteger)
    rows: int


class CodeListComplete(SQLModel, table=True):
    """The list holds every fact of this kind about numbers that begin so."""

    __tablename__ = "code_list_complete"

    list: int = Field(
        foreign_key="code_list.id",
        primary_key=True,
        sa_type=BigInteger,
        sa_column_kwargs={"autoincrement": False},
    )
    kind: str = Field(primary_key=True)
    prefix: str = Field(primary_key=True, sa_type=KeyString, index=True)


class Listed(SQLModel):
    """What every row of a list has."""

    id: int | None = Field(default=None, primary_key=True, sa_type=BigKey)
    list: int = Field(foreign_key="code_list.id", sa_type=BigInteger)


class PrefixLicenceRow(Listed, table=True):
    """Who may use the numbers that begin so."""

    __tablename__ = "prefix_licence"

    prefix: str = Field(index=True, sa_type=KeyString)
    holder: str
    holder_tax_code: str
    holder_gln: str
    state: str
    issuer: str
    valid_from: date | None
    valid_to: date | None


class GtinDeclarationRow(Listed, table=True):
    """The seven declared fields of ND37 article 28.1c; an empty one was not filled in."""

    __tablename__ = "gtin_declaration"

    gtin: str = Field(index=True, sa_type=KeyString)
    company: str
    company_tax_code: str
    company_gln: str
    name_and_brand: str = Field(sa_type=Text)
    description: str = Field(sa_type=Text)
    product_group: str
    target_market: str
    image: str = Field(sa_type=Text)


class CodeAuthorisationRow(Listed, table=True):
    """A written permission to use numbers of somebody else, or proof of foreign ones."""

    __tablename__ = "code_authorisation"

    scope: str = Field(index=True, sa_type=KeyString)
    holder: str
    holder_tax_code: str
    holder_gln: str
    partner: str
    partner_tax_code: str
    partner_gln: str
    document: str
    valid_from: date | None
    valid_to: date | None


class InternalCodeRow(Listed, table=True):
    """A firm's own code outside GS1."""

    __tablename__ = "internal_code"

    code: str = Field(index=True, sa_type=KeyString)
    owner: str
    owner_tax_code: str
    owner_gln: str


class GtinClaimRow(Listed, table=True):
    """An organisation says that this GTIN is its own."""

    __tablename__ = "gtin_claim"

    gtin: str = Field(index=True, sa_type=KeyString)
    claimant: str
    claimant_tax_code: str
    claimant_gln: str
