"""Whose number is it? The GS1 company prefix that a key begins with.

How long a prefix is cannot be seen in the number: GS1 publishes a table of lengths, which the
package biip carries and updates. It is loaded when the first prefix is asked for (0.1 s, 25 MB).
A prefix says who was licensed, not where goods were made, and a new licence may be younger than
the table: an unknown prefix is an answer, not an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

from truyxuat.traceability.identifiers.identifier import VALUES_REMEMBERED, Identifier
from truyxuat.traceability.identifiers.reading import parse

_LEADING_DIGITS = re.compile(r"[0-9]{1,12}")
_INDICATED = frozenset({"00", "01", "8003", "8006"})
"""Keys whose first digit (extension, indicator, filler) stands before the prefix."""

_GTIN_8 = "000000"
"""How a GTIN-8 begins as 14 digits. Each is assigned singly and belongs to no prefix."""

_RELEASED = {"5.2.0": "2026-10"}


@dataclass(frozen=True, slots=True)
class PrefixTable:
    """Which edition of the length table answers; `released` is empty where it is not known."""

    source: str
    edition: str
    released: str


def prefix_table() -> PrefixTable:
    """The edition of the length table in use, to be stated beside what was decided by it.

    >>> prefix_table().source
    'GS1 company prefix lengths, as carried by biip'
    """
    edition = version("biip")
    return PrefixTable(
        "GS1 company prefix lengths, as carried by biip",
        edition,
        _RELEASED.get(edition, ""),
    )


def company_prefix(key: Identifier | str) -> str | None:
    """The company prefix of an identifier; None where the table knows none, or it has none.

    >>> company_prefix("08938505970004")
    '8938505970'
    >>> company_prefix("https://id.gs1.org/8004/4012345ABC345")
    '4012345'
    >>> company_prefix("96385074")

    Raises:
        InvalidIdentifier: a text that is no GS1 identifier.
    """
    identifier = parse(key) if isinstance(key, str) else key
    number = identifier.value
    if identifier.ai in _INDICATED:
        if identifier.gtin is not None and number.startswith(_GTIN_8):
            return None
        number = number[1:]
    found = _LEADING_DIGITS.match(number)
    return None if found is None else _known_prefix(found[0])


@lru_cache(VALUES_REMEMBERED)
def _known_prefix(digits: str) -> str | None:
    # Imported here: biip reads its table while it is imported.
    from biip.gs1_prefixes import GS1CompanyPrefix

    found = GS1CompanyPrefix.extract(digits)
    return None if found is None else found.value
