"""The mass balance: what was made is on hand, gone, or said to be missing."""

from __future__ import annotations

from decimal import Decimal

from truyxuat.traceability.recalling.amounts import UNKNOWN, Amount, Share, exactly
from truyxuat.traceability.recalling.balance import (
    balance_of,
    collected,
    recovered,
    total_of,
)
from truyxuat.traceability.tracing.answer import Held, Holding

WHOLE = Share(Decimal("100.00"), Decimal("100.00"))


def held(
    state: Holding, lower: int | None, upper: int | None = -1, unit: str | None = None
) -> Held:
    return Held(
        party=None,
        place="https://id.gs1.org/414/9521234000044",
        state=state,
        lower=None if lower is None else Decimal(lower),
        upper=held_upper(lower, upper),
        unit=unit,
    )


def held_upper(lower: int | None, upper: int | None) -> Decimal | None:
    number = lower if upper == -1 else upper
    return None if number is None else Decimal(number)


def test_what_is_on_hand_sold_and_eaten_is_all_that_was_made() -> None:
    rows = [
        held(Holding.ON_HAND, 285),
        held(Holding.SOLD, 709),
        held(Holding.SAMPLED, 6),
    ]

    balance = balance_of(exactly(1000), rows, unit=None)

    assert balance.closed
    assert balance.reconciled == WHOLE
    assert balance.recoverable == Share(Decimal("28.50"), Decimal("28.50"))


def test_what_is_missing_for_certain_is_unexplained() -> None:
    balance = balance_of(exactly(100), [held(Holding.SOLD, 60, 80)], unit=None)

    assert balance.states[Holding.UNEXPLAINED] == Amount(Decimal(20), Decimal(40))
    assert not balance.closed


def test_more_than_was_made_is_said_as_a_surplus() -> None:
    rows = [held(Holding.ON_HAND, 70), held(Holding.SOLD, 40)]

    balance = balance_of(exactly(100), rows, unit=None)

    assert balance.surplus == 10
    assert not balance.closed
    assert balance.reconciled == Share(Decimal("110.00"), Decimal("110.00"))


def test_goods_under_way_are_known_of_but_not_reconciled() -> None:
    rows = [held(Holding.ON_HAND, 75), held(Holding.IN_TRANSIT, 25)]

    balance = balance_of(exactly(100), rows, unit=None)

    assert balance.closed
    assert balance.reconciled == Share(Decimal("75.00"), Decimal("75.00"))


def test_an_amount_in_another_unit_is_unknown_in_this_one() -> None:
    balance = balance_of(exactly(100), [held(Holding.SOLD, 5, unit="KGM")], unit=None)

    assert balance.states[Holding.SOLD] == UNKNOWN
    assert balance.states[Holding.ON_HAND] == exactly(0)


def test_unknown_stays_unknown_in_the_sum_of_two_lots() -> None:
    known = balance_of(exactly(100), [held(Holding.SOLD, 100)], unit=None)
    unknown = balance_of(UNKNOWN, [held(Holding.SOLD, None, None)], unit=None)

    [both] = total_of([known, unknown])

    assert both.produced == Amount(Decimal(100), None)
    assert both.states[Holding.SOLD] == Amount(Decimal(100), None)
    assert both.reconciled == Share(None, None)


def test_pieces_and_kilograms_are_added_apart() -> None:
    pieces = balance_of(exactly(10), [held(Holding.ON_HAND, 10)], unit=None)
    weighed = balance_of(exactly(7), [held(Holding.SOLD, 7, unit="KGM")], unit="KGM")

    first, second = total_of([weighed, pieces])

    assert (first.unit, first.produced) == (None, exactly(10))
    assert (second.unit, second.states[Holding.SOLD]) == ("KGM", exactly(7))
    assert total_of([]) == ()


def test_what_was_recovered_is_what_came_back_of_what_could() -> None:
    start = balance_of(
        exactly(600),
        [
            held(Holding.ON_HAND, 557),
            held(Holding.RETURNED, 3),
            held(Holding.SOLD, 40),
        ],
        unit=None,
    )
    now = balance_of(
        exactly(600),
        [
            held(Holding.RETURNED, 504),
            held(Holding.DESTROYED, 50),
            held(Holding.SOLD, 40),
            held(Holding.UNEXPLAINED, 6),
        ],
        unit=None,
    )

    assert collected(start, now) == exactly(551)
    assert recovered(start, now) == Share(Decimal("98.92"), Decimal("98.92"))
