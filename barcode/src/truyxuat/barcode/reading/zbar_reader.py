"""The second reader: zbar, another make that sees some bent and blurred symbols; needs libzbar0.

It does not say whether a Code 128 or QR Code began with FNC1, so those come without a
symbology identifier; and it drops the FNC1 between elements, so what reads like GS1 data is
left to the first reader: a lot and a date run together are worse than no answer. DataBar, UPC-E
and Interleaved 2 of 5 are left out too, which it likes to see where there are none.
"""

from __future__ import annotations

import functools
import re
from types import ModuleType

from PIL import Image

from truyxuat.barcode.reading.believing import Sighting
from truyxuat.barcode.symbol import Symbol

SOURCE = "zbar"

KINDS = {
    "EAN13": ("EAN-13", "]E0"),
    "EAN8": ("EAN-8", "]E4"),
    "UPCA": ("UPC-A", "]E0"),
    "CODE128": ("Code 128", ""),
    "QRCODE": ("QR Code", ""),
}
"""zbar's names of what is looked for -> ours, and the identifier where it is certain."""


@functools.cache
def library() -> ModuleType | None:
    """pyzbar, or None where the system has no libzbar0 (pyzbar then fails on import)."""
    try:
        from pyzbar import pyzbar
    except ImportError:
        return None
    assert isinstance(pyzbar, ModuleType)
    return pyzbar


def read(picture: Image.Image) -> tuple[Sighting, ...]:
    """All symbols zbar sees in one look; nothing where zbar is not installed."""
    zbar = library()
    if zbar is None:
        return ()
    kinds = [zbar.ZBarSymbol[name] for name in KINDS]
    found = zbar.decode(picture, symbols=kinds)
    return tuple(
        Sighting(_symbol(str(one.type), bytes(one.data), tuple(one.polygon)))
        for one in found
        if one.data and not _may_be_gs1(bytes(one.data))
    )


def _may_be_gs1(data: bytes) -> bool:
    """It begins as an SSCC or GTIN with its application identifier, and goes on."""
    return re.match(rb"00[0-9]{18}|0[12][0-9]{14}.", data, re.DOTALL) is not None


def _symbol(kind: str, data: bytes, polygon: tuple[tuple[int, int], ...]) -> Symbol:
    name, identifier = KINDS[kind]
    text = data.decode("utf-8", errors="replace")
    if kind == "UPCA":
        text = "0" + text.removeprefix("0") if len(text) == 13 else "0" + text
    elif kind == "EAN13" and text.startswith("0"):
        name = "UPC-A"
    corners = tuple((int(x), int(y)) for x, y in polygon)
    return Symbol(text, name, identifier, SOURCE, position=corners)
