"""Element strings: what is refused, why, and where."""

from __future__ import annotations

import pytest

from truyxuat.barcode import (
    Element,
    lint,
    parse_bracketed,
    parse_digital_link,
    parse_fnc1,
    require_associations,
)
from truyxuat.barcode.syntax.elements import ELEMENTS_MAX, TEXT_MAX
from truyxuat.traceability.errors import InvalidBarcode, NotFound

GTIN = "(01)12345678901231"


def told(text: str) -> list[tuple[str, str]]:
    """Place and code of every problem in a bracketed text."""
    with pytest.raises(InvalidBarcode) as refused:
        parse_bracketed(text)
    return [(problem.place, problem.code) for problem in refused.value.problems]


def test_all_problems_are_told_at_once_each_with_its_characters() -> None:
    text = "(01)12345678901232(17)271345(xx)1(10)a b"

    assert told(text) == [
        ("17:18", "incorrect_check_digit"),
        ("24:26", "illegal_month"),
        ("29:31", "unknown_ai"),
        ("38:39", "invalid_cset82_character"),
    ]


def test_the_words_say_what_was_expected_and_got() -> None:
    with pytest.raises(InvalidBarcode) as refused:
        parse_fnc1("0112345678901232")

    assert str(refused.value) == (
        "15:16: (01) GTIN: incorrect check digit, 1 expected, got '2'."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(17)9(90)217", "value_too_short"),
        ("(10)", "value_missing"),
        ("(7007)21122521", "value_length"),
        ("(10)12345|", "bracket_expected"),
        ("(10)1^2", "invalid_cset82_character"),
        ("(10)\u0661\u0662", "invalid_cset82_character"),
        ("(30)\u0661", "non_digit_character"),
        ("(10)" * (ELEMENTS_MAX + 1), "too_many_elements"),
        ("(99)" + "A" * TEXT_MAX, "message_too_long"),
        ("", "message_empty"),
    ],
)
def test_an_unsound_element_string_is_refused(text: str, code: str) -> None:
    assert code in [found for _, found in told(text)]


@pytest.mark.parametrize(
    ("text", "sound"),
    [
        ("0112345678901231\x1d991234", True),
        ("0112345678901231\x1d", True),
        ("0112345678901231\x1d\x1d991234", False),
        ("\x1d0112345678901231", False),
        ("24212\x1d", True),
    ],
)
def test_a_separator_more_after_predefined_length_does_no_harm(
    text: str,
    sound: bool,  # noqa: FBT001 # pytest gives parameters by position
) -> None:
    try:
        parse_fnc1(text)
    except InvalidBarcode:
        assert not sound
    else:
        assert sound


@pytest.mark.parametrize(
    "text",
    [
        GTIN + "(02)12345678901231",
        GTIN + "(37)12",
        GTIN + "(250)ABC",
        GTIN + "(3925)12599",
        "(02)12345678901231(37)12",
        "(400)ABC(400)ABD(400)ABC",
        "(8110)012345612345611110123(255)5412345000150(3940)1234(3941)9999",
        "(8030)DIGSIG(8010)1234567890",
        "(253)1234567890128(8030)ABC123",
    ],
)
def test_what_cannot_stand_together_is_refused(text: str) -> None:
    elements = parse_bracketed(text)

    with pytest.raises(InvalidBarcode):
        require_associations(elements)


@pytest.mark.parametrize(
    "text",
    [
        GTIN + "(10)L1(17)271231(21)S1(250)S2",
        GTIN + "(3925)12599(3575)654321",
        "(02)12345678901231(37)12(00)123456789012345675",
        "(400)ABC(99)DEF(400)ABC",
        "(255)5412345000150(3940)1234",
        "(8030)DIGSIG(8010)1234567890(8011)123",
        "(253)1234567890128X(8030)ABC123",
    ],
)
def test_what_may_stand_together_is_left_alone(text: str) -> None:
    require_associations(parse_bracketed(text))


def test_a_pair_is_told_with_both_its_identifiers() -> None:
    with pytest.raises(InvalidBarcode) as refused:
        require_associations([Element("10", "L1")])

    assert str(refused.value) == (
        "/0: (10): missing companion, (01) or (02) or (03) or (8006) or (8026) expected, got 'L1'."
    )


@pytest.mark.parametrize(
    "uri",
    [
        "HtTp://a/00/006141411234567890",
        "https://a/01/2112345678900",
        "https://a/gtin/12312312312333",
        "https://a/01/12312312312333/21/A/10/B",
        "https://a/01/12312312312333/22/A/235/B",
        "https://a/01/12312312312333?99=A&999=B",
        "https://a/01/12312312312333?99=A&99=A",
        "https://a/01/12312312312333?10=A",
        "https://a/01/12312312312333?8200=A",
        "https://a/01/12312312312333/22/A?98=X+Y",
        "https://$a/01/12312312312333",
        "https://a/01/1231231231233%003",
    ],
)
def test_an_unsound_digital_link_is_refused(uri: str) -> None:
    with pytest.raises(InvalidBarcode):
        parse_digital_link(uri)


def test_a_lot_may_describe_an_item_that_has_a_serial_of_another() -> None:
    elements = parse_digital_link("https://a/01/12312312312333/235/XYZ?10=ABC123")

    assert elements.bracketed() == "(01)12312312312333(235)XYZ(10)ABC123"


def test_an_unknown_check_is_told() -> None:
    with pytest.raises(NotFound, match="has none of that name"):
        lint("luhn", "1")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("latlong", "11102850302858542010"),
        ("mmoptss", "59"),
        ("mmoptss", "5959"),
        ("yymmddhh", "27123123"),
        ("iso3166list", "704276"),
        ("hhmm", "2359"),
        ("keyoff1", "I12345"),
    ],
)
def test_checks_of_older_editions_are_still_known(name: str, text: str) -> None:
    lint(name, text)

    with pytest.raises(InvalidBarcode):
        lint(name, text + "X" if name != "keyoff1" else "I12X45")
