"""What a person asks to have printed: which symbol, which data, for which use, how large.

The sizes are wishes: `draw` checks them against the GS1 symbol specification table of the use.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Symbology(StrEnum):
    """The symbols that can be printed, by the name a web address or a command line gives them."""

    EAN_13 = "ean-13"
    EAN_8 = "ean-8"
    UPC_A = "upc-a"
    ITF_14 = "itf-14"
    GS1_128 = "gs1-128"
    DATABAR = "databar"
    DATABAR_STACKED = "databar-stacked"
    DATABAR_EXPANDED = "databar-expanded"
    DATABAR_EXPANDED_STACKED = "databar-expanded-stacked"
    QR_LINK = "qr"
    GS1_QR = "gs1-qr"
    DATA_MATRIX_LINK = "datamatrix"
    GS1_DATA_MATRIX = "gs1-datamatrix"


class Use(StrEnum):
    """Where the symbol will be scanned; each is one GS1 symbol specification table."""

    RETAIL = "retail"
    DISTRIBUTION = "distribution"
    RETAIL_AND_DISTRIBUTION = "retail-and-distribution"
    OTHER_TRADE_ITEM = "other-trade-item"
    LOGISTIC_UNIT = "logistic-unit"
    HEALTHCARE_NON_RETAIL = "healthcare-non-retail"
    DIRECT_MARKING = "direct-marking"
    PHARMACY_AND_DISTRIBUTION = "pharmacy-and-distribution"
    ASSET_OR_PLACE = "asset-or-place"
    HEALTHCARE_RETAIL = "healthcare-retail"
    SERVICE_RELATION = "service-relation"
    CONSUMER_LINK = "consumer-link"


GTIN_ALONE = frozenset(
    {
        Symbology.EAN_13,
        Symbology.EAN_8,
        Symbology.UPC_A,
        Symbology.ITF_14,
        Symbology.DATABAR,
        Symbology.DATABAR_STACKED,
    }
)
"""Symbols that carry a GTIN and nothing else."""

LINKS = frozenset({Symbology.QR_LINK, Symbology.DATA_MATRIX_LINK})
"""Symbols that carry a GS1 Digital Link URI."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolRequest:
    """One symbol with the text around it.

    `data` is a GTIN in digits, an element string in brackets or a GS1 Digital Link URI. `stem`
    is the web address before the key where a link has to be made from an element string.
    `x_mm` and `height_mm` are left out for the target of the use. `printer_dpi` has every form,
    PDF and SVG too, take an X-dimension of whole printer dots. `lines` is text that is not HRI
    (name, price): it stands above the symbol. `error_correction` is L, M, Q or H, for QR.
    """

    symbology: Symbology
    data: str
    use: Use = Use.RETAIL
    stem: str = ""
    x_mm: float | None = None
    height_mm: float | None = None
    printer_dpi: int | None = None
    hri: bool = True
    lines: tuple[str, ...] = ()
    rectangular: bool = False
    error_correction: str = "M"
