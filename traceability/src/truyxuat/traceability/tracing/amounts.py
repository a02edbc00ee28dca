"""How much of a lot is inside a parent: what is put in, taken out, and used from it (D5).

Lots as children carry bounds. Twins (one content under two eventIDs) count once in what is
surely there and twice in what may be. An unknown amount has no upper bound.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from truyxuat.traceability.tracing.agenda import Change
from truyxuat.traceability.tracing.intervals import Amount, Interval
from truyxuat.traceability.tracing.units import converted

NONE = Decimal(0)


def first(interval: Interval, change: Change) -> None:
    """The amount an interval opens with."""
    link = change.link
    upper = None if link.quantity is None else link.quantity * change.fact.twins
    amount = Amount(change.fact.time, link.quantity or NONE, upper, link.unit)
    interval.amounts.append(amount)


def put_in(interval: Interval, change: Change) -> None:
    """More of the lot is put into a parent where some of it is already."""
    last = interval.amounts[-1]
    more = converted(change.link.quantity, change.link.unit, last.unit)
    upper = None
    if more is not None and last.upper is not None:
        upper = last.upper + more * change.fact.twins
    _write(interval, change.fact.time, last.lower + (more or NONE), upper)


def take_out(interval: Interval, change: Change, *, possible: bool) -> bool:
    """A part is taken out; whether nothing is left, by the count that the mode goes by."""
    last = interval.amounts[-1]
    less = converted(change.link.quantity, change.link.unit, last.unit)
    if less is None:
        _write(interval, change.fact.time, NONE, last.upper)
        return False
    lower = max(last.lower - less * change.fact.twins, NONE)
    upper = None if last.upper is None else max(last.upper - less, NONE)
    _write(interval, change.fact.time, lower, upper)
    left = upper if possible else lower
    return left is not None and left <= 0


def use(interval: Interval, change: Change) -> None:
    """Some is used, from which parent nobody says: only the lower bound falls."""
    last = interval.amounts[-1]
    less = converted(change.link.quantity, change.link.unit, last.unit)
    lower = NONE if less is None else max(last.lower - less * change.fact.twins, NONE)
    _write(interval, change.fact.time, lower, last.upper)


def _write(
    interval: Interval, time: datetime, lower: Decimal, upper: Decimal | None
) -> None:
    interval.amounts.append(Amount(time, lower, upper, interval.amounts[-1].unit))
