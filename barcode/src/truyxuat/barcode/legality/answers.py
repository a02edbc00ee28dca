"""What a legality check answers: a verdict, why, from which facts of which age, what would settle.

`unlawful` always comes with a finding, and a finding only with facts that are official and
fresh. Everything that could not be established is a reason of its own, with the one thing that
would settle it; reasons are stable words, so that pages can say them in Vietnamese.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from truyxuat.barcode.legality.facts import (
    Complete,
    Fact,
    Kind,
    LicenceState,
    Organisation,
    Told,
)
from truyxuat.barcode.legality.prefixes import PrefixRange


class Verdict(StrEnum):
    """Whether a code may be used as it is used."""

    LAWFUL = "lawful"
    UNLAWFUL = "unlawful"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What makes a code unlawful, the gravest first; the first four are those of R-005."""

    NEVER_ISSUED = "never_issued"
    """(c) Nobody was ever licensed to use the prefix."""
    LICENCE_REVOKED = "licence_revoked"
    """ND37 article 31.3."""
    LICENCE_EXPIRED = "licence_expired"
    LICENSED_TO_ANOTHER = "licensed_to_another"
    """(a) ND37 article 28.1e: not sold, not lent, authorised only in writing."""
    FOREIGN_UNAUTHORISED = "foreign_unauthorised"
    """(d) ND37 article 28.3."""
    NEVER_DECLARED = "never_declared"
    """(b) ND37 articles 28.1c and 28.2."""


class Settle(StrEnum):
    """What would turn an unknown into an answer."""

    REGISTER_LICENCE = "register_licence"
    """The register's word on the prefix: who holds it, in which state."""
    REGISTER_DECLARATION = "register_declaration"
    AUTHORISATION = "authorisation"
    """The holder's written authorisation, or the register's word that there is none."""
    NAME_THE_USER = "name_the_user"
    """Which organisation uses the code, by its tax code."""
    ISSUER = "issuer"
    """Whoever handed the number out: GS1, the ISBN or ISSN agency, the shop, the firm."""
    TAKE_ANEW = "take_anew"
    """The same source, asked again."""
    FILL_IN = "fill_in"
    """The holder declares the missing fields."""


class Weight(StrEnum):
    """What a reason does to the verdict."""

    FOR = "for"
    OPEN = "open"
    AGAINST = "against"
    NOTE = "note"


class Reason(StrEnum):
    """Why; the weight and what would settle it stand in `REASONS`."""

    LICENCE_ACTIVE = "licence_active"
    USED_BY_HOLDER = "used_by_holder"
    AUTHORISED = "authorised"
    DECLARED = "declared"
    INTERNAL = "internal"

    NEVER_ISSUED = "never_issued"
    LICENCE_REVOKED = "licence_revoked"
    LICENCE_EXPIRED = "licence_expired"
    LICENSED_TO_ANOTHER = "licensed_to_another"
    FOREIGN_UNAUTHORISED = "foreign_unauthorised"
    NEVER_DECLARED = "never_declared"

    LICENCE_UNKNOWN = "licence_unknown"
    LICENCE_STALE = "licence_stale"
    LICENCE_DISPUTED = "licence_disputed"
    LICENCE_NOT_CONFIRMED = "licence_not_confirmed"
    LICENCE_STATE_UNKNOWN = "licence_state_unknown"
    LICENCE_NO_LONGER_LISTED = "licence_no_longer_listed"
    USER_NOT_NAMED = "user_not_named"
    USER_NOT_COMPARABLE = "user_not_comparable"
    AUTHORISATION_UNKNOWN = "authorisation_unknown"
    AUTHORISATION_NOT_CONFIRMED = "authorisation_not_confirmed"
    DECLARATION_UNKNOWN = "declaration_unknown"
    DECLARATION_STALE = "declaration_stale"
    DECLARATION_NOT_CONFIRMED = "declaration_not_confirmed"
    DECLARATION_INCOMPLETE = "declaration_incomplete"
    DECLARATION_NO_LONGER_LISTED = "declaration_no_longer_listed"
    DECLARED_BY_SEVERAL = "declared_by_several"
    PREFIX_UNASSIGNED = "prefix_unassigned"
    PREFIX_RESERVED = "prefix_reserved"
    PREFIX_LIST_STALE = "prefix_list_stale"
    RESTRICTED_CIRCULATION = "restricted_circulation"
    PUBLICATION = "publication"
    NOT_GOODS = "not_goods"
    INTERNAL_UNREGISTERED = "internal_unregistered"
    INTERNAL_OF_ANOTHER = "internal_of_another"
    INTERNAL_CONFUSABLE = "internal_confusable"

    USER_LEFT_OPEN = "user_left_open"
    FOREIGN_PREFIX = "foreign_prefix"
    PREFIX_LENGTH_UNUSUAL = "prefix_length_unusual"
    INTERNAL_COLLIDES = "internal_collides"
    CLAIMED_BY_SEVERAL = "claimed_by_several"


_FOR, _AGAINST, _NOTE = (Weight.FOR, None), (Weight.AGAINST, None), (Weight.NOTE, None)


def _open(settle: Settle) -> tuple[Weight, Settle | None]:
    return Weight.OPEN, settle


REASONS: dict[Reason, tuple[Weight, Settle | None]] = {
    Reason.LICENCE_ACTIVE: _FOR,
    Reason.USED_BY_HOLDER: _FOR,
    Reason.AUTHORISED: _FOR,
    Reason.DECLARED: _FOR,
    Reason.INTERNAL: _FOR,
    Reason.NEVER_ISSUED: _AGAINST,
    Reason.LICENCE_REVOKED: _AGAINST,
    Reason.LICENCE_EXPIRED: _AGAINST,
    Reason.LICENSED_TO_ANOTHER: _AGAINST,
    Reason.FOREIGN_UNAUTHORISED: _AGAINST,
    Reason.NEVER_DECLARED: _AGAINST,
    Reason.LICENCE_UNKNOWN: _open(Settle.REGISTER_LICENCE),
    Reason.LICENCE_STALE: _open(Settle.TAKE_ANEW),
    Reason.LICENCE_DISPUTED: _open(Settle.REGISTER_LICENCE),
    Reason.LICENCE_NOT_CONFIRMED: _open(Settle.REGISTER_LICENCE),
    Reason.LICENCE_STATE_UNKNOWN: _open(Settle.REGISTER_LICENCE),
    Reason.LICENCE_NO_LONGER_LISTED: _open(Settle.REGISTER_LICENCE),
    Reason.USER_NOT_NAMED: _open(Settle.NAME_THE_USER),
    Reason.USER_NOT_COMPARABLE: _open(Settle.NAME_THE_USER),
    Reason.AUTHORISATION_UNKNOWN: _open(Settle.AUTHORISATION),
    Reason.AUTHORISATION_NOT_CONFIRMED: _open(Settle.AUTHORISATION),
    Reason.DECLARATION_UNKNOWN: _open(Settle.REGISTER_DECLARATION),
    Reason.DECLARATION_STALE: _open(Settle.TAKE_ANEW),
    Reason.DECLARATION_NOT_CONFIRMED: _open(Settle.REGISTER_DECLARATION),
    Reason.DECLARATION_INCOMPLETE: _open(Settle.FILL_IN),
    Reason.DECLARATION_NO_LONGER_LISTED: _open(Settle.REGISTER_DECLARATION),
    Reason.DECLARED_BY_SEVERAL: _open(Settle.REGISTER_DECLARATION),
    Reason.PREFIX_UNASSIGNED: _open(Settle.ISSUER),
    Reason.PREFIX_RESERVED: _open(Settle.ISSUER),
    Reason.PREFIX_LIST_STALE: _open(Settle.TAKE_ANEW),
    Reason.RESTRICTED_CIRCULATION: _open(Settle.ISSUER),
    Reason.PUBLICATION: _open(Settle.ISSUER),
    Reason.NOT_GOODS: _open(Settle.ISSUER),
    Reason.INTERNAL_UNREGISTERED: _open(Settle.ISSUER),
    Reason.INTERNAL_OF_ANOTHER: _open(Settle.ISSUER),
    Reason.INTERNAL_CONFUSABLE: _open(Settle.ISSUER),
    Reason.USER_LEFT_OPEN: _NOTE,
    Reason.FOREIGN_PREFIX: _NOTE,
    Reason.PREFIX_LENGTH_UNUSUAL: _NOTE,
    Reason.INTERNAL_COLLIDES: _NOTE,
    Reason.CLAIMED_BY_SEVERAL: _NOTE,
}


def verdict_of(reasons: tuple[Reason, ...]) -> tuple[Verdict, Finding | None]:
    """The verdict that reasons add up to: against, else open, else for; nothing is unknown.

    >>> verdict_of((Reason.LICENCE_UNKNOWN, Reason.NEVER_DECLARED))
    (<Verdict.UNLAWFUL: 'unlawful'>, <Finding.NEVER_DECLARED: 'never_declared'>)
    >>> verdict_of(())
    (<Verdict.UNKNOWN: 'unknown'>, None)
    """
    weights = {REASONS[reason][0] for reason in reasons}
    if Weight.AGAINST in weights:
        gravest = next(found for found in Finding if Reason(found.value) in reasons)
        return Verdict.UNLAWFUL, gravest
    if Weight.OPEN in weights or Weight.FOR not in weights:
        return Verdict.UNKNOWN, None
    return Verdict.LAWFUL, None


@dataclass(frozen=True, slots=True)
class Used:
    """A fact (or a source's word that it told all) that was looked at, with its age."""

    fact: Fact | Complete
    age: timedelta
    stale: bool
    """Over the limit of age: shown, and nothing is concluded from it."""

    @property
    def told(self) -> Told:
        """Source and retrieval time."""
        return self.fact.told


@dataclass(frozen=True, slots=True)
class Side:
    """One of those who say different things."""

    organisation: Organisation
    said: str
    told: Told


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources, or organisations, that contradict each other; each stays visible (R-010)."""

    about: Kind
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Legality:
    """The answer for one code at one instant.

    `holder` is asserted: it is there only when official and fresh sources agree. `user_asked`
    says whether the answer is about a certain user or about the code alone.
    """

    code: str
    key: str | None
    at: datetime
    verdict: Verdict
    finding: Finding | None
    reasons: tuple[Reason, ...]
    settle: tuple[Settle, ...]
    prefix_range: PrefixRange | None = None
    company_prefix: str | None = None
    licence_state: LicenceState = LicenceState.UNKNOWN
    holder: Organisation | None = None
    missing_fields: tuple[str, ...] = ()
    used: tuple[Used, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    prefix_list_source: str = ""
    prefix_list_as_of: str = ""
    law: str = ""
    user_asked: bool = False

    @property
    def company_prefix_length(self) -> int | None:
        """Digits of the company prefix, its GS1 prefix counted in (R-004)."""
        return len(self.company_prefix) if self.company_prefix else None
