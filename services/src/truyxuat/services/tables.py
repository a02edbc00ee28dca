"""The tables of the record: what was captured, word for word, in the order it was committed.

`event` is the truth and only ever grows: a wrong event stays, and so does the declaration that
it was wrong. Everything a query may ask for stands in a column with an index or in one of the
two narrow tables beside it; the event itself is the text of its JSON-LD. Instants are whole
microseconds (`truyxuat.services.instants`).
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text
from sqlmodel import Field, SQLModel

from truyxuat.graph.sql_rows import BigKey, KeyText


class CaptureJob(SQLModel, table=True):
    """One call of the capture interface and what became of it (EPCIS 2.0 section 8.1)."""

    __tablename__ = "capture_job"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    capture_id: str = Field(unique=True)
    """The public name of the job."""
    created_at: int = Field(sa_type=BigInteger)
    finished_at: int | None = Field(default=None, sa_type=BigInteger)
    success: bool
    behaviour: str
    """GS1-Capture-Error-Behaviour: rollback or proceed."""
    events: int
    """Events in the document."""
    recorded: int = 0
    duplicates: int = 0
    conflicts: int = 0
    errors: str = Field(default="[]", sa_type=Text)
    """Why events were refused, as problem objects in a JSON array."""
    warnings: str = Field(default="[]", sa_type=Text)
    """What was odd but kept, as problem objects in a JSON array."""


class JobRow(NamedTuple):
    """A capture job as it is written: the columns of `CaptureJob`, in their order.

    Thousands of messages are taken in together, each with a job of its own; a model and its
    place in the session cost more than everything else that is done for one.
    """

    id: int
    capture_id: str
    created_at: int
    finished_at: int | None
    success: bool
    behaviour: str
    events: int
    recorded: int
    duplicates: int
    conflicts: int
    errors: str
    warnings: str


class RecordedEvent(SQLModel, table=True):
    """One event as it was captured. `position` is its place in commit order, from 1."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_event_time", "event_time"),
        Index("ix_event_record_time", "record_time"),
        Index("ix_event_biz_step", "biz_step"),
        Index("ix_event_disposition", "disposition"),
        {"postgresql_partition_by": "RANGE (position)"},  # see `event_blocks`
    )

    position: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    capture: int = Field(foreign_key="capture_job.id", sa_type=BigInteger)
    place: int
    """0-based index in its document."""
    event_id: str
    """The eventID, or the CBV event hash where it came without one."""
    explicit_id: bool
    content: str
    """CBV event hash: equal for equal content."""
    content_key: bytes = Field(sa_type=LargeBinary)
    """Digest of eventID, content and error declaration: the same event has the same one."""
    type: str
    action: str | None = None
    biz_step: str | None = None
    disposition: str | None = None
    event_time: int = Field(sa_type=BigInteger)
    record_time: int = Field(sa_type=BigInteger)
    declared: int | None = Field(default=None, sa_type=BigInteger)
    """declarationTime, where the event is an error declaration."""
    body: str = Field(sa_type=Text)
    """The event as JSON-LD, as it is answered: with its eventID and recordTime."""
    context: str = Field(default="[]", sa_type=Text)
    """Entries its @context needs beside the standard one, a JSON array."""


class EventName(SQLModel, table=True):
    """What the same event is recognised by, in one table for the whole record.

    A repeat has to be found wherever the first one is: in any part of the event table, or
    archived. No index of a table in parts can promise that.
    """

    __tablename__ = "event_name"
    __table_args__ = (
        Index("ix_event_name_event_id", "event_id"),
        Index("ix_event_name_content", "content"),
    )

    content_key: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    position: int = Field(sa_type=BigInteger)
    event_id: str = Field(sa_type=KeyText)
    content: str = Field(sa_type=KeyText)
    declares_wrong: bool


class EventObject(SQLModel, table=True):
    """This event names this object in this part (`event_index.Part`).

    The number of the object is that of `truyxuat.graph.object_table`.
    """

    __tablename__ = "event_object"
    __table_args__ = {"sqlite_with_rowid": False}

    object: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    part: int = Field(primary_key=True)
    position: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))


class EventValue(SQLModel, table=True):
    """This event has this value under this name: a business transaction, a party, a reason."""

    __tablename__ = "event_value"
    __table_args__ = {"sqlite_with_rowid": False}

    name: str = Field(primary_key=True, sa_type=KeyText)
    value: str = Field(primary_key=True, sa_type=KeyText)
    position: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))


class Duplicate(SQLModel, table=True):
    """An event of a capture job that had been recorded before, at `position`."""

    __tablename__ = "duplicate"
    __table_args__ = {"sqlite_with_rowid": False}

    capture: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    place: int = Field(primary_key=True)
    position: int = Field(sa_type=BigInteger)


class Parked(SQLModel, table=True):
    """A recorded event that no trace follows, with the reason.

    It stays in the record and is found by event queries, so nothing that was said is lost; but
    it contradicts an event of the same eventID, and one of the two did not happen as told.
    """

    __tablename__ = "parked"

    position: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    contradicts: int = Field(sa_type=BigInteger)
    """Position of the event that holds the eventID."""
    reason: str
    message: str = Field(sa_type=Text)


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model, for statements that take many rows as they are."""
    table = model.__table__  # type: ignore[attr-defined]  # SQLModel does not declare it
    assert isinstance(table, Table)
    return table
