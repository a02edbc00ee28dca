"""GS1 identifiers: parsed once, impossible to hold invalid, one canonical key each.

`parse` reads any spelling into an `Identifier`; `canonical` gives just its key, and leaves other
absolute URIs alone; `facts` tells what a key is without parsing it anew.
"""

from truyxuat.traceability.identifiers.check_digits import check_digit
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.reading import KeyFacts, canonical, facts, parse
from truyxuat.traceability.identifiers.rules import Level, Scheme

__all__ = [
    "Identifier",
    "KeyFacts",
    "Level",
    "Scheme",
    "canonical",
    "check_digit",
    "facts",
    "parse",
]
