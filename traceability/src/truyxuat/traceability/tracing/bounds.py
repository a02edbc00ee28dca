"""An amount between a lower and an upper bound, either of them perhaps unknown."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

ZERO = Decimal(0)


class Bounds(NamedTuple):
    """How much there is. None = unknown, which is never the same as 0 (trace rule 9)."""

    lower: Decimal | None
    upper: Decimal | None

    def plus(self, other: Bounds) -> Bounds:
        """Both together."""
        return Bounds(_add(self.lower, other.lower), _add(self.upper, other.upper))

    def less(self, other: Bounds) -> Bounds:
        """What is left when the other is taken away; never below nothing."""
        lower = _subtract(self.lower, other.upper)
        upper = self.upper
        if upper is not None:
            upper = max(upper - (other.lower or ZERO), ZERO)
        return Bounds(lower, upper)

    def loosened(self, amount: Decimal | None) -> Bounds:
        """The lower bound falls by as much as may have come from here."""
        return Bounds(_subtract(self.lower, amount), self.upper)

    def capped(self, most: Decimal | None) -> Bounds:
        """No more than there can be at all."""
        if most is None:
            return self
        upper = most if self.upper is None else min(self.upper, most)
        return Bounds(self.lower, max(upper, self.lower or ZERO))

    @property
    def nothing(self) -> bool:
        """Whether there is surely none."""
        return self.upper is not None and self.upper <= 0


NOTHING = Bounds(ZERO, ZERO)
UNKNOWN = Bounds(None, None)


def smaller(one: Bounds, other: Bounds) -> Bounds:
    """As much as both have in common: what of a shipment a receipt can account for."""
    if one.upper is None or other.upper is None:
        upper = other.upper if one.upper is None else one.upper
    else:
        upper = min(one.upper, other.upper)
    if one.lower is None or other.lower is None:
        return Bounds(None, upper)
    return Bounds(min(one.lower, other.lower), upper)


def _add(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _subtract(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else max(one - other, ZERO)
