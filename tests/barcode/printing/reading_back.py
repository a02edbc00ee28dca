"""What readers make of a printed symbol: zxing-cpp always, zbar where it knows the symbol."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pypdfium2
import resvg_py
import zxingcpp
from PIL import Image

from truyxuat.barcode.printing import Symbology, SymbolRequest, Use
from truyxuat.barcode.reading.zbar_reader import library

LINK = "https://vidu.vn/01/08938505970004/10/L1/21/7K"
ELEMENTS = "(01)08938505970004(10)L1(21)7K"
JOINED = "010893850597000410L1\x1d217K"


@dataclass(frozen=True, slots=True)
class Sample:
    """Data for one symbol, and what each reader has to say of it."""

    data: str
    text: str
    identifier: str
    zbar_kind: str = ""
    zbar_text: str = ""


SAMPLES: dict[Symbology, Sample] = {
    Symbology.EAN_13: Sample(
        "8938505970004", "8938505970004", "]E0", "EAN13", "8938505970004"
    ),
    Symbology.EAN_8: Sample("96385074", "96385074", "]E4", "EAN8", "96385074"),
    Symbology.UPC_A: Sample(
        "012345678905", "0012345678905", "]E0", "EAN13", "0012345678905"
    ),
    Symbology.ITF_14: Sample(
        "18938505970001", "18938505970001", "]I1", "I25", "18938505970001"
    ),
    Symbology.GS1_128: Sample(
        "(01)08938505970004(10)L1",
        "010893850597000410L1",
        "]C1",
        "CODE128",
        "010893850597000410L1",
    ),
    Symbology.DATABAR: Sample(
        "8938505970004", "0108938505970004", "]e0", "DATABAR", "0108938505970004"
    ),
    Symbology.DATABAR_STACKED: Sample("8938505970004", "0108938505970004", "]e0"),
    # No zbar: it reads "217K" after a separator as "2Q7K"; zxing-cpp reads it right.
    Symbology.DATABAR_EXPANDED: Sample(ELEMENTS, JOINED, "]e0"),
    Symbology.DATABAR_EXPANDED_STACKED: Sample(ELEMENTS, JOINED, "]e0"),
    Symbology.QR_LINK: Sample(LINK, LINK, "]Q1", "QRCODE", LINK),
    Symbology.GS1_QR: Sample(ELEMENTS, JOINED, "]Q3", "QRCODE", JOINED),
    Symbology.DATA_MATRIX_LINK: Sample(LINK, LINK, "]d1"),
    Symbology.GS1_DATA_MATRIX: Sample(ELEMENTS, JOINED, "]d2"),
}


def request(symbology: Symbology, use: Use, **more: object) -> SymbolRequest:
    """The sample of a symbol, for a use."""
    data = SAMPLES[symbology].data
    return SymbolRequest(symbology=symbology, data=data, use=use, **more)  # type: ignore[arg-type] # test options


def opened(png: bytes) -> Image.Image:
    """A picture file as grey."""
    return Image.open(io.BytesIO(png)).convert("L")


def from_pdf(pdf: bytes, dpi: int, page: int = 0) -> Image.Image:
    """A page as a printer of this resolution would see it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture: Image.Image = document[page].render(scale=dpi / 72).to_pil()
        return picture.convert("L")
    finally:
        document.close()


def from_svg(svg: str, dpi: int) -> Image.Image:
    """An SVG in its true size, drawn by resvg."""
    return opened(bytes(resvg_py.svg_to_bytes(svg_string=svg, dpi=dpi)))


def read(picture: Image.Image) -> list[tuple[str, str]]:
    """What zxing-cpp reads: text and symbology identifier of everything it finds."""
    found = zxingcpp.read_barcodes(picture, text_mode=zxingcpp.TextMode.Plain)
    return [(one.text, one.symbology_identifier) for one in found]


def read_by_zbar(picture: Image.Image, kind: str) -> list[str]:
    """What zbar reads of one kind of symbol."""
    zbar = library()
    assert zbar is not None
    found = zbar.decode(picture, symbols=[zbar.ZBarSymbol[kind]])
    return [bytes(one.data).decode() for one in found]
