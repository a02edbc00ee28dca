"""A sheet of labels as somebody orders it: one symbol, the paper, how many and which serials.

The order is kept as it was given; with the serials that were made for it, it says every byte of
the sheet. The API, the pages and the command line all make labels from orders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, repeat
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from truyxuat.barcode import (
    PAPERS,
    Grid,
    SerialKey,
    SheetRequest,
    Symbology,
    SymbolRequest,
    Use,
    lint,
    serialised,
    sheet,
)
from truyxuat.services.settings import Settings
from truyxuat.services.symbol_files import (
    DATA_LENGTH_MAX,
    HEIGHT_MM_MAX,
    LINE_LENGTH_MAX,
    LINES_MAX,
    default_use,
    drawn,
    renamed,
    sound_data,
)
from truyxuat.traceability.errors import (
    InvalidBarcode,
    InvalidBody,
    InvalidInput,
    Problem,
)

LABELS_MAX = 100_000
"""On one sheet; a longer run is another order."""
SERIAL_SIGNS_MAX = 20
"""What AI (21) holds."""
SAMPLE_SERIAL = "W" * SERIAL_SIGNS_MAX
"""Stands for serials that are not made yet: as long, and in no shorter coding."""
PROBLEMS_MAX = 100
"""Of one sheet; who has so many looks at the first ones."""

GTIN, SERIAL = "01", "21"
SHEET_TYPES = {"pdf": "application/pdf", "zpl": "application/zpl", "svg": "image/svg+xml"}

Millimetres = Annotated[float, Field(gt=0, le=2_000, allow_inf_nan=False)]
Margin = Annotated[float, Field(ge=0, le=2_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=1, le=LABELS_MAX)]
Line = Annotated[str, Field(max_length=LINE_LENGTH_MAX)]
Serial = Annotated[str, Field(min_length=1, max_length=SERIAL_SIGNS_MAX)]

_LINK_KEY = re.compile(r"/01/[0-9]{8,14}(?=[/?#]|$)")


class _Asked(BaseModel):
    model_config = ConfigDict(
        extra="forbid", populate_by_name=True, alias_generator=to_camel, frozen=True
    )


class OwnPaper(_Asked):
    """Labels of one's own measures, in millimetres; margins left out are equal."""

    label_width: Millimetres
    label_height: Millimetres
    columns: Annotated[int, Field(ge=1, le=100)] = 1
    rows: Annotated[int, Field(ge=1, le=200)] = 1
    gutter_x: Margin = 0.0
    gutter_y: Margin = 0.0
    margin_left: Margin | None = None
    margin_top: Margin | None = None
    page_width: Millimetres | None = Field(
        None, description="Left out with one column and row: a roll as wide as its label"
    )
    page_height: Millimetres | None = None

    def grid(self) -> Grid:
        """The labels on their page.

        Raises:
            InvalidInput: they do not fit the page.
        """
        given = self.model_dump(exclude_none=True)
        if self.columns == self.rows == 1:
            given.setdefault("page_width", self.label_width)
            given.setdefault("page_height", self.label_height)
        return Grid(**given)


class SerialRange(_Asked):
    """Serials that count up: a prefix and a number of so many digits."""

    prefix: Annotated[str, Field(max_length=SERIAL_SIGNS_MAX)] = ""
    first: Annotated[int, Field(ge=0, lt=10**18)] = 1
    count: Count
    digits: Annotated[int, Field(ge=1, le=18)] = 6

    def serials(self) -> list[str]:
        """All of them in order."""
        numbers = range(self.first, self.first + self.count)
        return [f"{self.prefix}{number:0{self.digits}}" for number in numbers]


class LabelOrder(_Asked):
    """Labels to print: the symbol and its text, the paper, the serials or how many alike."""

    symbology: Symbology
    data: Annotated[str, Field(min_length=1, max_length=DATA_LENGTH_MAX)] = Field(
        description="GTIN, element string or GS1 Digital Link URI; lot and dates as (10), (17) …"
    )
    use: Use | None = Field(None, description="Left out: retail where allowed")
    stem: Annotated[str, Field(max_length=200)] = Field(
        "", description="Web address for links that are made of an element string"
    )
    x: Annotated[float, Field(gt=0, le=10, allow_inf_nan=False)] | None = None
    height: Annotated[float, Field(gt=0, le=HEIGHT_MM_MAX, allow_inf_nan=False)] | None = (
        None
    )
    dpi: Annotated[int, Field(ge=100, le=1_200)] | None = Field(
        None, description="The printer's; ZPL needs it, other forms then take whole dots"
    )
    hri: bool = True
    lines: Annotated[tuple[Line, ...], Field(max_length=LINES_MAX)] = Field(
        (), description="Text above the symbol: name, price"
    )
    rectangular: bool = False
    level: Literal["L", "M", "Q", "H"] = "M"
    paper: str | OwnPaper = Field(
        "a4-24", description=f"One of {', '.join(PAPERS)}, or measures of one's own"
    )
    first_place: Annotated[int, Field(ge=0)] = Field(
        0, description="Labels of the first page that are used up"
    )
    title: Annotated[str, Field(max_length=LINE_LENGTH_MAX)] = "Tem truy xuất nguồn gốc"
    copies: Count = Field(1, description="Of each label")
    serials: Annotated[tuple[Serial, ...], Field(max_length=LABELS_MAX)] | None = None
    range: SerialRange | None = None
    make: Count | None = Field(
        None, description="So many unguessable serials, made with the server's key"
    )

    @model_validator(mode="after")
    def _one_source_of_serials(self) -> Self:
        named = [n for n in ("serials", "range", "make") if getattr(self, n) is not None]
        if len(named) > 1:
            raise ValueError(
                f"expected one of serials, range, make; got {', '.join(named)}"
            )
        if self.labels > LABELS_MAX:
            raise ValueError(f"expected at most {LABELS_MAX} labels, got {self.labels}")
        return self

    @property
    def serialised(self) -> bool:
        """Whether each label has a serial of its own."""
        return (self.serials, self.range, self.make) != (None, None, None)

    @property
    def drawings(self) -> int:
        """Labels that differ."""
        if self.serials is not None:
            return len(self.serials)
        return self.range.count if self.range else self.make or 1

    @property
    def labels(self) -> int:
        """Labels in all."""
        return self.drawings * self.copies

    def own_serials(self) -> list[str]:
        """The serials that the order itself names."""
        return self.range.serials() if self.range else list(self.serials or ())

    def grid(self) -> Grid:
        """The paper.

        Raises:
            InvalidBody: no such paper, or labels that do not fit it.
        """
        try:
            if isinstance(self.paper, OwnPaper):
                return self.paper.grid()
            return PAPERS[self.paper]
        except KeyError:
            known = ", ".join(PAPERS)
            problem = Problem(
                "/paper",
                "unknown_paper",
                f"Paper {self.paper!r}: {known}, or measures of one's own expected.",
                expected=known,
                got=str(self.paper),
            )
        except InvalidInput as error:
            problem = Problem("/paper", "paper_too_small", str(error))
        raise InvalidBody((problem,))

    def label(self) -> SymbolRequest:
        """The label without a serial.

        Raises:
            InvalidBody: everything that is wrong with its data.
        """
        data, stem = self.data, self.stem
        if self.serialised:
            data, stem = _ready_for_serials(self.data, self.stem)
        return SymbolRequest(
            symbology=self.symbology,
            data=data,
            use=self.use or default_use(self.symbology),
            stem=stem,
            x_mm=self.x,
            height_mm=self.height,
            printer_dpi=self.dpi,
            hri=self.hri,
            lines=self.lines,
            rectangular=self.rectangular,
            error_correction=self.level,
        )

    def gtin(self) -> str:
        """The product of the labels, 14 digits.

        Raises:
            InvalidBody: the data name none.
        """
        for element in sound_data(self.data).elements:
            if element.ai == GTIN:
                return element.value
        raise InvalidBody(
            (Problem("/data", "no_gtin", "Serials are made for a product: (01) expected."),)
        )


def labels_of(order: LabelOrder, serials: Sequence[str]) -> Iterator[SymbolRequest]:
    """Every label of the order, those alike one behind the other."""
    label = order.label()
    each = serialised(label, serials) if order.serialised else iter((label,))
    return chain.from_iterable(repeat(one, order.copies) for one in each)


def sheet_pieces(
    order: LabelOrder, serials: Sequence[str], form: Literal["pdf", "zpl"]
) -> Iterator[bytes]:
    """The sheet in pieces; an order that was found drawable gives the same bytes each time."""
    return sheet(
        SheetRequest(
            labels=labels_of(order, serials),
            paper=order.grid(),
            form=form,
            dpi=order.dpi or 203,
            first_place=order.first_place,
            title=order.title,
        )
    )


def pages_of(order: LabelOrder) -> int:
    """How many pages the labels fill."""
    return -(-(order.labels + order.first_place) // order.grid().labels)


def page_svg(order: LabelOrder, serials: Sequence[str], page: int) -> bytes:
    """One page of the sheet as SVG, counted from 1; it must be one of `pages_of`."""
    paper = order.grid()
    start = max(0, (page - 1) * paper.labels - order.first_place)
    first_place = order.first_place if page == 1 else 0
    labels = islice(labels_of(order, serials), start, start + paper.labels - first_place)
    request = SheetRequest(
        labels=labels,
        paper=paper,
        form="svg",
        first_place=first_place,
        title=order.title,
    )
    return next(iter(sheet(request)))


def refuse_unfit(order: LabelOrder) -> None:
    """Refuse what is wrong with the paper, the serials or the first label.

    Raises:
        InvalidBody: everything found.
    """
    problems = [*_of_place(order), *_of_serials(order)]
    first = order.own_serials()[:1] or [SAMPLE_SERIAL]
    problems += label_problems(next(labels_of(order, first)), order, place="")
    if problems:
        raise InvalidBody(tuple(problems[:PROBLEMS_MAX]))


def label_problems(label: SymbolRequest, order: LabelOrder, place: str) -> list[Problem]:
    """Why a label cannot be drawn on the order's paper; `place` says which one it is."""
    try:
        drawing = drawn(label)
        layout = drawing.layout()
        sizes = [(layout.width, layout.height)]
        if order.dpi:
            dotted = drawing.dotted(order.dpi)
            mm = 25.4 / order.dpi
            sizes.append((dotted.width * mm, dotted.height * mm))
    except InvalidBody as error:
        return [replace(one, place=place + renamed(one).place) for one in error.problems]
    wide, high = (max(measure) for measure in zip(*sizes, strict=True))
    problem = order.grid().oversize(wide, high, place=place or "/paper")
    return [] if problem is None else [problem]


def _of_place(order: LabelOrder) -> Iterator[Problem]:
    places = order.grid().labels
    if order.first_place >= places:
        yield Problem(
            "/firstPlace",
            "no_such_place",
            f"The page has {places} labels: 0 to {places - 1} expected.",
            expected=f"0 to {places - 1}",
            got=str(order.first_place),
        )


def _of_serials(order: LabelOrder) -> Iterator[Problem]:
    """Serials that no AI (21) holds, or that stand twice."""
    seen: set[str] = set()
    for number, serial in enumerate(order.own_serials()):
        place = f"/serials/{number}" if order.serials is not None else "/range"
        if len(serial) > SERIAL_SIGNS_MAX:
            message = f"Serial {serial!r}: at most {SERIAL_SIGNS_MAX} characters expected."
            yield Problem(place, "value_too_long", message, got=serial)
        elif serial in seen:
            message = f"Serial {serial!r}: expected once, stands twice."
            yield Problem(place, "serial_repeated", message, got=serial)
        seen.add(serial)
        try:
            lint("cset82", serial)
        except InvalidBarcode as error:
            yield replace(error.problems[0], place=place)


def serial_key_of(settings: Settings) -> SerialKey:
    """The key that unguessable serials are made with.

    Raises:
        InvalidInput: the operator has set none.
    """
    key = settings.key_of_serials
    if key is None:
        raise InvalidInput(
            "No unguessable serials can be made: TRUYXUAT_SERIAL_KEY is not set. Expected a "
            "secret of 32 characters or more, such as `openssl rand -hex 32` prints."
        )
    return key


def _ready_for_serials(data: str, stem: str) -> tuple[str, str]:
    """The data in brackets, to put a serial behind, and the web address of a link."""
    elements = sound_data(data).elements
    named = {element.ai for element in elements}
    if GTIN not in named:
        message = "Serials belong to a product: (01) expected in the data."
        raise InvalidBody((Problem("/data", "no_gtin", message, expected="(01)"),))
    if SERIAL in named:
        message = "The data hold a serial (21) already; leave it out, or order no serials."
        raise InvalidBody((Problem("/data", "serial_beside", message),))
    key = _LINK_KEY.search(data)
    return elements.bracketed(), stem or (data[: key.start()] if key else "")
