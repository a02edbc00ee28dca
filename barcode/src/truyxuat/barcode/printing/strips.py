"""A symbol before anybody chose how to draw it: a stack of strips of light and dark runs.

Linear symbols, bars with longer guards, bearer bars, stacked symbols and square matrices are
all such a stack. Widths are in modules; heights are partly modules, partly millimetres. A
`Ruler` turns both into units: millimetres for PDF and SVG, whole printer dots for PNG and ZPL.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Length:
    """So many millimetres and so many modules more."""

    mm: float = 0.0
    modules: float = 0.0


@dataclass(frozen=True, slots=True)
class Strip:
    """Runs of modules, light and dark in turn, light first; a symbol's first run may be 0."""

    runs: tuple[float, ...]
    height: Length

    @property
    def modules(self) -> float:
        """Its whole width."""
        return sum(self.runs)


@dataclass(frozen=True, slots=True)
class Lettering:
    """One line of text; `x` from the symbol's left edge, `y` of the baseline from its bottom.

    `anchor` is 0 where the text begins at `x`, 0.5 where it is centred on it, 1 where it ends.
    """

    text: str
    x: Length
    y: Length
    size: Length
    anchor: float = 0.5


class Ruler(Protocol):
    """What turns modules and millimetres into the units of one form."""

    def run(self, modules: float) -> float:
        """The width of one run."""

    def length(self, length: Length) -> float:
        """A height or a distance."""


@dataclass(frozen=True, slots=True)
class MmRuler:
    """True size."""

    x_mm: float

    def run(self, modules: float) -> float:
        """Exact."""
        return modules * self.x_mm

    def length(self, length: Length) -> float:
        """Exact."""
        return length.mm + length.modules * self.x_mm


@dataclass(frozen=True, slots=True)
class DotRuler:
    """Whole dots: equal runs are equally wide, and no height falls short of what was asked."""

    dots_per_module: int
    dpi: int

    def run(self, modules: float) -> int:
        """The nearest whole number; the wide elements of ITF stay within 2.25 to 3 narrow."""
        return math.floor(modules * self.dots_per_module + 0.5)

    def length(self, length: Length) -> int:
        """Never less than asked."""
        dots = length.mm * self.dpi / MM_PER_INCH + length.modules * self.dots_per_module
        return math.ceil(dots - 1e-6)


def quiet(strip_runs: Sequence[float], left: int, right: int) -> tuple[float, ...]:
    """Runs with their quiet zones; the runs given begin with a dark one.

    >>> quiet((1, 1, 1), 10, 7)
    (10, 1, 1, 1, 7)
    """
    tail = (right,) if len(strip_runs) % 2 else ()
    return (left, *strip_runs, *tail)


def runs_of(modules: Iterable[bool]) -> tuple[float, ...]:
    """Rows of modules as runs, light first.

    >>> runs_of([True, True, False])
    (0, 2, 1)
    """
    runs = [0]
    dark = False
    for module in modules:
        if module is not dark:
            runs.append(0)
            dark = module
        runs[-1] += 1
    return tuple(runs)


def stacked(rows: Iterable[tuple[tuple[float, ...], Length]]) -> tuple[Strip, ...]:
    """Strips from the top, with equal neighbours made one."""
    strips: list[Strip] = []
    for runs, height in rows:
        if strips and strips[-1].runs == runs:
            before = strips[-1].height
            height = Length(before.mm + height.mm, before.modules + height.modules)
            strips.pop()
        strips.append(Strip(runs, height))
    return tuple(strips)
