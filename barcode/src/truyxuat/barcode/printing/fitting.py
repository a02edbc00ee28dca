"""How large a module becomes: within the table of the use, and in whole dots of a printer.

What cannot be is refused with the reason and the range, all reasons at once; nothing is made
larger or smaller in silence. An X that was asked for is rounded down to whole dots, never up;
one left to us becomes the whole number of dots nearest to the target of the use.
"""

from __future__ import annotations

from truyxuat.barcode.printing.request import Symbology, SymbolRequest
from truyxuat.barcode.printing.strips import MM_PER_INCH
from truyxuat.barcode.printing.symbol_sizes import SIZES, TABLES, SizeRule, uses_of
from truyxuat.traceability.errors import InvalidBody, Problem

TOLERANCE_MM = 0.0005
"""The tables are rounded to a thousandth of a millimetre."""

DPI_MIN, DPI_MAX = 100, 4_800
"""Resolutions of printers that exist; a mistyped one would make a picture of gigabytes."""


def rule_of(request: SymbolRequest) -> SizeRule:
    """The row of the use's table.

    Raises:
        InvalidBody: the table of this use has no such symbol; the uses that have it are named.
    """
    row = SIZES[request.use].get(request.symbology)
    if row is not None:
        return SizeRule(request.symbology, request.use, row)
    allowed = ", ".join(uses_of(request.symbology))
    raise InvalidBody(
        (
            Problem(
                "/use",
                "symbology_not_for_use",
                f"{request.symbology} is not in GS1 symbol specification "
                f"{TABLES[request.use]}; expected a use among: {allowed}.",
                expected=allowed,
                got=request.use,
            ),
        )
    )


def x_dimension(request: SymbolRequest, rule: SizeRule) -> float:
    """X in millimetres, in whole dots where the request names a printer.

    Raises:
        InvalidBody: under the minimum, over the maximum, or between two dots of the printer.
    """
    problems = [*_of_x(request, rule)]
    x_mm = rule.row.x_target if request.x_mm is None else request.x_mm
    if request.printer_dpi is not None and not problems:
        dots = dots_per_module(rule, request.x_mm, request.printer_dpi)
        x_mm = dots * MM_PER_INCH / request.printer_dpi
    problems += _of_height(request, rule, x_mm)
    if problems:
        raise InvalidBody(tuple(problems))
    return x_mm


def dots_per_module(rule: SizeRule, asked_mm: float | None, dpi: int) -> int:
    """Whole dots for one module.

    Raises:
        InvalidBody: this printer has no whole number of dots within the table's range.
    """
    if not DPI_MIN <= dpi <= DPI_MAX:
        raise InvalidBody(
            (
                Problem(
                    "/printer_dpi",
                    "not_a_resolution",
                    f"Printers have {DPI_MIN} to {DPI_MAX} dots per inch; got {dpi}.",
                    expected=f"{DPI_MIN} to {DPI_MAX}",
                    got=str(dpi),
                ),
            )
        )
    dot = MM_PER_INCH / dpi
    row = rule.row
    fitting = [
        dots
        for dots in range(1, int(row.x_max / dot) + 2)
        if row.x_min - TOLERANCE_MM <= dots * dot <= row.x_max + TOLERANCE_MM
    ]
    if asked_mm is None:
        chosen = min(fitting, key=lambda n: abs(n * dot - row.x_target), default=0)
    else:
        chosen = int((asked_mm + TOLERANCE_MM) / dot)
    if chosen not in fitting:
        raise InvalidBody((_not_printable(rule, asked_mm, dpi, fitting),))
    return chosen


def _not_printable(
    rule: SizeRule, asked_mm: float | None, dpi: int, fitting: list[int]
) -> Problem:
    dot = MM_PER_INCH / dpi
    can = ", ".join(f"{n * dot:.3f} mm ({n} dots)" for n in fitting[:6]) or "none"
    wanted = rule.row.x_target if asked_mm is None else asked_mm
    below = int((wanted + TOLERANCE_MM) / dot)
    return Problem(
        "/printer_dpi",
        "x_between_dots",
        f"At {dpi} dpi an X-dimension of {wanted:.3f} mm becomes {below * dot:.3f} mm "
        f"({below} dots), outside {_range(rule)}; this printer can do: {can}.",
        expected=can,
        got=f"{below * dot:.3f} mm",
    )


def _of_x(request: SymbolRequest, rule: SizeRule) -> list[Problem]:
    x_mm = request.x_mm
    if x_mm is None:
        return []
    expected = f"{rule.row.x_min:.3f} to {rule.row.x_max:.3f} mm"
    if not x_mm >= rule.row.x_min - TOLERANCE_MM:  # not <: NaN is refused here too
        code, words = "x_too_small", "under the minimum of"
    elif x_mm > rule.row.x_max + TOLERANCE_MM:
        code, words = "x_too_large", "over the maximum of"
    else:
        return []
    message = (
        f"{rule.symbology}: an X-dimension of {x_mm:.3f} mm is {words} {_range(rule)}."
    )
    return [Problem("/x_mm", code, message, expected=expected, got=f"{x_mm:.3f} mm")]


def _range(rule: SizeRule) -> str:
    row = rule.row
    return f"{row.x_min:.3f} to {row.x_max:.3f} mm ({rule.table})"


def _of_height(request: SymbolRequest, rule: SizeRule, x_mm: float) -> list[Problem]:
    if request.height_mm is None:
        return []
    if not (rule.row.height_mm or rule.row.height_x):
        message = (
            f"{rule.symbology}: its modules are square; the data and X decide its height."
        )
        return [
            Problem("/height_mm", "height_not_free", message, got=f"{request.height_mm}")
        ]
    return height_problems(rule, request.height_mm, x_mm)


def height_problems(rule: SizeRule, height_mm: float, x_mm: float) -> list[Problem]:
    """Bars lower than the table allows at this X."""
    least = rule.height_min_mm(x_mm)
    if height_mm >= least - 0.01:
        return []
    message = (
        f"{rule.symbology}: bars of {height_mm:.2f} mm are lower than the minimum of "
        f"{least:.2f} mm at an X-dimension of {x_mm:.3f} mm ({rule.table})."
    )
    return [
        Problem(
            "/height_mm",
            "height_too_small",
            message,
            expected=f"at least {least:.2f} mm",
            got=f"{height_mm:.2f} mm",
        )
    ]


def width_problems(
    symbology: Symbology, width_mm: float, width_max_mm: float
) -> list[Problem]:
    """A symbol wider than its standard allows."""
    if width_mm <= width_max_mm:
        return []
    message = (
        f"{symbology}: {width_mm:.1f} mm wide with quiet zones, at most {width_max_mm:.1f} mm "
        "expected; carry less data or take a smaller X-dimension."
    )
    return [
        Problem(
            "/data",
            "symbol_too_wide",
            message,
            expected=f"at most {width_max_mm:.1f} mm",
            got=f"{width_mm:.1f} mm",
        )
    ]
