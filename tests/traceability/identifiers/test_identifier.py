"""An identifier is checked when it is made, and tells its keys."""

from __future__ import annotations

import dataclasses

import pytest

from truyxuat.traceability.errors import InvalidIdentifier
from truyxuat.traceability.identifiers import Identifier, Scheme

GTIN = "09521234001010"
HOME = "https://id.gs1.org"

Shape = tuple[str, str, tuple[tuple[str, str], ...], str, str, str | None]

SHAPES: list[Shape] = [
    ("00", "095212340000000013", (), "sscc", "instance", None),
    ("01", GTIN, (), "gtin", "class", f"/01/{GTIN}"),
    ("01", GTIN, (("22", "2A"),), "gtin", "class", f"/01/{GTIN}"),
    ("01", GTIN, (("10", "L1"),), "lgtin", "lot", f"/01/{GTIN}"),
    ("01", GTIN, (("21", "7"),), "sgtin", "instance", f"/01/{GTIN}"),
    ("01", GTIN, (("235", "t"),), "upui", "instance", f"/01/{GTIN}"),
    ("253", "9521234000013", (), "gdti", "class", "/253/9521234000013"),
    ("253", "9521234000013PO-1", (), "gdti", "instance", "/253/9521234000013"),
    ("255", "9521234000013", (), "gcn", "class", "/255/9521234000013"),
    ("255", "952123400001300", (), "sgcn", "instance", "/255/9521234000013"),
    ("401", "9521234xyz", (), "ginc", "instance", None),
    ("402", "95212340000000013", (), "gsin", "instance", None),
    ("414", "9521234000013", (), "gln", "instance", None),
    ("414", "9521234000013", (("254", "A1"),), "sgln", "instance", None),
    ("414", "9521234000013", (("7040", "1ABC"),), "gln", "instance", None),
    ("415", "9521234000013", (("8020", "R1"),), "payment_slip", "instance", None),
    ("417", "9521234000013", (), "pgln", "instance", None),
    ("8003", "09521234000013", (), "grai", "class", "/8003/09521234000013"),
    ("8003", "09521234000013K7", (), "grai", "instance", "/8003/09521234000013"),
    ("8004", "9521234K7", (), "giai", "instance", None),
    ("8006", f"{GTIN}0102", (), "itip", "class", f"/8006/{GTIN}0102"),
    ("8006", f"{GTIN}0102", (("10", "L"),), "itip", "lot", f"/8006/{GTIN}0102"),
    ("8006", f"{GTIN}0102", (("21", "7"),), "itip", "instance", f"/8006/{GTIN}0102"),
    ("8010", "9521234AB-1", (), "cpid", "class", "/8010/9521234AB-1"),
    ("8010", "9521234AB-1", (("8011", "42"),), "cpid", "instance", "/8010/9521234AB-1"),
    (
        "8013",
        "1987654Ad4X4bL5ttr2310c2K",
        (),
        "gmn",
        "class",
        "/8013/1987654Ad4X4bL5ttr2310c2K",
    ),
    ("8017", "952123400000000017", (("8019", "3"),), "gsrnp", "instance", None),
    ("8018", "952123400000000017", (), "gsrn", "instance", None),
]


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_key_knows_what_it_names(shape: Shape) -> None:
    ai, value, qualifiers, scheme, level, class_path = shape

    identifier = Identifier(ai, value, qualifiers)

    assert (identifier.scheme, identifier.level) == (scheme, level)
    assert identifier.class_key == (class_path and HOME + class_path)
    assert identifier.key.startswith(f"{HOME}/{ai}/{value[:13]}")


def test_only_the_finest_level_is_in_the_key_and_the_rest_is_kept_beside_it() -> None:
    item = Identifier(
        "01", GTIN, (("21", "7/8"), ("22", "2A"), ("10", "L 1".replace(" ", "+")))
    )

    assert item.key == f"{HOME}/01/{GTIN}/21/7%2F8"
    assert item.lot_key == f"{HOME}/01/{GTIN}/10/L%2B1"
    assert item.qualifiers == (("22", "2A"), ("10", "L+1"), ("21", "7/8"))
    assert (item.gtin, item.lot, item.serial) == (GTIN, "L+1", "7/8")
    assert item.digital_link("https://a.vn/") == (
        f"https://a.vn/01/{GTIN}/22/2A/10/L%2B1/21/7%2F8"
    )
    assert item.element_string() == f"(01){GTIN}(22)2A(10)L+1(21)7/8"


def test_a_lot_of_pieces_knows_its_lot_even_when_serialised() -> None:
    piece = Identifier("8006", f"{GTIN}0102", (("10", "L"), ("21", "7")))

    assert piece.key == f"{HOME}/8006/{GTIN}0102/21/7"
    assert piece.lot_key == f"{HOME}/8006/{GTIN}0102/10/L"
    assert piece.gtin == GTIN


def test_a_path_never_mixes_two_ways_to_narrow_a_key() -> None:
    pack = Identifier("01", GTIN, (("10", "L1"), ("235", "T")))
    place = Identifier("414", "9521234000013", (("7040", "1ABC"),))
    dock = Identifier("414", "9521234000013", (("7040", "1ABC"), ("254", "A")))

    assert pack.digital_link() == f"{HOME}/01/{GTIN}/235/T"
    assert place.digital_link() == f"{HOME}/414/9521234000013/7040/1ABC"
    assert dock.digital_link() == f"{HOME}/414/9521234000013/254/A"


def test_an_extension_zero_says_that_a_place_has_none() -> None:
    assert Identifier("414", "9521234000013", (("254", "0"),)) == Identifier(
        "414", "9521234000013"
    )


def test_serials_are_found_wherever_a_key_has_them() -> None:
    crate = Identifier("8003", "09521234000013K7")
    part = Identifier("8010", "9521234AB-1", (("8011", "42"),))
    pallet = Identifier("00", "095212340000000013")

    assert (crate.serial, part.serial, pallet.serial) == ("K7", "42", None)
    assert (crate.gtin, crate.lot) == (None, None)
    assert Identifier("8003", "09521234000013").serial is None


def test_an_identifier_cannot_be_changed() -> None:
    identifier = Identifier("01", GTIN)

    with pytest.raises(dataclasses.FrozenInstanceError):
        identifier.value = "1"  # type: ignore[misc] # the point of the test
    assert not hasattr(identifier, "__dict__")
    assert {identifier: 1}[Identifier("01", GTIN)] == 1
    assert identifier.scheme is Scheme.GTIN


REFUSED = [
    ("01", "0952123400101", (), "GTIN '0952123400101': 14 digits expected, got 13."),
    ("01", "", (), "GTIN '': 14 digits expected, got 0."),
    ("01", "095212340010100", (), "GTIN '095212340010100': 14 digits expected, got 15."),
    ("01", "09521234001011", (), "GTIN '09521234001011': check digit should be 0, is 1."),
    (
        "01",
        "0952123400101O",
        (),
        "GTIN '0952123400101O': 'O' is not one of the digits 0-9.",
    ),
    (
        "01",
        "٠٩٥٢١٢٣٤٠٠١٠١٠",
        (),
        "GTIN '٠٩٥٢١٢٣٤٠٠١٠١٠': '٠' is not one of the digits 0-9.",
    ),
    (
        "00",
        "095212340000000017",
        (),
        "SSCC '095212340000000017': check digit should be 3, is 7.",
    ),
    (
        "253",
        "9521234000013" + "A" * 18,
        (),
        "GDTI '9521234000013AAAAAAAAAAAAAAAAAA': after 13 digits, 1 to 17 characters expected, "
        "got 18.",
    ),
    (
        "255",
        "95212340000131A",
        (),
        "GCN '95212340000131A': after 13 digits, 'A' is not one of the digits 0-9.",
    ),
    (
        "8003",
        "19521234000010",
        (),
        "GRAI '19521234000010': the first digit must be 0, is 1.",
    ),
    (
        "8003",
        "09521234000013K#",
        (),
        "GRAI '09521234000013K#': after 14 digits, '#' is not one of the 82 GS1 characters.",
    ),
    (
        "8004",
        "ABC952",
        (),
        "GIAI 'ABC952': the first 4 characters must be digits of a company prefix.",
    ),
    (
        "8004",
        "9521234" + "A" * 24,
        (),
        "GIAI '9521234AAAAAAAAAAAAAAAAAAAAAAAA': 1 to 30 characters expected, got 31.",
    ),
    (
        "8010",
        "9521234abc",
        (),
        "CPID '9521234abc': 'a' is not one of the 39 characters A-Z 0-9 # - /.",
    ),
    ("8006", f"{GTIN}0302", (), f"ITIP '{GTIN}0302': piece 3 of 2 cannot be."),
    ("8006", f"{GTIN}0000", (), f"ITIP '{GTIN}0000': piece 0 of 0 cannot be."),
    (
        "8006",
        f"{GTIN}01",
        (),
        f"ITIP '{GTIN}01': after 14 digits, 4 characters expected, got 2.",
    ),
    (
        "8013",
        "1987654Ad4X",
        (),
        "GMN '1987654Ad4X': check characters should be Y3, are 4X.",
    ),
    ("99", "1", (), "(99) is no GS1 identification key."),
    ("10", "L1", (), "(10) is no GS1 identification key."),
    ("01", GTIN, (("254", "A"),), "(254) does not qualify GTIN (01)."),
    ("00", "095212340000000013", (("10", "A"),), "(10) does not qualify SSCC (00)."),
    ("01", GTIN, (("10", "A"), ("10", "B")), "(10) is given twice: 'A' and 'B'."),
    (
        "01",
        GTIN,
        (("21", "A"), ("235", "B")),
        "(21) and (235) exclude each other: one item has one serial.",
    ),
    ("01", GTIN, (("10", ""),), "Lot '': 1 to 20 characters expected, got 0."),
    (
        "01",
        GTIN,
        (("10", "123456789012345678901"),),
        "Lot '123456789012345678901': 1 to 20 characters expected, got 21.",
    ),
    ("01", GTIN, (("10", "Lô 1"),), "Lot 'Lô 1': 'ô' is not one of the 82 GS1 characters."),
    (
        "01",
        GTIN,
        (("21", "a\n"),),
        "Serial 'a\\n': '\\n' is not one of the 82 GS1 characters.",
    ),
    (
        "8010",
        "9521234AB",
        (("8011", "042"),),
        "CPID serial '042': a number without leading zeros expected.",
    ),
    (
        "414",
        "9521234000013",
        (("7040", "ABCD"),),
        "UIC with extension 'ABCD': a digit, two characters, and one of - 0-9 A-Z _ a-z "
        "expected.",
    ),
    (
        "414",
        "9521234000013",
        (("7040", "1AB"),),
        "UIC with extension '1AB': 4 characters expected, got 3.",
    ),
]


@pytest.mark.parametrize(("ai", "value", "qualifiers", "message"), REFUSED)
def test_what_the_specifications_exclude_cannot_be_held(
    ai: str, value: str, qualifiers: tuple[tuple[str, str], ...], message: str
) -> None:
    with pytest.raises(InvalidIdentifier) as refused:
        Identifier(ai, value, qualifiers)

    assert str(refused.value) == message
