"""Amounts are added only where their units are of one kind."""

from __future__ import annotations

from decimal import Decimal

import pytest

from truyxuat.traceability.tracing.bounds import NOTHING, UNKNOWN, Bounds, smaller
from truyxuat.traceability.tracing.units import converted, plain


@pytest.mark.parametrize(
    ("amount", "unit", "into", "expected"),
    [
        ("1.5", "TNE", "KGM", "1500"),
        ("250", "GRM", "KGM", "0.25"),
        ("3", "LTR", "MLT", "3000"),
        ("2", "DZN", None, "24"),
        ("7", None, "H87", "7"),
        ("7", "EA", None, "7"),
    ],
)
def test_an_amount_keeps_its_size_in_another_unit(
    amount: str, unit: str | None, into: str | None, expected: str
) -> None:
    assert str(converted(Decimal(amount), unit, into)) == expected


@pytest.mark.parametrize(("unit", "into"), [("KGM", "LTR"), ("KGM", None), ("XYZ", "KGM")])
def test_kilograms_are_never_litres(unit: str, into: str | None) -> None:
    assert converted(Decimal(1), unit, into) is None


def test_an_unknown_amount_stays_unknown() -> None:
    assert converted(None, "KGM", "KGM") is None
    assert Bounds(Decimal(1), Decimal(1)).plus(UNKNOWN) == UNKNOWN
    assert Bounds(Decimal(1), Decimal(4)).less(UNKNOWN) == Bounds(None, Decimal(4))
    assert smaller(UNKNOWN, Bounds(Decimal(1), Decimal(4))) == Bounds(None, Decimal(4))
    assert smaller(Bounds(Decimal(1), Decimal(4)), UNKNOWN) == Bounds(None, Decimal(4))


def test_an_amount_has_one_spelling() -> None:
    assert str(plain(Decimal("1.500"))) == "1.5"
    assert str(plain(Decimal("1E+3"))) == "1000"


def test_bounds_never_fall_below_nothing_nor_rise_above_what_there_is() -> None:
    assert Bounds(Decimal(1), Decimal(2)).less(Bounds(Decimal(5), Decimal(5))) == NOTHING
    assert Bounds(Decimal(1), None).capped(Decimal(3)) == Bounds(Decimal(1), Decimal(3))
    assert Bounds(Decimal(1), Decimal(9)).capped(None) == Bounds(Decimal(1), Decimal(9))
