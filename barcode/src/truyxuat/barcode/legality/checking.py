"""Is this code used lawfully? The check of R-005, with "unknown" as an answer (R-006).

Without a user the answer is about the code alone: licensed, in force, declared. No disk and no
clock: what is known and what time it is are arguments, so an old question gets its old answer.
"""

from __future__ import annotations

from datetime import datetime

from truyxuat.barcode.legality.answers import (
    REASONS,
    Legality,
    Reason,
    Settle,
    Used,
    Verdict,
    verdict_of,
)
from truyxuat.barcode.legality.cases import PREFIX_LENGTHS, Case, case_of
from truyxuat.barcode.legality.conflicts import conflicts_of
from truyxuat.barcode.legality.facts import Facts, InternalCode, Kind, Organisation
from truyxuat.barcode.legality.internal_codes import fault_of, read_as_gs1
from truyxuat.barcode.legality.judging import (
    ENDED,
    LicenceWord,
    declaration_reasons,
    licence_word,
    prefix_reasons,
    use_reasons,
)
from truyxuat.barcode.legality.weighing import DECREE_37, Heard, Rules, Weighed
from truyxuat.traceability.identifiers import company_prefix


def check_legality(
    code: str,
    facts: Facts,
    used_by: Organisation | None,
    now: datetime,
    rules: Rules = DECREE_37,
) -> Legality:
    """Whether a code, in any spelling, may be used by this organisation, as known at `now`."""
    identifier = read_as_gs1(code)
    if identifier is None:
        return _internal(code, facts, used_by, now, rules)
    case = case_of(identifier, facts, used_by, now, rules)
    word, missing = LicenceWord(()), tuple[str, ...]()
    reasons = prefix_reasons(case)
    if reasons is None:
        word = licence_word(case)
        reasons, missing = _licensed(case, word)
    conflicts = conflicts_of(case)
    if any(one.about is Kind.CLAIM for one in conflicts):
        reasons = (*reasons, Reason.CLAIMED_BY_SEVERAL)
    if any(one.code.strip() == code.strip() for one in facts.internal_codes):
        reasons = (*reasons, Reason.INTERNAL_COLLIDES)
    verdict, finding = verdict_of(reasons)
    return Legality(
        code=code,
        key=identifier.key,
        at=now,
        verdict=verdict,
        finding=finding,
        reasons=reasons,
        settle=_settled_by(verdict, reasons),
        prefix_range=case.prefix_range,
        company_prefix=_company_prefix(case, word),
        licence_state=word.state,
        holder=word.holder,
        missing_fields=missing,
        used=case.used,
        conflicts=conflicts,
        prefix_list_source=f"{facts.prefixes.source} {facts.prefixes.edition}",
        prefix_list_as_of=facts.prefixes.as_of.isoformat(),
        law=rules.law,
        user_asked=used_by is not None,
    )


def _licensed(case: Case, word: LicenceWord) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    """The reasons of a number that some member organisation hands out."""
    reasons = list(word.reasons)
    if not case.at_home:
        reasons.append(Reason.FOREIGN_PREFIX)
    elif _unusual_length(case, word):
        reasons.append(Reason.PREFIX_LENGTH_UNUSUAL)
    if word.state in ENDED or Reason.NEVER_ISSUED in reasons:
        return tuple(reasons), ()
    reasons += use_reasons(case, word)
    if not case.at_home:
        if Reason.AUTHORISED in reasons and Reason.LICENCE_UNKNOWN in reasons:
            # ND37 article 28.3 asks for the proof or the authorisation, not for both.
            reasons.remove(Reason.LICENCE_UNKNOWN)
        return tuple(reasons), ()
    if case.identifier.gtin is None:
        return tuple(reasons), ()
    declared, missing = declaration_reasons(case)
    return (*reasons, *declared), missing


def _unusual_length(case: Case, word: LicenceWord) -> bool:
    prefix = _company_prefix(case, word)
    return prefix is not None and len(prefix) not in case.weighed.rules.home_prefix_lengths


def _company_prefix(case: Case, word: LicenceWord) -> str | None:
    """As the licence says, else as GS1's table of lengths does."""
    if word.prefix is not None and len(word.prefix) in PREFIX_LENGTHS:
        return word.prefix
    return company_prefix(case.identifier)


def _settled_by(verdict: Verdict, reasons: tuple[Reason, ...]) -> tuple[Settle, ...]:
    if verdict is not Verdict.UNKNOWN:
        return ()
    settles = (REASONS[reason][1] for reason in reasons)
    return tuple(dict.fromkeys(one for one in settles if one is not None))


def _internal(
    code: str, facts: Facts, used_by: Organisation | None, now: datetime, rules: Rules
) -> Legality:
    """A code outside GS1: a firm's own (ND37 article 28.4b), or nobody's that we know."""
    weighed = Weighed(now, rules, facts.complete)
    text = code.strip()
    mine = (one for one in facts.internal_codes if one.code.strip() == text)
    heard = weighed.heard(Kind.INTERNAL, mine, lambda one: (one.code, one.owner))
    reason = fault_of(code) or _of_whom(heard, used_by)
    verdict, finding = verdict_of((reason,))
    return Legality(
        code=code,
        key=None,
        at=now,
        verdict=verdict,
        finding=finding,
        reasons=(reason,),
        settle=_settled_by(verdict, (reason,)),
        used=tuple(Used(one.fact, one.age, one.stale) for one in heard),
        law=rules.law,
        user_asked=used_by is not None,
    )


def _of_whom(
    heard: tuple[Heard[InternalCode], ...], used_by: Organisation | None
) -> Reason:
    """A firm's own word is enough about its own code: there is no register of them."""
    fresh = [one.fact for one in heard if not one.stale]
    if not fresh:
        return Reason.INTERNAL_UNREGISTERED
    if used_by is None or any(one.owner.same_as(used_by) for one in fresh):
        return Reason.INTERNAL
    return Reason.INTERNAL_OF_ANOTHER
