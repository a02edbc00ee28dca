"""Sheets: every label in its place, every label read, nothing kept in memory, ZPL exact."""

from __future__ import annotations

import re
import tracemalloc
from dataclasses import replace

import pypdfium2
import pytest
from PIL import Image, ImageOps

from tests.barcode.printing import reading_back
from truyxuat.barcode.printing import (
    PAPERS,
    Grid,
    SerialKey,
    SheetRequest,
    Symbology,
    SymbolRequest,
    Use,
    copies,
    draw,
    make_serials,
    serialised,
    sheet,
    uses_of,
)
from truyxuat.barcode.printing.dots import picture
from truyxuat.traceability.errors import InvalidBody, InvalidInput

LOT = SymbolRequest(
    symbology=Symbology.GS1_DATA_MATRIX,
    data="(01)08938505970004(10)L1",
    use=Use.RETAIL,
    lines=("Cà phê Đắk Lắk",),
)
KEY = SerialKey("A", b"k" * 32)


def printed(zpl: str) -> tuple[Image.Image, dict[str, str]]:
    """The dots of one ^GFA format, decoded by the ZPL II rules, and its other commands."""
    found = re.search(r"\^FO(\d+),(\d+)\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", zpl)
    assert found is not None
    total, row_bytes = int(found[3]), int(found[5])
    rows: list[str] = []
    row, count = "", 0
    for sign in found[6]:
        if sign == ":":
            rows.append(rows[-1])
        elif sign == ",":
            row = row.ljust(2 * row_bytes, "0")
        elif "G" <= sign <= "Y":
            count += ord(sign) - ord("G") + 1
        elif "g" <= sign <= "z":
            count += 20 * (ord(sign) - ord("g") + 1)
        else:
            row += sign * (count or 1)
            count = 0
        if len(row) == 2 * row_bytes:
            rows.append(row)
            row = ""
    data = bytes.fromhex("".join(rows))
    assert len(data) == total == int(found[4])
    size = (row_bytes * 8, total // row_bytes)
    dark = Image.frombytes("1", size, data).convert("L")
    commands = {code: text for code, text in re.findall(r"\^(PW|LL|PQ|LH)([\d,]+)", zpl)}
    return ImageOps.invert(dark), {**commands, "FO": f"{found[1]},{found[2]}"}


@pytest.mark.parametrize("symbology", list(Symbology))
def test_zpl_carries_the_very_dots_of_the_png(symbology: Symbology) -> None:
    drawing = draw(reading_back.request(symbology, uses_of(symbology)[0]))

    zpl = drawing.zpl(203, copies=3).decode()
    dots, commands = printed(zpl)

    png = picture(drawing.dotted(203)).convert("L")
    assert dots.crop((0, 0, *png.size)).tobytes() == png.tobytes()
    assert commands["PQ"] == "3"
    assert (commands["PW"], commands["LL"]) == (str(png.width), str(png.height))
    assert zpl.startswith("^XA")
    assert zpl.endswith("^XZ\n")
    sample = reading_back.SAMPLES[symbology]
    assert reading_back.read(ImageOps.expand(dots, 8, 255)) == [
        (sample.text, sample.identifier)
    ]


def test_a_lot_on_a_roll_is_one_format_with_its_count() -> None:
    request = SheetRequest(
        labels=copies(LOT, 250), paper=PAPERS["roll-50x30"], form="zpl", dpi=203
    )

    (zpl,) = list(sheet(request))

    dots, commands = printed(zpl.decode())
    assert commands["PQ"] == "250"
    assert (commands["PW"], commands["LL"]) == ("399", "239")
    assert reading_back.read(dots) == [("010893850597000410L1", "]d2")]


def test_each_serial_on_a_roll_is_a_format_of_its_own() -> None:
    serials = list(make_serials(5, "8938505970004", KEY))

    made = sheet(
        SheetRequest(
            labels=serialised(LOT, serials), paper=PAPERS["roll-50x30"], form="zpl"
        )
    )

    read = [reading_back.read(printed(zpl.decode())[0])[0][0] for zpl in made]
    assert read == [f"010893850597000410L1\x1d21{serial}" for serial in serials]


@pytest.mark.parametrize("name", [name for name in PAPERS if name.startswith("a4")])
def test_each_label_of_a_pdf_sheet_is_read_in_its_own_place(name: str) -> None:
    paper = PAPERS[name]
    label = replace(LOT, lines=(), x_mm=0.396)
    serials = [f"S{n}" for n in range(paper.labels + 2)]

    pdf = b"".join(sheet(SheetRequest(labels=serialised(label, serials), paper=paper)))

    first = reading_back.from_pdf(pdf, 300)
    per_mm = 300 / 25.4
    for place in (0, paper.columns - 1, paper.labels - 1):
        left, top = paper.corner(place)
        right, bottom = left + paper.label_width, top + paper.label_height
        cell = first.crop((left * per_mm, top * per_mm, right * per_mm, bottom * per_mm))
        assert reading_back.read(cell)[0][0].endswith(f"21S{place}")
    second = reading_back.from_pdf(pdf, 300, page=1)
    assert len(reading_back.read(second)) == 2


def test_a_sheet_that_was_begun_goes_on_where_it_is_free() -> None:
    request = SheetRequest(labels=copies(LOT, 1), paper=PAPERS["a4-24"], first_place=23)

    page = reading_back.from_pdf(b"".join(sheet(request)), 300)

    last = page.crop((2 * page.width // 3, 7 * page.height // 8, page.width, page.height))
    assert reading_back.read(last) == [("010893850597000410L1", "]d2")]
    with pytest.raises(InvalidInput, match="0 to 23 expected, got 24"):
        sheet(replace(request, first_place=24))


def test_a_page_of_svg_holds_all_its_labels_and_each_glyph_once() -> None:
    request = SheetRequest(labels=copies(LOT, 25), paper=PAPERS["a4-24"], form="svg")

    pages = [page.decode() for page in sheet(request)]

    assert len(pages) == 2
    assert len(reading_back.read(reading_back.from_svg(pages[0], 300))) == 24
    ids = re.findall(r'id="(g\w+)"', pages[0])
    assert len(ids) == len(set(ids))


def test_the_text_of_a_pdf_label_can_be_copied_and_searched() -> None:
    document = pypdfium2.PdfDocument(draw(LOT).pdf())

    text = document[0].get_textpage().get_text_range()
    document.close()

    assert "Cà phê Đắk Lắk" in text.replace("\r\n", " ")
    assert "(01)08938505970004" in text


def test_a_pdf_label_has_its_true_size() -> None:
    drawing = draw(reading_back.request(Symbology.EAN_13, Use.RETAIL, x_mm=0.33))
    document = pypdfium2.PdfDocument(drawing.pdf())

    width, _ = document[0].get_size()
    document.close()

    assert width * 25.4 / 72 == pytest.approx(113 * 0.33, abs=0.001)


def test_the_same_sheet_gives_the_same_bytes() -> None:
    def made() -> bytes:
        request = SheetRequest(labels=copies(LOT, 30), paper=PAPERS["a4-24"])
        return b"".join(sheet(request))

    assert made() == made()


def test_a_label_that_does_not_fit_is_named_with_both_sizes() -> None:
    wide = SymbolRequest(
        symbology=Symbology.ITF_14, data="18938505970001", use=Use.DISTRIBUTION
    )

    with pytest.raises(InvalidBody) as found:
        list(sheet(SheetRequest(labels=[LOT, LOT, wide], paper=PAPERS["a4-65"])))

    (problem,) = found.value.problems
    assert (problem.place, problem.code) == ("/labels/2", "label_too_large")
    assert (problem.expected, problem.got) == ("38.1 x 21.2 mm", "69.5 x 39.0 mm")


def test_a_label_that_cannot_be_drawn_is_named() -> None:
    small = replace(LOT, x_mm=0.1)

    with pytest.raises(InvalidBody) as found:
        list(sheet(SheetRequest(labels=[LOT, small], paper=PAPERS["a4-24"])))

    assert found.value.problems[0].place == "/labels/1/x_mm"


def test_a_grid_larger_than_its_page_is_refused() -> None:
    with pytest.raises(InvalidInput, match="do not fit a page"):
        Grid(label_width=80, label_height=30, columns=3, rows=2)
    with pytest.raises(InvalidInput, match="one label at least expected"):
        Grid(label_width=80, label_height=30, columns=0, rows=2)


def test_a_longer_sheet_takes_no_more_memory() -> None:
    def most(count: int) -> int:
        labels = serialised(LOT, (f"S{n:04}" for n in range(count)))
        tracemalloc.start()
        for _ in sheet(SheetRequest(labels=labels, paper=PAPERS["a4-24"])):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(24)

    few, many = most(120), most(960)

    assert many < 1.5 * few  # one kilobyte kept of each label would be 1.8 times as much


def test_no_labels_are_a_pdf_without_pages_and_no_format() -> None:
    assert b"".join(sheet(SheetRequest(labels=[], paper=PAPERS["a4-24"]))).startswith(
        b"%PDF"
    )
    assert list(sheet(SheetRequest(labels=[], paper=PAPERS["a4-24"], form="zpl"))) == []
