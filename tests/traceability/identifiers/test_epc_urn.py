"""EPC URNs name the same things as Digital Links, and only in the form of the standard."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import canonical, parse, to_epc_urn

HOME = "https://id.gs1.org"

PAIRS = [
    ("id:sgtin:0614141.812345.6789", "/01/80614141123458/21/6789"),
    ("id:sgtin:952123400101.0.7", "/01/09521234001010/21/7"),
    ("class:lgtin:9521234.000101.L%2F1", "/01/09521234001010/10/L%2F1"),
    ("id:sscc:9521234.0000000001", "/00/095212340000000013"),
    ("id:sgln:9521234.00001.0", "/414/9521234000013"),
    ("id:sgln:9521234.00001.A-1", "/414/9521234000013/254/A-1"),
    ("id:sgln:952123400001..A-1", "/414/9521234000013/254/A-1"),
    ("id:pgln:9521234.00001", "/417/9521234000013"),
    ("id:pgln:952123400001.", "/417/9521234000013"),
    ("id:grai:9521234.00001.K7", "/8003/09521234000013K7"),
    ("id:giai:9521234.K%2F7.b", "/8004/9521234K%2F7.b"),
    ("id:gdti:9521234.00001.PO-1", "/253/9521234000013PO-1"),
    ("id:sgcn:9521234.00001.0042", "/255/95212340000130042"),
    ("id:gsrn:9521234.0000000001", "/8018/952123400000000017"),
    ("id:gsrnp:9521234.0000000001", "/8017/952123400000000017"),
    ("id:gsin:9521234.000000001", "/402/95212340000000013"),
    ("id:ginc:9521234.x%2Fy", "/401/9521234x%2Fy"),
    ("id:cpi:9521234.A%23-%2F.42", "/8010/9521234A%23-%2F/8011/42"),
    ("id:cpi:9521234.A.0", "/8010/9521234A/8011/0"),
    ("id:itip:9521234.000101.01.02.7", "/8006/095212340010100102/21/7"),
    ("id:upui:9521234.000101.t%3Fx", "/01/09521234001010/235/t%3Fx"),
    ("idpat:sgtin:9521234.000101.*", "/01/09521234001010"),
    ("idpat:grai:9521234.00001.*", "/8003/09521234000013"),
    ("idpat:gdti:9521234.00001.*", "/253/9521234000013"),
    ("idpat:sgcn:9521234.00001.*", "/255/9521234000013"),
    ("idpat:cpi:9521234.A%23.*", "/8010/9521234A%23"),
    ("idpat:itip:9521234.000101.01.02.*", "/8006/095212340010100102"),
]


@pytest.mark.parametrize(("urn", "path"), PAIRS)
def test_a_urn_names_what_its_digital_link_names(urn: str, path: str) -> None:
    identifier = parse(f"urn:epc:{urn}")

    assert identifier.key == HOME + path
    assert identifier == parse(HOME + path)


@pytest.mark.parametrize(("urn", "path"), PAIRS)
def test_a_digital_link_is_written_back_as_its_urn(urn: str, path: str) -> None:
    prefix = urn.split(":")[2].partition(".")[0]

    assert to_epc_urn(HOME + path, len(prefix)) == f"urn:epc:{urn}"


def test_a_pattern_of_unit_packs_is_the_product() -> None:
    assert canonical("urn:epc:idpat:upui:4012345.012345.*") == f"{HOME}/01/04012345123456"


def test_only_the_first_two_words_of_a_urn_may_be_capitals() -> None:
    assert (
        canonical("URN:EPC:id:sscc:9521234.0000000001") == f"{HOME}/00/095212340000000013"
    )
    with pytest.raises(InvalidIdentifier):
        canonical("urn:epc:id:SSCC:9521234.0000000001")


def test_escapes_in_small_letters_and_needless_ones_spell_the_same_item() -> None:
    assert canonical("urn:epc:id:sgtin:9521234.000101.%41%2fb") == (
        f"{HOME}/01/09521234001010/21/A%2Fb"
    )


def test_an_escaped_percent_sign_is_not_unescaped_twice() -> None:
    assert parse("urn:epc:id:sgtin:9521234.000101.98%2522").serial == "98%22"
    assert canonical("urn:epc:id:sgtin:9521234.000101.98%2522") == (
        f"{HOME}/01/09521234001010/21/98%2522"
    )


@pytest.mark.parametrize(
    "urn",
    [
        "urn:epc:id:gid:95100000.12345.400",
        "urn:epc:id:usdod:2S194.12345678901",
        "urn:epc:id:adi:W81X9C.3KL984PX1.2WMA52",
        "urn:epc:id:bic:CSQU3054383",
        "urn:epc:id:imovn:9176187",
    ],
)
def test_an_epc_of_another_organisation_is_kept_as_it_is(urn: str) -> None:
    assert canonical(urn) == urn


NOT_IN_FORM = (
    "an EPC URN starts with urn:epc:id:, urn:epc:class: or urn:epc:idpat: and a scheme in "
    "small letters."
)
MUST_BE_ESCAPED = "is no component of an EPC URN (a character in it must be escaped)."

REFUSED = [
    ("urn:epc:ginc:0614141.xyz47%2F11", NOT_IN_FORM),
    ("urn:epc:id:SGTIN:9521234.000101.7", NOT_IN_FORM),
    ("urn:epc:id:sgtim:9521234.000101.7", "'sgtim' is no EPC scheme of urn:epc:id:."),
    ("urn:epc:class:gid:1.2.3", "'gid' is no EPC scheme of urn:epc:class:."),
    (
        "urn:epc:tag:sgtin:9521234.000101.7",
        "urn:epc:id:sgtin: or urn:epc:idpat:sgtin: expected.",
    ),
    ("urn:epc:id:lgtin:9521234.000101.L1", "urn:epc:class:lgtin: expected."),
    (
        "urn:epc:class:sgtin:9521234.000101.7",
        "urn:epc:id:sgtin: or urn:epc:idpat:sgtin: expected.",
    ),
    ("urn:epc:idpat:sscc:9521234.*", "urn:epc:id:sscc: expected."),
    ("urn:epc:id:sgtin:9521234.000101", "3 components expected, got 2."),
    ("urn:epc:id:sscc:95212340000000001", "2 components expected, got 1."),
    ("urn:epc:id:itip:9521234.000101.01.7", "5 components expected, got 4."),
    ("urn:epc:id:sgtin:9521234.000101.", "'' is no component of an EPC URN: it is empty."),
    ("urn:epc:id:sgln:9521234.00001.", "'' is no component of an EPC URN: it is empty."),
    ("urn:epc:id:sgtin:9521234.000101.a/b", f"'a/b' {MUST_BE_ESCAPED}"),
    ("urn:epc:id:sgtin:9521234.000101.a b", f"'a b' {MUST_BE_ESCAPED}"),
    ("urn:epc:id:sgtin:9521234.000101.a%2", f"'a%2' {MUST_BE_ESCAPED}"),
    ("urn:epc:id:sgtin:9521234.000101.%C3", f"'%C3' {MUST_BE_ESCAPED}"),
    ("urn:epc:id:sgtin:9521234.000101.7\n", f"'7\\n' {MUST_BE_ESCAPED}"),
    (
        "urn:epc:id:sgtin:9521234.000101.a%20b",
        "Serial 'a b': ' ' is not one of the 82 GS1 characters.",
    ),
    (
        "urn:epc:id:sgtin:9521234.000101.123456789012345678901",
        "Serial '123456789012345678901': 1 to 20 characters expected, got 21.",
    ),
    (
        "urn:epc:class:lgtin:9521234.000101.123456789012345678901",
        "Lot '123456789012345678901': 1 to 20 characters expected, got 21.",
    ),
    (
        "urn:epc:id:upui:9521234.000101.12345678901234567890123456789",
        "Third-party controlled serial (TPX) '12345678901234567890123456789': 1 to 28 "
        "characters expected, got 29.",
    ),
    (
        "urn:epc:id:sgtin:95212.00000101.7",
        "company prefix '95212': 6 to 12 digits expected.",
    ),
    (
        "urn:epc:id:sgtin:9521234000101.7.8",
        "company prefix '9521234000101': 6 to 12 digits expected.",
    ),
    (
        "urn:epc:id:sgtin:952123A.000101.7",
        "company prefix '952123A': 6 to 12 digits expected.",
    ),
    (
        "urn:epc:id:sgtin:٩٥٢١٢٣٤.000101.7",
        "company prefix '٩٥٢١٢٣٤': 6 to 12 digits expected.",
    ),
    ("urn:epc:id:sgtin:9521234.00010A.7", "reference '00010A': only digits expected."),
    ("urn:epc:id:sgtin:9521234.٠٠٠١٠١.7", "reference '٠٠٠١٠١': only digits expected."),
    (
        "urn:epc:id:sgtin:9521234.00101.7",
        "13 digits of company prefix and reference expected, got 12.",
    ),
    (
        "urn:epc:id:sscc:9521234.000000001",
        "17 digits of company prefix and reference expected, got 16.",
    ),
    (
        "urn:epc:id:sgln:9521234..0",
        "12 digits of company prefix and reference expected, got 7.",
    ),
    (
        "urn:epc:id:gsin:9521234.0000000001",
        "16 digits of company prefix and reference expected, got 17.",
    ),
    ("urn:epc:id:pgln:9521234.00001.0", "reference '00001.0': only digits expected."),
    ("urn:epc:id:itip:9521234.000101.1.2.7", "piece or total '1': two digits expected."),
    ("urn:epc:id:itip:9521234.000101.01.2A.7", "piece or total '2A': two digits expected."),
    (
        "urn:epc:id:itip:9521234.000101.03.02.7",
        "ITIP '095212340010100302': piece 3 of 2 cannot be.",
    ),
    (
        "urn:epc:id:grai:9521234.00001.12345678901234567",
        "GRAI '0952123400001312345678901234567': after 14 digits, 1 to 16 characters expected, "
        "got 17.",
    ),
    (
        "urn:epc:id:giai:9521234.123456789012345678901234",
        "GIAI '9521234123456789012345678901234': 1 to 30 characters expected, got 31.",
    ),
    ("urn:epc:id:giai:9521234.", "reference '' has a character it cannot have."),
    ("urn:epc:id:ginc:9521234.a#b", "reference 'a#b' has a character it cannot have."),
    ("urn:epc:id:cpi:9521234.ab.1", "reference 'ab' has a character it cannot have."),
    ("urn:epc:id:cpi:9521234.A%24.1", "reference 'A%24' has a character it cannot have."),
    ("urn:epc:id:cpi:9521234.A.x", "CPID serial 'x': 'x' is not one of the digits 0-9."),
    (
        "urn:epc:id:cpi:9521234.A.042",
        "CPID serial '042': a number without leading zeros expected.",
    ),
    (
        "urn:epc:id:cpi:9521234.A.1234567890123",
        "CPID serial '1234567890123': 1 to 12 characters expected, got 13.",
    ),
    (
        "urn:epc:id:sgcn:9521234.00001.12ab",
        "GCN '952123400001312ab': after 13 digits, 'a' is not one of the digits 0-9.",
    ),
    ("urn:epc:idpat:sgtin:9521234.000101.7", "a class-level pattern ends in '.*'."),
    ("urn:epc:idpat:sgtin:9521234.*.*", "reference '*': only digits expected."),
    ("urn:epc:idpat:sgtin:9521234.*", "3 components expected, got 2."),
]


@pytest.mark.parametrize(("urn", "message"), REFUSED)
def test_a_urn_that_breaks_its_scheme_is_refused_with_the_reason(
    urn: str, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        canonical(urn)

    assert str(refused.value) == f"{urn!r}: {message}"


def test_a_urn_of_another_organisation_is_no_gs1_identifier() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse("urn:epc:id:gid:95100000.12345.400")

    assert str(refused.value) == (
        "'urn:epc:id:gid:95100000.12345.400': a GS1 identifier expected (EPC URN, GS1 Digital "
        "Link URI, element string, GTIN or SSCC)."
    )
