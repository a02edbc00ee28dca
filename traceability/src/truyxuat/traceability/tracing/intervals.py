"""Being inside: an interval of time with the provenance of each bound, and chains of them.

An `Interval` is one direct "this child is in this parent" (definition D5). A `Span` is being
inside at some depth: the overlap of the intervals along one chain (D6). Both know the
difference between the modes: `certain` ends before the closing instant, `possible` with it,
and a step still reads what its own use ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from truyxuat.traceability.tracing.history import FOREVER, Fact


class Bound(StrEnum):
    """How a bound of an interval is known."""

    ASSERTED = "asserted"
    IMPLIED = "implied"
    OBSERVED = "observed"
    INFERRED = "inferred"


class Amount(NamedTuple):
    """How much of a lot is inside from an instant on; upper None = unknown."""

    time: datetime
    lower: Decimal
    upper: Decimal | None
    unit: str | None


@dataclass(slots=True, eq=False)
class Interval:
    """One child directly in one parent."""

    child: str
    parent: str
    start: datetime
    """Its opening, or the reading where the opening is unknown."""
    begin: datetime
    """From when it counts in the mode asked; earlier than `start` only where unknown."""
    opened_by: Fact
    opening: Bound
    end: datetime | None = None
    closed_by: Fact | None = None
    closing: Bound | None = None
    by_step: bool = False
    """Ended by a transformation that used it: that step still reads it (D6)."""
    point: bool = False
    """Inside at its one instant only."""
    left: bool = False
    """Ended by leaving the parent, and so took along what was inside it (D5)."""
    amounts: list[Amount] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    @property
    def until(self) -> datetime:
        """The end, or the end of time."""
        return self.end or FOREVER

    def close(self, time: datetime, fact: Fact, how: Bound) -> None:
        """Set the end; an interval that ends as it opens stays a single instant."""
        self.end, self.closed_by, self.closing = time, fact, how
        self.point = self.start == time and self.opening is not Bound.OBSERVED

    def holds_before(self, time: datetime) -> bool:
        """Whether it is open just before an instant."""
        return self.start < time <= self.until

    def holds_after(self, time: datetime) -> bool:
        """Whether it is open once the closings and openings of an instant are done."""
        return self.start <= time and (
            time < self.until or (self.by_step and time == self.end)
        )

    def span(self, *, possible: bool) -> Span:
        """The interval as it counts in a mode."""
        return Span(
            self.begin,
            self.until,
            closed=self.end is None or possible or self.point,
            read=self.end is None or possible or self.point or self.by_step,
            first=self,
        )


class Span(NamedTuple):
    """Being inside at some depth from ``lo`` to ``hi``."""

    lo: datetime
    hi: datetime
    closed: bool
    """Whether ``hi`` itself counts."""
    read: bool
    """Whether a step at ``hi`` still reads it."""
    first: Interval
    """The interval of the object itself, at the bottom of the chain."""

    def within(self, outer: Span) -> Span:
        """The overlap with the interval one level up the chain."""
        if self.hi == outer.hi:
            closed, read = self.closed and outer.closed, self.read and outer.read
        else:
            sooner = self if self.hi < outer.hi else outer
            closed, read = sooner.closed, sooner.read
        return Span(
            max(self.lo, outer.lo), min(self.hi, outer.hi), closed, read, self.first
        )

    @property
    def empty(self) -> bool:
        """Whether no instant is in it."""
        return self.lo > self.hi or (self.lo == self.hi and not self.read)

    def holds(self, time: datetime) -> bool:
        """Whether the instant is in it."""
        return self.lo <= time and (time < self.hi or (self.closed and time == self.hi))

    def reads(self, time: datetime) -> bool:
        """Whether a step at the instant takes it in."""
        return self.lo <= time and (time < self.hi or (self.read and time == self.hi))

    def first_from(self, time: datetime) -> datetime | None:
        """The first instant in it that is not before the one given."""
        at = max(self.lo, time)
        return at if self.holds(at) else None
