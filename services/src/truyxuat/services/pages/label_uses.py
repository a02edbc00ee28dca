"""Which symbol suits which use: the choice most people should not have to make.

A use is named as people name it (retail, carton, pallet); each is one GS1 symbol specification
table and has a symbol for a product alone and one for a product with lot, dates or serial.
"""

from __future__ import annotations

from dataclasses import dataclass

from truyxuat.barcode.printing import SIZES, Symbology, Use


@dataclass(frozen=True, slots=True)
class LabelUse:
    """One use: its size table, and the symbols suggested for little and for more data."""

    use: Use
    alone: Symbology
    more: Symbology


USES: dict[str, LabelUse] = {
    "retail": LabelUse(Use.RETAIL, Symbology.EAN_13, Symbology.GS1_DATA_MATRIX),
    "carton": LabelUse(Use.DISTRIBUTION, Symbology.ITF_14, Symbology.GS1_128),
    "pallet": LabelUse(Use.LOGISTIC_UNIT, Symbology.GS1_128, Symbology.GS1_128),
    "healthcare": LabelUse(
        Use.HEALTHCARE_RETAIL, Symbology.GS1_DATA_MATRIX, Symbology.GS1_DATA_MATRIX
    ),
    "consumer": LabelUse(Use.CONSUMER_LINK, Symbology.QR_LINK, Symbology.QR_LINK),
}

EAN_8_ZEROS = "000000"
"""A GTIN of 14 digits that begins so is one of 8."""


def suggested(use: str, gtin: str, *, more: bool) -> Symbology:
    """The symbol for a use; `gtin` has 14 digits or none, `more` is a lot, a date or a serial.

    >>> suggested("retail", "09521234001010", more=False).value
    'ean-13'
    >>> suggested("carton", "09521234001010", more=True).value
    'gs1-128'
    """
    row = USES[use]
    chosen = row.more if more else row.alone
    if chosen is Symbology.EAN_13 and gtin.startswith(EAN_8_ZEROS):
        return Symbology.EAN_8
    if chosen is Symbology.EAN_13 and gtin and gtin[0] != "0":
        return Symbology.GS1_DATA_MATRIX
    return chosen


def allowed(use: str) -> tuple[Symbology, ...]:
    """The symbols that the size table of a use has, in the order of the table."""
    return tuple(SIZES[USES[use].use])
