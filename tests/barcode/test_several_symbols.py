"""All symbols of a picture are found, each once, in the order in which a person reads them."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.barcode.material import KINDS, Kind, drawn
from tests.barcode.pictures import ean13_picture, qr_picture, saved
from truyxuat.barcode.reading import Symbol, choose, read_picture, reading_of
from truyxuat.barcode.reading.believing import Evidence, Sighting

SUSU = "9521234001010"
LINK = "https://example.com/01/09521234001010/10/L1"


def kind(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)


def test_a_sheet_of_labels_is_read_line_by_line_from_the_left() -> None:
    names = ["EAN-13", "QR Code", "GS1-128", "GS1 DataMatrix", "ITF-14", "PDF417"]
    sheet = Image.new("L", (2400, 1500), 255)
    for number, name in enumerate(names):
        sheet.paste(
            drawn(kind(name), module=2), (60 + 800 * (number % 3), 60 + 700 * (number // 3))
        )

    found = read_picture(saved(sheet))

    assert [symbol.symbology for symbol in found] == names


def test_two_packs_of_one_product_are_two_symbols_with_two_places() -> None:
    shelf = Image.new("L", (1300, 300), 255)
    shelf.paste(ean13_picture(SUSU), (0, 0))
    shelf.paste(ean13_picture(SUSU), (650, 0))

    left, right = read_picture(saved(shelf))

    assert left == right
    assert left.position[0][0] < 650 < right.position[0][0]


@pytest.mark.parametrize("degrees", [0, 20, 90, 200])
def test_the_place_of_a_symbol_is_given_in_pixels_of_the_picture(degrees: int) -> None:
    table = Image.new("L", (1600, 1600), 200)
    label = qr_picture(LINK).resize((300, 300))
    table.paste(label, (1000, 400))

    (symbol,) = read_picture(
        saved(table.rotate(degrees, center=(1150, 550), fillcolor=200))
    )

    assert sum(x for x, _ in symbol.position) / 4 == pytest.approx(1150, abs=6)
    assert sum(y for _, y in symbol.position) / 4 == pytest.approx(550, abs=6)


def test_the_symbol_that_says_most_is_chosen_for_the_lookup() -> None:
    ean = Symbol(SUSU, "EAN-13", "]E0", "zxing-cpp")
    shop = Symbol("https://shop.example/susu", "QR Code", "]Q1", "zxing-cpp")
    link = Symbol(LINK, "QR Code", "]Q1", "zxing-cpp")
    matrix = Symbol("010952123400101010L1", "GS1 DataMatrix", "]d2", "zxing-cpp")

    chosen = [
        choose(symbols)
        for symbols in (
            [ean, shop, link, matrix],
            [shop, ean, link],
            [shop, ean],
            [shop],
            [],
        )
    ]

    assert [one and (one.symbol, one.reason) for one in chosen] == [
        (matrix, "element_string"),
        (link, "digital_link"),
        (ean, "article_number"),
        (shop, "other_text"),
        None,
    ]


def test_the_answer_for_a_pack_with_two_carriers_names_the_one_with_the_lot() -> None:
    pack = Image.new("L", (1200, 400), 255)
    pack.paste(ean13_picture(SUSU), (0, 40))
    pack.paste(drawn(kind("GS1 DataMatrix")), (800, 40))

    choice = reading_of(saved(pack)).choice

    assert choice is not None
    assert choice.symbol.symbology == "GS1 DataMatrix"
    assert choice.words == "It holds GS1 element strings: the article and more about it."


PLACE = ((10, 10), (200, 10), (200, 60), (10, 60))
LINE = ((10, 30), (200, 30), (200, 31), (10, 31))


def evidence(*seen: tuple[str, str, str, bool]) -> tuple[str, ...]:
    """What is believed of (text, symbology, look, faithful), all at one place."""
    known = Evidence()
    for text, symbology, look, faithful in seen:
        place = LINE if look.startswith("line") else PLACE
        symbol = Symbol(text, symbology, "", "zxing-cpp", position=place)
        known.add(Sighting(symbol), placed=symbol, look=look, faithful=faithful)
    return tuple(symbol.text for symbol in known.believed())


def test_a_code_seen_once_in_a_doctored_look_is_not_believed() -> None:
    assert evidence((SUSU, "EAN-13", "sharpened", False)) == ()
    assert evidence((SUSU, "EAN-13", "line", True)) == ()
    assert evidence((SUSU, "EAN-13", "plain", True)) == (SUSU,)


def test_two_looks_that_agree_are_believed_and_the_same_look_twice_is_not() -> None:
    sharp, evened = (SUSU, "EAN-13", "sharpened", False), (SUSU, "EAN-13", "evened", False)

    assert evidence(sharp, evened) == (SUSU,)
    assert evidence(sharp, sharp) == ()


def test_two_codes_at_one_place_are_no_code_until_one_has_more_looks() -> None:
    one, other = "9521234001010", "9521234001027"
    torn = [(one, "EAN-13", "plain", True), (other, "EAN-13", "half", True)]

    assert evidence(*torn) == ()
    assert evidence(*torn, (one, "EAN-13", "double", True)) == (one,)


def test_a_piece_of_an_itf_symbol_does_not_shadow_the_whole() -> None:
    whole, piece = "3018108390", "301810"

    assert evidence(
        (whole, "ITF", "plain", True),
        (piece, "ITF", "plain", True),
        (whole, "ITF", "half", True),
        (piece, "ITF", "half", True),
    ) == (whole,)
