"""Whose number is this, and may it be used so? Prefixes, licences, declarations, legality.

`check_legality` answers with lawful, unlawful or unknown from facts that others told, each with
its source and age; `prefix_list` is GS1's list of prefixes; `fault_of` says why a text may not
be a firm's internal code.
"""

from truyxuat.barcode.legality.answers import (
    REASONS,
    Conflict,
    Finding,
    Legality,
    Reason,
    Settle,
    Side,
    Used,
    Verdict,
    Weight,
)
from truyxuat.barcode.legality.checking import check_legality
from truyxuat.barcode.legality.facts import (
    DECLARED_FIELDS,
    Claim,
    CodeAuthorisation,
    Complete,
    Fact,
    Facts,
    GtinDeclaration,
    InternalCode,
    Kind,
    LicenceState,
    Organisation,
    PrefixLicence,
    Standing,
    Told,
)
from truyxuat.barcode.legality.internal_codes import fault_of, read_as_gs1
from truyxuat.barcode.legality.prefixes import (
    PrefixKind,
    PrefixList,
    PrefixRange,
    prefix_list,
)
from truyxuat.barcode.legality.weighing import DECREE_37, Rules

__all__ = [
    "DECLARED_FIELDS",
    "DECREE_37",
    "REASONS",
    "Claim",
    "CodeAuthorisation",
    "Complete",
    "Conflict",
    "Fact",
    "Facts",
    "Finding",
    "GtinDeclaration",
    "InternalCode",
    "Kind",
    "Legality",
    "LicenceState",
    "Organisation",
    "PrefixKind",
    "PrefixLicence",
    "PrefixList",
    "PrefixRange",
    "Reason",
    "Rules",
    "Settle",
    "Side",
    "Standing",
    "Told",
    "Used",
    "Verdict",
    "Weight",
    "check_legality",
    "fault_of",
    "prefix_list",
    "read_as_gs1",
]
