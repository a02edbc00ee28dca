"""The first reader: zxing-cpp, which knows every symbol of the trade and keeps its identifier.

Only symbols that GS1 or the trade prints are looked for. The others (Codabar, Code 39, film
edges ...) have no check digit worth the name and are what a striped shirt is mistaken for.
"""

from __future__ import annotations

from collections.abc import Iterator

import zxingcpp
from PIL import Image, ImageFilter, ImageOps

from truyxuat.barcode.symbol import Symbol

SOURCE = "zxing-cpp"

NAMES = {
    "EAN13": "EAN-13",
    "EAN8": "EAN-8",
    "UPCA": "UPC-A",
    "UPCE": "UPC-E",
    "ITF": "ITF",
    "ITF14": "ITF-14",
    "Code128": "Code 128",
    "DataBar": "GS1 DataBar",
    "DataBarOmni": "GS1 DataBar",
    "DataBarStk": "GS1 DataBar Stacked",
    "DataBarStkOmni": "GS1 DataBar Stacked",
    "DataBarLtd": "GS1 DataBar Limited",
    "DataBarExp": "GS1 DataBar Expanded",
    "DataBarExpStk": "GS1 DataBar Expanded Stacked",
    "QRCode": "QR Code",
    "QRCodeModel2": "QR Code",
    "MicroQRCode": "Micro QR Code",
    "RMQRCode": "rMQR Code",
    "DataMatrix": "Data Matrix",
}
"""What is looked for, and how each is called in words."""

GS1_NAMES = {"]C1": "GS1-128", "]d2": "GS1 DataMatrix", "]Q3": "GS1 QR Code"}
"""The same symbols by the name they go by when FNC1 says they hold GS1 data."""

SMALL_SIDE = 700
"""Pictures below this are also tried enlarged: modules of one pixel blur into each other."""

LARGE_PIXELS = 3_000_000
"""Above this only the first two looks are at full size: the rest would take seconds."""

TILTS = (15, -15, 30, -30, 45)
"""Degrees; the reader itself turns a picture only by right angles."""


def read(picture: Image.Image) -> tuple[Symbol, ...]:
    """All symbols of the first look that finds any; each further look costs more time."""
    for number, look in enumerate(looks(picture)):
        found = _read_once(look, formats=_formats(), believe_weak=number == 0)
        if found:
            return found
    return ()


def looks(picture: Image.Image) -> Iterator[Image.Image]:
    """The picture as it is, then with the usual faults of a phone's picture taken away."""
    yield picture
    stretched = ImageOps.autocontrast(picture, cutoff=2)
    yield stretched
    if picture.width * picture.height > LARGE_PIXELS:
        stretched = stretched.reduce(2)
        yield stretched
    yield stretched.filter(ImageFilter.UnsharpMask(radius=3, percent=250, threshold=0))
    yield ImageOps.invert(stretched)
    if min(picture.size) < SMALL_SIDE:
        size = (picture.width * 2, picture.height * 2)
        larger = stretched.resize(size, Image.Resampling.BICUBIC)
        yield larger
        yield larger.filter(ImageFilter.UnsharpMask(radius=4, percent=250, threshold=0))
    yield stretched.filter(ImageFilter.GaussianBlur(1.2))
    for degrees in TILTS:
        yield stretched.rotate(
            degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255
        )


def _formats() -> zxingcpp.BarcodeFormats:
    known = zxingcpp.BarcodeFormat.__members__
    return zxingcpp.BarcodeFormats([known[name] for name in NAMES if name in known])


def _read_once(
    picture: Image.Image, *, formats: zxingcpp.BarcodeFormats, believe_weak: bool
) -> tuple[Symbol, ...]:
    found = zxingcpp.read_barcodes(
        picture, formats=formats, text_mode=zxingcpp.TextMode.Plain
    )
    symbols = (_symbol(barcode) for barcode in found)
    return tuple(
        dict.fromkeys(s for s in symbols if s.text and (believe_weak or not is_weak(s)))
    )


def _symbol(barcode: zxingcpp.Barcode) -> Symbol:
    text = str(barcode.text)
    identifier = str(barcode.symbology_identifier)
    kind = str(barcode.format.name)
    name = GS1_NAMES.get(identifier) or NAMES.get(kind, kind)
    if name == "EAN-13" and text.startswith("0"):
        name = "UPC-A"
    return Symbol(text, name, identifier, SOURCE)


def is_weak(symbol: Symbol) -> bool:
    """Interleaved 2 of 5 holds no check of its own: any part of it reads as a shorter one."""
    return symbol.symbology in {"ITF", "ITF-14"} and len(symbol.text) != 14
