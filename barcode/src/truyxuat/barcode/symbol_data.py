"""What a symbol says, as far as its symbology lets it be said."""

from __future__ import annotations

from dataclasses import replace

from truyxuat.barcode.symbol import GS1_DATA, Symbol
from truyxuat.barcode.syntax import Understood, parse_symbol, understand

TRADE_ITEM_SYMBOLOGIES = frozenset({"EAN-13", "EAN-8", "UPC-A", "UPC-E", "ITF-14"})
"""Symbols whose digits can only be a trade item's, whatever else bare digits could be."""


def understand_symbol(symbol: Symbol) -> Understood:
    """What one symbol says, named by its symbology as the reader saw it.

    >>> understand_symbol(Symbol("9521234001010", "EAN-13", "]E0", "zxing-cpp")).alternatives
    ()
    """
    if symbol.symbology_identifier in GS1_DATA:
        return parse_symbol(symbol.scanned)
    found = understand(symbol.text)
    if symbol.symbology in TRADE_ITEM_SYMBOLOGIES:
        found = replace(found, alternatives=())
    return replace(
        found, symbology=symbol.symbology_identifier, symbology_name=symbol.symbology
    )
