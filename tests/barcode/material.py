"""Symbols of every symbology that is read, drawn clean by the reader library's own writer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import zxingcpp
from PIL import Image

MODULE = 4
"""Pixels of the narrowest bar of a clean picture."""

ELEMENTS = "[01]09521234001010[10]L1[17]271231"
ELEMENT_STRING = "010952123400101010L1\x1d17271231"
GTIN_ELEMENT = "0109521234001010"
LINK = "https://example.com/01/09521234001010/10/L1"


@dataclass(frozen=True, slots=True)
class Kind:
    """One symbology: its name as we call it, what is drawn, what is to be read."""

    name: str
    writer: str
    content: str
    text: str
    gs1: bool = False


KINDS = (
    Kind("EAN-13", "EAN13", "9521234001010", "9521234001010"),
    Kind("EAN-8", "EAN8", "95200002", "95200002"),
    Kind("UPC-A", "UPCA", "614141000036", "0614141000036"),
    Kind("UPC-E", "UPCE", "01234565", "0012345000065"),
    Kind("ITF-14", "ITF14", "09521234001010", "09521234001010"),
    Kind("ITF", "ITF", "3018108390", "3018108390"),
    Kind("Code 128", "Code128", "SU-SU 0042", "SU-SU 0042"),
    Kind("GS1-128", "Code128", ELEMENTS, ELEMENT_STRING, gs1=True),
    Kind("GS1 DataBar", "DataBarOmni", "09521234001010", GTIN_ELEMENT),
    Kind("GS1 DataBar Stacked", "DataBarStk", "09521234001010", GTIN_ELEMENT),
    Kind("GS1 DataBar Stacked", "DataBarStkOmni", "09521234001010", GTIN_ELEMENT),
    Kind("GS1 DataBar Limited", "DataBarLtd", "09521234001010", GTIN_ELEMENT),
    Kind("GS1 DataBar Expanded", "DataBarExp", ELEMENTS, ELEMENT_STRING),
    Kind("GS1 DataBar Expanded Stacked", "DataBarExpStk", ELEMENTS, ELEMENT_STRING),
    Kind("QR Code", "QRCode", LINK, LINK),
    Kind("GS1 QR Code", "QRCode", ELEMENTS, ELEMENT_STRING, gs1=True),
    Kind("Micro QR Code", "MicroQRCode", "SUSU42", "SUSU42"),
    Kind("rMQR Code", "RMQRCode", "SU-SU 0042", "SU-SU 0042"),
    Kind("Data Matrix", "DataMatrix", "SU-SU 0042", "SU-SU 0042"),
    Kind("GS1 DataMatrix", "DataMatrix", ELEMENTS, ELEMENT_STRING, gs1=True),
    Kind("Aztec Code", "Aztec", "SU-SU 0042", "SU-SU 0042"),
    Kind("PDF417", "PDF417", "SU-SU 0042", "SU-SU 0042"),
    Kind("PDF417", "CompactPDF417", "SU-SU 0042", "SU-SU 0042"),
    Kind("MicroPDF417", "MicroPDF417", "SU-SU 0042", "SU-SU 0042"),
)


def drawn(kind: Kind, *, module: int = MODULE, quiet_zone: int = 10) -> Image.Image:
    """The symbol in grey, with a white margin of `quiet_zone` modules on every side."""
    options = {"gs1": True} if kind.gs1 else {}
    writer = zxingcpp.BarcodeFormat.__members__[kind.writer]
    symbol = zxingcpp.create_barcode(kind.content, writer, **options)
    bars = Image.fromarray(symbol.to_image(scale=module, add_quiet_zones=True))
    margin = quiet_zone * module
    size = (bars.width + 2 * margin, bars.height + 2 * margin)
    sheet = Image.new("L", size, 255)
    sheet.paste(bars.convert("L"), (margin, margin))
    return sheet


def all_drawn() -> Iterator[tuple[Kind, Image.Image]]:
    """Every kind with its clean picture, in the order of the table."""
    for kind in KINDS:
        yield kind, drawn(kind)
