"""Laws that hold whatever is known: more hearsay never makes a code unlawful."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.barcode.legality.told import (
    DECLARATION,
    FRENCH,
    FRENCH_GTIN,
    GTIN,
    HOLDER,
    LICENCE,
    MILK,
    NOW,
    OTHER,
    PERMISSION,
    UNNUMBERED,
)
from truyxuat.barcode.legality import (
    DECREE_37,
    Claim,
    CodeAuthorisation,
    Complete,
    Fact,
    Facts,
    GtinDeclaration,
    Kind,
    Legality,
    LicenceState,
    Organisation,
    PrefixLicence,
    Standing,
    Told,
    Verdict,
    check_legality,
)

ORGANISATIONS = st.sampled_from([HOLDER, OTHER, UNNUMBERED])
AGES = st.integers(min_value=-5, max_value=200).map(lambda days: timedelta(days=days))
DAYS = st.none() | AGES.map(lambda age: (NOW - age).date())


@st.composite
def told(draw: st.DrawFn) -> Told:
    return Told(
        draw(st.sampled_from(["VNPC", "GS1", "web"])),
        draw(st.sampled_from(Standing)),
        NOW - draw(AGES),
    )


@st.composite
def one_fact(draw: st.DrawFn) -> Fact | Complete:
    says, firm = draw(told()), draw(ORGANISATIONS)
    begins, ends = draw(DAYS), draw(DAYS)
    made: list[Fact | Complete] = [
        replace(
            LICENCE,
            told=says,
            holder=firm,
            prefix=draw(st.sampled_from(["893850", "8938505970", "3012345", GTIN])),
            state=draw(st.sampled_from(LicenceState)),
            issuer="",
            valid_from=begins,
            valid_to=ends,
        ),
        replace(
            DECLARATION, told=says, company=firm, image=draw(st.sampled_from(["", "a.png"]))
        ),
        replace(
            PERMISSION,
            told=says,
            partner=firm,
            scope=draw(st.sampled_from([GTIN, FRENCH_GTIN, "8938505970"])),
            valid_from=begins,
            valid_to=ends,
        ),
        Claim(says, GTIN, firm),
        Complete(
            says,
            draw(st.sampled_from(Kind)),
            draw(st.sampled_from(["893", "8938505", "301"])),
        ),
    ]
    return draw(st.sampled_from(made))


KNOWN = st.lists(one_fact(), max_size=8)
CODES = st.sampled_from([MILK, FRENCH])
USERS = st.none() | ORGANISATIONS


def facts_of(known: list[Fact | Complete]) -> Facts:
    return Facts(
        licences=tuple(one for one in known if isinstance(one, PrefixLicence)),
        declarations=tuple(one for one in known if isinstance(one, GtinDeclaration)),
        authorisations=tuple(one for one in known if isinstance(one, CodeAuthorisation)),
        claims=tuple(one for one in known if isinstance(one, Claim)),
        complete=tuple(one for one in known if isinstance(one, Complete)),
    )


def answer(code: str, known: list[Fact | Complete], user: Organisation | None) -> Legality:
    return check_legality(code, facts_of(known), user, NOW)


@given(CODES, KNOWN, one_fact(), USERS)
def test_a_word_of_lesser_standing_never_makes_a_code_unlawful(
    code: str,
    known: list[Fact | Complete],
    more: Fact | Complete,
    user: Organisation | None,
) -> None:
    says = replace(more.told, standing=Standing.SECONDHAND)
    before, after = (
        answer(code, known, user),
        answer(code, [*known, replace(more, told=says)], user),
    )

    if before.verdict is not Verdict.UNLAWFUL:
        assert after.verdict is not Verdict.UNLAWFUL


@given(CODES, KNOWN, one_fact(), USERS)
def test_a_stale_word_never_makes_a_code_unlawful_nor_lawful(
    code: str,
    known: list[Fact | Complete],
    more: Fact | Complete,
    user: Organisation | None,
) -> None:
    too_old = NOW - DECREE_37.fact_age_max - timedelta(days=1)
    stale = replace(more, told=replace(more.told, retrieved_at=too_old))
    before, after = answer(code, known, user), answer(code, [*known, stale], user)

    assert after.verdict in (before.verdict, Verdict.UNKNOWN)


@given(CODES, KNOWN, USERS)
def test_what_a_source_said_before_changes_nothing(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    earlier: list[Fact | Complete] = [
        replace(
            one, told=replace(one.told, retrieved_at=one.told.retrieved_at - timedelta(9))
        )
        for one in known
        if one.told.retrieved_at <= NOW
    ]
    before, after = answer(code, known, user), answer(code, [*earlier, *known], user)

    assert (after.verdict, after.finding) == (before.verdict, before.finding)
    assert after.holder == before.holder


@given(CODES, KNOWN, USERS)
def test_what_becomes_known_later_changes_no_earlier_answer(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    by_then = [one for one in known if one.told.retrieved_at <= NOW]

    assert answer(code, known, user) == answer(code, by_then, user)


@given(CODES, KNOWN, USERS)
def test_a_verdict_rests_on_an_official_and_fresh_word(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    found = answer(code, known, user)

    assert (found.verdict is Verdict.UNLAWFUL) == (found.finding is not None)
    assert (found.verdict is Verdict.UNKNOWN) == bool(found.settle)
    if found.verdict is not Verdict.UNKNOWN:
        assert any(
            one.told.standing is Standing.OFFICIAL and not one.stale for one in found.used
        )


@given(CODES, KNOWN, USERS)
def test_an_owner_is_asserted_only_from_an_official_and_fresh_licence(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    found = answer(code, known, user)

    if found.holder is not None:
        assert any(
            isinstance(one.fact, PrefixLicence)
            and one.fact.holder == found.holder
            and one.told.standing is Standing.OFFICIAL
            and not one.stale
            for one in found.used
        )


@given(CODES, KNOWN, USERS)
def test_no_absence_is_asserted_where_no_source_says_it_told_all(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    rows: list[Fact | Complete] = [one for one in known if not isinstance(one, Complete)]

    found = answer(code, rows, user)

    assert found.finding in (None, "licence_revoked", "licence_expired")


@given(st.text(max_size=40), KNOWN, USERS)
def test_any_text_gets_an_answer(
    code: str, known: list[Fact | Complete], user: Organisation | None
) -> None:
    assert answer(code, known, user).verdict in Verdict
