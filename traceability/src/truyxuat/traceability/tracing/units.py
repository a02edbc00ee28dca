"""Amounts that can be added: UN/ECE Recommendation 20 units of one kind, and bounds of amounts.

Only exact factors stand here. Units of different kinds are never converted: an amount in
another unit is unknown in this one, and unknown stays unknown (trace rule 9).
"""

from __future__ import annotations

from decimal import Decimal

PIECES = ""
"""The unit of what is counted, where an event gives no unit."""

_FACTORS: dict[str, dict[str, str]] = {
    "mass in grams": {
        "MC": "0.000001",
        "MGM": "0.001",
        "CGM": "0.01",
        "GRM": "1",
        "HGM": "100",
        "KGM": "1000",
        "DTN": "100000",
        "TNE": "1000000",
        "KTN": "1000000000",
        "ONZ": "28.349523125",
        "LBR": "453.59237",
        "STN": "907184.74",
        "LTN": "1016046.9088",
    },
    "volume in litres": {
        "MLT": "0.001",
        "CMQ": "0.001",
        "CLT": "0.01",
        "DLT": "0.1",
        "LTR": "1",
        "DMQ": "1",
        "HLT": "100",
        "MTQ": "1000",
        "GLL": "3.785411784",
        "GLI": "4.54609",
    },
    "length in metres": {
        "MMT": "0.001",
        "CMT": "0.01",
        "DMT": "0.1",
        "MTR": "1",
        "KMT": "1000",
        "INH": "0.0254",
        "FOT": "0.3048",
        "YRD": "0.9144",
    },
    "area in square metres": {
        "MMK": "0.000001",
        "CMK": "0.0001",
        "MTK": "1",
        "HAR": "10000",
        "KMK": "1000000",
    },
    "count": {
        PIECES: "1",
        "C62": "1",
        "EA": "1",
        "H87": "1",
        "NAR": "1",
        "PR": "2",
        "DZN": "12",
        "CEN": "100",
        "MIL": "1000",
    },
}

_UNITS = {
    unit: (kind, Decimal(factor))
    for kind, factors in _FACTORS.items()
    for unit, factor in factors.items()
}


def converted(amount: Decimal | None, unit: str | None, into: str | None) -> Decimal | None:
    """The amount in another unit of the same kind; None where that cannot be said.

    >>> converted(Decimal("1.5"), "TNE", "KGM")
    Decimal('1500')
    >>> converted(Decimal(3), None, "KGM") is None
    True
    """
    source, target = unit or PIECES, into or PIECES
    if amount is None or source == target:
        return amount
    from_, to = _UNITS.get(source), _UNITS.get(target)
    if from_ is None or to is None or from_[0] != to[0]:
        return None
    return plain(amount * from_[1] / to[1])


def plain(amount: Decimal) -> Decimal:
    """The same number with no trailing zeros and no exponent, so that it has one spelling.

    >>> str(plain(Decimal("1.50E+3")))
    '1500'
    """
    if amount == amount.to_integral_value():
        return amount.quantize(Decimal(1))
    return amount.normalize()
