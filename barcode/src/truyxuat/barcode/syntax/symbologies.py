"""Symbology identifiers: the three characters that a scanner sends before the data.

ISO/IEC 15424: ``]``, a letter for the symbology, and a modifier. Some promise GS1 element strings,
some a number of the EAN family, the rest say nothing about the data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

COMPOSITE_SYMBOL = "]e0"
"""Announces the composite component that a scanner sends after a number of the EAN family."""


@dataclass(frozen=True, slots=True)
class Symbology:
    """What stands behind a symbology identifier.

    `elements` promises GS1 element strings; `digits` is how many the number of an EAN family
    symbol has, the add-on of 2 or 5 digits left out.
    """

    name: str
    elements: bool = False
    digits: tuple[int, ...] = ()


GS1_SYMBOLOGIES = {
    "]C1": Symbology("GS1-128", elements=True),
    "]e0": Symbology("GS1 DataBar or composite", elements=True),
    "]e1": Symbology("GS1 composite, data packet", elements=True),
    "]e2": Symbology("GS1 composite, data packet", elements=True),
    "]d2": Symbology("GS1 DataMatrix", elements=True),
    "]Q3": Symbology("GS1 QR Code", elements=True),
    "]J1": Symbology("GS1 DotCode", elements=True),
    "]E0": Symbology("EAN-13 or UPC", digits=(13,)),
    "]E3": Symbology("EAN-13 or UPC with add-on", digits=(15, 18)),
    "]E4": Symbology("EAN-8", digits=(8,)),
}
"""Symbology identifiers whose data GS1 defines (General Specifications, section 7.8)."""

_SYMBOLOGIES = {
    "A": "Code 39", "B": "Telepen", "C": "Code 128", "D": "Code One", "E": "EAN/UPC add-on",
    "F": "Codabar", "G": "Code 93", "H": "Code 11", "I": "Interleaved 2 of 5", "J": "DotCode",
    "K": "Code 16K", "L": "PDF417", "M": "MSI", "N": "Anker", "O": "Codablock", "P": "Plessey",
    "Q": "QR Code", "R": "Straight 2 of 5", "S": "Straight 2 of 5", "T": "Code 49",
    "U": "MaxiCode", "X": "Other barcode", "Z": "No barcode", "d": "Data Matrix",
    "e": "GS1 DataBar", "g": "Grid Matrix", "h": "Han Xin", "o": "OCR", "p": "Posicode",
    "s": "SuperCode", "z": "Aztec",
}  # fmt: skip
"""Symbologies by their letter."""

_IDENTIFIER = re.compile(r"\]([A-Za-z])([0-9A-Fa-f])")


def symbology(text: str) -> tuple[str, Symbology] | None:
    """The symbology identifier that a text begins with, and what it says; None without one.

    >>> symbology("]d201095212340010101")[1].name
    'GS1 DataMatrix'
    >>> symbology("9521234001010")
    """
    found = _IDENTIFIER.match(text)
    if found is None or found[1] not in _SYMBOLOGIES:
        return None
    return found[0], GS1_SYMBOLOGIES.get(found[0]) or Symbology(_SYMBOLOGIES[found[1]])
