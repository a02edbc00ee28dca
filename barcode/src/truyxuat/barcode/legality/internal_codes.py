"""Codes that a firm makes for itself: allowed, as long as nobody can take them for GS1 codes.

ND37 article 28.4b. A GS1 code in any spelling can be read as one, so a text that reads as none
cannot collide with any that is in use, today or later: no list of codes has to be searched.
"""

from __future__ import annotations

from truyxuat.barcode.legality.answers import Reason
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, parse_scanned

KEY_LENGTHS = frozenset({8, 12, 13, 14, 18})
"""Digits of GTIN, GLN and SSCC: so many bare digits are taken for one by every scanner."""


def read_as_gs1(code: str) -> Identifier | None:
    """The GS1 key that a text would be taken for; None where it is none.

    >>> read_as_gs1("8938505970004").key
    'https://id.gs1.org/01/08938505970004'
    >>> read_as_gs1("SP-0042") is None
    True
    """
    try:
        found = parse_scanned(code)
    except InvalidIdentifier:
        return None
    return found.identifiers[0] if found.identifiers else None


def fault_of(code: str) -> Reason | None:
    """Why a text may not be an internal code; None where it may.

    >>> fault_of("8938505970004")
    <Reason.INTERNAL_COLLIDES: 'internal_collides'>
    >>> fault_of("8938505970005")
    <Reason.INTERNAL_CONFUSABLE: 'internal_confusable'>
    >>> fault_of("SP-0042") is None
    True
    """
    if read_as_gs1(code) is not None:
        return Reason.INTERNAL_COLLIDES
    text = code.strip()
    if text.isascii() and text.isdigit() and len(text) in KEY_LENGTHS:
        return Reason.INTERNAL_CONFUSABLE
    return None
