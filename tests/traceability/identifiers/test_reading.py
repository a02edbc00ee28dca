"""Any spelling leads to one key, and a key tells what it is."""

from __future__ import annotations

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import KeyFacts, Scheme, canonical, facts, parse

HOME = "https://id.gs1.org"


@pytest.mark.parametrize(
    ("digits", "key"),
    [
        ("96385074", "/01/00000096385074"),
        ("036000291452", "/01/00036000291452"),
        ("8938505970004", "/01/08938505970004"),
        ("18938505970001", "/01/18938505970001"),
        ("095212340000000013", "/00/095212340000000013"),
    ],
)
def test_bare_digits_are_a_product_or_a_pallet_by_their_number(
    digits: str, key: str
) -> None:
    assert parse(digits).key == HOME + key
    assert canonical(digits) == HOME + key


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("8938505970005", "GTIN '08938505970005': check digit should be 4, is 5."),
        (
            "893850597001",
            "GTIN '00893850597001': check digit should be 0, is 1.",
        ),
        (
            "89385059700",
            "'89385059700': a GTIN of 8, 12, 13 or 14 digits or an SSCC of 18 expected, got 11 "
            "digits.",
        ),
        ("٨٩٣٨٥٠٥٩٧٠٠٠٤", "'٨٩٣٨٥٠٥٩٧٠٠٠٤': digits 0 to 9 expected."),
        ("Hello World!", "%s"),
        ("", "%s"),
        ("4012345.011111.987", "%s"),
    ],
)
def test_what_spells_nothing_is_refused_with_what_was_expected(
    text: str, message: str
) -> None:
    expected = (
        f"{text!r}: a GS1 identifier expected (EPC URN, GS1 Digital Link URI, element string, "
        "GTIN or SSCC)."
    )
    with pytest.raises(InvalidIdentifier) as refused:
        parse(text)

    assert str(refused.value) == message.replace("%s", expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello",
        "no uri",
        "urn:",
        "1a:b",
        "urn:x y",
        "urn:x\ty",
        "https://a.vn/ ",
        "//a.vn/x",
    ],
)
def test_a_name_is_a_gs1_key_or_an_absolute_uri(text: str) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        canonical(text)

    assert str(refused.value) == f"{text!r}: a GS1 identifier or an absolute URI expected."


def test_a_text_without_end_is_refused_and_a_long_uri_is_kept() -> None:
    uri = "https://example.vn/" + "a" * 1_000
    with pytest.raises(InvalidIdentifier) as endless:
        canonical("urn:x:" + "a" * 8_187)
    with pytest.raises(InvalidIdentifier) as urn:
        canonical("urn:epc:id:giai:9521234." + "1" * 300)

    assert canonical(uri) == uri
    assert facts(uri).scheme is None
    assert str(endless.value) == (
        "'urn:x:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'…: at most 8192 characters expected, "
        "got 8193."
    )
    assert str(urn.value) == (
        "'urn:epc:id:giai:9521234.1111111111111111'…: an EPC URN has at most 256 characters, "
        "got 324."
    )


GTIN = f"{HOME}/01/09521234001010"
GRAI = f"{HOME}/8003/09521234000013"


@pytest.mark.parametrize(
    ("key", "scheme", "level", "class_key", "lot_key"),
    [
        (GTIN, Scheme.GTIN, "class", GTIN, None),
        (f"{GTIN}/10/L1", Scheme.LGTIN, "lot", GTIN, f"{GTIN}/10/L1"),
        (f"{GTIN}/21/7", Scheme.SGTIN, "instance", GTIN, None),
        (f"{HOME}/417/9521234000013", Scheme.PGLN, "instance", None, None),
        (GRAI, Scheme.GRAI, "class", GRAI, None),
    ],
)
def test_a_key_tells_its_level_and_its_class(
    key: str, scheme: Scheme, level: str, class_key: str | None, lot_key: str | None
) -> None:
    known = facts(key)

    assert (known.scheme, known.level) == (scheme, level)
    assert (known.class_key, known.lot_key) == (class_key, lot_key)


@pytest.mark.parametrize(
    ("key", "asset", "container", "place"),
    [
        (f"{HOME}/00/095212340000000013", False, True, False),
        (f"{GRAI}K7", True, True, False),
        (GRAI, False, True, False),
        (f"{HOME}/8004/9521234K7", True, False, False),
        (f"{HOME}/414/9521234000013", False, False, True),
        (f"{HOME}/414/9521234000013/254/A", False, False, True),
        (f"{HOME}/417/9521234000013", False, False, False),
        (f"{GTIN}/21/7", False, False, False),
    ],
)
def test_a_key_tells_assets_containers_and_places(
    key: str,
    asset: bool,  # noqa: FBT001 # a column of the table above
    container: bool,  # noqa: FBT001 # likewise
    place: bool,  # noqa: FBT001 # likewise
) -> None:
    known = facts(key)

    assert (known.is_asset, known.is_container, known.is_place) == (asset, container, place)


@pytest.mark.parametrize(
    "key",
    [
        "urn:uuid:5e0bb5b1-5e0e-4b2e-9d62-111d3b3a2e5c",
        "urn:epc:id:sscc:08600031303.0004",
        "https://id.gs1.org/00/095212340000000012",
        "https://example.vn/01/09521234001010",
        "not a key",
    ],
)
def test_what_is_no_canonical_key_is_one_thing_without_a_class(key: str) -> None:
    assert facts(key) == KeyFacts(
        None, "instance", None, None, is_asset=False, is_container=False, is_place=False
    )
