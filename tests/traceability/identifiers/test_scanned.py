"""Someone stands before a pack: whatever the scanner sends must lead to the product."""

from __future__ import annotations

from datetime import date

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import identified, parse_scanned

TODAY = date(2026, 7, 1)
GTIN = "09521234001010"
LOT = f"https://id.gs1.org/01/{GTIN}/10/L1"


@pytest.mark.parametrize(
    "text",
    [
        f"]d201{GTIN}17271231" + "10L1",
        f"]C101{GTIN}10L1\x1d17271231",
        f"\x1d01{GTIN}10L1\x1d17271231",
        f"01{GTIN}17271231" + "10L1",
        f"01{GTIN}10L1<GS>17271231",
        f"01{GTIN}10L1␝17271231",
        f"(01) {GTIN} (10) L1 (17) 271231\n",
        f"https://example.vn/01/{GTIN}/10/L1?17=271231",
        f"https://example.vn/01/{GTIN}?10=L1&17=271231",
        f"https://example.vn/01/{GTIN}?lot=L1;17=271231#x",
        f"  example.vn/p/01/{GTIN}/10/L1?17=271231 ",
        f"]Q1https://example.vn/01/{GTIN}/10/L1?17=271231",
    ],
)
def test_a_lot_and_its_expiry_are_found_whatever_was_scanned(text: str) -> None:
    found = parse_scanned(text)

    assert found.key == LOT
    assert (found.gtin, found.lot, found.serial) == (GTIN, "L1", None)
    assert found.expiry(TODAY) == date(2027, 12, 31)
    assert found.text == text


@pytest.mark.parametrize(
    "text", ["8938505970004", "8 938505 970004", "893-8505-97000-4", "]E08938505970004"]
)
def test_digits_below_a_retail_barcode_are_a_product(text: str) -> None:
    found = parse_scanned(text)

    assert found.key == "https://id.gs1.org/01/08938505970004"
    assert found.product is not None
    assert (found.expiry(TODAY), found.sscc, found.gln) == (None, None, None)


def test_typed_digits_may_be_a_place_but_those_of_a_retail_barcode_are_not() -> None:
    typed = parse_scanned("9521234000013")
    scanned = parse_scanned("]E09521234000013")

    assert [other.key for other in typed.alternatives] == [
        "https://id.gs1.org/414/9521234000013",
        "https://id.gs1.org/417/9521234000013",
    ]
    assert (scanned.alternatives, scanned.symbology) == ((), "]E0")


def test_eighteen_digits_are_a_pallet_even_where_they_begin_like_a_product() -> None:
    found = parse_scanned("010952123400101016")

    assert found.sscc == "010952123400101016"
    assert (found.gtin, found.lot, found.product) == (None, None, None)


def test_a_pallet_label_names_the_pallet_and_the_lot_on_it() -> None:
    found = parse_scanned(f"(00)095212340000000013(02){GTIN}(15)270100(37)24(10)L1")

    assert found.sscc == "095212340000000013"
    assert [named.key for named in found.identifiers] == [
        "https://id.gs1.org/00/095212340000000013",
        LOT,
    ]
    assert found.best_before(TODAY) == date(2027, 1, 31)
    assert ("37", "24") in found.elements


def test_every_key_on_a_carrier_is_found() -> None:
    found = parse_scanned(f"(01){GTIN}(21)7(11)260101(414)9521234000013(254)A")

    assert found.key == f"https://id.gs1.org/01/{GTIN}/21/7"
    assert (found.serial, found.gln) == ("7", "9521234000013")
    assert found.identifiers[1].key == "https://id.gs1.org/414/9521234000013/254/A"
    assert found.production(TODAY) == date(2026, 1, 1)


def test_a_misprinted_date_does_not_hide_the_lot() -> None:
    found = parse_scanned(f"(01){GTIN}(10)L1(17)271331")

    assert found.key == LOT
    assert found.expiry(TODAY) is None
    assert found.faults == (
        "Expiration date: Date '271331': month 01 to 12 expected, got 13.",
    )


def test_a_lot_in_the_path_outweighs_one_in_the_query() -> None:
    assert parse_scanned(f"https://example.vn/01/{GTIN}/10/L1?10=L2").lot == "L1"


def test_urns_and_other_uris_are_looked_up_as_they_are() -> None:
    item = parse_scanned("urn:epc:id:sgtin:9521234.000101.7")
    other = parse_scanned("urn:epc:id:gid:1.2.3")
    page = parse_scanned("https://example.vn/contact")

    assert item.key == f"https://id.gs1.org/01/{GTIN}/21/7"
    assert (other.key, other.identifiers) == ("urn:epc:id:gid:1.2.3", ())
    assert (page.key, page.product) == ("https://example.vn/contact", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("8938505970005", "GTIN '08938505970005': check digit should be 4, is 5."),
        ("chè xanh", "'chè xanh': a GS1 identifier or an absolute URI expected."),
        ("", "'': a GS1 identifier or an absolute URI expected."),
        ("(10)L1", "'(10)L1': no GS1 identification key in it."),
        (
            "1234567",
            "'1234567': a GTIN of 8, 12, 13 or 14 digits or an SSCC of 18 expected, got 7 "
            "digits.",
        ),
        ("x" * 8_193, "Scanned text: at most 8192 characters expected, got 8193."),
    ],
)
def test_what_identifies_nothing_is_refused_with_the_reason(
    text: str, message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        parse_scanned(text)

    assert str(refused.value) == message


def test_another_link_on_the_pack_identifies_nothing() -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        identified("https://brand.example/offers")

    assert str(refused.value) == (
        "'https://brand.example/offers': a GS1 identifier expected, got another URI."
    )


def test_a_composite_component_tells_the_lot_of_the_number_below_it() -> None:
    found = parse_scanned("]E09521234001010|]e010L1\x1d21S1")

    assert found.key == "https://id.gs1.org/01/09521234001010/21/S1"
    assert found.lot == "L1"


def test_an_add_on_beside_a_number_is_no_part_of_it() -> None:
    assert parse_scanned("]E3952123400101012").gtin == "09521234001010"
