"""Draw a symbol as SVG that stands inside a page: no file, no picture request, any size.

The background is always white and the bars black, in dark pages too: readers expect dark on
light. Each drawing carries its text as its accessible name.
"""

from __future__ import annotations

import html
import io

import segno

from barcode.ean import EuropeanArticleNumber13
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import parse

QUIET_ZONE_MODULES = 4
"""Light modules around a QR Code (ISO/IEC 18004 section 9.1)."""

EAN13_QUIET_LEFT, EAN13_QUIET_RIGHT = 11, 7
"""Light modules before and after an EAN-13 (GS1 General Specifications 5.2.3.4)."""

EAN13_GUARDS = frozenset({*range(3), *range(45, 50), *range(92, 95)})
"""Modules of the guard patterns, drawn longer than the digits' bars."""

BAR_HEIGHT, GUARD_HEIGHT, DIGITS_BASELINE, EAN13_HEIGHT = 50, 55, 60, 62


def qr_svg(text: str, *, title: str) -> str:
    """A QR Code with error correction M, as one inline `svg` element named by `title`.

    >>> qr_svg("https://example.com/01/09521234001010", title="Mã QR")[:16]
    '<svg role="img" '
    """
    symbol = segno.make_qr(text, error="m")
    side = symbol.symbol_size(border=QUIET_ZONE_MODULES)[0]
    out = io.BytesIO()
    symbol.save(
        out,
        kind="svg",
        border=QUIET_ZONE_MODULES,
        xmldecl=False,
        svgns=False,
        nl=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
        dark="#000",
        light="#fff",
    )
    drawn = out.getvalue().decode("utf-8")
    body = drawn[drawn.index(">") + 1 :].removesuffix("</svg>")
    return _svg(body, f"0 0 {side} {side}", title)


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
    digits = gtin14[1:]
    (modules,) = EuropeanArticleNumber13(digits).build()
    width = EAN13_QUIET_LEFT + len(modules) + EAN13_QUIET_RIGHT
    bars = "".join(
        f"M{EAN13_QUIET_LEFT + x} 2h1V{GUARD_HEIGHT if x in EAN13_GUARDS else BAR_HEIGHT}h-1z"
        for x, module in enumerate(modules)
        if module == "1"
    )
    places = [2.0] + [EAN13_QUIET_LEFT + 4 + 7 * n + (4 if n > 5 else 0) for n in range(12)]
    text = "".join(
        f'<text x="{x:g}" y="{DIGITS_BASELINE}">{digit}</text>'
        for x, digit in zip(places, digits, strict=True)
    )
    body = (
        f'<path fill="#fff" d="M0 0h{width}v{EAN13_HEIGHT}H0z"/>'
        f'<path fill="#000" d="{bars}"/>'
        f'<g fill="#000" font-size="10" font-family="monospace" aria-hidden="true">{text}</g>'
    )
    return _svg(body, f"0 0 {width} {EAN13_HEIGHT}", title)


def _svg(body: str, view_box: str, title: str) -> str:
    name = html.escape(title)
    return f'<svg role="img" viewBox="{view_box}"><title>{name}</title>{body}</svg>'
