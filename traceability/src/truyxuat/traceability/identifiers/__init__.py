"""GS1 identifiers: parsed once, impossible to hold invalid, one canonical key each.

`parse` reads any spelling into an `Identifier`; `canonical` gives just its key, and leaves other
absolute URIs alone; `facts` tells what a key is without parsing it anew, `spelled` (and
`all_spelled`) everything at once and without raising. `parse_scanned` is for
what people and scanners type, `to_epc_urn` for partners that want EPC URNs.
"""

from truyxuat.traceability.identifiers.check_digits import check_digit, check_pair
from truyxuat.traceability.identifiers.company_prefix import (
    PrefixTable,
    company_prefix,
    prefix_table,
)
from truyxuat.traceability.identifiers.dates import element_date
from truyxuat.traceability.identifiers.epc_writing import to_epc_urn
from truyxuat.traceability.identifiers.identifier import Identifier
from truyxuat.traceability.identifiers.reading import (
    KeyFacts,
    Spelling,
    all_spelled,
    canonical,
    facts,
    parse,
    spelled,
)
from truyxuat.traceability.identifiers.rules import Level, Scheme
from truyxuat.traceability.identifiers.scanned import Scanned, identified, parse_scanned

__all__ = [
    "Identifier",
    "KeyFacts",
    "Level",
    "PrefixTable",
    "Scanned",
    "Scheme",
    "Spelling",
    "all_spelled",
    "canonical",
    "check_digit",
    "check_pair",
    "company_prefix",
    "element_date",
    "facts",
    "identified",
    "parse",
    "parse_scanned",
    "prefix_table",
    "spelled",
    "to_epc_urn",
]
