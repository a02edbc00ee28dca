"""A symbol as a file: checked for everything that is wrong with what was asked, then drawn.

`draw` stops at the first kind of fault it meets. A person who asks by an address or a form
corrects all of them at once, so data, sizes and letters are each looked at here first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Literal

from truyxuat.barcode import (
    Drawing,
    Symbology,
    SymbolRequest,
    Understood,
    Use,
    draw,
    understand,
)
from truyxuat.barcode.printing import uses_of
from truyxuat.barcode.printing.fitting import rule_of, x_dimension
from truyxuat.barcode.printing.lettering import lettered
from truyxuat.traceability.errors import (
    InvalidBarcode,
    InvalidBody,
    InvalidInput,
    Problem,
    TooLarge,
)

SymbolForm = Literal["svg", "png", "pdf", "zpl"]

MEDIA_TYPES: dict[SymbolForm, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "zpl": "application/zpl",
}
"""ZPL has no registered type; this is the name that label printers' services use."""

DEFAULT_DPI = {"png": 300, "zpl": 203}

DATA_LENGTH_MAX = 2_048
"""Longer data fit no symbol that is printed here."""
LINES_MAX = 8
LINE_LENGTH_MAX = 120
HEIGHT_MM_MAX = 200.0
DOTS_MAX = 40_000_000
"""Of one drawing: 1,200 dpi on a label of 100 x 150 mm is 33 million."""


MEMBERS = {
    "/x_mm": "/x",
    "/height_mm": "/height",
    "/printer_dpi": "/dpi",
    "/error_correction": "/level",
}
"""What addresses, orders and options call the fields of a request."""


def default_use(symbology: Symbology) -> Use:
    """Retail where the symbol is allowed there, else the first use that allows it."""
    uses = uses_of(symbology)
    return Use.RETAIL if Use.RETAIL in uses else uses[0]


def symbol_file(request: SymbolRequest, form: SymbolForm, dpi: int | None = None) -> bytes:
    """The symbol in one form; the same request gives the same bytes.

    `dpi` is the printer's; left out, PNG takes 300 and ZPL 203.

    Raises:
        InvalidBody: everything that is wrong with the data, the sizes and the letters.
        TooLarge: more dots than `DOTS_MAX`.
    """
    drawing = drawn(replace(request, printer_dpi=dpi))
    if form == "svg":
        return drawing.svg().encode("utf-8")
    if form == "pdf":
        return drawing.pdf()
    dots_per_inch = dpi or DEFAULT_DPI[form]
    _refuse_huge(drawing, dots_per_inch)
    return drawing.png(dots_per_inch) if form == "png" else drawing.zpl(dots_per_inch)


def drawn(request: SymbolRequest) -> Drawing:
    """The symbol asked for.

    Raises:
        InvalidBody: everything that is wrong with the data, the sizes and the letters.
    """
    try:
        sound_data(request.data)
        return draw(request)
    except InvalidInput:
        raise InvalidBody(tuple(map(renamed, _refusals(request)))) from None


def renamed(problem: Problem) -> Problem:
    """A problem of a request at the place where people gave the value."""
    return replace(problem, place=MEMBERS.get(problem.place, problem.place))


def sound_data(data: str) -> Understood:
    """What the member `data` of a request says, its characters named behind a #.

    What must stand beside it on the item is not asked: it may be marked by another symbol.

    Raises:
        InvalidBarcode: all that is wrong, at places such as ``/data#17:18``.
    """
    found = understand(data)
    problems = found.faults
    if not problems and not found.elements:
        problems = (
            Problem(
                f"0:{len(data)}",
                "no_identifier",
                f"{data[:80]!r}: a GTIN, an element string such as (01)…(10)… or a GS1 "
                "Digital Link URI expected.",
                expected="GS1 data",
                got=data[:80],
            ),
        )
    if problems:
        placed = (replace(one, place=f"/data#{one.place}") for one in problems)
        raise InvalidBarcode(tuple(placed))
    return found


def _refusals(request: SymbolRequest) -> Iterator[Problem]:
    """All reasons not to draw, of whatever kind, each once."""
    data = _problems_of(lambda: sound_data(request.data))
    sizes = _problems_of(lambda: x_dimension(request, rule_of(request)))
    letters = [
        Problem(f"/lines/{number}", "no_such_letter", one.message, got=line)
        for number, line in enumerate(request.lines)
        for one in _problems_of(partial(lettered, line))
    ]
    carried = [] if data else _problems_of(lambda: draw(_of_any_size(request)))
    carried = [one for one in carried if one.code != "symbol_too_wide"]  # at another size
    found = [*data, *carried, *sizes, *letters]
    yield from dict.fromkeys(found or _problems_of(lambda: draw(request)))


def _of_any_size(request: SymbolRequest) -> SymbolRequest:
    """The same symbol as large as some use wants it: what is refused now, the data refuse."""
    return replace(
        request,
        use=default_use(request.symbology),
        x_mm=None,
        height_mm=None,
        printer_dpi=None,
        lines=(),
    )


def _problems_of(check: Callable[[], object]) -> list[Problem]:
    try:
        check()
    except InvalidBody as error:
        return list(error.problems)
    except InvalidInput as error:
        return [Problem("/data", "not_drawable", str(error))]
    return []


def _refuse_huge(drawing: Drawing, dpi: int) -> None:
    layout = drawing.dotted(dpi)
    dots = int(layout.width) * int(layout.height)
    if dots > DOTS_MAX:
        raise TooLarge(
            f"The drawing has {dots} dots at {dpi} dpi: dots_max is {DOTS_MAX}; take a lower "
            "resolution, or SVG or PDF."
        )
