"""What a barcode says: application identifiers, element strings, Digital Links, scanned data.

`understand` answers for any text, `parse_symbol` for what a scanner sends; the `parse_` functions
raise where they are given something unsound. Nothing is read on import: tables are compiled when
they are first asked for.
"""

from truyxuat.barcode.syntax.associations import association_problems, require_associations
from truyxuat.barcode.syntax.compression import (
    compress_digital_link,
    decompress_digital_link,
)
from truyxuat.barcode.syntax.digital_link import (
    build_digital_link,
    normalise_digital_link,
    parse_digital_link,
)
from truyxuat.barcode.syntax.elements import (
    Element,
    ElementString,
    parse_bracketed,
    parse_fnc1,
)
from truyxuat.barcode.syntax.linting import lint
from truyxuat.barcode.syntax.meanings import Meaning, meaning
from truyxuat.barcode.syntax.rules import Rule, Table, table
from truyxuat.barcode.syntax.titles import Title, hri_lines, title
from truyxuat.barcode.syntax.understanding import (
    Understood,
    UnderstoodElement,
    parse_symbol,
    understand,
)

__all__ = [
    "Element",
    "ElementString",
    "Meaning",
    "Rule",
    "Table",
    "Title",
    "Understood",
    "UnderstoodElement",
    "association_problems",
    "build_digital_link",
    "compress_digital_link",
    "decompress_digital_link",
    "hri_lines",
    "lint",
    "meaning",
    "normalise_digital_link",
    "parse_bracketed",
    "parse_digital_link",
    "parse_fnc1",
    "parse_symbol",
    "require_associations",
    "table",
    "title",
    "understand",
]
