"""What the record keeps of label sheets: the order as it was given, and the serials made for it.

No drawing is kept. The same order with the same serials gives the same bytes, so any process
that reads the record can stream the sheet, now or after a restart.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel

from truyxuat.graph.sql_rows import KeyString, KeyText


class SheetState(StrEnum):
    """How far a sheet has come."""

    WAITING = "waiting"
    """Its labels are still to be checked, or are being checked."""
    READY = "ready"
    REFUSED = "refused"
    """Some label cannot be drawn or does not fit; the problems say which."""


class LabelSheet(SQLModel, table=True):
    """One ordered sheet; instants are whole microseconds."""

    __tablename__ = "label_sheet"
    __table_args__ = (Index("ix_label_sheet_state", "state"),)

    id: str = Field(primary_key=True, sa_type=KeyString)
    """Nobody can guess it: it opens the serials."""
    created_at: int = Field(sa_type=BigInteger)
    order_json: str = Field(sa_type=Text)
    """The order as JSON (`label_orders.LabelOrder`)."""
    state: str = SheetState.WAITING
    checked: int = 0
    """Differing labels that were found drawable."""
    problems: str = Field(default="[]", sa_type=Text)
    """Why it was refused, as problem objects in a JSON array."""
    claimed_at: int | None = Field(default=None, sa_type=BigInteger)
    """When a process last said that it is checking the sheet."""


class MadeSerial(SQLModel, table=True):
    """A serial that was made here for a product: it is never handed out again."""

    __tablename__ = "made_serial"
    __table_args__ = (Index("ix_made_serial_sheet", "sheet", "number", unique=True),)

    gtin: str = Field(sa_column=Column(KeyText, primary_key=True))
    serial: str = Field(sa_column=Column(KeyText, primary_key=True))
    sheet: str = Field(sa_type=KeyString)
    number: int
    """Its place on the sheet, from 0."""
