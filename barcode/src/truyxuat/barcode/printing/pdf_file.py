"""PDF written as it is made: page after page leaves, only page numbers and letters are kept.

A library that builds the whole document first holds ten thousand labels in memory. What labels
need of PDF is little: filled boxes, one embedded font, pages of any size. ISO 32000-1.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from truyxuat.barcode.printing import lettering
from truyxuat.barcode.printing.layout import Layout, Line

POINTS_PER_MM = 72 / 25.4

_CATALOG, _PAGES, _FONT, _CID_FONT, _DESCRIPTOR, _FONT_FILE, _TO_UNICODE, _INFO = range(
    1, 9
)
_FIRST_FREE = 9


@dataclass(frozen=True, slots=True)
class Page:
    """A page in millimetres and the drawings on it, each with its upper left corner."""

    width_mm: float
    height_mm: float
    drawings: tuple[tuple[Layout, float, float], ...]


@dataclass(slots=True)
class _Writing:
    """What has to be remembered until the end."""

    position: int = 0
    offsets: dict[int, int] = field(default_factory=dict)
    pages: list[int] = field(default_factory=list)
    characters: set[str] = field(default_factory=set)

    def piece(self, data: bytes) -> bytes:
        self.position += len(data)
        return data

    def written(self, number: int, body: bytes) -> bytes:
        self.offsets[number] = self.position
        return self.piece(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def stream(self, number: int, data: bytes, more: bytes = b"") -> bytes:
        packed = zlib.compress(data, 6)
        head = b"<< /Length %d /Filter /FlateDecode%b >>" % (len(packed), more)
        return self.written(number, b"%b\nstream\n%b\nendstream" % (head, packed))


def pages_as_pdf(pages: Iterable[Page], title: str) -> Iterator[bytes]:
    """The pieces of a PDF file in order, one or two for each page.

    The same pages give the same bytes: no date and no chance is written.
    """
    writing = _Writing()
    yield writing.piece(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    number = _FIRST_FREE
    for page in pages:
        content = _content(page, writing.characters)
        yield writing.stream(number, content)
        yield writing.written(number + 1, _page_object(page, number))
        writing.pages.append(number + 1)
        number += 2
    kids = b" ".join(b"%d 0 R" % page for page in writing.pages)
    yield writing.written(
        _PAGES, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(writing.pages), kids)
    )
    yield writing.written(_CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % _PAGES)
    yield writing.written(_INFO, b"<< /Title %b >>" % _text(title))
    yield from _font_objects(writing)
    yield _trailer(writing)


def _page_object(page: Page, content: int) -> bytes:
    box = f"[0 0 {_number(page.width_mm)} {_number(page.height_mm)}]".encode()
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox %b /Contents %d 0 R "
        b"/Resources << /Font << /F %d 0 R >> >> >>" % (_PAGES, box, content, _FONT)
    )


def _number(mm: float) -> str:
    return f"{mm * POINTS_PER_MM:.4f}".rstrip("0").rstrip(".")


def _content(page: Page, characters: set[str]) -> bytes:
    """One filled path for each drawing, so that neighbouring boxes leave no light seam."""
    pieces = []
    for layout, left, top in page.drawings:
        boxes = " ".join(
            f"{_number(left + box.x)} {_number(page.height_mm - top - box.y - box.height)} "
            f"{_number(box.width)} {_number(box.height)} re"
            for box in layout.boxes
        )
        pieces.append(f"{boxes} f")
        for line in layout.lines:
            characters.update(line.text)
            pieces.append(_letters(line, left, page.height_mm - top))
    return "\n".join(pieces).encode("ascii")


def _letters(line: Line, left: float, bottom: float) -> str:
    numbers = lettering.font().getReverseGlyphMap()
    glyphs = "".join(f"{numbers[name]:04X}" for name in lettering.glyph_names(line.text))
    place = f"{_number(left + line.x)} {_number(bottom - line.y)}"
    return f"BT /F {_number(line.size)} Tf {place} Td <{glyphs}> Tj ET"


def _text(text: str) -> bytes:
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode()


def _font_objects(writing: _Writing) -> Iterator[bytes]:
    """The font with the letters that were used (ISO 32000-1, 9.7: composite fonts)."""
    name = b"TRUYXU+" + lettering.FONT_NAME.encode()
    yield writing.written(
        _FONT,
        b"<< /Type /Font /Subtype /Type0 /BaseFont /%b /Encoding /Identity-H "
        b"/DescendantFonts [%d 0 R] /ToUnicode %d 0 R >>" % (name, _CID_FONT, _TO_UNICODE),
    )
    numbered = _numbered(writing.characters)
    scale = 1000 / lettering.units_per_em()
    widths = " ".join(
        f"{number} [{lettering.advance(glyph) * scale:.0f}]"
        for number, glyph, _ in numbered
    )
    yield writing.written(
        _CID_FONT,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /%b /CIDToGIDMap /Identity "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        b"/FontDescriptor %d 0 R /W [%b] >>" % (name, _DESCRIPTOR, widths.encode()),
    )
    yield writing.written(
        _DESCRIPTOR,
        b"<< /Type /FontDescriptor /FontName /%b /Flags 4 /FontBBox [-500 -300 1500 1200] "
        b"/ItalicAngle 0 /Ascent 1000 /Descent -300 /CapHeight 700 /StemV 80 "
        b"/FontFile2 %d 0 R >>" % (name, _FONT_FILE),
    )
    file = lettering.part(writing.characters)
    yield writing.stream(_FONT_FILE, file, b" /Length1 %d" % len(file))
    yield writing.stream(_TO_UNICODE, _to_unicode(numbered))


def _numbered(characters: set[str]) -> list[tuple[int, str, str]]:
    numbers = lettering.font().getReverseGlyphMap()
    pairs = [(lettering.glyph_names(character)[0], character) for character in characters]
    return sorted((numbers[glyph], glyph, character) for glyph, character in pairs)


def _to_unicode(numbered: list[tuple[int, str, str]]) -> bytes:
    """Letters for whoever copies text out of the file, at most 100 to a block."""
    blocks = []
    for start in range(0, len(numbered), 100):
        block = numbered[start : start + 100]
        lines = "\n".join(
            f"<{number:04X}> <{character.encode('utf-16-be').hex().upper()}>"
            for number, _, character in block
        )
        blocks.append(f"{len(block)} beginbfchar\n{lines}\nendbfchar")
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
        + "\n".join(blocks)
        + "\nendcmap CMapName currentdict /CMap defineresource pop end end"
    ).encode("ascii")


def _trailer(writing: _Writing) -> bytes:
    start = writing.position
    count = max(writing.offsets) + 1
    rows = b"".join(
        b"%010d 00000 n \n" % writing.offsets[number] for number in range(1, count)
    )
    return writing.piece(
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root %d 0 R "
        b"/Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (count, rows, count, _CATALOG, _INFO, start)
    )
