"""Text stands where the standard puts it; hints tell what would spoil the grade."""

from __future__ import annotations

import pytest

from tests.barcode.printing import reading_back
from truyxuat.barcode.printing import Symbology, SymbolRequest, Use, draw, hints
from truyxuat.traceability.errors import InvalidInput


def codes(symbology: Symbology, dpi: int, **colours: str) -> list[str]:
    drawing = draw(reading_back.request(symbology, Use.RETAIL))
    return [hint.code for hint in hints(drawing, dpi, **colours)]


def hri_of(symbology: Symbology, data: str, use: Use) -> list[str]:
    return [
        t.text for t in draw(SymbolRequest(symbology=symbology, data=data, use=use)).texts
    ]


def test_application_identifiers_stand_in_brackets_broken_between_elements() -> None:
    data = "(01)08938505970004(10)L\\(1(17)271231"

    below = hri_of(Symbology.GS1_DATA_MATRIX, data, Use.RETAIL)

    assert below == ["(01)08938505970004", "(10)L(1", "(17)271231"]


def test_a_wide_symbol_has_its_elements_in_one_line() -> None:
    below = hri_of(Symbology.GS1_128, "(01)08938505970004(10)L1", Use.DISTRIBUTION)

    assert below == ["(01)08938505970004 (10)L1"]


def test_a_link_is_read_by_people_as_its_elements() -> None:
    below = hri_of(Symbology.QR_LINK, reading_back.LINK, Use.RETAIL)

    assert below == ["(01)08938505970004", "(10)L1 (21)7K"]


def test_ean_13_stands_as_one_six_and_six_under_its_halves() -> None:
    digits = draw(reading_back.request(Symbology.EAN_13, Use.RETAIL)).texts

    assert "".join(digit.text for digit in digits) == "8938505970004"
    assert digits[0].x.modules < 6
    assert [d.x.modules for d in digits[1:7]] == [17.5, 24.5, 31.5, 38.5, 45.5, 52.5]
    assert [d.x.modules for d in digits[7:]] == [64.5, 71.5, 78.5, 85.5, 92.5, 99.5]


def test_guards_reach_five_modules_below_the_other_bars() -> None:
    bars, guards = draw(reading_back.request(Symbology.EAN_13, Use.RETAIL)).strips

    assert (bars.modules, guards.modules) == (113, 113)
    assert guards.height.modules == 5
    assert guards.runs == (11, 1, 1, 1, 43, 1, 1, 1, 43, 1, 1, 1, 7)


def test_itf_14_lies_between_bearer_bars_over_its_quiet_zones() -> None:
    over, bars, under = draw(
        reading_back.request(Symbology.ITF_14, Use.DISTRIBUTION)
    ).strips

    assert over == under
    assert over.runs == (0, 140.5)
    assert (bars.runs[0], bars.runs[-1]) == (10, 10)


def test_text_may_be_left_out_and_never_changes_the_bars() -> None:
    plain = draw(reading_back.request(Symbology.GS1_128, Use.DISTRIBUTION, hri=False))
    named = draw(
        reading_back.request(
            Symbology.GS1_128, Use.DISTRIBUTION, lines=("Lô 1", "25.000 đ")
        )
    )

    assert plain.texts == ()
    assert named.strips == plain.strips


def test_decomposed_vietnamese_is_drawn_as_composed_letters() -> None:
    (line,) = draw(
        reading_back.request(Symbology.EAN_13, Use.RETAIL, lines=("Đa\u0306\u0301k",))
    ).above

    assert line == "Đắk"


def test_a_module_of_few_dots_and_a_rounded_size_are_told() -> None:
    assert codes(Symbology.EAN_13, 203) == ["few_dots", "x_rounded", "quality_asked"]
    assert codes(Symbology.EAN_13, 300) == ["x_rounded", "quality_asked"]
    assert codes(Symbology.EAN_13, 600) == ["x_rounded", "quality_asked"]


@pytest.mark.parametrize(
    ("ink", "paper", "found"),
    [
        ("#000000", "#ffffff", []),
        ("#0000aa", "#ffff00", []),
        ("#ff0000", "#ffffff", ["low_contrast"]),
        ("#006600", "#c89664", ["low_contrast"]),
    ],
)
def test_colours_are_judged_by_the_red_light_of_scanners(
    ink: str, paper: str, found: list[str]
) -> None:
    drawing = draw(reading_back.request(Symbology.EAN_13, Use.RETAIL))

    told = [
        h for h in hints(drawing, 600, ink=ink, paper=paper) if h.code == "low_contrast"
    ]

    assert [hint.code for hint in told] == found
    assert all(hint.severe == (ink == "#ff0000") for hint in told)


def test_a_colour_that_is_not_written_in_hexadecimal_is_refused() -> None:
    drawing = draw(reading_back.request(Symbology.EAN_13, Use.RETAIL))

    with pytest.raises(InvalidInput, match="The ink colour 'red': #rrggbb expected"):
        hints(drawing, 600, ink="red")
