"""Whether the identifiers in an event are sound, and which two are the same object.

Field data holds carriers named wrongly: SSCC URNs of the wrong length, SSCC and GRAI links whose
check digit was made up by a label printer. The event still tells what was in them, so such a
name is kept as it was and reported, instead of refusing the whole document. A broken key of
anything else (a product, a party, a place) is refused: the recall would look for the wrong one.
"""

from __future__ import annotations

import re

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import spelled

SSCC_DIGITS = 17
"""Digits of an SSCC in an EPC URN: company prefix and serial reference, no check digit."""

_SSCC_URN = re.compile(r"urn:epc:id:sscc:([0-9]+)\.([0-9]+)")
_CARRIER_LINK = re.compile(r"https?://[^?#]*/(?:00/[0-9]{18}|8003/[0-9]{14}[^/?#]{0,16})/?")


def key_of(name: str) -> tuple[str, str]:
    """The canonical key of an identifier, and what is wrong with it where that is tolerated.

    Raises:
        InvalidIdentifier: a GS1 key that breaks the rules of its kind.
    """
    found = spelled(name)
    if not found.fault:
        return found.key, ""
    tolerated = _tolerated(name, found.fault)
    if not tolerated:
        raise InvalidIdentifier(found.fault)
    return name, tolerated


def _tolerated(name: str, fault: str) -> str:
    if _CARRIER_LINK.fullmatch(name):
        return f"{fault} Kept as it was."
    found = _SSCC_URN.fullmatch(name)
    if found is None or len(found[1] + found[2]) == SSCC_DIGITS:
        return ""
    digits = len(found[1] + found[2])
    return f"An SSCC URN has {SSCC_DIGITS} digits, this has {digits}; kept as it was."
