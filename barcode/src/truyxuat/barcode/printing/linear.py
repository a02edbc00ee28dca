"""The linear symbols of numbers: EAN-13, EAN-8, UPC-A and ITF-14, as strips and their digits.

python-barcode gives the modules of EAN. Its Interleaved 2 of 5 is not used: it takes any number
of digits, checks none, draws no bearer bars and has one whole-number ratio for every size.
"""

from __future__ import annotations

from barcode.ean import EuropeanArticleNumber8, EuropeanArticleNumber13
from truyxuat.barcode.printing.request import Symbology
from truyxuat.barcode.printing.strips import Length, Lettering, Strip, quiet, runs_of
from truyxuat.barcode.printing.symbol_sizes import QUIET_ZONES

GUARD_DESCENT = Length(modules=5)
"""How far guard bars reach below the others (GS1 General Specifications 5.2.3.2)."""

_DIGIT, _SMALL_DIGIT = Length(modules=9.4), Length(modules=6.4)
_BASELINE = Length(modules=2.6)
"""Below the guards' end: digits begin a module below the bars that they stand under."""

WIDE = 2.5
"""Wide elements of ITF-14: 2.5 narrow ones, the target; 2.25 to 3 are allowed (5.3.2.2)."""

BEARER = Length(modules=2)
"""Bearer bars of labels that no plate prints: at least twice the narrow bar (5.3.2.4)."""

_ITF_WIDE = (
    "nnwwn",
    "wnnnw",
    "nwnnw",
    "wwnnn",
    "nnwnw",
    "wnwnn",
    "nwwnn",
    "nnnww",
    "wnnwn",
    "nwnwn",
)
_START, _STOP = (1.0, 1.0, 1.0, 1.0), (WIDE, 1.0, 1.0)

ITF_DIGITS_SIZE = Length(mm=4.0)
ITF_BASELINE = Length(mm=4.1)
"""HRI stands at least 1.02 mm below the bearer bar (5.3.2.5)."""

Drawn = tuple[tuple[Strip, ...], tuple[Lettering, ...]]


def ean_modules(digits: str) -> str:
    """The modules of a number of 8 or 13 digits, "1" for dark, without quiet zones."""
    kind = EuropeanArticleNumber8 if len(digits) == 8 else EuropeanArticleNumber13
    (modules,) = kind(digits[:-1]).build()
    return str(modules)


def ean(symbology: Symbology, digits: str, height: Length) -> Drawn:
    """EAN-13, EAN-8 or UPC-A: bars, then their guards alone, and each digit in its place."""
    modules = ean_modules(digits.zfill(13) if symbology is Symbology.UPC_A else digits)
    guards = _long_bars(symbology, len(modules))
    left, right, _ = QUIET_ZONES[symbology]
    dark = [m == "1" for m in modules]
    below = [m and place in guards for place, m in enumerate(dark)]
    strips = (
        Strip(quiet(runs_of(dark)[1:], left, right), height),
        Strip(quiet(runs_of(below)[1:], left, right), GUARD_DESCENT),
    )
    if not below[-1]:
        raise AssertionError("the last module of EAN and UPC is a guard bar")
    return strips, _digits(symbology, digits, left)


def _long_bars(symbology: Symbology, width: int) -> frozenset[int]:
    """Modules of bars that reach below: the guards, and UPC-A's first and last digit too."""
    middle = width // 2
    edge = 10 if symbology is Symbology.UPC_A else 3
    return frozenset(
        {*range(edge), *range(middle - 2, middle + 3), *range(width - edge, width)}
    )


def _digits(symbology: Symbology, digits: str, left: int) -> tuple[Lettering, ...]:
    def at(digit: str, x: float, size: Length = _DIGIT) -> Lettering:
        return Lettering(digit, Length(modules=x), _BASELINE, size)

    if symbology is Symbology.EAN_8:
        places = [left + 3 + 7 * n + 3.5 + (5 if n > 3 else 0) for n in range(8)]
        return tuple(at(d, x) for d, x in zip(digits, places, strict=True))
    places = [left + 3 + 7 * n + 3.5 + (5 if n > 5 else 0) for n in range(12)]
    if symbology is Symbology.EAN_13:
        return (
            at(digits[0], 3.0),
            *(at(d, x) for d, x in zip(digits[1:], places, strict=True)),
        )
    return (
        at(digits[0], 2.0, _SMALL_DIGIT),
        *(at(d, x) for d, x in zip(digits[1:11], places[1:11], strict=True)),
        at(digits[11], left + 95 + 7.0, _SMALL_DIGIT),
    )


def itf_runs(digits: str) -> tuple[float, ...]:
    """Narrow and wide elements, dark first: each pair's first digit in bars, second in spaces."""
    runs: list[float] = [*_START]
    for first, second in zip(digits[::2], digits[1::2], strict=True):
        for bar, space in zip(_ITF_WIDE[int(first)], _ITF_WIDE[int(second)], strict=True):
            runs += [WIDE if bar == "w" else 1.0, WIDE if space == "w" else 1.0]
    return (*runs, *_STOP)


def itf_14(gtin: str, height: Length) -> Drawn:
    """ITF-14 between bearer bars that run over its quiet zones, the number below."""
    left, right, _ = QUIET_ZONES[Symbology.ITF_14]
    bars = Strip(quiet(itf_runs(gtin), left, right), height)
    bearer = Strip((0, bars.modules), BEARER)
    grouped = f"{gtin[0]} {gtin[1:3]} {gtin[3:8]} {gtin[8:13]} {gtin[13]}"
    text = Lettering(
        grouped, Length(modules=bars.modules / 2), ITF_BASELINE, ITF_DIGITS_SIZE
    )
    return (bearer, bars, bearer), (text,)
