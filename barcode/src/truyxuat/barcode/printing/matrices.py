"""The symbols that are looked up in two directions, and DataBar: modules from segno and Zint.

segno draws QR Codes with a Digital Link. It cannot put FNC1 first, so GS1 QR Codes come from
Zint, as do Data Matrix and DataBar. Zint is told not to judge the element string: one place of
the platform does that, and two verdicts would differ some day.
"""

from __future__ import annotations

import segno
import zint

from truyxuat.barcode.printing.carried_data import Element
from truyxuat.barcode.printing.request import Symbology
from truyxuat.barcode.printing.strips import Length, Strip, runs_of, stacked
from truyxuat.barcode.printing.symbol_sizes import QUIET_ZONES
from truyxuat.traceability.errors import InvalidInput

QR_CAPACITY_WORDS = "2,953 bytes at level L, 2,331 at M"

_LEVELS = {"L": 1, "M": 2, "Q": 3, "H": 4}

_ZINT = {
    Symbology.GS1_QR: zint.Symbology.QRCODE,
    Symbology.GS1_DATA_MATRIX: zint.Symbology.DATAMATRIX,
    Symbology.DATA_MATRIX_LINK: zint.Symbology.DATAMATRIX,
    Symbology.DATABAR: zint.Symbology.DBAR_OMN,
    Symbology.DATABAR_STACKED: zint.Symbology.DBAR_OMNSTK,
    Symbology.DATABAR_EXPANDED: zint.Symbology.DBAR_EXP,
    Symbology.DATABAR_EXPANDED_STACKED: zint.Symbology.DBAR_EXPSTK,
}

_RECTANGLES = (
    (8, 18, 25), (8, 32, 26), (12, 26, 27), (12, 36, 28), (16, 36, 29), (16, 48, 30),
)  # fmt: skip
"""Rows and columns of ECC 200's rectangles, and Zint's number for each size, smallest first."""

_BAR_ROWS_EVERY = 4
"""Stacked DataBar: a row of bars, three separators of 1X, a row of bars, and so on."""

DATABAR_ROW_X = {
    Symbology.DATABAR: 33.0,
    Symbology.DATABAR_STACKED: 33.0,
    Symbology.DATABAR_EXPANDED: 34.0,
    Symbology.DATABAR_EXPANDED_STACKED: 34.0,
}
"""The least height of a row of bars (ISO/IEC 24724)."""

Rows = list[list[bool]]


def qr(link: str, error_correction: str) -> tuple[Strip, ...]:
    """A QR Code of the text given, as strips.

    Raises:
        InvalidInput: more than the largest QR Code holds.
    """
    return _square(qr_rows(link, error_correction), Symbology.QR_LINK)


def qr_rows(link: str, error_correction: str) -> Rows:
    """The modules of a QR Code, without quiet zone."""
    try:
        made = segno.make_qr(link, error=error_correction.lower(), boost_error=False)
    except segno.DataOverflowError as error:
        raise InvalidInput(
            f"QR Code: at most {QR_CAPACITY_WORDS} expected, got {len(link)} characters."
        ) from error
    return [[bool(module) for module in row] for row in made.matrix]


def gs1_qr(elements: tuple[Element, ...], error_correction: str) -> tuple[Strip, ...]:
    """A QR Code with FNC1 in first position."""
    made = zint.Symbol()
    made.option_1 = _LEVELS[error_correction]
    return _square(_encoded(made, Symbology.GS1_QR, elements), Symbology.GS1_QR)


def gs1_data_matrix(
    elements: tuple[Element, ...], *, rectangular: bool
) -> tuple[Strip, ...]:
    """A Data Matrix with FNC1 first: the smallest square, or the smallest rectangle."""
    return _data_matrix(Symbology.GS1_DATA_MATRIX, elements, rectangular=rectangular)


def data_matrix(link: str, *, rectangular: bool) -> tuple[Strip, ...]:
    """A plain Data Matrix of a link."""
    return _data_matrix(Symbology.DATA_MATRIX_LINK, link, rectangular=rectangular)


def databar(
    symbology: Symbology, elements: tuple[Element, ...], height: Length
) -> tuple[Strip, ...]:
    """A GS1 DataBar; rows that are no separators share the height above the least."""
    rows = _encoded(zint.Symbol(), symbology, elements)
    separators = sum(place % _BAR_ROWS_EVERY != 0 for place in range(len(rows)))
    share = len(rows) - separators
    least = DATABAR_ROW_X[symbology]
    bars = Length(height.mm / share, max((height.modules - separators) / share, 0))
    bars = bars if bars.mm else Length(modules=max(bars.modules, least))
    left, right, _ = QUIET_ZONES[symbology]
    return stacked(
        (
            runs_of([False] * left + row + [False] * right),
            Length(modules=1) if place % _BAR_ROWS_EVERY else bars,
        )
        for place, row in enumerate(rows)
    )


def _data_matrix(
    symbology: Symbology, data: tuple[Element, ...] | str, *, rectangular: bool
) -> tuple[Strip, ...]:
    sizes = [number for _, _, number in _RECTANGLES] if rectangular else [0]
    for number in sizes:
        made = zint.Symbol()
        made.option_2 = number
        made.option_3 = 0 if rectangular else zint.DataMatrixOptions.SQUARE
        try:
            return _square(_encoded(made, symbology, data), symbology)
        except InvalidInput:
            if number == sizes[-1]:
                raise
    raise AssertionError("one size at least is tried")


def _encoded(
    made: zint.Symbol, symbology: Symbology, data: tuple[Element, ...] | str
) -> Rows:
    made.symbology = _ZINT[symbology]
    made.show_text = False
    try:
        made.encode(_input(made, symbology, data))
    except RuntimeError as error:
        raise InvalidInput(
            f"{symbology}: these data do not fit the symbol: {error}."
        ) from error
    packed = made.encoded_data
    return [
        [bool(packed[row, column >> 3] >> (column & 7) & 1) for column in range(made.width)]
        for row in range(made.rows)
    ]


def _input(made: zint.Symbol, symbology: Symbology, data: tuple[Element, ...] | str) -> str:
    if isinstance(data, str):
        return data
    if symbology in {Symbology.DATABAR, Symbology.DATABAR_STACKED}:
        return data[0][1][:13]
    made.input_mode = zint.InputMode.GS1 | zint.InputMode.GS1NOCHECK
    # Square brackets: they are none of GS1's 82 characters, so no value can hold one.
    return "".join(f"[{ai}]{value}" for ai, value in data)


def _square(rows: Rows, symbology: Symbology) -> tuple[Strip, ...]:
    left, right, over = QUIET_ZONES[symbology]
    light = [[False] * (left + len(rows[0]) + right)] * over
    padded = (*light, *([False] * left + row + [False] * right for row in rows), *light)
    return stacked((runs_of(row), Length(modules=1)) for row in padded)
