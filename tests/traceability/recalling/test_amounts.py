"""Amounts keep their bounds: what is unknown is never counted as nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from truyxuat.traceability.recalling.amounts import (
    UNKNOWN,
    Amount,
    Share,
    decimal_text,
    exactly,
    share,
    total,
)


def between(lower: int | None, upper: int | None) -> Amount:
    return Amount(
        None if lower is None else Decimal(lower), None if upper is None else Decimal(upper)
    )


def test_five_and_some_is_at_least_five() -> None:
    assert exactly(5) + UNKNOWN == between(5, None)
    assert UNKNOWN + exactly(5) == between(5, None)


def test_nothing_and_some_is_some() -> None:
    assert exactly(0) + UNKNOWN == UNKNOWN
    assert total([UNKNOWN, UNKNOWN]).unknown


def test_bounds_add_up_each_on_its_side() -> None:
    assert total([between(1, 3), between(2, 2), exactly(4)]) == between(7, 9)
    assert total([]) == exactly(0)


def test_less_leaves_between_the_extremes_and_never_below_nothing() -> None:
    assert between(10, 12).minus(between(2, 4)) == between(6, 10)
    assert exactly(3).minus(exactly(5)) == exactly(0)
    assert exactly(3).minus(UNKNOWN) == between(None, 3)
    assert UNKNOWN.minus(exactly(3)) == UNKNOWN


def test_an_amount_says_whether_it_is_known_unknown_or_nothing() -> None:
    assert exactly(3).known
    assert not between(1, 3).known
    assert not UNKNOWN.known
    assert exactly(0).nothing
    assert not UNKNOWN.nothing


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [
        (exactly(557), exactly(2220), "25.09", "25.09"),
        (between(50, 60), exactly(200), "25.00", "30.00"),
        (exactly(50), between(100, 200), "25.00", "50.00"),
        (between(90, 120), exactly(100), "90.00", "100.00"),
        (exactly(120), exactly(100), "120.00", "120.00"),
        (UNKNOWN, exactly(100), None, None),
        (exactly(5), UNKNOWN, None, None),
        (exactly(0), exactly(0), None, None),
    ],
)
def test_a_share_is_as_sure_as_its_parts(
    part: Amount, whole: Amount, lower: str | None, upper: str | None
) -> None:
    assert share(part, whole) == Share(
        None if lower is None else Decimal(lower), None if upper is None else Decimal(upper)
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.50", "1.5"),
        ("1E+3", "1000"),
        ("0.00", "0"),
        ("12345678901234567890123456789.5", ""),
    ],
)
def test_a_number_has_one_spelling(number: str, text: str) -> None:
    assert decimal_text(Decimal(number)) == (text or number)
