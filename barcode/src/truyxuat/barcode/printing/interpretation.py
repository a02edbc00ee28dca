"""Text around a symbol: HRI below it (GS1 General Specifications 4.14), other text above it.

HRI is what the symbol carries, brackets around each application identifier, broken only
between elements. Other text keeps away from it, so that nobody takes a price for data.
"""

from __future__ import annotations

from truyxuat.barcode.printing import lettering
from truyxuat.barcode.printing.carried_data import Element, bracketed
from truyxuat.barcode.printing.strips import Length, Lettering

HRI_SIZE_MM = 3.2
HRI_SIZE_LOGISTIC_MM = 4.3
"""Digits of 3 mm: logistic labels ask for that height (6.6)."""

HRI_SIZE_SMALL_MM = 2.2
"""Under two-dimensional symbols, which are seldom wide."""

LINES_SIZE_MM = 3.0
LINES_WIDTH_LEAST_MM = 30.0
"""Text above a small symbol may be this wide before it is broken."""

GAP_MM = 1.0


def hri(
    elements: tuple[Element, ...], *, size_mm: float, width_mm: float, modules: float
) -> tuple[Lettering, ...]:
    """The elements below the symbol, as many in a line as fit its width."""
    lines: list[str] = []
    for element in elements:
        text = lettering.lettered(bracketed(element))
        longer = f"{lines[-1]} {text}" if lines else text
        if lines and lettering.width(longer, size_mm) <= width_mm:
            lines[-1] = longer
        else:
            lines.append(text)
    return tuple(
        Lettering(
            line,
            Length(modules=modules / 2),
            Length(
                mm=GAP_MM + size_mm * (lettering.CAP_HEIGHT + lettering.LINE_HEIGHT * row)
            ),
            Length(mm=size_mm),
        )
        for row, line in enumerate(lines)
    )


def above(lines: tuple[str, ...], width_mm: float) -> tuple[str, ...]:
    """Other text, broken between words where it is wider than the symbol."""
    room = max(width_mm, LINES_WIDTH_LEAST_MM)
    return tuple(
        row for line in lines for row in lettering.wrapped(line, LINES_SIZE_MM, room)
    )
