"""A drawing: one symbol with its text, ready to become SVG, PNG, PDF or ZPL.

PDF and SVG keep the X-dimension to the micrometre. PNG and ZPL take whole dots; what that does
to X is refused where it leaves the table, and told by `hints` where it does not.
"""

from __future__ import annotations

from dataclasses import dataclass

from truyxuat.barcode.printing import dots, pdf_file, svg
from truyxuat.barcode.printing.fitting import dots_per_module, height_problems
from truyxuat.barcode.printing.layout import Layout, lay_out
from truyxuat.barcode.printing.request import SymbolRequest
from truyxuat.barcode.printing.strips import (
    MM_PER_INCH,
    DotRuler,
    Lettering,
    MmRuler,
    Strip,
)
from truyxuat.barcode.printing.symbol_sizes import SizeRule
from truyxuat.traceability.errors import InvalidBody


@dataclass(frozen=True, slots=True)
class Drawing:
    """What `draw` made; every size in it is allowed for the use."""

    request: SymbolRequest
    rule: SizeRule
    x_mm: float
    strips: tuple[Strip, ...]
    texts: tuple[Lettering, ...]
    above: tuple[str, ...]

    @property
    def title(self) -> str:
        """Its accessible name: the symbol and what it carries."""
        return f"{self.request.symbology}: {self.request.data}"

    def layout(self) -> Layout:
        """Everything in its place, in millimetres."""
        return lay_out(self.strips, self.texts, self.above, MmRuler(self.x_mm))

    def dotted(self, dpi: int) -> Layout:
        """Everything in its place, in whole dots.

        Raises:
            InvalidBody: X or the height would leave the table at this resolution.
        """
        asked = self.request.x_mm
        modules = dots_per_module(self.rule, asked, dpi)
        height_mm = self.request.height_mm
        if height_mm is not None and (
            problems := height_problems(self.rule, height_mm, modules * MM_PER_INCH / dpi)
        ):
            raise InvalidBody(tuple(problems))
        return lay_out(self.strips, self.texts, self.above, DotRuler(modules, dpi))

    def svg(self) -> str:
        """An SVG file of the true size, letters as outlines."""
        return svg.document(self.layout(), self.title)

    def png(self, dpi: int = 300) -> bytes:
        """A PNG of whole dots per module."""
        return dots.png(self.dotted(dpi), dpi)

    def pdf(self) -> bytes:
        """A PDF of one page, as large as the drawing."""
        layout = self.layout()
        page = pdf_file.Page(layout.width, layout.height, ((layout, 0.0, 0.0),))
        return b"".join(pdf_file.pages_as_pdf([page], self.title))

    def zpl(self, dpi: int = 203, *, copies: int = 1) -> bytes:
        """One label format for a printer that speaks ZPL II, as large as the drawing."""
        return dots.zpl(self.dotted(dpi), copies=copies)
