"""How large a symbol has to be: the GS1 symbol specification tables as data.

Source: GS1 General Specifications, section 5.12.3 (tables 1 to 11), release 26.0 of January
2026, looked up 2026-11-27. The document is not open to copying; only its figures are kept here.
The figures were compared with public quotations of the standard where one could be found:

- quoted in words or in GS1's own encoder tests (`gs1-barcode-engine`): table 6 and 7 whole;
  EAN/UPC X in tables 1 and 2; ITF-14 of table 2; all two-dimensional X in tables 1, 2 and 9;
  X and quality of table 4's Data Matrix;
- tables 3, 5, 8, 10 and 11, and the heights of tables 4, 9, 10 and 11, were **not** seen in a
  quotation: compare them with the document when it is at hand.

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
    Use.CONSUMER_LINK: "table 1 addendum 2, GS1 Digital Link for consumers",
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

_DATABAR_X = {
    Symbology.DATABAR: 46.0,
    Symbology.DATABAR_STACKED: 69.0,
    Symbology.DATABAR_EXPANDED: 34.0,
    Symbology.DATABAR_EXPANDED_STACKED: 71.0,
}


def _ean_upc(x: tuple[float, float, float], quality: str) -> dict[Symbology, Row]:
    return {
        Symbology.EAN_13: Row(*x, height_x=_EAN13_X, quality=quality),
        Symbology.EAN_8: Row(*x, height_x=_EAN8_X, quality=quality),
        Symbology.UPC_A: Row(*x, height_x=_EAN13_X, quality=quality),
    }


def _databar(x: tuple[float, float, float], quality: str) -> dict[Symbology, Row]:
    return {s: Row(*x, height_x=high, quality=quality) for s, high in _DATABAR_X.items()}


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
        **_databar((0.264, 0.330, 0.660), "1.5/06/660"),
        **_square(
            *_LINKS,
            Symbology.GS1_DATA_MATRIX,
            x=(0.396, 0.495, 0.990),
            quality="1.5/12/660",
        ),
    },
    Use.DISTRIBUTION: {
        **_ean_upc((0.495, 0.660, 0.660), "1.5/10/660"),
        **_linear(*_BOX, x=(0.495, 0.495, 1.016), high=31.75, quality="1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660"),
        **_square(*_GS1_2D, *_LINKS, x=(0.743, 0.743, 1.500), quality="1.5/20/660"),
    },
    Use.RETAIL_AND_DISTRIBUTION: {
        **_ean_upc((0.495, 0.660, 0.660), "1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660"),
        **_square(
            *_LINKS,
            Symbology.GS1_DATA_MATRIX,
            x=(0.743, 0.743, 0.990),
            quality="1.5/20/660",
        ),
    },
    Use.OTHER_TRADE_ITEM: {
        **_ean_upc((0.264, 0.330, 0.660), "1.5/06/660"),
        **_linear(*_BOX, x=(0.250, 0.495, 0.495), high=12.70, quality="1.5/08/660"),
        **_square(*_GS1_2D, *_LINKS, x=(0.380, 0.380, 0.495), quality="1.5/12/660"),
    },
    Use.LOGISTIC_UNIT: {
        **_linear(
            Symbology.GS1_128, x=(0.495, 0.495, 0.940), high=31.75, quality="1.5/10/660"
        ),
        **_square(*_GS1_2D, *_LINKS, x=(0.743, 0.743, 1.500), quality="1.5/20/660"),
    },
    Use.HEALTHCARE_NON_RETAIL: {
        **_linear(
            Symbology.GS1_128, x=(0.170, 0.495, 0.495), high=12.70, quality="1.5/06/660"
        ),
        **_linear(
            Symbology.ITF_14, x=(0.170, 0.330, 0.660), high=12.70, quality="1.5/06/660"
        ),
        **_databar((0.170, 0.200, 0.660), "1.5/06/660"),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.254, 0.380, 0.990), quality="1.5/08/660"),
    },
    Use.DIRECT_MARKING: {
        **_square(*_GS1_2D, x=(0.254, 0.300, 0.615), quality="1.5/06/660"),
    },
    Use.PHARMACY_AND_DISTRIBUTION: {
        **_ean_upc((0.495, 0.660, 0.660), "1.5/10/660"),
        **_linear(*_BOX, x=(0.495, 0.495, 1.016), high=31.75, quality="1.5/10/660"),
        **_databar((0.495, 0.660, 0.660), "1.5/10/660"),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.743, 0.743, 1.500), quality="1.5/20/660"),
    },
    Use.ASSET_OR_PLACE: {
        **_linear(
            Symbology.GS1_128, x=(0.250, 0.250, 0.495), high=12.70, quality="1.5/06/660"
        ),
        **_square(*_GS1_2D, *_LINKS, x=(0.380, 0.380, 0.495), quality="1.5/12/660"),
    },
    Use.HEALTHCARE_RETAIL: {
        **_ean_upc((0.264, 0.330, 0.660), "1.5/06/660"),
        **_linear(*_BOX, x=(0.264, 0.330, 0.660), high=12.70, quality="1.5/06/660"),
        **_databar((0.264, 0.330, 0.660), "1.5/06/660"),
        **_square(Symbology.GS1_DATA_MATRIX, x=(0.396, 0.495, 0.990), quality="1.5/08/660"),
    },
    Use.SERVICE_RELATION: {
        **_linear(
            Symbology.GS1_128, x=(0.170, 0.250, 0.495), high=12.70, quality="1.5/05/660"
        ),
        **_square(*_GS1_2D, x=(0.254, 0.380, 0.495), quality="1.5/08/660"),
    },
    Use.CONSUMER_LINK: {
        **_square(*_LINKS, x=(0.396, 0.495, 0.743), quality="1.5/12/660"),
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
