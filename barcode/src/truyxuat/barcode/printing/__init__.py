"""Print barcodes: symbols of the size their use asks for, on labels, sheets and rolls."""

from truyxuat.barcode.printing.drawing_symbols import draw
from truyxuat.barcode.printing.drawn import Drawing
from truyxuat.barcode.printing.grading import Hint, hints
from truyxuat.barcode.printing.request import Symbology, SymbolRequest, Use
from truyxuat.barcode.printing.serials import (
    SerialForm,
    check_serial,
    make_serials,
)
from truyxuat.barcode.printing.sheets import (
    PAPERS,
    Grid,
    SheetForm,
    SheetRequest,
    copies,
    roll,
    serialised,
    sheet,
)
from truyxuat.barcode.printing.symbol_sizes import SIZES, SizeRule, uses_of
from truyxuat.barcode.serial_keys import SerialKey

__all__ = [
    "PAPERS",
    "SIZES",
    "Drawing",
    "Grid",
    "Hint",
    "SerialForm",
    "SerialKey",
    "SheetForm",
    "SheetRequest",
    "SizeRule",
    "SymbolRequest",
    "Symbology",
    "Use",
    "check_serial",
    "copies",
    "draw",
    "hints",
    "make_serials",
    "roll",
    "serialised",
    "sheet",
    "uses_of",
]
