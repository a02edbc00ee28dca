"""Every symbol is read back at the smallest size its use allows, from every form it has."""

from __future__ import annotations

import math

import pytest

from tests.barcode.printing import reading_back
from tests.barcode.printing.reading_back import SAMPLES, from_pdf, from_svg, opened, read
from truyxuat.barcode.printing import SIZES, Symbology, Use, draw
from truyxuat.barcode.printing.fitting import TOLERANCE_MM
from truyxuat.barcode.printing.strips import MM_PER_INCH
from truyxuat.barcode.reading.zbar_reader import library
from truyxuat.traceability.errors import InvalidBody

CASES = [(symbology, use) for use, rows in SIZES.items() for symbology in rows]


def least_x_mm(symbology: Symbology, use: Use, dpi: int) -> float:
    """The fewest whole dots that are not under the minimum."""
    dot = MM_PER_INCH / dpi
    return math.ceil((SIZES[use][symbology].x_min - TOLERANCE_MM) / dot) * dot


@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(("symbology", "use"), CASES)
def test_the_smallest_print_is_read_with_its_symbology_identifier(
    symbology: Symbology, use: Use, dpi: int
) -> None:
    sample, x_mm = SAMPLES[symbology], least_x_mm(symbology, use, dpi)
    if x_mm > SIZES[use][symbology].x_max + TOLERANCE_MM:
        with pytest.raises(InvalidBody, match="this printer can do: none"):
            draw(reading_back.request(symbology, use, printer_dpi=dpi))
        return

    picture = opened(draw(reading_back.request(symbology, use, x_mm=x_mm)).png(dpi))

    assert read(picture) == [(sample.text, sample.identifier)]


@pytest.mark.skipif(library() is None, reason="libzbar0 is not installed")
@pytest.mark.parametrize("dpi", [203, 300, 600])
@pytest.mark.parametrize(
    ("symbology", "use"), [case for case in CASES if SAMPLES[case[0]].zbar_kind]
)
def test_the_second_reader_reads_the_smallest_print_too(
    symbology: Symbology, use: Use, dpi: int
) -> None:
    sample, x_mm = SAMPLES[symbology], least_x_mm(symbology, use, dpi)
    if x_mm > SIZES[use][symbology].x_max + TOLERANCE_MM:
        return

    picture = opened(draw(reading_back.request(symbology, use, x_mm=x_mm)).png(dpi))

    assert reading_back.read_by_zbar(picture, sample.zbar_kind) == [sample.zbar_text]


@pytest.mark.parametrize(("symbology", "use"), CASES)
def test_the_pdf_is_read_at_its_smallest(symbology: Symbology, use: Use) -> None:
    x_mm = SIZES[use][symbology].x_min
    sample = SAMPLES[symbology]

    pdf = draw(reading_back.request(symbology, use, x_mm=x_mm)).pdf()

    assert read(from_pdf(pdf, 600)) == [(sample.text, sample.identifier)]


@pytest.mark.parametrize(("symbology", "use"), CASES)
def test_the_svg_is_read_at_its_smallest(symbology: Symbology, use: Use) -> None:
    x_mm = SIZES[use][symbology].x_min
    sample = SAMPLES[symbology]

    drawing = draw(reading_back.request(symbology, use, x_mm=x_mm))
    picture = from_svg(drawing.svg(), 600)

    assert read(picture) == [(sample.text, sample.identifier)]


@pytest.mark.parametrize("symbology", list(Symbology))
def test_every_symbol_has_a_use_and_is_read_with_text_around_it(
    symbology: Symbology,
) -> None:
    use = next(use for use, rows in SIZES.items() if symbology in rows)
    lines = ("Cà phê Đắk Lắk rang xay", "Giá: 95.000 đ")

    picture = opened(draw(reading_back.request(symbology, use, lines=lines)).png(300))

    assert read(picture) == [(SAMPLES[symbology].text, SAMPLES[symbology].identifier)]


@pytest.mark.parametrize(
    "symbology", [Symbology.GS1_DATA_MATRIX, Symbology.DATA_MATRIX_LINK]
)
def test_a_rectangular_data_matrix_is_read(symbology: Symbology) -> None:
    drawing = draw(reading_back.request(symbology, Use.DISTRIBUTION, rectangular=True))

    found = read(opened(drawing.png(203)))

    assert found == [(SAMPLES[symbology].text, SAMPLES[symbology].identifier)]
    assert len(drawing.strips) < drawing.strips[0].modules


@pytest.mark.parametrize("level", ["L", "M", "Q", "H"])
@pytest.mark.parametrize("symbology", [Symbology.GS1_QR, Symbology.QR_LINK])
def test_a_qr_code_is_read_at_each_error_correction(
    symbology: Symbology, level: str
) -> None:
    made = reading_back.request(symbology, Use.DISTRIBUTION, error_correction=level)

    assert read(opened(draw(made).png(203)))[0][0] == SAMPLES[symbology].text
