"""From any scanned or typed text to the address of the page that answers it.

What a person holds up may carry several symbols: the EAN-13 of the till, a QR Code with lot
and serial, an SSCC. The one that says most about the goods wins; where two different products
are in the picture the person chooses.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from truyxuat.services.pages.codes import GS1_HOME
from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, identified

BLANKS = " \t\r\n\u00a0"
"""What a person types around a code; str.strip() alone would also take a leading FNC1."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A page to open: its path here, and the text it came from."""

    path: str
    text: str
    printed: str = ""
    """The use-by date that the symbol carries, as AI 17 has it; empty where it has none."""

    @property
    def query(self) -> dict[str, str]:
        """What the page is to know besides its path."""
        return {"17": self.printed} if self.printed else {}


def path_of(identifier: Identifier) -> str:
    """The path of an identifier's page: the Digital Link path, the lot kept beside a serial.

    >>> path_of(identified("(01)09521234001010(10)L1").identifier)
    '/01/09521234001010/10/L1'
    """
    path = urlsplit(identifier.key).path
    if identifier.lot_key and "/21/" in path and "/10/" not in path:
        return urlsplit(identifier.lot_key).path + path[path.index("/21/") :]
    return path


def opening_of(text: str) -> Opening:
    """Where a typed or scanned text leads.

    Raises:
        InvalidIdentifier: not a GS1 identifier in any spelling, with what was expected.
    """
    wanted = text.strip(BLANKS)
    scanned = identified(wanted)
    identifier = scanned.identifier
    if not identifier.key.startswith(GS1_HOME):
        raise InvalidIdentifier(
            f"{wanted!r} is not a GS1 code: expected a GTIN, SSCC, GLN or a GS1 Digital Link."
        )
    printed = dict(scanned.elements).get("17", "")
    return Opening(path_of(identifier), wanted, printed if printed.isdigit() else "")


def openings_of(texts: Iterable[str]) -> tuple[Opening, ...]:
    """Where the symbols of one picture lead, the most telling first, each page once.

    A page that another one narrows down (the product of a lot that is there too) is left out;
    texts that are no GS1 codes are passed over.
    """
    found: dict[str, Opening] = {}
    for text in texts:
        try:
            opening = opening_of(text)
        except InvalidIdentifier:
            continue
        found.setdefault(opening.path, opening)
    narrowed = [
        opening
        for path, opening in found.items()
        if not any(other.startswith(path + "/") for other in found)
    ]
    return tuple(
        sorted(narrowed, key=lambda opening: (-opening.path.count("/"), opening.path))
    )
