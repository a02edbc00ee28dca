"""The sizes are those that were published of the standard, in millimetres as printed there."""

from __future__ import annotations

import pytest

from tests.barcode.printing import reading_back
from truyxuat.barcode.printing import SIZES, SizeRule, Symbology, Use, draw, uses_of
from truyxuat.barcode.printing.strips import MmRuler

ROUNDED_FROM_INCHES_MM = 0.02

OMNI, STACKED = Symbology.DATABAR, Symbology.DATABAR_STACKED
LONG, LONG_STACKED = Symbology.DATABAR_EXPANDED, Symbology.DATABAR_EXPANDED_STACKED


@pytest.mark.parametrize(
    ("use", "symbology", "x_mm", "height_mm"),
    [
        # Release 18, page 321: by its notes on healthcare the end of table 8.
        (Use.PHARMACY_AND_DISTRIBUTION, STACKED, 0.495, 34.16),
        (Use.PHARMACY_AND_DISTRIBUTION, STACKED, 0.660, 45.54),
        (Use.PHARMACY_AND_DISTRIBUTION, LONG, 0.495, 16.83),
        (Use.PHARMACY_AND_DISTRIBUTION, LONG, 0.660, 22.44),
        (Use.PHARMACY_AND_DISTRIBUTION, LONG_STACKED, 0.495, 35.15),
        (Use.PHARMACY_AND_DISTRIBUTION, LONG_STACKED, 0.660, 46.86),
        # Release 26.0.
        (Use.RETAIL, OMNI, 0.330, 15.19),
        (Use.RETAIL, STACKED, 0.330, 31.37),
        (Use.DISTRIBUTION, OMNI, 0.660, 21.78),
        (Use.RETAIL_AND_DISTRIBUTION, STACKED, 0.660, 62.70),
        (Use.OTHER_TRADE_ITEM, STACKED, 0.330, 27.78),
        (Use.HEALTHCARE_NON_RETAIL, OMNI, 0.200, 6.60),
        (Use.HEALTHCARE_RETAIL, OMNI, 0.330, 10.89),
        (Use.SERVICE_RELATION, LONG, 0.330, 11.23),
        # Both, and GS1 Sweden.
        (Use.RETAIL, Symbology.EAN_13, 0.264, 18.28),
        (Use.DISTRIBUTION, Symbology.EAN_13, 0.495, 34.28),
        (Use.RETAIL, Symbology.EAN_8, 0.264, 14.58),
    ],
)
def test_bars_are_as_high_as_was_published(
    use: Use, symbology: Symbology, x_mm: float, height_mm: float
) -> None:
    rule = SizeRule(symbology, use, SIZES[use][symbology])
    drawing = draw(reading_back.request(symbology, use, x_mm=x_mm))
    drawn_mm = sum(MmRuler(x_mm).length(strip.height) for strip in drawing.strips)

    assert rule.height_min_mm(x_mm) == pytest.approx(height_mm, abs=ROUNDED_FROM_INCHES_MM)
    assert drawn_mm >= height_mm - ROUNDED_FROM_INCHES_MM


def test_eight_digits_are_for_the_shop_and_have_no_size_for_distribution_alone() -> None:
    uses = uses_of(Symbology.EAN_8)

    assert Use.RETAIL_AND_DISTRIBUTION in uses
    assert Use.DISTRIBUTION not in uses


def test_a_loyalty_card_carries_databar_expanded_in_the_size_a_till_reads() -> None:
    assert SIZES[Use.SERVICE_RELATION][LONG] == SIZES[Use.RETAIL][LONG]
