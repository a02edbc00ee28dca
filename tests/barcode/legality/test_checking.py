"""The four frauds of the trade are found, and nothing is called fraud from a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.barcode.legality.told import (
    ALL_DECLARATIONS,
    ALL_LICENCES,
    ALL_PERMISSIONS,
    DECLARATION,
    FOREIGN_PERMISSIONS,
    FRENCH,
    FRENCH_GTIN,
    GEPIR,
    GTIN,
    HEARSAY,
    HOLDER,
    LICENCE,
    MILK,
    NOW,
    OLD_REGISTER,
    OTHER,
    PAPERS,
    PERMISSION,
    PREFIX,
    REGISTER,
    SOUND,
    UNNUMBERED,
)
from truyxuat.barcode.legality import (
    Claim,
    Facts,
    Finding,
    InternalCode,
    Kind,
    Legality,
    LicenceState,
    Organisation,
    PrefixLicence,
    Reason,
    Settle,
    Verdict,
    check_legality,
)


def checked(
    facts: Facts, used_by: Organisation | None = HOLDER, code: str = MILK
) -> Legality:
    return check_legality(code, facts, used_by, NOW)


def test_a_licensed_and_declared_code_is_lawful_for_its_holder() -> None:
    found = checked(SOUND)

    assert found.verdict is Verdict.LAWFUL
    assert found.finding is None
    assert found.reasons == (Reason.LICENCE_ACTIVE, Reason.USED_BY_HOLDER, Reason.DECLARED)
    assert found.holder == HOLDER
    assert (found.company_prefix, found.company_prefix_length) == (PREFIX, 10)
    assert found.licence_state is LicenceState.ACTIVE
    assert [one.age for one in found.used] == [timedelta(days=10), timedelta(days=10)]
    assert found.settle == ()


def test_without_a_user_the_answer_is_about_the_code_alone() -> None:
    found = checked(SOUND, used_by=None)

    assert found.verdict is Verdict.LAWFUL
    assert Reason.USER_LEFT_OPEN in found.reasons
    assert not found.user_asked


def test_a_prefix_licensed_to_somebody_else_is_found() -> None:
    facts = replace(SOUND, complete=(ALL_PERMISSIONS,))

    found = checked(facts, OTHER)

    assert found.finding is Finding.LICENSED_TO_ANOTHER
    assert found.holder == HOLDER


def test_a_permission_nobody_told_of_may_exist_all_the_same() -> None:
    found = checked(SOUND, OTHER)

    assert found.verdict is Verdict.UNKNOWN
    assert found.settle == (Settle.AUTHORISATION,)


def test_a_partner_with_a_written_permission_may_use_the_code() -> None:
    facts = replace(SOUND, authorisations=(PERMISSION,), complete=(ALL_PERMISSIONS,))

    assert checked(facts, OTHER).verdict is Verdict.LAWFUL


def test_a_permission_that_ran_out_permits_nothing() -> None:
    ended = replace(PERMISSION, valid_to=date(2026, 11, 19))
    facts = replace(SOUND, authorisations=(ended,), complete=(ALL_PERMISSIONS,))

    assert checked(facts, OTHER).finding is Finding.LICENSED_TO_ANOTHER


def test_a_permission_only_the_partner_shows_has_to_be_confirmed() -> None:
    shown = replace(PERMISSION, told=PAPERS)
    facts = replace(SOUND, authorisations=(shown,))

    found = checked(facts, OTHER)

    assert found.verdict is Verdict.UNKNOWN
    assert Reason.AUTHORISATION_NOT_CONFIRMED in found.reasons


def test_an_old_paper_cannot_switch_off_what_the_register_knows() -> None:
    shown = replace(PERMISSION, told=PAPERS)
    facts = replace(SOUND, authorisations=(shown,), complete=(ALL_PERMISSIONS,))

    assert checked(facts, OTHER).finding is Finding.LICENSED_TO_ANOTHER


def test_a_paper_younger_than_the_register_keeps_the_question_open() -> None:
    signed = replace(PERMISSION, told=PAPERS, valid_from=date(2026, 11, 15))
    facts = replace(SOUND, authorisations=(signed,), complete=(ALL_PERMISSIONS,))

    assert checked(facts, OTHER).verdict is Verdict.UNKNOWN


def test_a_gtin_that_was_never_declared_is_found() -> None:
    facts = Facts(licences=(LICENCE,), complete=(ALL_DECLARATIONS,))

    assert checked(facts).finding is Finding.NEVER_DECLARED


def test_a_list_that_claims_no_completeness_proves_no_absence() -> None:
    found = checked(Facts(licences=(LICENCE,)))

    assert found.verdict is Verdict.UNKNOWN
    assert found.settle == (Settle.REGISTER_DECLARATION,)


def test_a_prefix_that_was_never_issued_is_found() -> None:
    assert checked(Facts(complete=(ALL_LICENCES,))).finding is Finding.NEVER_ISSUED


def test_a_list_complete_for_another_range_says_nothing_here() -> None:
    elsewhere = replace(ALL_LICENCES, prefix="8930")

    assert checked(Facts(complete=(elsewhere,))).verdict is Verdict.UNKNOWN


def test_a_list_of_longer_codes_says_nothing_about_a_gtin_8() -> None:
    facts = Facts(complete=(ALL_LICENCES,))

    found = checked(facts, code="89312346")

    assert found.prefix_range is not None
    assert found.prefix_range.use == "GS1 Vietnam"
    assert found.verdict is Verdict.UNKNOWN


def test_a_foreign_prefix_without_permission_is_found() -> None:
    found = checked(Facts(complete=(FOREIGN_PERMISSIONS,)), code=FRENCH)

    assert found.finding is Finding.FOREIGN_UNAUTHORISED


def test_a_foreign_prefix_with_a_registered_permission_is_lawful() -> None:
    paper = replace(PERMISSION, scope=FRENCH_GTIN, holder=UNNUMBERED)
    facts = Facts(authorisations=(paper,), complete=(FOREIGN_PERMISSIONS,))

    assert checked(facts, OTHER, FRENCH).verdict is Verdict.LAWFUL


def test_of_a_foreign_prefix_nothing_is_said_before_its_user_is_named() -> None:
    found = checked(Facts(complete=(FOREIGN_PERMISSIONS,)), None, FRENCH)

    assert found.verdict is Verdict.UNKNOWN
    assert Settle.NAME_THE_USER in found.settle


@pytest.mark.parametrize(
    ("state", "finding"),
    [
        (LicenceState.REVOKED, Finding.LICENCE_REVOKED),
        (LicenceState.EXPIRED, Finding.LICENCE_EXPIRED),
    ],
)
def test_a_licence_that_ended_makes_the_code_unlawful(
    state: LicenceState, finding: Finding
) -> None:
    facts = replace(SOUND, licences=(replace(LICENCE, state=state),))

    assert checked(facts).finding is finding


def test_a_licence_that_ran_out_since_it_was_looked_up_may_have_been_renewed() -> None:
    ran_out = replace(LICENCE, valid_to=date(2026, 11, 18))
    facts = replace(SOUND, licences=(ran_out,))

    found = checked(facts)

    assert found.verdict is Verdict.UNKNOWN
    assert Reason.LICENCE_STATE_UNKNOWN in found.reasons


def test_a_stale_licence_is_shown_as_stale_and_asserts_no_owner() -> None:
    facts = replace(SOUND, licences=(replace(LICENCE, told=OLD_REGISTER),))

    found = checked(facts)

    assert found.verdict is Verdict.UNKNOWN
    assert found.holder is None
    assert found.used[0].stale
    assert Settle.TAKE_ANEW in found.settle


def test_an_owner_only_hearsay_names_is_not_asserted() -> None:
    facts = replace(SOUND, licences=(replace(LICENCE, told=HEARSAY),))

    found = checked(facts)

    assert found.holder is None
    assert Reason.LICENCE_NOT_CONFIRMED in found.reasons


def test_registers_that_disagree_leave_it_unknown_and_visible() -> None:
    second = replace(LICENCE, told=GEPIR, holder=OTHER)
    facts = replace(SOUND, licences=(LICENCE, second))

    found = checked(facts)

    assert found.verdict is Verdict.UNKNOWN
    [conflict] = found.conflicts
    assert conflict.about is Kind.LICENCE
    assert {side.organisation for side in conflict.sides} == {HOLDER, OTHER}


def test_the_newest_word_of_a_source_takes_the_place_of_its_older_one() -> None:
    before = replace(LICENCE, told=OLD_REGISTER, holder=OTHER)
    facts = replace(SOUND, licences=(before, LICENCE))

    found = checked(facts)

    assert found.holder == HOLDER
    assert found.conflicts == ()


def test_a_licence_that_left_a_complete_list_was_issued_once() -> None:
    earlier = replace(REGISTER, retrieved_at=NOW - timedelta(days=40))
    facts = Facts(licences=(replace(LICENCE, told=earlier),), complete=(ALL_LICENCES,))

    found = checked(facts)

    assert found.verdict is Verdict.UNKNOWN
    assert Reason.LICENCE_NO_LONGER_LISTED in found.reasons


def test_a_prefix_given_anew_belongs_to_who_holds_it_now() -> None:
    before = replace(LICENCE, holder=OTHER, state=LicenceState.REVOKED)
    facts = replace(SOUND, licences=(before, LICENCE))

    assert checked(facts).verdict is Verdict.LAWFUL


def test_firms_without_numbers_are_not_told_apart_by_their_names() -> None:
    found = checked(replace(SOUND, complete=(ALL_PERMISSIONS,)), UNNUMBERED)

    assert found.verdict is Verdict.UNKNOWN
    assert Reason.USER_NOT_COMPARABLE in found.reasons


def test_a_declaration_with_empty_fields_names_them() -> None:
    half = replace(DECLARATION, image="", target_market=" ")
    facts = replace(SOUND, declarations=(half,))

    found = checked(facts)

    assert found.verdict is Verdict.UNKNOWN
    assert found.missing_fields == ("target_market", "image")
    assert found.settle == (Settle.FILL_IN,)


def test_a_gtin_that_two_firms_claim_is_a_visible_conflict() -> None:
    facts = replace(SOUND, claims=(Claim(PAPERS, GTIN, OTHER),))

    found = checked(facts)

    assert found.verdict is Verdict.LAWFUL
    assert Reason.CLAIMED_BY_SEVERAL in found.reasons
    [conflict] = found.conflicts
    assert [side.organisation for side in conflict.sides] == [HOLDER, OTHER]


def test_an_old_question_gets_the_answer_of_its_day() -> None:
    revoked = replace(LICENCE, told=GEPIR, state=LicenceState.REVOKED)
    facts = replace(SOUND, licences=(LICENCE, revoked))

    then = check_legality(MILK, facts, HOLDER, NOW - timedelta(days=7))

    assert then.verdict is Verdict.LAWFUL
    assert checked(facts).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("2012345678903", Reason.RESTRICTED_CIRCULATION),
        ("0201234567899", Reason.RESTRICTED_CIRCULATION),
        ("0401234567893", Reason.RESTRICTED_CIRCULATION),
        ("9771234567898", Reason.PUBLICATION),
        ("9781492053743", Reason.PUBLICATION),
        ("9812345678902", Reason.NOT_GOODS),
        ("9901234567899", Reason.NOT_GOODS),
        ("1401234567892", Reason.PREFIX_UNASSIGNED),
        ("0501234567890", Reason.PREFIX_RESERVED),
        ("9521234001010", Reason.NEVER_ISSUED),
    ],
)
def test_a_prefix_that_no_member_hands_out_answers_by_itself(
    code: str, reason: Reason
) -> None:
    found = checked(Facts(), code=code)

    assert found.reasons == (reason,)
    assert found.verdict is (
        Verdict.UNLAWFUL if reason is Reason.NEVER_ISSUED else Verdict.UNKNOWN
    )


def test_an_old_prefix_list_asserts_nothing() -> None:
    later = datetime(2028, 1, 1, tzinfo=UTC)

    found = check_legality("9521234001010", Facts(), None, later)

    assert found.reasons == (Reason.PREFIX_LIST_STALE,)


def test_a_place_is_licensed_and_needs_no_declaration() -> None:
    found = checked(Facts(licences=(LICENCE,)), code="(414)8938505970004")

    assert found.verdict is Verdict.LAWFUL


def test_a_gtin_licensed_singly_is_nobody_elses_proof() -> None:
    single = PrefixLicence(REGISTER, "00000089312346", HOLDER, LicenceState.ACTIVE)
    facts = Facts(licences=(single,))

    assert checked(facts, code="89312346").holder == HOLDER
    assert checked(facts).holder is None


def test_a_firms_own_code_is_lawful_for_the_firm() -> None:
    facts = Facts(internal_codes=(InternalCode(PAPERS, "SP-0042", HOLDER),))

    assert checked(facts, code="SP-0042").verdict is Verdict.LAWFUL
    assert checked(facts, OTHER, "SP-0042").verdict is Verdict.UNKNOWN
    assert checked(Facts(), code="SP-0042").reasons == (Reason.INTERNAL_UNREGISTERED,)


def test_an_internal_code_that_reads_as_gs1_is_judged_as_gs1_and_says_so() -> None:
    facts = replace(SOUND, internal_codes=(InternalCode(PAPERS, MILK, OTHER),))

    found = checked(facts)

    assert found.key == f"https://id.gs1.org/01/{GTIN}"
    assert Reason.INTERNAL_COLLIDES in found.reasons
