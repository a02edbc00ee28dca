"""The mass balance of a recall: what was made, what became of it, and what nobody can explain.

    produced = on hand + in transit + sold + consumed + returned + destroyed + sampled
               + exported + unexplained                                            (R-063)

A trace gives every holder's part of a lot as bounds; here they are added up per lot and per
scope against what was made. What certainly is missing in the sum is unexplained; what
certainly is too much is said as a surplus, because it means that a count, a unit or an
identifier is wrong somewhere. Percentages carry the names of the requirements (A4) and are
never mixed: reconciled is about the record, recovered about goods in hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from truyxuat.traceability.recalling.amounts import (
    NOTHING,
    UNKNOWN,
    Amount,
    Share,
    share,
    total,
)
from truyxuat.traceability.tracing.answer import Held, Holding

RECONCILED = (
    Holding.ON_HAND,
    Holding.SOLD,
    Holding.CONSUMED,
    Holding.RETURNED,
    Holding.DESTROYED,
    Holding.SAMPLED,
    Holding.EXPORTED,
)
"""The states that count as accounted for; goods under way and missing goods do not."""

COLLECTED = (Holding.RETURNED, Holding.DESTROYED)
"""The states that goods reach when a recall takes them back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What was made of one or more lots in one unit, and what became of it."""

    unit: str | None
    produced: Amount
    states: Mapping[Holding, Amount]
    """Every state of the mass balance, also those with nothing in them."""
    surplus: Decimal = NOTHING
    """How much more is accounted for, at least, than was ever made."""

    @property
    def on_hand(self) -> Amount:
        """What still stands somewhere and can be taken back."""
        return self.states[Holding.ON_HAND]

    @property
    def reconciled(self) -> Share:
        """The share of what was made whose whereabouts the record tells."""
        return share(total(self.states[state] for state in RECONCILED), self.produced)

    @property
    def recoverable(self) -> Share:
        """The share of what was made that is still on hand (asked at a recall's start)."""
        return share(self.on_hand, self.produced)

    @property
    def closed(self) -> bool:
        """Whether all that was made is exactly accounted for, with nothing unexplained."""
        held = total(self.states.values())
        return (
            self.produced.known
            and held == self.produced
            and self.states[Holding.UNEXPLAINED].nothing
        )


def balance_of(produced: Amount, held: Iterable[Held], *, unit: str | None) -> Balance:
    """The balance of one lot or item from what its holders have of it.

    An amount in another unit than the lot's cannot be added to it: that state is unknown.
    """
    states = dict.fromkeys(Holding, Amount())
    for row in held:
        amount = Amount(row.lower, row.upper) if row.unit == unit else UNKNOWN
        states[row.state] += amount
    return _settled(produced, states, unit)


def total_of(balances: Iterable[Balance]) -> tuple[Balance, ...]:
    """The balances of several lots together, one for each unit; pieces first."""
    by_unit: dict[str | None, list[Balance]] = {}
    for balance in balances:
        by_unit.setdefault(balance.unit, []).append(balance)
    return tuple(
        Balance(
            unit=unit,
            produced=total(balance.produced for balance in by_unit[unit]),
            states={
                state: total(balance.states[state] for balance in by_unit[unit])
                for state in Holding
            },
            surplus=sum((balance.surplus for balance in by_unit[unit]), NOTHING),
        )
        for unit in sorted(by_unit, key=lambda unit: unit or "")
    )


def collected(start: Balance, now: Balance) -> Amount:
    """What was taken back between two balances of the same lots."""
    before = total(start.states[state] for state in COLLECTED)
    after = total(now.states[state] for state in COLLECTED)
    return after.minus(before)


def recovered(start: Balance, now: Balance) -> Share:
    """The share taken back of what was recoverable when the recall began."""
    return share(collected(start, now), start.on_hand)


def _settled(produced: Amount, states: dict[Holding, Amount], unit: str | None) -> Balance:
    """Say as unexplained what is missing for certain, and as surplus what is too much."""
    held = total(states.values())
    if produced.lower is not None and held.upper is not None:
        missing = produced.lower - held.upper
        if missing > 0:
            states[Holding.UNEXPLAINED] += produced.minus(held)
    surplus = NOTHING
    if produced.upper is not None and held.lower is not None:
        surplus = max(NOTHING, held.lower - produced.upper)
    return Balance(unit=unit, produced=produced, states=states, surplus=surplus)
