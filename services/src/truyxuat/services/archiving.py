"""Take the oldest events out of the record, once no law wants them there, and back in again.

What may go is decided by the data (`retention`), never by the calendar alone; no legal hold may
need it (`holds`), and whoever follows the record must be past it. Nothing goes silently: the
events are written to a file that is read back before their partition is detached, and the record
says from then on which positions are where. The detached table stays in the database until an
operator has put the file into a second place and drops it.

What remains in the record: that each event was captured (a repeat is still a repeat), the objects
it names, and the graph's links, so a trace is as exact as before. What is gone is the events'
text: who asks for one of them, or reads the record from its beginning, is told the file.
"""

from __future__ import annotations

import gzip
import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from sqlalchemy import select, text
from sqlmodel import Session, col

from truyxuat.graph.sql_rows import insert_rows
from truyxuat.services.database import Database
from truyxuat.services.event_blocks import (
    EventBlock,
    attach,
    last_archived,
    make_partition,
    oldest_block,
)
from truyxuat.services.graphs import GraphBeside
from truyxuat.services.holds import refuse_held
from truyxuat.services.instants import microseconds
from truyxuat.services.kafka.tables import last_relayed
from truyxuat.services.linking import graph_of
from truyxuat.services.record import EVENT_COLUMNS, last_position
from truyxuat.services.retention import kept_until
from truyxuat.services.tables import RecordedEvent, table_of
from truyxuat.traceability.errors import Conflict, InvalidInput

EVENTS_AT_ONCE = 5_000
LOCK_SECONDS_MAX = 2
"""Readers that come after a detaching wait for it, so it does not wait long for those before."""

Row = tuple[object, ...]
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[object]).decode
_CONTENT_KEY = EVENT_COLUMNS.index("content_key")


def archive_oldest(
    database: Database, folder: Path, *, now: datetime, relayed: str | None = None
) -> EventBlock:
    """Move the events of the oldest block to a file in this folder; returns the block.

    ``relayed``: the topic of recorded events, where there is one.

    Raises:
        Conflict: there is no block that is full, its events have to be kept, or somebody has
            still to read them.
        Unavailable: the Neo4j that follows the record does not say how far it is.
    """
    with database.reading() as session:
        block = _full_block(session)
        refuse_held(session, block)
        _refuse_unread(session, database.beside, block, relayed)
        kept = kept_until(session, block)
        if now.astimezone(UTC).date() < kept.until:
            raise Conflict(
                f"Positions {block.first:,} to {block.last:,} are kept until {kept.until}: "
                f"{kept.because}."
            )
        file = folder / f"events-{block.first}-{block.last}.jsonl.gz"
        times = _write(session, block, file)
    digest = _read_back(file, block)
    with database.writing() as session:
        refuse_held(session, block)  # it may have been placed while the file was written
        session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS_MAX}s'"))
        session.execute(text(f"ALTER TABLE event DETACH PARTITION {block.partition}"))
        block = session.merge(block)
        block.archived_at = microseconds(now)
        block.recorded_from, block.recorded_to = times
        day = kept.until
        block.keep_until = microseconds(datetime(day.year, day.month, day.day, tzinfo=UTC))
        block.kept_in = str(file)
        block.digest = digest
        return block


def restore(database: Database, file: Path) -> EventBlock:
    """Put the events of the youngest archived block back, from its file.

    Raises:
        Conflict: nothing is archived.
        InvalidInput: the file is not the one that was written.
    """
    with database.writing() as session:
        block = last_archived(session)
        if block is None:
            raise Conflict("No events are archived.")
        digest = _digest(file)
        if digest != block.digest:
            raise InvalidInput(
                f"{file}: expected the file that was written as {block.kept_in}, with SHA-256 "
                f"{block.digest}; got one with {digest}."
            )
        session.execute(text(f"DROP TABLE IF EXISTS {block.partition}"))
        make_partition(session, block)
        attach(session, block)
        rows: list[Row] = []
        for row in _rows_of(file):
            rows.append(row)
            if len(rows) == EVENTS_AT_ONCE:
                insert_rows(
                    session.connection(), table_of(RecordedEvent), EVENT_COLUMNS, rows
                )
                rows = []
        insert_rows(session.connection(), table_of(RecordedEvent), EVENT_COLUMNS, rows)
        block.archived_at = block.keep_until = None
        block.recorded_from = block.recorded_to = None
        block.kept_in = block.digest = None
        return block


def _full_block(session: Session) -> EventBlock:
    block = oldest_block(session)
    if block is None or last_position(session) <= block.last:
        raise Conflict(
            "No block of events is full; the record keeps the youngest in any case."
        )
    reached = graph_of(session).position()
    if reached < block.last:
        raise Conflict(f"The graph is linked to position {reached:,} only.")
    return block


def _refuse_unread(
    session: Session, beside: GraphBeside | None, block: EventBlock, relayed: str | None
) -> None:
    """See that everybody who reads the record from its beginning is past the block."""
    if beside is not None and (followed := beside.position()) < block.last:
        raise Conflict(
            f"Neo4j has followed the record to position {followed:,} only, and the block ends "
            f"at {block.last:,}; `truyxuat link` goes on."
        )
    if relayed is not None and (reached := last_relayed(session, relayed)) < block.last:
        raise Conflict(
            f"Topic {relayed} holds the record to position {reached:,} only, and the block "
            f"ends at {block.last:,}; `truyxuat relay` goes on."
        )


def _write(session: Session, block: EventBlock, file: Path) -> tuple[int, int]:
    """Write the events, one JSON array a line; returns their first and last record time."""
    written, reached = file.with_suffix(".part"), block.first - 1
    times: list[int] = []
    with written.open("wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
            while rows := _next_rows(session, reached, block.last):
                for row in rows:
                    packed.write(_line(row))
                times += [_recorded(rows[0]), _recorded(rows[-1])]
                reached += len(rows)
        raw.flush()
        os.fsync(raw.fileno())
    assert reached == block.last, "positions have no gaps"
    written.rename(file)
    return times[0], times[-1]


def _next_rows(session: Session, after: int, last: int) -> list[Row]:
    position = col(RecordedEvent.position)
    columns = [table_of(RecordedEvent).c[name] for name in EVENT_COLUMNS]
    question = select(*columns).where(position > after, position <= last)
    found = session.execute(question.order_by(position).limit(EVENTS_AT_ONCE))
    return [tuple(row) for row in found]


def _recorded(row: Row) -> int:
    time = row[EVENT_COLUMNS.index("record_time")]
    assert isinstance(time, int), "an instant is a number"
    return time


def _line(row: Row) -> bytes:
    """The columns in the order of `record.EVENT_COLUMNS`; the content key in hexadecimal."""
    values = list(row)
    key = values[_CONTENT_KEY]
    assert isinstance(key, bytes), "a digest is bytes"
    values[_CONTENT_KEY] = key.hex()
    return _encode(values) + b"\n"


def _rows_of(file: Path) -> Iterator[Row]:
    with gzip.open(file, "rb") as lines:
        for line in lines:
            values = _decode(line)
            values[_CONTENT_KEY] = bytes.fromhex(str(values[_CONTENT_KEY]))
            yield tuple(values)


def _read_back(file: Path, block: EventBlock) -> str:
    """The digest of a file that really holds the events of a block."""
    place = EVENT_COLUMNS.index("position")
    expected = range(block.first, block.last + 1)
    for position, row in zip(expected, _rows_of(file), strict=True):
        assert row[place] == position, f"{file} is not whole"
    return _digest(file)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
