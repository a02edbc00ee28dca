"""What somebody said about a code: licences, declarations, authorisations, claims.

A fact is what one source told at one instant, and is never changed: a later word of the same
source is another fact. Only an `OFFICIAL` source can settle who a number belongs to (ND37
article 28.6: official code data, never a wrong owner); others are shown beside it. What is
absent from a source means nothing unless that source said it is `Complete` for the range.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from truyxuat.barcode.legality.prefixes import PrefixList, prefix_list


class Standing(StrEnum):
    """How much a source's word weighs."""

    OFFICIAL = "official"
    """The organisation that hands the numbers out, or the authority's register (VNPC)."""
    DECLARED = "declared"
    """The firm's own papers."""
    SECONDHAND = "secondhand"
    """Anybody else: a list that was bought, a page that was read."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who said it, and when it was taken from there."""

    source: str
    standing: Standing
    retrieved_at: datetime


@dataclass(frozen=True, slots=True)
class Organisation:
    """A firm as a source names it. Names are shown and never compared: only numbers are."""

    name: str
    tax_code: str = ""
    gln: str = ""

    def same_as(self, other: Organisation) -> bool | None:
        """Whether both are one firm; None where their numbers cannot tell.

        A branch (``-001`` behind ten digits) is its firm. Two GLNs may both be one firm's.

        >>> Organisation("A", "0100000001").same_as(Organisation("B", "0100000001-002"))
        True
        >>> Organisation("A", gln="1").same_as(Organisation("A", gln="2")) is None
        True
        """
        if self.tax_code and other.tax_code:
            return self.tax_code.partition("-")[0] == other.tax_code.partition("-")[0]
        if self.gln and self.gln == other.gln:
            return True
        return None


class LicenceState(StrEnum):
    """The state of a licence (R-004)."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PrefixLicence:
    """Who may use the numbers that begin so (ND37 articles 29 to 31).

    `prefix` has 4 to 12 digits; all 14 of a GTIN license that one number. `issuer` is the member
    organisation, in the words of the prefix list.
    """

    told: Told
    prefix: str
    holder: Organisation
    state: LicenceState
    issuer: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


DECLARED_FIELDS = (
    "gtin",
    "name_and_brand",
    "description",
    "product_group",
    "company",
    "target_market",
    "image",
)
"""What is declared on VNPC before circulation (ND37 article 28.1c), in its order (R-008)."""


@dataclass(frozen=True, slots=True)
class GtinDeclaration:
    """A product as it was declared under its GTIN; empty text is a field not filled in."""

    told: Told
    gtin: str
    company: Organisation
    name_and_brand: str = ""
    description: str = ""
    product_group: str = ""
    target_market: str = ""
    image: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that are not filled in."""
        filled = {
            "gtin": self.gtin,
            "name_and_brand": self.name_and_brand,
            "description": self.description,
            "product_group": self.product_group,
            "company": self.company.name,
            "target_market": self.target_market,
            "image": self.image,
        }
        return tuple(name for name in DECLARED_FIELDS if not filled[name].strip())


@dataclass(frozen=True, slots=True)
class CodeAuthorisation:
    """A written permission to use numbers (ND37 articles 28.1e and 28.3, R-007).

    `scope` is a prefix, or the 14 digits of one GTIN. Where partner and holder are one firm it
    is the proof of a foreign number of one's own.
    """

    told: Told
    scope: str
    holder: Organisation
    partner: Organisation
    document: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether the document covers that day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class InternalCode:
    """A code that a firm made for itself, outside GS1 (ND37 article 28.4b, R-009)."""

    told: Told
    code: str
    owner: Organisation


@dataclass(frozen=True, slots=True)
class Claim:
    """An organisation says that this GTIN is its own (R-010)."""

    told: Told
    gtin: str
    claimant: Organisation


Fact: TypeAlias = (
    "PrefixLicence | GtinDeclaration | CodeAuthorisation | InternalCode | Claim"
)


class Kind(StrEnum):
    """Kinds of facts, as files name them."""

    LICENCE = "licence"
    DECLARATION = "declaration"
    AUTHORISATION = "authorisation"
    INTERNAL = "internal"
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Complete:
    """A source's word that it told every fact of a kind about numbers that begin so."""

    told: Told
    kind: Kind
    prefix: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything known that may concern a code; more than that does no harm."""

    licences: tuple[PrefixLicence, ...] = ()
    declarations: tuple[GtinDeclaration, ...] = ()
    authorisations: tuple[CodeAuthorisation, ...] = ()
    internal_codes: tuple[InternalCode, ...] = ()
    claims: tuple[Claim, ...] = ()
    complete: tuple[Complete, ...] = ()
    prefixes: PrefixList = field(default_factory=prefix_list)
