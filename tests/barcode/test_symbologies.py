"""Every symbol of the trade is looked for, read, and called by its name."""

from __future__ import annotations

import pytest
import zxingcpp

from tests.barcode.material import KINDS, Kind, drawn
from tests.barcode.pictures import saved
from truyxuat.barcode.reading import read_picture, zbar_reader, zxing_reader
from truyxuat.barcode.symbol import GS1_DATA

NOT_LOOKED_FOR = {
    "AztecRune",
    "Codabar",
    "Code32",
    "Code39",
    "Code39Ext",
    "Code39Std",
    "Code93",
    "DXFilmEdge",
    "EANUPC",
    "ISBN",
    "MaxiCode",
    "OtherBarcode",
    "PZN",
    "Telepen",
    "TelepenAlpha",
    "TelepenNumeric",
}
"""Readable, and left out: no carrier of GS1, or another name of what is looked for anyhow."""


def test_every_name_that_is_looked_for_is_known_to_the_library() -> None:
    known = set(zxingcpp.BarcodeFormat.__members__)

    assert set(zxing_reader.NAMES) - known == set()


def test_a_symbology_that_the_library_learns_is_decided_upon() -> None:
    readable = zxingcpp.barcode_formats_list(
        zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.AllReadable])
    )

    undecided = {one.name for one in readable} - set(zxing_reader.NAMES) - NOT_LOOKED_FOR

    assert undecided == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name} {kind.writer}")
def test_a_clean_symbol_says_its_text_and_its_name(kind: Kind) -> None:
    found = read_picture(saved(drawn(kind)))

    assert [(one.text, one.symbology) for one in found] == [(kind.text, kind.name)]


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if "GS1" in kind.name], ids=lambda kind: kind.writer
)
def test_gs1_data_is_marked_as_a_hand_scanner_marks_it(kind: Kind) -> None:
    (found,) = read_picture(saved(drawn(kind)))

    assert found.symbology_identifier in GS1_DATA
    assert found.scanned == found.symbology_identifier + kind.text


def test_gs1_data_without_its_separators_is_no_answer_of_the_second_reader() -> None:
    if zbar_reader.library() is None:
        pytest.skip("this system has no libzbar0")
    gs1_128 = next(kind for kind in KINDS if kind.name == "GS1-128")

    assert zbar_reader.read(drawn(gs1_128)) == ()
