"""Amounts as bounds: what is unknown stays unknown, and is never counted as nothing.

A record that says "some" without a number gives neither bound. Adding it to five makes "at
least five", and adding unknown to unknown stays unknown, so a total never looks more certain
than its parts (R-046). Units are UN/ECE Rec 20 codes; None counts pieces.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

NOTHING = Decimal(0)
PERCENT_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Amount:
    """Between ``lower`` and ``upper``; a bound that is None is not known."""

    lower: Decimal | None = NOTHING
    upper: Decimal | None = NOTHING

    @property
    def known(self) -> bool:
        """Whether it is exactly one number."""
        return self.lower is not None and self.lower == self.upper

    @property
    def unknown(self) -> bool:
        """Whether nothing at all is known about it."""
        return self.lower is None and self.upper is None

    @property
    def nothing(self) -> bool:
        """Whether it is certain that there is none."""
        return self.upper == 0

    def __add__(self, other: Amount) -> Amount:
        """Add bound by bound.

        >>> Amount(Decimal(5), Decimal(5)) + Amount(None, None)
        Amount(lower=Decimal('5'), upper=None)
        """
        upper = _added_upper(self, other)
        lower = _added_lower(self, other)
        return Amount(None if upper is None and lower == 0 else lower, upper)

    def minus(self, other: Amount) -> Amount:
        """What is left at least and at most, never below nothing.

        >>> Amount(Decimal(9), Decimal(9)).minus(Amount(Decimal(2), Decimal(4)))
        Amount(lower=Decimal('5'), upper=Decimal('7'))
        """
        lower = upper = None
        if self.lower is not None and other.upper is not None:
            lower = max(NOTHING, self.lower - other.upper)
        if self.upper is not None:
            upper = max(NOTHING, self.upper - (other.lower or NOTHING))
        return Amount(lower, upper)


UNKNOWN = Amount(None, None)


def exactly(number: int | Decimal) -> Amount:
    """An amount that is known.

    >>> exactly(3).known
    True
    """
    return Amount(Decimal(number), Decimal(number))


def total(amounts: Iterable[Amount]) -> Amount:
    """The sum; of no amounts, nothing.

    >>> total([UNKNOWN, UNKNOWN]).unknown
    True
    """
    known = list(amounts)
    if not known:
        return Amount()
    summed = known[0]
    for amount in known[1:]:
        summed += amount
    return summed


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole in percent, as bounds with two places; None where not known."""

    lower: Decimal | None
    upper: Decimal | None


def share(part: Amount, whole: Amount) -> Share:
    """What percentage one amount is of another.

    Of a whole that may be nothing there is no percentage. More than 100 % is said only where
    the part certainly is more than the whole.

    >>> share(exactly(557), exactly(2220))
    Share(lower=Decimal('25.09'), upper=Decimal('25.09'))
    """
    lower = _percent(part.lower, whole.upper)
    upper = _percent(part.upper, whole.lower)
    if upper is not None:
        upper = max(min(upper, Decimal("100.00")), lower or NOTHING)
    return Share(lower, upper)


def decimal_text(number: Decimal) -> str:
    """A quantity as answers spell it: plain digits, no exponent, no idle zeros.

    >>> decimal_text(Decimal("1E+3")), decimal_text(Decimal("1.50"))
    ('1000', '1.5')
    """
    if number == 0:
        return "0"
    with localcontext() as context:
        context.prec = max(28, len(number.as_tuple().digits))
        return f"{number.normalize():f}"


def _percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return (part / whole * 100).quantize(PERCENT_STEP, ROUND_HALF_UP)


def _added_lower(one: Amount, other: Amount) -> Decimal | None:
    if one.lower is None and other.lower is None:
        return None
    return (one.lower or NOTHING) + (other.lower or NOTHING)


def _added_upper(one: Amount, other: Amount) -> Decimal | None:
    if one.upper is None or other.upper is None:
        return None
    return one.upper + other.upper
