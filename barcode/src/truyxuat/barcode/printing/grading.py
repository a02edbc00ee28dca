"""Hints at the grade a print will get, from what is known before it is printed.

A grade itself (ISO/IEC 15416 for bars, 15415 for squares) is measured on paper by a verifier;
nobody can promise one from a drawing. What most often spoils it can be told: too few printer
dots for a module, an X away from the target, ink and paper of too little contrast.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from truyxuat.barcode.printing.drawn import Drawing
from truyxuat.barcode.printing.fitting import dots_per_module
from truyxuat.barcode.printing.strips import MM_PER_INCH
from truyxuat.traceability.errors import InvalidInput

DOTS_GOOD = 4
"""A module of fewer dots loses a quarter of its width and more where one dot spreads."""

CONTRAST_GOOD, CONTRAST_LEAST = 0.70, 0.40
"""Symbol contrast of grade 4 and of grade 2 (ISO/IEC 15416, table 3)."""

TARGET_SHARE = 0.10
"""An X within a tenth of the target is as good as on it."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class Hint:
    """One thing to know before printing; `code` is a stable word, `severe` would fail a grade."""

    code: str
    message: str
    severe: bool = False


def hints(
    drawing: Drawing, dpi: int, *, ink: str = "#000000", paper: str = "#ffffff"
) -> tuple[Hint, ...]:
    """What may cost grades when this is printed with so many dots per inch, in these colours.

    Raises:
        InvalidBody: it cannot be printed at this resolution at all.
        InvalidInput: a colour that is not written ``#rrggbb``.
    """
    found = [*_of_dots(drawing, dpi), *_of_contrast(ink, paper)]
    found.append(
        Hint(
            "quality_asked",
            f"The table asks for {drawing.rule.row.quality} (grade/aperture/light); "
            "have a verifier measure a printed label.",
        )
    )
    return tuple(found)


def _of_dots(drawing: Drawing, dpi: int) -> list[Hint]:
    dots = dots_per_module(drawing.rule, drawing.request.x_mm, dpi)
    x_mm, target = dots * MM_PER_INCH / dpi, drawing.rule.row.x_target
    found = []
    if dots < DOTS_GOOD:
        found.append(
            Hint(
                "few_dots",
                f"A module has {dots} dots at {dpi} dpi; {DOTS_GOOD} or more print evenly.",
            )
        )
    if abs(x_mm - drawing.x_mm) > drawing.x_mm * 0.01:
        found.append(
            Hint(
                "x_rounded",
                f"X becomes {x_mm:.3f} mm in whole dots instead of {drawing.x_mm:.3f} mm.",
            )
        )
    if x_mm < target * (1 - TARGET_SHARE):
        found.append(
            Hint("x_under_target", f"X is {x_mm:.3f} mm, the target is {target:.3f} mm.")
        )
    return found


def _of_contrast(ink: str, paper: str) -> list[Hint]:
    contrast = _red(paper, "paper") - _red(ink, "ink")
    if contrast >= CONTRAST_GOOD:
        return []
    severe = contrast < CONTRAST_LEAST
    message = (
        f"Scanners see by red light: {ink} on {paper} gives a contrast of {contrast:.0%}, "
        f"{CONTRAST_GOOD:.0%} or more is good, under {CONTRAST_LEAST:.0%} fails."
    )
    return [Hint("low_contrast", message, severe=severe)]


def _red(colour: str, name: str) -> float:
    """How much red light a colour sends back, of 0 to 1: its red part, without the gamma."""
    if not _COLOUR.fullmatch(colour):
        raise InvalidInput(f"The {name} colour {colour!r}: #rrggbb expected.")
    return float((int(colour[1:3], 16) / 255) ** 2.2)
