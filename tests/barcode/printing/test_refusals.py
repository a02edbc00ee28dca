"""What is too small, too large or cannot be carried is refused, with the reason and the range."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.barcode.printing import reading_back
from tests.barcode.printing.reading_back import SAMPLES
from truyxuat.barcode.printing import SIZES, Symbology, SymbolRequest, Use, draw, uses_of
from truyxuat.traceability.errors import InvalidBody, InvalidIdentifier, InvalidInput

EAN = Symbology.EAN_13


def refused(request: SymbolRequest) -> list[tuple[str, str]]:
    with pytest.raises(InvalidBody) as found:
        draw(request)
    return [(problem.place, problem.code) for problem in found.value.problems]


def test_a_retail_symbol_under_the_minimum_is_refused_with_the_range_and_the_table() -> (
    None
):
    request = reading_back.request(EAN, Use.RETAIL, x_mm=0.25)

    with pytest.raises(InvalidBody) as found:
        draw(request)

    (problem,) = found.value.problems
    assert problem.expected == "0.264 to 0.660 mm"
    assert problem.message == (
        "ean-13: an X-dimension of 0.250 mm is under the minimum of 0.264 to 0.660 mm (GS1 "
        "General Specifications 26.0, section 5.12.3, table 1, trade items scanned at general "
        "retail point of sale)."
    )


@pytest.mark.parametrize(
    ("symbology", "use"), [(s, use) for use, rows in SIZES.items() for s in rows]
)
def test_each_row_of_each_table_is_held_at_both_ends(
    symbology: Symbology, use: Use
) -> None:
    row = SIZES[use][symbology]
    data = "(10)L1" if symbology is Symbology.GS1_128 else SAMPLES[symbology].data
    whole = SymbolRequest(symbology=symbology, data=data, use=use)

    for x_mm in (row.x_min, row.x_target, row.x_max):
        assert draw(replace(whole, x_mm=x_mm)).x_mm == x_mm
    small = replace(whole, x_mm=row.x_min - 0.001)
    large = replace(whole, x_mm=row.x_max + 0.001)

    assert refused(small) == [("/x_mm", "x_too_small")]
    assert refused(large) == [("/x_mm", "x_too_large")]


def test_all_that_is_wrong_with_a_size_is_told_at_once() -> None:
    request = reading_back.request(EAN, Use.RETAIL, x_mm=0.1, height_mm=1.0)

    assert refused(request) == [
        ("/x_mm", "x_too_small"),
        ("/height_mm", "height_too_small"),
    ]


def test_not_a_number_is_no_size() -> None:
    assert refused(reading_back.request(EAN, Use.RETAIL, x_mm=float("nan"))) == [
        ("/x_mm", "x_too_small")
    ]


@pytest.mark.parametrize(
    ("x_mm", "height_mm"), [(0.264, 18.28), (0.33, 22.85), (0.66, 45.70)]
)
def test_ean_13_is_as_high_as_the_table_says(x_mm: float, height_mm: float) -> None:
    draw(reading_back.request(EAN, Use.RETAIL, x_mm=x_mm, height_mm=height_mm))
    lower = reading_back.request(EAN, Use.RETAIL, x_mm=x_mm, height_mm=height_mm - 0.05)

    assert refused(lower) == [("/height_mm", "height_too_small")]


def test_a_square_symbol_has_no_height_of_its_own() -> None:
    request = reading_back.request(Symbology.GS1_DATA_MATRIX, Use.RETAIL, height_mm=20.0)

    assert refused(request) == [("/height_mm", "height_not_free")]


def test_a_symbol_that_is_not_in_the_table_of_a_use_names_the_uses_it_has() -> None:
    request = reading_back.request(Symbology.ITF_14, Use.RETAIL)

    with pytest.raises(
        InvalidBody, match=r"itf-14 is not in GS1 symbol spec.*table 1"
    ) as found:
        draw(request)

    assert found.value.problems[0].expected == ", ".join(uses_of(Symbology.ITF_14))


def test_a_size_between_two_printer_dots_is_refused_with_what_the_printer_can_do() -> None:
    request = reading_back.request(EAN, Use.RETAIL, x_mm=0.33, printer_dpi=203)

    with pytest.raises(InvalidBody) as found:
        draw(request)

    assert found.value.problems[0].message.startswith(
        "At 203 dpi an X-dimension of 0.330 mm becomes 0.250 mm (2 dots), outside 0.264 to"
    )
    assert (
        found.value.problems[0].expected
        == "0.375 mm (3 dots), 0.500 mm (4 dots), 0.626 mm (5 dots)"
    )


def test_a_size_asked_for_is_rounded_down_and_one_left_to_us_to_the_nearest_dot() -> None:
    asked = reading_back.request(EAN, Use.RETAIL, x_mm=0.41, printer_dpi=300)
    left = reading_back.request(EAN, Use.RETAIL, printer_dpi=300)

    assert round(draw(asked).x_mm, 4) == 0.3387
    assert round(draw(left).x_mm, 4) == 0.3387


def test_a_height_that_the_printers_dots_make_too_low_is_refused() -> None:
    drawing = draw(reading_back.request(EAN, Use.RETAIL, height_mm=22.85))

    with pytest.raises(InvalidBody, match=r"lower than the minimum of 25\.99 mm"):
        drawing.png(203)


@pytest.mark.parametrize(
    ("symbology", "data", "code"),
    [
        (Symbology.EAN_13, "18938505970001", "not_carried"),
        (Symbology.EAN_13, "(01)08938505970004(10)L1", "not_carried"),
        (Symbology.EAN_8, "8938505970004", "not_carried"),
        (Symbology.UPC_A, "8938505970004", "not_carried"),
        (Symbology.ITF_14, "8938505970004", "not_carried"),
        (Symbology.ITF_14, "(00)008938505970000017", "not_carried"),
        (Symbology.DATABAR, "(01)08938505970004(10)L1", "not_carried"),
        (
            Symbology.GS1_128,
            "(01)08938505970004(10)" + "L" * 20 + "(21)" + "S" * 12,
            "too_long",
        ),
    ],
)
def test_data_that_a_symbol_cannot_carry_are_refused(
    symbology: Symbology, data: str, code: str
) -> None:
    request = SymbolRequest(symbology=symbology, data=data, use=uses_of(symbology)[0])

    assert refused(request) == [("/data", code)]


def test_forty_eight_characters_fit_gs1_128_and_a_wide_symbol_is_refused() -> None:
    data = "(01)08938505970004(10)" + "1" * 20 + "(21)" + "2" * 7
    fits = SymbolRequest(
        symbology=Symbology.GS1_128, data=data, use=Use.HEALTHCARE_NON_RETAIL, x_mm=0.3
    )
    wide = SymbolRequest(symbology=Symbology.GS1_128, data=data, use=Use.DISTRIBUTION)

    assert len(draw(fits).strips) == 1
    assert refused(wide) == [("/data", "symbol_too_wide")]


@pytest.mark.parametrize(
    "data",
    ["8938505970005", "893850597001", "(01)08938505970005", "(10)Đ", "xin chào", "", "٨٩"],
)
def test_what_is_no_gs1_data_is_refused(data: str) -> None:
    with pytest.raises(InvalidInput):
        draw(SymbolRequest(symbology=Symbology.GS1_128, data=data, use=Use.DISTRIBUTION))


def test_a_link_is_made_under_a_stem_and_asked_for_without_one() -> None:
    request = SymbolRequest(
        symbology=Symbology.QR_LINK,
        data="(01)08938505970004(10)L/1(17)271231",
        stem="https://vidu.vn",
    )
    found = reading_back.read(reading_back.opened(draw(request).png(203)))

    assert found == [("https://vidu.vn/01/08938505970004/10/L%2F1?17=271231", "]Q1")]
    with pytest.raises(InvalidIdentifier, match=r"a stem such as 'https://example\.vn'"):
        draw(SymbolRequest(symbology=Symbology.QR_LINK, data="(01)08938505970004"))


def test_letters_that_the_font_lacks_are_refused_by_name() -> None:
    request = reading_back.request(EAN, Use.RETAIL, lines=("Trà 茶",))

    with pytest.raises(InvalidInput, match=re.escape("got '茶' (U+8336)")):
        draw(request)


def test_a_resolution_no_printer_has_is_refused() -> None:
    drawing = draw(reading_back.request(EAN, Use.RETAIL))

    for dpi in (0, -203, 99, 1_000_000):
        with pytest.raises(InvalidBody, match="Printers have 100 to 4800 dots per inch"):
            drawing.png(dpi)


def test_an_unknown_error_correction_is_refused() -> None:
    request = reading_back.request(Symbology.QR_LINK, Use.RETAIL, error_correction="Z")

    assert refused(request) == [("/error_correction", "unknown_level")]


def test_more_than_the_largest_symbol_holds_is_refused() -> None:
    link = "https://vidu.vn/" + "a" * 3000 + "/01/08938505970004"

    for symbology in (Symbology.QR_LINK, Symbology.DATA_MATRIX_LINK):
        with pytest.raises(InvalidInput):
            draw(SymbolRequest(symbology=symbology, data=link))
