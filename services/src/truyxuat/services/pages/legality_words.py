"""Say in words whose a code is: one sentence with source and day, or that it is not known.

An accusation is never made of a firm in a shop: the sentence tells what a register says, and
which register. "Genuine" is no word of this page: a right to a number proves nothing of goods.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from truyxuat.barcode.legality import (
    REASONS,
    Claim,
    CodeAuthorisation,
    Complete,
    Conflict,
    Fact,
    Finding,
    GtinDeclaration,
    InternalCode,
    Kind,
    Legality,
    Organisation,
    PrefixLicence,
    Reason,
    Used,
    Verdict,
    Weight,
)
from truyxuat.services.pages.legality_view import LegalityState, LegalityView, SourceRow
from truyxuat.services.pages.wording import VIETNAM, Words

STATES: dict[Verdict, LegalityState] = {
    Verdict.LAWFUL: "sound",
    Verdict.UNLAWFUL: "caution",
    Verdict.UNKNOWN: "unknown",
}
KINDS: dict[type[Fact], Kind] = {
    PrefixLicence: Kind.LICENCE,
    GtinDeclaration: Kind.DECLARATION,
    CodeAuthorisation: Kind.AUTHORISATION,
    InternalCode: Kind.INTERNAL,
    Claim: Kind.CLAIM,
}
RESTS_ON: dict[Finding, Kind] = {
    Finding.NEVER_ISSUED: Kind.LICENCE,
    Finding.LICENCE_REVOKED: Kind.LICENCE,
    Finding.LICENCE_EXPIRED: Kind.LICENCE,
    Finding.LICENSED_TO_ANOTHER: Kind.AUTHORISATION,
    Finding.FOREIGN_UNAUTHORISED: Kind.AUTHORISATION,
    Finding.NEVER_DECLARED: Kind.DECLARATION,
}
"""Which kind of list the source named in the sentence is of."""


def legality_in_words(
    found: Legality, used_by: Organisation | None, words: Words
) -> LegalityView:
    """The whole answer for a page; a consumer is shown its sentence and age."""
    decisive = _decisive(found)
    return LegalityView(
        verdict=found.verdict,
        finding=found.finding,
        state=STATES[found.verdict],
        word=words(f"code.verdict_{found.verdict}"),
        sentence=_sentence(found, used_by, decisive, words),
        age=_age(found, decisive, words),
        notes=tuple(_notes(found, words)),
        reasons=tuple(words.term("code_reason", reason) for reason in found.reasons),
        settle=tuple(words.term("code_settle", one) for one in found.settle),
        sources=tuple(_source(one, words) for one in found.used),
        conflicts=tuple(_conflict(one, words) for one in found.conflicts),
    )


def kind_of(fact: Fact | Complete) -> Kind:
    """The kind of a fact, or that of a list which is complete."""
    return fact.kind if isinstance(fact, Complete) else KINDS[type(fact)]


def organisation_named(fact: Fact) -> Organisation:
    """The organisation that a fact is about; of a permission, the one permitted."""
    match fact:
        case PrefixLicence():
            return fact.holder
        case GtinDeclaration():
            return fact.company
        case CodeAuthorisation():
            return fact.partner
        case InternalCode():
            return fact.owner
        case Claim():
            return fact.claimant


def _decisive(found: Legality) -> Used | None:
    """The source that the sentence names: fresh, official, and of the kind that decides."""
    internal = Reason.INTERNAL in found.reasons
    by_paper = Reason.AUTHORISED in found.reasons
    wanted = Kind.INTERNAL if internal else Kind.AUTHORISATION if by_paper else Kind.LICENCE
    if found.finding is not None:
        wanted = RESTS_ON[found.finding]
    fresh = [one for one in found.used if not one.stale and kind_of(one.fact) is wanted]
    official = [one for one in fresh if one.told.standing == "official" or internal]
    return min(official, key=lambda one: one.age, default=None)


def _sentence(
    found: Legality, used_by: Organisation | None, decisive: Used | None, words: Words
) -> str:
    holder = _owner(found, decisive)
    told = {
        "holder": holder,
        "user": used_by.name if used_by else words("code.somebody"),
        "source": decisive.told.source if decisive else words("code.list_name"),
        "day": words.date(decisive.told.retrieved_at)
        if decisive
        else _list_day(found, words),
    }
    if found.verdict is Verdict.UNKNOWN:
        told["why"] = _why(found, words)
        return words("code.unknown_holder" if found.holder else "code.unknown", **told)
    if found.finding is not None:
        return words(f"code.{found.finding}", **told)
    return words(f"code.{_lawful(found)}", **told)


def _lawful(found: Legality) -> str:
    if Reason.INTERNAL in found.reasons:
        return "lawful_internal"
    if Reason.AUTHORISED not in found.reasons:
        return "lawful"
    return "lawful_user" if found.holder else "lawful_foreign"


def _owner(found: Legality, decisive: Used | None) -> str:
    if found.holder is not None:
        return found.holder.name
    if decisive is not None and isinstance(decisive.fact, InternalCode):
        return decisive.fact.owner.name
    return ""


def _why(found: Legality, words: Words) -> str:
    """The first thing that is missing, as the end of a sentence."""
    for reason in found.reasons:
        if REASONS[reason][0] is Weight.OPEN:
            return words.term("code_reason", reason)
    return words("unit.unknown")


def _list_day(found: Legality, words: Words) -> str:
    if not found.prefix_list_as_of:
        return words("unit.nothing")
    return words.date(datetime.fromisoformat(found.prefix_list_as_of).date())


def _age(found: Legality, decisive: Used | None, words: Words) -> str:
    others = (one for one in found.used if kind_of(one.fact) is not Kind.CLAIM)
    newest = decisive or min(others, key=lambda one: one.age, default=None)
    if newest is None:
        return words("code.nobody")
    day = words.date(newest.told.retrieved_at)
    text = words("code.age", day=day, days=newest.age.days)
    return f"{text} {words('code.stale').capitalize()}." if newest.stale else text


def _notes(found: Legality, words: Words) -> Iterable[str]:
    listed = found.prefix_range
    if listed is not None:
        use = listed.use or words("code.no_prefix")
        day = _list_day(found, words)
        yield words("code.prefix", first=listed.first, last=listed.last, use=use, day=day)
    if found.missing_fields:
        fields = ", ".join(words.term("code_field", one) for one in found.missing_fields)
        yield words("code.missing", fields=fields)


def _source(one: Used, words: Words) -> SourceRow:
    return SourceRow(
        source=one.told.source,
        standing=words.term("code_standing", one.told.standing),
        about=words.term("code_kind", kind_of(one.fact)),
        says=_says(one.fact, words),
        taken=one.told.retrieved_at,
        age=words("code.days", days=one.age.days),
        stale=one.stale,
    )


def _says(fact: Fact | Complete, words: Words) -> str:
    if isinstance(fact, Complete):
        return words("code.told_all", prefix=fact.prefix)
    name = organisation_named(fact).name
    if isinstance(fact, PrefixLicence):
        state = words.term("licence_state", fact.state)
        return f"{fact.prefix}: {name}, {state}"
    if isinstance(fact, CodeAuthorisation):
        return f"{fact.document}: {fact.holder.name} → {name}"
    return name


def _conflict(one: Conflict, words: Words) -> tuple[str, ...]:
    told = []
    for side in one.sides:
        family = "licence_state" if one.about is Kind.LICENCE else "code_kind"
        said = words.term(family, side.said)
        day = side.told.retrieved_at.astimezone(VIETNAM).date()
        told.append(
            f"{side.organisation.name} ({said}), {side.told.source}, {words.date(day)}"
        )
    return tuple(told)
