"""Legal holds: what may not leave the record, however old, until somebody says so.

A court, an authority or a recall under way may need events that no retention rule keeps any
more. A hold names an identifier (every event that a trace would find by it) or a run of
positions, and why. A released hold stays in the table, with the reason of its release.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Text, select
from sqlmodel import Field, Session, SQLModel, col

from truyxuat.graph.sql_rows import BigKey, KeyText
from truyxuat.services.event_blocks import EventBlock
from truyxuat.services.instants import instant, microseconds
from truyxuat.services.linking import links_of_record
from truyxuat.traceability.errors import Conflict, InvalidInput, NotFound


class LegalHold(SQLModel, table=True):
    """One hold; it has a key, or a first and a last position."""

    __tablename__ = "legal_hold"

    id: int | None = Field(default=None, sa_column=Column(BigKey, primary_key=True))
    key: str | None = Field(default=None, sa_type=KeyText)
    first: int | None = Field(default=None, sa_type=BigInteger)
    last: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = Field(sa_type=Text)
    placed_at: int = Field(sa_type=BigInteger)
    released_at: int | None = Field(default=None, sa_type=BigInteger)
    """None while it holds."""
    released_because: str | None = Field(default=None, sa_type=Text)

    @property
    def what(self) -> str:
        """What it holds, in words."""
        if self.key is not None:
            return self.key
        assert self.first is not None, "a hold without a key has positions"
        assert self.last is not None, "a hold without a key has positions"
        return f"positions {self.first:,} to {self.last:,}"


def hold_identifier(session: Session, key: str, *, reason: str, now: datetime) -> LegalHold:
    """Keep every event by which a trace finds this key; also those still to come."""
    return _placed(session, LegalHold(key=key, reason=reason, placed_at=microseconds(now)))


def hold_positions(
    session: Session, first: int, last: int, *, reason: str, now: datetime
) -> LegalHold:
    """Keep the events from one position to another.

    Raises:
        InvalidInput: the first is not a position, or behind the last.
    """
    if not 1 <= first <= last:
        raise InvalidInput(
            f"Positions: expected FIRST-LAST such as 1-500, got {first}-{last}."
        )
    at = microseconds(now)
    return _placed(session, LegalHold(first=first, last=last, reason=reason, placed_at=at))


def release(session: Session, number: int, *, because: str, now: datetime) -> LegalHold:
    """Let go of what a hold keeps, unless another one keeps it as well.

    Raises:
        NotFound: there is no such hold.
        Conflict: it was released before.
    """
    hold = session.get(LegalHold, number)
    if hold is None:
        raise NotFound(f"There is no legal hold {number}.")
    if hold.released_at is not None:
        raise Conflict(
            f"Legal hold {number} was released on {instant(hold.released_at):%Y-%m-%d}: "
            f"{hold.released_because}."
        )
    hold.released_at, hold.released_because = microseconds(now), _reasoned(because)
    session.add(hold)
    return hold


def legal_holds(session: Session, *, released: bool = False) -> list[LegalHold]:
    """Every hold, the oldest first; those that were let go only if asked for."""
    question = select(LegalHold).order_by(col(LegalHold.id))
    if not released:
        question = question.where(col(LegalHold.released_at).is_(None))
    return list(session.execute(question).scalars())


def refuse_held(session: Session, block: EventBlock) -> None:
    """See that nothing in a block is held.

    Raises:
        Conflict: something is; named are the hold and the first event that it keeps.
    """
    graph = links_of_record(session)
    for hold in legal_holds(session):
        if hold.key is not None:
            kept = graph.first_naming(hold.key, block.first, block.last)
        else:
            assert hold.first is not None, "a hold without a key has positions"
            assert hold.last is not None, "a hold without a key has positions"
            overlaps = hold.first <= block.last and block.first <= hold.last
            kept = max(hold.first, block.first) if overlaps else None
        if kept is not None:
            raise Conflict(
                f"Positions {block.first:,} to {block.last:,} are kept by legal hold {hold.id} "
                f"on {hold.what} ({hold.reason}): it needs position {kept:,}."
            )


def _placed(session: Session, hold: LegalHold) -> LegalHold:
    hold.reason = _reasoned(hold.reason)
    session.add(hold)
    session.flush()
    return hold


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise InvalidInput("A legal hold: expected a reason, got none.")
    return reason.strip()
