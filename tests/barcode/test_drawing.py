"""A drawn symbol says its code under its name and refuses a code it cannot hold."""

from __future__ import annotations

import re

import pytest

from truyxuat.barcode.drawing import ean13_svg, qr_svg
from truyxuat.traceability.errors import InvalidIdentifier


def modules(svg: str) -> str:
    """The bars of a drawn EAN-13, module by module."""
    bars = re.findall(r"M(\d+) 0h(\d)v50h", svg)
    dark = {int(x) - 11 + n for x, width in bars for n in range(int(width))}
    return "".join("1" if x in dark else "0" for x in range(95))


def test_the_bars_begin_and_end_with_guards_and_hold_ninety_five_modules() -> None:
    bars = modules(ean13_svg("9521234001010", title="Mã vạch"))

    assert len(bars) == 95
    assert (bars[:3], bars[45:50], bars[92:]) == ("101", "01010", "101")


def test_the_right_half_spells_the_digits_by_the_table_of_the_standard() -> None:
    right_codes = (
        "1110010 1100110 1101100 1000010 1011100 1001110 1010000 1000100 1001000 1110100"
    )

    bars = modules(ean13_svg("9521234001010", title="Mã vạch"))

    read = [bars[50 + 7 * n : 57 + 7 * n] for n in range(6)]
    assert [right_codes.split().index(code) for code in read] == [0, 0, 1, 0, 1, 0]


def test_the_digits_stand_under_the_bars_and_the_name_is_escaped() -> None:
    drawn = ean13_svg("9521234001010", title='<"Mã">')

    assert "".join(re.findall(r"<text[^>]*>(\d)</text>", drawn)) == "9521234001010"
    assert "<title>&lt;&quot;Mã&quot;&gt;</title>" in drawn


@pytest.mark.parametrize("gtin", ["9521234001011", "19521234001017", "952"])
def test_a_code_that_no_ean_13_holds_is_refused(gtin: str) -> None:
    with pytest.raises(InvalidIdentifier):
        ean13_svg(gtin, title="Mã vạch")


def test_a_qr_code_keeps_its_light_border_and_its_name() -> None:
    drawn = qr_svg("https://example.com/01/09521234001010", title="Mã QR & trang")

    assert drawn.startswith('<svg role="img" viewBox="0 0 37 37">')
    assert "<title>Mã QR &amp; trang</title>" in drawn
    corners = re.findall(r"M(\d+) (\d+)h", drawn.split('fill="#000"')[1])
    assert min(min(int(x), int(y)) for x, y in corners) == 4
