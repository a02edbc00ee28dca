"""How large a symbol has to be: the GS1 symbol specification tables as data.

Source: GS1 General Specifications, section 5.12.3 (tables 1 to 11), release 26.0 of January
2026. The document is not open to copying and was not at hand; only figures are kept here, each
compared on 2026-11-27 with what others published of it:

- A, release 26.0: every X and bar height of tables 1 to 11, as data in Barcode Writer in Pure
  PostScript (`src/render.ps.src`, commit 023105a, MIT licence). Where tables differ in the
  height of one symbol at one X, it keeps the common value;
- B, release 26.0: X and quality of tables 6 and 7, in words, from a study of UDI rules;
- C, release 18 (January 2018), page 321 of its flipbook, by its notes the end of table 8: the
  DataBar rows at all three X, with quality, and that DataBar asks for no quiet zone;
- D, GS1 UK (QR in table 1) and GS1 Sweden (EAN, ITF-14 and GS1-128 of tables 1 and 2, and
  their quiet zones); GS1's own module counter for the quiet zones of QR and Data Matrix.

All rows agree with A, and with B, C and D where those have them (heights to 0.02 mm: the document
rounds from inches), but for these:

- ITF-14 of table 6: A has 0.170 / 0.495 / 0.495, B 0.170 / 0.330 / 0.660 (A's row of EAN). A's
  stands here: ITF-14 equals GS1-128 in tables 4 and 10 too, and its range lies inside B's;
- QR and Data Matrix with a link in tables 2, 4, 5 and 9 are **not in A**. They stay, in the
  sizes of the element string's 2D symbol of the same table: a link is printed beside it;
- stacked omnidirectional DataBar of tables 4 and 10: A's 27.78 mm at 0.330 mm is 84.18 X, which
  no other table has. It may be a slip of the document; higher bars are allowed either way.

**Not seen in any quotation**:

- the quality, but for 2D in table 1 (a note on 2D at retail), EAN's aperture in table 2 (a
  verifier maker's forum), tables 6 and 7 without EAN (B), DataBar in table 8 (C), and Data
  Matrix in table 4 (a draft of 2025, that still had another X);
- bar heights at another X than the target, but for C and EAN (D): the height grows with X here,
  as it does there;
- Digital Links in tables 2, 4, 5 and 9, as said above.

There is no machine-readable edition to fetch; a new release is compared row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from truyxuat.barcode.printing.request import Symbology, Use

EDITION = "GS1 General Specifications 26.0, section 5.12.3"

TABLES: dict[Use, str] = {
    Use.RETAIL: "table 1, trade items scanned at general retail point of sale",
    Use.DISTRIBUTION: "table 2, trade items scanned in general distribution only",
    Use.RETAIL_AND_DISTRIBUTION: "table 3, trade items scanned at retail and in distribution",
    Use.OTHER_TRADE_ITEM: "table 4, trade items scanned neither at retail nor in distribution",
    Use.LOGISTIC_UNIT: "table 5, logistic units scanned in general distribution",
    Use.HEALTHCARE_NON_RETAIL: "table 6, regulated healthcare non-retail trade items",
    Use.DIRECT_MARKING: "table 7, direct part marking",
    Use.PHARMACY_AND_DISTRIBUTION: "table 8, retail or non-retail pharmacy and distribution",
    Use.ASSET_OR_PLACE: "table 9, GDTI, GRAI, GIAI and GLN",
    Use.HEALTHCARE_RETAIL: "table 10, regulated healthcare retail trade items",
    Use.SERVICE_RELATION: "table 11, GSRN",
    Use.CONSUMER_LINK: "table 1 addendum 2, GS1 Digital Link URI on retail trade items",
}
"""The table of each use, in the words of the standard."""

QUIET_ZONES: dict[Symbology, tuple[int, int, int]] = {
    Symbology.EAN_13: (11, 7, 0),
    Symbology.EAN_8: (7, 7, 0),
    Symbology.UPC_A: (9, 9, 0),
    Symbology.ITF_14: (10, 10, 0),
    Symbology.GS1_128: (10, 10, 0),
    Symbology.DATABAR: (1, 1, 0),
    Symbology.DATABAR_STACKED: (1, 1, 0),
    Symbology.DATABAR_EXPANDED: (1, 1, 0),
    Symbology.DATABAR_EXPANDED_STACKED: (1, 1, 0),
    Symbology.QR_LINK: (4, 4, 4),
    Symbology.GS1_QR: (4, 4, 4),
    Symbology.DATA_MATRIX_LINK: (1, 1, 1),
    Symbology.GS1_DATA_MATRIX: (1, 1, 1),
}
"""Light modules left, right, and above and below. DataBar asks for none; one is given."""


class Row(NamedTuple):
    """One line of a table; the height is so many X, or so many millimetres whatever X is."""

    x_min: float
    x_target: float
    x_max: float
    height_x: float = 0.0
    height_mm: float = 0.0
    quality: str = ""


_EAN13_X, _EAN8_X = 69.24, 55.23
"""22.85 mm and 18.23 mm at the nominal X of 0.330 mm."""

_EXPANDED_X = {
    Symbology.DATABAR_EXPANDED: 34.0,
    Symbology.DATABAR_EXPANDED_STACKED: 71.0,
}
_DATABAR_X = {Symbology.DATABAR: 33.0, Symbology.DATABAR_STACKED: 69.0, **_EXPANDED_X}
_DATABAR_AT_POS_X = {**_DATABAR_X, Symbology.DATABAR: 46.0, Symbology.DATABAR_STACKED: 95.0}
"""Point of sale scans from all sides, so the bars are higher there."""
_DATABAR_4_AND_10_X = {**_DATABAR_X, Symbology.DATABAR_STACKED: 84.18}


def _ean_13(x: tuple[float, float, float], quality: str) -> dict[Symbology, Row]:
    row = Row(*x, height_x=_EAN13_X, quality=quality)
    return {Symbology.EAN_13: row, Symbology.UPC_A: row}


def _ean_upc(x: tuple[float, float, float], quality: str) -> dict[Symbology, Row]:
    short = Row(*x, height_x=_EAN8_X, quality=quality)
    return {**_ean_13(x, quality), Symbology.EAN_8: short}


def _databar(
    x: tuple[float, float, float], quality: str, heights_x: dict[Symbology, float]
) -> dict[Symbology, Row]:
    return {s: Row(*x, height_x=high, quality=quality) for s, high in heights_x.items()}


def _linear(
    *symbologies: Symbology, x: tuple[float, float, float], high: float, quality: str
) -> dict[Symbology, Row]:
    return {s: Row(*x, height_mm=high, quality=quality) for s in symbologies}


def _square(
    *symbologies: Symbology, x: tuple[float, float, float], quality: str
) -> dict[Symbology, Row]:
    return {s: Row(*x, quality=quality) for s in symbologies}


_LINKS = (Symbology.QR_LINK, Symbology.DATA_MATRIX_LINK)
_GS1_2D = (Symbology.GS1_QR, Symbology.GS1_DATA_MATRIX)
_BOX = (Symbology.ITF_14, Symbology.GS1_128)

SIZES: dict[Use, dict[Symbology, Row]] = {
    Use.RETAIL: {
        **_ean_upc((0.264, 0.330, 0.660), "1.5/06/660"),
        **_databar((0.264, 0.330, 0.660), "1.5/06/660", _DATABAR_AT_POS_X),
        **_square(
            *_LINKS,
            Symbology.GS1_DATA_MATRIX,
            x=(0.396, 0.495, 0.990),
            quality="1.5/12/660",
        ),
    },
    Use.DISTRIBUTION: {
        **_ean_13((0.495, 0.660, 0.660), "1.5/10/660"),
        **_linear(*_BOX, x=(0.495, 0.495, 1.016), high=31.75, quality="1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660", _DATABAR_X),
        **_square(*_GS1_2D, *_LINKS, x=(0.743, 0.743, 1.500), quality="1.5/20/660"),
    },
    Use.RETAIL_AND_DISTRIBUTION: {
        **_ean_upc((0.495, 0.660, 0.660), "1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660", _DATABAR_AT_POS_X),
        **_square(
            *_LINKS,
            Symbology.GS1_DATA_MATRIX,
            x=(0.743, 0.990, 0.990),
            quality="1.5/20/660",
        ),
    },
    Use.OTHER_TRADE_ITEM: {
        **_ean_upc((0.264, 0.330, 0.660), "1.5/06/660"),
        **_linear(*_BOX, x=(0.250, 0.495, 0.495), high=12.70, quality="1.5/08/660"),
        **_databar((0.264, 0.330, 0.660), "1.5/06/660", _DATABAR_4_AND_10_X),
        **_square(*_GS1_2D, *_LINKS, x=(0.375, 0.495, 0.990), quality="1.5/12/660"),
    },
    Use.LOGISTIC_UNIT: {
        **_linear(
            Symbology.GS1_128, x=(0.495, 0.495, 0.940), high=31.75, quality="1.5/10/660"
        ),
        **_square(*_GS1_2D, *_LINKS, x=(0.743, 0.743, 1.500), quality="1.5/20/660"),
    },
    Use.HEALTHCARE_NON_RETAIL: {
        **_ean_upc((0.170, 0.330, 0.660), "1.5/06/660"),
        **_linear(*_BOX, x=(0.170, 0.495, 0.495), high=12.70, quality="1.5/06/660"),
        **_databar((0.170, 0.200, 0.660), "1.5/06/660", _DATABAR_X),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.254, 0.380, 0.990), quality="1.5/08/660"),
    },
    Use.DIRECT_MARKING: {
        **_square(*_GS1_2D, x=(0.254, 0.300, 0.615), quality="1.5/06/660"),
    },
    Use.PHARMACY_AND_DISTRIBUTION: {
        **_ean_upc((0.495, 0.660, 0.660), "1.5/10/660"),
        **_linear(*_BOX, x=(0.495, 0.495, 1.016), high=31.75, quality="1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660", _DATABAR_X),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.750, 0.750, 1.520), quality="1.5/20/660"),
    },
    Use.ASSET_OR_PLACE: {
        **_linear(
            Symbology.GS1_128, x=(0.250, 0.250, 0.495), high=12.70, quality="1.5/06/660"
        ),
        **_square(*_GS1_2D, *_LINKS, x=(0.375, 0.375, 0.743), quality="1.5/12/660"),
    },
    Use.HEALTHCARE_RETAIL: {
        **_ean_upc((0.264, 0.330, 0.660), "1.5/06/660"),
        **_linear(*_BOX, x=(0.264, 0.330, 0.660), high=12.70, quality="1.5/06/660"),
        **_databar((0.264, 0.330, 0.660), "1.5/06/660", _DATABAR_4_AND_10_X),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.396, 0.495, 0.990), quality="1.5/08/660"),
    },
    Use.SERVICE_RELATION: {
        **_linear(
            Symbology.GS1_128, x=(0.170, 0.250, 0.495), high=12.70, quality="1.5/05/660"
        ),
        **_databar((0.264, 0.330, 0.660), "1.5/06/660", _EXPANDED_X),
        **_square(*_GS1_2D, x=(0.254, 0.380, 0.495), quality="1.5/08/660"),
    },
    Use.CONSUMER_LINK: {
        **_square(*_LINKS, x=(0.396, 0.495, 0.990), quality="1.5/12/660"),
    },
}
"""The row of each symbology in the table of each use; what a table leaves out is not allowed."""


@dataclass(frozen=True, slots=True)
class SizeRule:
    """What a use asks of a symbol."""

    symbology: Symbology
    use: Use
    row: Row

    @property
    def table(self) -> str:
        """The table the figures stand in, to name in a refusal."""
        return f"{EDITION}, {TABLES[self.use]}"

    def height_min_mm(self, x_mm: float) -> float:
        """The least height of the bars at this X; 0 where the data decide."""
        return self.row.height_mm or round(self.row.height_x * x_mm, 2)


def uses_of(symbology: Symbology) -> tuple[Use, ...]:
    """The uses whose table has this symbology."""
    return tuple(use for use, rows in SIZES.items() if symbology in rows)
