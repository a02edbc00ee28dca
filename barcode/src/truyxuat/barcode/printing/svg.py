"""A laid-out drawing as SVG: one path of bars, letters as outlines, true size in millimetres."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from truyxuat.barcode.printing import lettering
from truyxuat.barcode.printing.layout import Box, Layout, Line

_PLACES = 4
"""Digits after the point: a ten-thousandth of a millimetre."""


def number(value: float) -> str:
    """A number as short as it can be written.

    >>> number(2.5000001), number(3.0)
    ('2.5', '3')
    """
    return f"{value:.{_PLACES}f}".rstrip("0").rstrip(".") or "0"


Placed = tuple[Layout, float, float]
"""A drawing and where its upper left corner goes on the page."""


def document(layout: Layout, title: str) -> str:
    """A file of its own, as large as the drawing."""
    return page(layout.width, layout.height, [(layout, 0.0, 0.0)], title)


def page(width: float, height: float, drawings: Sequence[Placed], title: str) -> str:
    """A page of drawings; each glyph is described once and used wherever it stands."""
    wide, high = number(width), number(height)
    bodies = "".join(_contents(*drawing) for drawing in drawings)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{wide}mm" '
        f'height="{high}mm" viewBox="0 0 {wide} {high}"><title>{html.escape(title)}</title>'
        f"<defs>{_glyphs(drawings)}</defs>"
        f'<path fill="#fff" d="M0 0h{wide}v{high}H0z"/>{bodies}</svg>\n'
    )


def _glyphs(drawings: Sequence[Placed]) -> str:
    letters = {c for layout, _, _ in drawings for line in layout.lines for c in line.text}
    return "".join(
        f'<path id="g{ord(letter):x}" d="{drawn}"/>'
        for letter in sorted(letters)
        if (drawn := lettering.outline(lettering.glyph_names(letter)[0]))
    )


def _contents(layout: Layout, x: float, y: float) -> str:
    letters = "".join(_letters(line) for line in layout.lines)
    return (
        f'<g transform="translate({number(x)} {number(y)})" fill="#000">'
        f'<path shape-rendering="crispEdges" d="{bars(layout.boxes)}"/>{letters}</g>'
    )


def bars(boxes: Iterable[Box]) -> str:
    """One path of all boxes: drawn at once, neighbours leave no light seam between them."""
    return "".join(
        f"M{number(box.x)} {number(box.y)}h{number(box.width)}v{number(box.height)}"
        f"h-{number(box.width)}z"
        for box in boxes
    )


def _letters(line: Line) -> str:
    scale = line.size / lettering.units_per_em()
    pieces, place = [], 0
    for letter, glyph in zip(line.text, lettering.glyph_names(line.text), strict=True):
        if lettering.outline(glyph):
            pieces.append(f'<use href="#g{ord(letter):x}" x="{place}"/>')
        place += lettering.advance(glyph)
    return (
        f'<g aria-hidden="true" transform="translate({number(line.x)} {number(line.y)}) '
        f'scale({scale:.6f} -{scale:.6f})">{"".join(pieces)}</g>'
    )
