"""Label sheets: many drawings on A4 or on a roll, made and sent page by page.

Labels are asked for one after the other and none is kept, so a sheet of a hundred thousand
needs no more memory than one of ten. A label that does not fit its place stops the sheet with
both sizes: nothing is shrunk, because a smaller symbol may be under the minimum of its use.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from truyxuat.barcode.printing import dots, pdf_file, svg
from truyxuat.barcode.printing.drawing_symbols import draw
from truyxuat.barcode.printing.drawn import Drawing
from truyxuat.barcode.printing.layout import Layout
from truyxuat.barcode.printing.request import SymbolRequest
from truyxuat.traceability.errors import InvalidBody, InvalidInput, Problem

SheetForm = Literal["pdf", "svg", "zpl"]

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0

LABELS_MAX = 1_000_000
"""In one sheet; a longer run is another job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Labels on a page in columns and rows, in millimetres; margins left out are equal."""

    label_width: float
    label_height: float
    columns: int
    rows: int
    gutter_x: float = 0.0
    gutter_y: float = 0.0
    margin_left: float | None = None
    margin_top: float | None = None
    page_width: float = A4_WIDTH_MM
    page_height: float = A4_HEIGHT_MM

    def __post_init__(self) -> None:
        """Refuse a grid that does not fit its page."""
        if (
            min(self.columns, self.rows) < 1
            or min(self.label_width, self.label_height) <= 0
        ):
            raise InvalidInput(f"Label grid: one label at least expected, got {self}.")
        wide, high = self._extent()
        left, top = self.corner(0)
        if (
            left < 0
            or top < 0
            or left + wide > self.page_width + 0.01
            or (top + high > self.page_height + 0.01)
        ):
            raise InvalidInput(
                f"Label grid: {wide:.1f} x {high:.1f} mm of labels at {left:.1f}, {top:.1f} mm "
                f"do not fit a page of {self.page_width:.1f} x {self.page_height:.1f} mm."
            )

    def _extent(self) -> tuple[float, float]:
        return (
            self.columns * self.label_width + (self.columns - 1) * self.gutter_x,
            self.rows * self.label_height + (self.rows - 1) * self.gutter_y,
        )

    @property
    def labels(self) -> int:
        """How many labels a page has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """The upper left corner of a label, counted from the first, row by row."""
        wide, high = self._extent()
        left = self.margin_left
        top = self.margin_top
        row, column = divmod(place, self.columns)
        return (
            ((self.page_width - wide) / 2 if left is None else left)
            + column * (self.label_width + self.gutter_x),
            ((self.page_height - high) / 2 if top is None else top)
            + row * (self.label_height + self.gutter_y),
        )

    def oversize(self, width: float, height: float, *, place: str) -> Problem | None:
        """What is wrong with a drawing of this size in mm; None where it fits a label."""
        if width <= self.label_width + 0.01 and height <= self.label_height + 0.01:
            return None
        got = f"{width:.1f} x {height:.1f} mm"
        room = f"{self.label_width:.1f} x {self.label_height:.1f} mm"
        message = (
            f"The drawing is {got}, the label {room}; take a larger label or less text."
        )
        return Problem(place, "label_too_large", message, expected=room, got=got)


def roll(width_mm: float, height_mm: float) -> Grid:
    """A roll: one label to a page of its size."""
    return Grid(
        label_width=width_mm,
        label_height=height_mm,
        columns=1,
        rows=1,
        page_width=width_mm,
        page_height=height_mm,
    )


PAPERS: dict[str, Grid] = {
    "a4-8": Grid(label_width=99.1, label_height=67.7, columns=2, rows=4, gutter_x=2.5),
    "a4-14": Grid(label_width=99.1, label_height=38.1, columns=2, rows=7, gutter_x=2.5),
    "a4-21": Grid(label_width=63.5, label_height=38.1, columns=3, rows=7, gutter_x=2.5),
    "a4-24": Grid(label_width=70.0, label_height=37.0, columns=3, rows=8),
    "a4-40": Grid(label_width=52.5, label_height=29.7, columns=4, rows=10),
    "a4-65": Grid(label_width=38.1, label_height=21.2, columns=5, rows=13, gutter_x=2.5),
    "roll-50x30": roll(50, 30),
    "roll-70x50": roll(70, 50),
    "roll-100x150": roll(100, 150),
}
"""Papers sold everywhere, by the number of labels on a page or the size of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRequest:
    """Labels in their order, the paper, and the form; `dpi` is the label printer's, for ZPL."""

    labels: Iterable[SymbolRequest]
    paper: Grid
    form: SheetForm = "pdf"
    dpi: int = 203
    first_place: int = 0
    title: str = "Tem truy xuất nguồn gốc"


def sheet(request: SheetRequest) -> Iterator[bytes]:
    """The sheet in pieces: parts of one PDF, whole SVG pages, or whole ZPL formats.

    `first_place` leaves so many labels of the first page free, on a sheet begun before.

    Raises:
        InvalidBody: a label that cannot be drawn or does not fit; the place names which.
        InvalidInput: a first place that the page does not have.
    """
    if not 0 <= request.first_place < request.paper.labels:
        raise InvalidInput(
            f"Label sheet: a first place of 0 to {request.paper.labels - 1} expected, "
            f"got {request.first_place}."
        )
    if request.form == "zpl":
        return _zpl(request)
    if request.form == "svg":
        return _svg(request)
    return pdf_file.pages_as_pdf(_pages(request), request.title)


def copies(label: SymbolRequest, count: int) -> Iterator[SymbolRequest]:
    """The same label so many times, as for a product or a lot."""
    return itertools.repeat(label, count)


def serialised(label: SymbolRequest, serials: Iterable[str]) -> Iterator[SymbolRequest]:
    """One label for each serial: the label's element string with (21) at its end."""
    return (replace(label, data=f"{label.data}(21){_escaped(s)}") for s in serials)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("(", "\\(")


def _drawings(request: SheetRequest) -> Iterator[tuple[int, Drawing]]:
    """Drawings with how often each follows itself: the same label is drawn once."""
    place = 0
    for label, same in itertools.groupby(request.labels):
        count = sum(1 for _ in same)
        if place + count > LABELS_MAX:
            raise InvalidInput(f"Label sheet: at most {LABELS_MAX} labels expected.")
        try:
            drawing = draw(label)
        except InvalidBody as error:
            raise InvalidBody(
                tuple(replace(p, place=f"/labels/{place}{p.place}") for p in error.problems)
            ) from error
        layout = drawing.layout()
        if problem := request.paper.oversize(
            layout.width, layout.height, place=f"/labels/{place}"
        ):
            raise InvalidBody((problem,))
        yield count, drawing
        place += count


def _pages(request: SheetRequest) -> Iterator[pdf_file.Page]:
    paper = request.paper
    on_page: list[tuple[Layout, float, float]] = []
    place = request.first_place
    for count, drawing in _drawings(request):
        layout = drawing.layout()
        for _ in range(count):
            left, top = paper.corner(place)
            x = left + (paper.label_width - layout.width) / 2
            y = top + (paper.label_height - layout.height) / 2
            on_page.append((layout, x, y))
            place += 1
            if place == paper.labels:
                yield pdf_file.Page(paper.page_width, paper.page_height, tuple(on_page))
                on_page, place = [], 0
    if on_page:
        yield pdf_file.Page(paper.page_width, paper.page_height, tuple(on_page))


def _svg(request: SheetRequest) -> Iterator[bytes]:
    for page in _pages(request):
        made = svg.page(page.width_mm, page.height_mm, page.drawings, request.title)
        yield made.encode("utf-8")


def _zpl(request: SheetRequest) -> Iterator[bytes]:
    paper = request.paper
    page = (
        dots.dots_of(paper.label_width, request.dpi),
        dots.dots_of(paper.label_height, request.dpi),
    )
    place = 0
    for count, drawing in _drawings(request):
        layout = drawing.dotted(request.dpi)
        if layout.width > page[0] or layout.height > page[1]:
            raise InvalidBody((_over(layout, page, place, request.dpi),))
        yield dots.zpl(layout, copies=count, page=page)
        place += count


def _over(layout: Layout, page: tuple[int, int], place: int, dpi: int) -> Problem:
    got = f"{layout.width:.0f} x {layout.height:.0f} dots"
    room = f"{page[0]} x {page[1]} dots"
    return Problem(
        f"/labels/{place}",
        "label_too_large",
        f"At {dpi} dpi the drawing is {got}, the label {room}; take a larger label.",
        expected=room,
        got=got,
    )
