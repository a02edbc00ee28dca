"""The letters of labels: Be Vietnam Pro, drawn for Vietnamese, free to embed (SIL OFL 1.1).

One font for every form: its outlines go into SVG, a part of its file into PDF, its dots into
PNG and ZPL, so that a label looks the same everywhere and needs no font of the reader's.
Composed letters (NFC) are asked for: the font has one glyph for each letter with its marks.
"""

from __future__ import annotations

import io
import unicodedata
from functools import cache, lru_cache
from typing import Any

import fontpkg_be_vietnam_pro
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from PIL import ImageFont

from truyxuat.traceability.errors import InvalidInput

FONT_NAME = "BeVietnamPro-Regular"
FONT_FILE = fontpkg_be_vietnam_pro.ROOT / "files" / f"{FONT_NAME}.ttf"

CAP_HEIGHT = 0.7
"""Height of digits and capitals, in parts of the size."""

LINE_HEIGHT = 1.3
"""From baseline to baseline; Vietnamese letters carry marks above and below."""

ASCENT = 1.15
"""Room above a baseline, marks included, in parts of the size."""

WORDS_KEPT = 256


@cache
def font() -> TTFont:
    """The font file, read once."""
    return TTFont(FONT_FILE)


@cache
def glyphs_by_character() -> dict[int, str]:
    """Glyph names by code point."""
    return dict(font().getBestCmap())


@cache
def _widths() -> dict[str, tuple[int, int]]:
    return dict(font()["hmtx"].metrics)


def units_per_em() -> int:
    """The font's own grid."""
    return int(font()["head"].unitsPerEm)


def lettered(text: str) -> str:
    """The text as it will be drawn: composed letters, in one line.

    Raises:
        InvalidInput: a character that the font does not have.
    """
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    for character in composed:
        if ord(character) not in glyphs_by_character():
            raise InvalidInput(
                f"Text {text!r}: letters of {FONT_NAME} (Latin, Vietnamese) expected, "
                f"got {character!r} (U+{ord(character):04X})."
            )
    return composed


def glyph_names(text: str) -> list[str]:
    """The glyphs of a text that is known to be drawable."""
    known = glyphs_by_character()
    return [known[ord(character)] for character in text]


@lru_cache(WORDS_KEPT)
def width(text: str, size: float) -> float:
    """How wide a line is at a size, in the size's unit."""
    widths = _widths()
    return sum(widths[name][0] for name in glyph_names(text)) * size / units_per_em()


def advance(glyph: str) -> int:
    """How far a glyph moves on, in the font's units."""
    return _widths()[glyph][0]


@lru_cache(1024)
def outline(glyph: str) -> str:
    """A glyph as SVG path commands, in the font's units, y upward."""
    pen = SVGPathPen(font().getGlyphSet())
    font().getGlyphSet()[glyph].draw(pen)
    return str(pen.getCommands())


@lru_cache(64)
def dots(size: int) -> ImageFont.FreeTypeFont:
    """The font for pictures, at a size in dots."""
    return ImageFont.truetype(FONT_FILE, size, layout_engine=ImageFont.Layout.BASIC)


def part(characters: set[str]) -> bytes:
    """A font file with only these characters, glyph numbers unchanged, for embedding."""
    # Here, because this part of fontTools takes longer to load than all else of barcodes.
    from fontTools.subset import Options, Subsetter

    options = Options(
        retain_gids=True,
        notdef_outline=True,
        layout_features=[],
        hinting=False,
        name_IDs=[],
    )
    options.drop_tables += ["GPOS", "GSUB", "GDEF", "DSIG", "STAT"]
    shrunk: Any = TTFont(FONT_FILE, recalcTimestamp=False)  # fontTools has no types here
    subsetter = Subsetter(options)
    subsetter.populate(text="".join(sorted(characters)))
    subsetter.subset(shrunk)
    out = io.BytesIO()
    shrunk.save(out)
    return out.getvalue()


def wrapped(text: str, size: float, width_max: float) -> list[str]:
    """A text in lines no wider than asked, broken between words; a longer word stays whole."""
    lines: list[str] = []
    for word in lettered(text).split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size) <= width_max:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
