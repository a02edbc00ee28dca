"""A drawing in whole dots: as PNG for screens and desktop printers, as ZPL for label printers.

ZPL carries the very dots, by ^GF, and not the printer's own barcode commands: those differ
between firmwares in FNC1, escapes and fonts, have no Vietnamese letters, and nobody could test
them without a printer. What is refused, read back and printed is the same here.
"""

from __future__ import annotations

import io
import math
import re
from functools import lru_cache

from PIL import Image, ImageDraw

from truyxuat.barcode.printing import lettering
from truyxuat.barcode.printing.layout import Layout
from truyxuat.barcode.printing.strips import MM_PER_INCH
from truyxuat.traceability.errors import InvalidInput

COPIES_MAX = 99_999_999
"""What ^PQ takes."""

_RUN_LETTERS = "GHIJKLMNOPQRSTUVWXY"
"""Counts 1 to 19 in ZPL's hexadecimal compression; small letters count in twenties."""

_RUN = re.compile(r"(.)\1+")


def picture(layout: Layout, *, dark: int = 0) -> Image.Image:
    """One bit per dot; `dark` is the bit of a bar: 0 in pictures, 1 in a printer's graphics."""
    size = (math.ceil(layout.width), math.ceil(layout.height))
    drawn = Image.new("1", size, 1 - dark)
    pen = ImageDraw.Draw(drawn)
    for box in layout.boxes:
        corner = (box.x + box.width - 1, box.y + box.height - 1)
        pen.rectangle(((box.x, box.y), corner), fill=dark)
    for line in layout.lines:
        letters, above = _letters(line.text, round(line.size))
        pen.bitmap((round(line.x), round(line.y) - above), letters, fill=dark)
    return drawn


@lru_cache(256)
def _letters(text: str, size: int) -> tuple[Image.Image, int]:
    """A line as dots and how many of them stand above its baseline; most lines recur."""
    font = lettering.dots(size)
    above = math.ceil(size * lettering.ASCENT)
    wide = math.ceil(font.getlength(text)) + size
    mask = Image.new("1", (wide, above + size), 0)
    pen = ImageDraw.Draw(mask)
    pen.fontmode = "1"
    pen.text((0, above), text, fill=1, font=font, anchor="ls")
    return mask, above


def png(layout: Layout, dpi: int) -> bytes:
    """A PNG file that says how many of its dots make an inch."""
    out = io.BytesIO()
    picture(layout).save(out, "PNG", dpi=(dpi, dpi))
    return out.getvalue()


def zpl(layout: Layout, *, copies: int = 1, page: tuple[int, int] | None = None) -> bytes:
    """One label format: the drawing in the middle of the page, printed so many times.

    Raises:
        InvalidInput: more copies than a printer counts, or none.
    """
    if not 1 <= copies <= COPIES_MAX:
        raise InvalidInput(f"ZPL: 1 to {COPIES_MAX} copies expected, got {copies}.")
    drawn = picture(layout, dark=1)
    wide, high = page or drawn.size
    left, top = (wide - drawn.width) // 2, (high - drawn.height) // 2
    row_bytes = -(-drawn.width // 8)
    total = row_bytes * drawn.height
    data = _compressed(drawn.tobytes(), row_bytes)
    return (
        f"^XA^PW{wide}^LL{high}^LH0,0^FO{left},{top}"
        f"^GFA,{total},{total},{row_bytes},{data}^FS^PQ{copies}^XZ\n"
    ).encode("ascii")


def dots_of(mm: float, dpi: int) -> int:
    """How many whole dots a length has room for."""
    return int(mm * dpi / MM_PER_INCH + 1e-6)


def _compressed(dark: bytes, row_bytes: int) -> str:
    """Rows in hexadecimal, runs counted, a row like the one before as a colon."""
    rows, before = [], b""
    for start in range(0, len(dark), row_bytes):
        row = dark[start : start + row_bytes]
        rows.append(":" if row == before else _row(row))
        before = row
    return "".join(rows)


def _row(row: bytes) -> str:
    digits = row.hex().upper()
    kept = digits.rstrip("0")
    packed = _RUN.sub(lambda run: _counted(run[1], len(run[0])), kept)
    return packed + ("," if len(kept) < len(digits) else "")


def _counted(digit: str, count: int) -> str:
    text = ""
    while count >= 20:
        twenties = min(count // 20, 20)
        text += "ghijklmnopqrstuvwxyz"[twenties - 1]
        count -= 20 * twenties
    return text + (_RUN_LETTERS[count - 1] if count else "") + digit
