"""Draw a symbol as SVG that stands inside a page: no file, no picture request, any size.

The modules are those that are printed; here they have no size in millimetres, and letters are
the page's own. The background is always white and the bars black, in dark pages too: readers
expect dark on light. Each drawing carries its text as its accessible name.
"""

from __future__ import annotations

import html

from truyxuat.barcode.printing import linear, matrices
from truyxuat.barcode.printing.layout import Box, lay_out
from truyxuat.barcode.printing.request import Symbology
from truyxuat.barcode.printing.strips import Length, MmRuler, Strip
from truyxuat.barcode.printing.svg import bars, number
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import parse

BAR_HEIGHT, EAN13_HEIGHT, DIGITS_SIZE = 50, 62, 10
"""In modules: lower than a printed EAN-13, because a page's is read from a screen."""


def qr_svg(text: str, *, title: str) -> str:
    """A QR Code with error correction M, as one inline `svg` element named by `title`.

    >>> qr_svg("https://example.com/01/09521234001010", title="Mã QR")[:16]
    '<svg role="img" '
    """
    strips = matrices.qr(text, "M")
    width, height, boxes = _in_modules(strips)
    return _svg(boxes, width, height, title)


def ean13_svg(gtin: str, *, title: str) -> str:
    """The EAN-13 symbol of a GTIN that fits one (indicator digit 0), as an inline `svg`.

    Raises:
        InvalidIdentifier: a wrong check digit, or a GTIN-14 with an indicator digit.
    """
    gtin14 = parse(gtin).key.rsplit("/", 1)[-1]
    if not gtin14.startswith("0"):
        raise InvalidIdentifier(
            f"GTIN {gtin!r}: an EAN-13 symbol holds 13 digits, this one needs all 14."
        )
    strips, digits = linear.ean(Symbology.EAN_13, gtin14[1:], Length(modules=BAR_HEIGHT))
    width, height, boxes = _in_modules(strips)
    text = "".join(
        f'<text x="{number(digit.x.modules)}" y="{EAN13_HEIGHT - 2}">{digit.text}</text>'
        for digit in digits
    )
    letters = (
        f'<g fill="#000" font-size="{DIGITS_SIZE}" font-family="monospace" '
        f'text-anchor="middle" aria-hidden="true">{text}</g>'
    )
    return _svg(boxes, width, max(height, EAN13_HEIGHT), title, letters)


def _in_modules(strips: tuple[Strip, ...]) -> tuple[float, float, tuple[Box, ...]]:
    laid = lay_out(strips, (), (), MmRuler(1))
    return laid.width, laid.height, laid.boxes


def _svg(
    boxes: tuple[Box, ...], width: float, height: float, title: str, letters: str = ""
) -> str:
    wide, high = number(width), number(height)
    return (
        f'<svg role="img" viewBox="0 0 {wide} {high}"><title>{html.escape(title)}</title>'
        f'<path fill="#fff" d="M0 0h{wide}v{high}H0z"/>'
        f'<path fill="#000" d="{bars(boxes)}"/>{letters}</svg>'
    )
