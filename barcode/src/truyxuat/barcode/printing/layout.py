"""Where everything of a drawing goes, in one unit: the step that all forms share.

Boxes are dark; whatever they leave is light. The symbol is centred under and over its text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from truyxuat.barcode.printing import lettering
from truyxuat.barcode.printing.interpretation import GAP_MM, LINES_SIZE_MM
from truyxuat.barcode.printing.strips import Length, Lettering, Ruler, Strip


@dataclass(frozen=True, slots=True)
class Box:
    """A dark rectangle, from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text; `x` is where it begins, `y` its baseline."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing laid out, y downward."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def lay_out(
    strips: tuple[Strip, ...],
    texts: tuple[Lettering, ...],
    above: tuple[str, ...],
    ruler: Ruler,
) -> Layout:
    """Text above, the symbol, the text below, each in the ruler's unit."""
    size = ruler.length(Length(mm=LINES_SIZE_MM))
    gap = ruler.length(Length(mm=GAP_MM))
    pitch = size * lettering.LINE_HEIGHT
    symbol_width = sum(ruler.run(run) for run in strips[0].runs)
    placed = [_placed(text, ruler) for text in texts]
    width = max(
        [symbol_width, *(lettering.width(line, size) for line in above)]
        + [symbol_width + 2 * max(-x, x + w - symbol_width, 0) for _, x, w in placed]
    )
    left = _whole(ruler, (width - symbol_width) / 2)
    top = _whole(ruler, pitch * len(above) + gap if above else 0)
    boxes, bottom = _boxes(strips, ruler, left, top)
    lines = [
        Line(
            line,
            (width - lettering.width(line, size)) / 2,
            size * lettering.ASCENT + pitch * row,
            size,
        )
        for row, line in enumerate(above)
    ]
    lines += [
        Line(text.text, left + x, bottom + ruler.length(text.y), ruler.length(text.size))
        for text, x, _ in placed
    ]
    below = max([bottom, *(line.y + line.size * 0.3 for line in lines if line.y > bottom)])
    return Layout(width, below, tuple(boxes), tuple(lines))


def _whole(ruler: Ruler, value: float) -> float:
    """Whole where the ruler counts dots, so that no bar begins between two of them."""
    return float(round(value)) if isinstance(ruler.run(1), int) else value


def _placed(text: Lettering, ruler: Ruler) -> tuple[Lettering, float, float]:
    wide = lettering.width(text.text, ruler.length(text.size))
    return text, ruler.length(text.x) - text.anchor * wide, wide


def _boxes(
    strips: tuple[Strip, ...], ruler: Ruler, left: float, top: float
) -> tuple[list[Box], float]:
    boxes = []
    for strip in strips:
        height = ruler.length(strip.height)
        boxes += [Box(left + x, top, run, height) for x, run in _dark(strip, ruler)]
        top += height
    return boxes, top


def _dark(strip: Strip, ruler: Ruler) -> Iterator[tuple[float, float]]:
    place = 0.0
    for number, modules in enumerate(strip.runs):
        run = ruler.run(modules)
        if number % 2 and run:
            yield place, run
        place += run
