"""Read a barcode, print a barcode: from picture or typed text to identifier and back.

A name brings its block along when it is first asked for (PEP 562). Reading opens pictures with
five libraries and printing draws with five more; who imports one block, or the package for one
name, waits for no other's.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truyxuat.barcode.legality import (
        Facts,
        Finding,
        Legality,
        Organisation,
        Verdict,
        check_legality,
        prefix_list,
    )
    from truyxuat.barcode.printing import (
        PAPERS,
        Drawing,
        Grid,
        Hint,
        SerialForm,
        SerialKey,
        SheetRequest,
        Symbology,
        SymbolRequest,
        Use,
        check_serial,
        copies,
        draw,
        hints,
        make_serials,
        roll,
        serialised,
        sheet,
    )
    from truyxuat.barcode.reading import (
        Choice,
        Frame,
        PictureLimits,
        Reading,
        Symbol,
        choose,
        read_frame,
        read_picture,
        reading_of,
    )
    from truyxuat.barcode.symbol_data import understand_symbol
    from truyxuat.barcode.syntax import (
        Element,
        ElementString,
        Meaning,
        Understood,
        UnderstoodElement,
        build_digital_link,
        compress_digital_link,
        decompress_digital_link,
        hri_lines,
        lint,
        normalise_digital_link,
        parse_bracketed,
        parse_digital_link,
        parse_fnc1,
        parse_symbol,
        require_associations,
        title,
        understand,
    )

__all__ = [
    "PAPERS",
    "Choice",
    "Drawing",
    "Element",
    "ElementString",
    "Facts",
    "Finding",
    "Frame",
    "Grid",
    "Hint",
    "Legality",
    "Meaning",
    "Organisation",
    "PictureLimits",
    "Reading",
    "SerialForm",
    "SerialKey",
    "SheetRequest",
    "Symbol",
    "SymbolRequest",
    "Symbology",
    "Understood",
    "UnderstoodElement",
    "Use",
    "Verdict",
    "build_digital_link",
    "check_legality",
    "check_serial",
    "choose",
    "compress_digital_link",
    "copies",
    "decompress_digital_link",
    "draw",
    "hints",
    "hri_lines",
    "lint",
    "make_serials",
    "normalise_digital_link",
    "parse_bracketed",
    "parse_digital_link",
    "parse_fnc1",
    "parse_symbol",
    "prefix_list",
    "read_frame",
    "read_picture",
    "reading_of",
    "require_associations",
    "roll",
    "serialised",
    "sheet",
    "title",
    "understand",
    "understand_symbol",
]

_NAMES = {
    "legality": "Facts Finding Legality Organisation Verdict check_legality prefix_list",
    "printing": (
        "PAPERS Drawing Grid Hint SerialForm SerialKey SheetRequest Symbology "
        "SymbolRequest Use check_serial copies draw hints make_serials roll serialised "
        "sheet"
    ),
    "reading": (
        "Choice Frame PictureLimits Reading Symbol choose read_frame read_picture "
        "reading_of"
    ),
    "symbol_data": "understand_symbol",
    "syntax": (
        "Element ElementString Meaning Understood UnderstoodElement build_digital_link "
        "compress_digital_link decompress_digital_link hri_lines lint "
        "normalise_digital_link parse_bracketed parse_digital_link parse_fnc1 "
        "parse_symbol require_associations title understand"
    ),
}
_BLOCK_OF = {name: block for block, names in _NAMES.items() for name in names.split()}

if not TYPE_CHECKING:  # else a name that is not there would be one for the type checker

    def __getattr__(name: str) -> object:
        """A public name from its block."""
        if name not in _BLOCK_OF:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f"{__name__}.{_BLOCK_OF[name]}"), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
