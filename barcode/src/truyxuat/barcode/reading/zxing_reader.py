"""The first reader: zxing-cpp, which knows every symbol of the trade and keeps its identifier.

Only symbols that GS1 or the trade prints are looked for. The others (Codabar, Code 39, film
edges ...) have no check digit worth the name and are what a striped shirt is mistaken for.
"""

from __future__ import annotations

import functools

import zxingcpp
from PIL import Image

from truyxuat.barcode.reading.believing import Sighting
from truyxuat.barcode.symbol import Polygon, Symbol

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
    "QRCodeModel1": "QR Code",
    "QRCodeModel2": "QR Code",
    "MicroQRCode": "Micro QR Code",
    "RMQRCode": "rMQR Code",
    "DataMatrix": "Data Matrix",
    "Aztec": "Aztec Code",
    "AztecCode": "Aztec Code",
    "PDF417": "PDF417",
    "CompactPDF417": "PDF417",
    "MicroPDF417": "MicroPDF417",
}
"""What is looked for, by the library's name, and how each is called in words.

Aztec Runes are not: a rune is a number up to 255 that no article carries.
"""

GS1_NAMES = {
    "]C1": "GS1-128",
    "]d2": "GS1 DataMatrix",
    "]Q3": "GS1 QR Code",
}
"""The same symbols by the name they go by when FNC1 says they hold GS1 data."""

RUNE = "]zC"

THRESHOLDS = {
    "local": zxingcpp.Binarizer.LocalAverage,
    "global": zxingcpp.Binarizer.GlobalHistogram,
    "fixed": zxingcpp.Binarizer.FixedThreshold,
}
"""Ways to tell dark from light: by the neighbourhood, by the whole picture, at half grey."""


@functools.cache
def formats() -> zxingcpp.BarcodeFormats:
    """The symbologies of `NAMES`; a name the library does not know is our mistake."""
    known = zxingcpp.BarcodeFormat.__members__
    return zxingcpp.BarcodeFormats([known[name] for name in NAMES])


def read(
    picture: Image.Image | zxingcpp.ImageView, *, threshold: str = "local"
) -> tuple[Sighting, ...]:
    """Everything the library sees in one look at a grey picture."""
    found = zxingcpp.read_barcodes(
        picture,
        formats=formats(),
        text_mode=zxingcpp.TextMode.Plain,
        binarizer=THRESHOLDS[threshold],
    )
    return tuple(
        Sighting(_symbol(barcode))
        for barcode in found
        if barcode.text and barcode.symbology_identifier != RUNE
    )


def _symbol(barcode: zxingcpp.Barcode) -> Symbol:
    text = str(barcode.text)
    identifier = str(barcode.symbology_identifier)
    kind = str(barcode.format.name)
    name = GS1_NAMES.get(identifier) or NAMES[kind]
    if name == "EAN-13" and text.startswith("0"):
        name = "UPC-A"
    elif name == "ITF" and len(text) == 14:
        name = "ITF-14"
    return Symbol(text, name, identifier, SOURCE, position=_corners(barcode.position))


def _corners(place: zxingcpp.Position) -> Polygon:
    corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
    return tuple((corner.x, corner.y) for corner in corners)
