"""The steps of a check, each of which says its reasons: prefix, licence, use, declaration.

No step knows the verdict. A step concludes something from official, fresh and listed facts
only; from anything else it says what is missing. Papers of lesser standing keep a question open
only where they are younger than the official list that does not hold them: otherwise whoever
shows a paper could switch a finding off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from truyxuat.barcode.legality.answers import Reason, Used
from truyxuat.barcode.legality.cases import Case
from truyxuat.barcode.legality.facts import (
    CodeAuthorisation,
    GtinDeclaration,
    Kind,
    LicenceState,
    Organisation,
    PrefixLicence,
    Standing,
)
from truyxuat.barcode.legality.prefixes import PrefixKind
from truyxuat.barcode.legality.weighing import VIETNAM, Heard

Reasons = tuple[Reason, ...]

BY_KIND: dict[PrefixKind, Reason] = {
    PrefixKind.RESTRICTED_REGION: Reason.RESTRICTED_CIRCULATION,
    PrefixKind.RESTRICTED_COMPANY: Reason.RESTRICTED_CIRCULATION,
    PrefixKind.SERIAL: Reason.PUBLICATION,
    PrefixKind.BOOK: Reason.PUBLICATION,
    PrefixKind.REFUND: Reason.NOT_GOODS,
    PrefixKind.COUPON: Reason.NOT_GOODS,
    PrefixKind.GTIN_8: Reason.PREFIX_RESERVED,
    PrefixKind.RESERVED: Reason.PREFIX_RESERVED,
    PrefixKind.UNASSIGNED: Reason.PREFIX_UNASSIGNED,
    PrefixKind.DEMONSTRATION: Reason.NEVER_ISSUED,
    PrefixKind.UNUSED: Reason.NEVER_ISSUED,
}
"""What a prefix that no member organisation hands out means by itself."""

LICENSABLE = frozenset(
    {PrefixKind.RESERVED, PrefixKind.UNASSIGNED, PrefixKind.DEMONSTRATION}
)
"""Kinds under which the register's word on a licence, fresh or not, leads on."""

STATES: dict[LicenceState, Reason] = {
    LicenceState.ACTIVE: Reason.LICENCE_ACTIVE,
    LicenceState.EXPIRED: Reason.LICENCE_EXPIRED,
    LicenceState.REVOKED: Reason.LICENCE_REVOKED,
    LicenceState.UNKNOWN: Reason.LICENCE_STATE_UNKNOWN,
}
ENDED = frozenset({LicenceState.EXPIRED, LicenceState.REVOKED})


@dataclass(frozen=True, slots=True)
class LicenceWord:
    """What the official and fresh licences say together."""

    reasons: Reasons
    state: LicenceState = LicenceState.UNKNOWN
    holder: Organisation | None = None
    prefix: str | None = None


def prefix_reasons(case: Case) -> Reasons | None:
    """The answer that the prefix alone gives; None where licences have to be asked."""
    kind = case.prefix_range.kind
    if kind is PrefixKind.MEMBER:
        return None
    official = [one for one in case.licences if one.told.standing is Standing.OFFICIAL]
    if kind in LICENSABLE and official:
        return None
    reason = BY_KIND[kind]
    if reason is Reason.NEVER_ISSUED and not case.prefix_list_fresh:
        return (Reason.PREFIX_LIST_STALE,)
    return (reason,)


def licence_word(case: Case) -> LicenceWord:
    """Whose the prefix is and in which state, where official sources agree."""
    counting = _current([one for one in case.licences if one.counts], case.weighed.day)
    if not counting:
        return LicenceWord((_without_licence(case),))
    first = counting[0].fact
    state = state_on(first, case.weighed.day)
    for other in counting[1:]:
        one_firm = other.fact.holder == first.holder or first.holder.same_as(
            other.fact.holder
        )
        if not one_firm or state_on(other.fact, case.weighed.day) is not state:
            return LicenceWord((Reason.LICENCE_DISPUTED,))
    return LicenceWord((STATES[state],), state, first.holder, first.prefix)


def state_on(licence: PrefixLicence, day: date) -> LicenceState:
    """The state on a day. A licence that ran out since it was looked up may have been renewed."""
    if licence.state is not LicenceState.ACTIVE:
        return licence.state
    begun = licence.valid_from is None or licence.valid_from <= day
    lasts = licence.valid_to is None or day <= licence.valid_to
    return LicenceState.ACTIVE if begun and lasts else LicenceState.UNKNOWN


def _current(
    counting: Sequence[Heard[PrefixLicence]], day: date
) -> list[Heard[PrefixLicence]]:
    """Without the ended licences of a source that also tells the one that followed them."""
    followed = {
        one.told.source
        for one in counting
        if state_on(one.fact, day) is LicenceState.ACTIVE
    }
    return [
        one
        for one in counting
        if one.told.source not in followed or state_on(one.fact, day) not in ENDED
    ]


def _without_licence(case: Case) -> Reason:
    if (reason := _official_but_not_counting(case.licences)) is not None:
        return {
            "unlisted": Reason.LICENCE_NO_LONGER_LISTED,
            "stale": Reason.LICENCE_STALE,
        }[reason]
    complete = case.told_all(Kind.LICENCE)
    if complete is None:
        return Reason.LICENCE_NOT_CONFIRMED if case.licences else Reason.LICENCE_UNKNOWN
    younger = any(_began_after(one.fact.valid_from, complete) for one in case.licences)
    return Reason.LICENCE_NOT_CONFIRMED if younger else Reason.NEVER_ISSUED


def _official_but_not_counting(
    heard: Iterable[Heard[PrefixLicence]] | Iterable[Heard[GtinDeclaration]],
) -> str | None:
    """Why an official fact does not count; None where there is no official fact."""
    found = {
        "unlisted" if one.unlisted else "stale"
        for one in heard
        if one.told.standing is Standing.OFFICIAL
    }
    return max(found, default=None)


def _began_after(begun: date | None, complete: Used) -> bool:
    return begun is not None and begun > _day(complete)


def _day(complete: Used) -> date:
    return complete.told.retrieved_at.astimezone(VIETNAM).date()


def use_reasons(case: Case, word: LicenceWord) -> Reasons:
    """Whether this user may use the number."""
    if case.used_by is None:
        return (Reason.USER_LEFT_OPEN if case.at_home else Reason.USER_NOT_NAMED,)
    if word.holder is None:
        return () if case.at_home else (_authorised(case, case.used_by, None),)
    own = word.holder.same_as(case.used_by)
    if own is None:
        return (Reason.USER_NOT_COMPARABLE,)
    return (Reason.USED_BY_HOLDER if own else _authorised(case, case.used_by, word.holder),)


def _authorised(case: Case, user: Organisation, holder: Organisation | None) -> Reason:
    concerning = [
        one
        for one in case.authorisations
        if one.fact.partner.same_as(user) is not False
        and (holder is None or one.fact.holder.same_as(holder) is not False)
    ]
    in_force = [one for one in concerning if one.fact.in_force(case.weighed.day)]
    if any(one.counts and _surely(one.fact, user, holder) for one in in_force):
        return Reason.AUTHORISED
    complete = case.told_all(Kind.AUTHORISATION)
    if complete is None:
        return (
            Reason.AUTHORISATION_NOT_CONFIRMED if in_force else Reason.AUTHORISATION_UNKNOWN
        )
    if any(
        one.told.standing is Standing.OFFICIAL
        or _began_after(one.fact.valid_from, complete)
        for one in in_force
    ):
        return Reason.AUTHORISATION_NOT_CONFIRMED
    return Reason.LICENSED_TO_ANOTHER if case.at_home else Reason.FOREIGN_UNAUTHORISED


def _surely(
    document: CodeAuthorisation, user: Organisation, holder: Organisation | None
) -> bool:
    given_by = holder is None or document.holder.same_as(holder) is True
    return given_by and document.partner.same_as(user) is True


def declaration_reasons(case: Case) -> tuple[Reasons, tuple[str, ...]]:
    """Whether the GTIN is declared, and which of the seven fields are missing (R-008)."""
    counting = [one.fact for one in case.declarations if one.counts]
    if not counting:
        return (_without_declaration(case),), ()
    first = counting[0]
    for other in counting[1:]:
        if other.company != first.company and not first.company.same_as(other.company):
            return (Reason.DECLARED_BY_SEVERAL,), ()
    if first.missing:
        return (Reason.DECLARATION_INCOMPLETE,), first.missing
    return (Reason.DECLARED,), ()


def _without_declaration(case: Case) -> Reason:
    if (reason := _official_but_not_counting(case.declarations)) is not None:
        return {
            "unlisted": Reason.DECLARATION_NO_LONGER_LISTED,
            "stale": Reason.DECLARATION_STALE,
        }[reason]
    complete = case.told_all(Kind.DECLARATION)
    if complete is None:
        told = bool(case.declarations)
        return Reason.DECLARATION_NOT_CONFIRMED if told else Reason.DECLARATION_UNKNOWN
    list_day = complete.told.retrieved_at
    younger = any(one.told.retrieved_at > list_day for one in case.declarations)
    return Reason.DECLARATION_NOT_CONFIRMED if younger else Reason.NEVER_DECLARED
