"""The second reader: zbar, asked when the first found nothing; absent without libzbar0.

It reads some bent and blurred symbols that the first misses. It does not say whether a
Code 128 or QR Code began with FNC1, so those come without a symbology identifier; DataBar and
Interleaved 2 of 5 are left out, which it likes to see where there are none.
"""

from __future__ import annotations

import functools
from types import ModuleType

from PIL import Image

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


def read(picture: Image.Image) -> tuple[Symbol, ...]:
    """All symbols zbar sees; nothing where zbar is not installed."""
    zbar = library()
    if zbar is None:
        return ()
    kinds = [zbar.ZBarSymbol[name] for name in KINDS]
    found = zbar.decode(picture, symbols=kinds)
    return tuple(
        dict.fromkeys(_symbol(str(one.type), bytes(one.data)) for one in found if one.data)
    )


def _symbol(kind: str, data: bytes) -> Symbol:
    name, identifier = KINDS[kind]
    text = data.decode("utf-8", errors="replace")
    if kind == "UPCA":
        text = "0" + text.removeprefix("0") if len(text) == 13 else "0" + text
    elif kind == "EAN13" and text.startswith("0"):
        name = "UPC-A"
    return Symbol(text, name, identifier, SOURCE)
