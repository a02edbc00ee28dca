"""Make the page for labels: the preview at true size, what was refused and why, what to download.

Nothing is drawn for the screen alone: the preview is the very drawing that goes into the files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from markupsafe import Markup

from truyxuat.barcode.printing import (
    PAPERS,
    Drawing,
    Grid,
    SheetForm,
    SheetRequest,
    Symbology,
    SymbolRequest,
    copies,
    draw,
    hints,
    serialised,
    sheet,
    svg,
)
from truyxuat.barcode.printing.fitting import dots_per_module
from truyxuat.services.label_orders import SAMPLE_SERIAL
from truyxuat.services.pages.label_form import RESOLUTIONS, SERIALS, Asked, Checked
from truyxuat.services.pages.label_refusals import beside_fields, length_words
from truyxuat.services.pages.label_uses import USES, allowed, suggested
from truyxuat.services.pages.wording import Words
from truyxuat.traceability.errors import InvalidBody, InvalidInput

A4 = (210.0, 297.0)
FORMS: dict[str, str] = {
    "pdf": "application/pdf",
    "zpl": "application/vnd.zebra.zpl",
    "svg": "image/svg+xml",
    "png": "image/png",
}
"""What can be taken away: PDF and ZPL hold all labels, SVG and PNG the first one's symbol."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose, in words."""

    value: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelsView:
    """The form as it was filled in, what is wrong beside which field, and the preview."""

    asked: Asked
    wrong: Mapping[str, str]
    options: Mapping[str, tuple[Option, ...]]
    """What each field that is a choice offers."""
    downloads: tuple[Option, ...] = ()
    products: tuple[tuple[str, str], ...] = ()
    product_name: str = ""
    can_make: bool = False
    sheet: bool = False
    """Too much for the page: it is to be ordered as a sheet, and there are no files yet."""
    new_serials: bool = False
    preview: Markup | None = None
    facts: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    count: int = 0
    pages: int = 0
    once: str = ""
    """What the press of a button that orders a sheet is called: the same press is one sheet."""


def labels_view(asked: Asked, checked: Checked, words: Words) -> LabelsView:
    """The page of what was asked; the preview is left out where something is wrong."""
    view = LabelsView(
        asked=asked,
        wrong=checked.wrong,
        options=_options(asked, checked, words),
        can_make=checked.can_make,
    )
    first = first_label(checked)
    if first is None:
        return view
    try:
        drawing = draw(first)
    except InvalidBody as error:
        return replace(view, wrong=beside_fields(error.problems, words))
    except InvalidInput as error:
        return replace(view, wrong={"line": words("refusal.letter", detail=str(error))})
    paper = PAPERS[asked.paper]
    layout = drawing.layout()
    oversize = paper.oversize(layout.width, layout.height, place="paper")
    wrong = {} if oversize is None else beside_fields((oversize,), words)
    return replace(
        view,
        wrong=wrong,
        preview=preview(drawing, asked.paper, outlined=not wrong),
        facts=tuple(_facts(drawing, words)),
        hints=tuple(_hints(drawing, int(asked.dpi), words)),
        downloads=tuple(Option(form, words(f"labels.download_{form}")) for form in FORMS),
        sheet=checked.sheet and not wrong,
        new_serials=checked.new_serials,
        count=0 if wrong else checked.count,
        pages=-(-checked.count // paper.labels),
    )


def first_label(checked: Checked) -> SymbolRequest | None:
    """The first label of all; None where a field is wrong."""
    if checked.label is None or checked.wrong:
        return None
    return next(labels_of(checked.label, checked))


def labels_of(label: SymbolRequest, checked: Checked) -> Iterator[SymbolRequest]:
    """Every label in its order: one for each serial, or the same so many times.

    New serials are not made before a sheet is ordered; one label stands for all of them.
    """
    if checked.new_serials:
        return serialised(label, (SAMPLE_SERIAL,))
    if checked.serials:
        return serialised(label, checked.serials)
    return copies(label, checked.count)


def file_of(form: str, asked: Asked, checked: Checked) -> bytes:
    """The labels in one of `FORMS`.

    Raises:
        InvalidBody: a label that cannot be drawn or does not fit.
    """
    first = first_label(checked)
    assert first is not None, "checked before it is taken"
    assert checked.label is not None, "its first label was drawn"
    dpi = int(asked.dpi)
    if form == "svg":
        return draw(first).svg().encode("utf-8")
    if form == "png":
        return draw(first).png(dpi)
    made: SheetForm = "zpl" if form == "zpl" else "pdf"
    labels = labels_of(checked.label, checked)
    request = SheetRequest(labels=labels, paper=PAPERS[asked.paper], form=made, dpi=dpi)
    return b"".join(sheet(request))


def preview(drawing: Drawing, paper: str, *, outlined: bool) -> Markup:
    """The first label in millimetres: on its paper, or alone where it is too large for it."""
    if not outlined:
        return Markup(drawing.svg())  # drawn here, its texts are escaped there
    grid, layout = PAPERS[paper], drawing.layout()
    x, y = (grid.label_width - layout.width) / 2, (grid.label_height - layout.height) / 2
    drawn = svg.page(grid.label_width, grid.label_height, [(layout, x, y)], drawing.title)
    return Markup(drawn)  # drawn here, its texts are escaped there


def _options(asked: Asked, checked: Checked, words: Words) -> dict[str, tuple[Option, ...]]:
    return {
        "use": tuple(Option(one, words(f"labels.use_{one}")) for one in USES),
        "symbology": tuple(_symbologies(asked, checked, words)),
        "paper": tuple(_papers(words)),
        "dpi": tuple(Option(one, words("labels.dpi_name", dpi=one)) for one in RESOLUTIONS),
        "serials": tuple(
            Option(one, words(f"labels.serials_{one}"))
            for one in SERIALS
            if one != "make" or checked.can_make or asked.serials == "make"
        ),
    }


def _symbologies(asked: Asked, checked: Checked, words: Words) -> Iterator[Option]:
    """The suggestion, what the use allows, and the one asked for although it is not allowed."""
    use = asked.use if asked.use in USES else "retail"
    own_serials = bool(checked.serials) or checked.new_serials
    more = own_serials or bool(asked.lot or asked.made or asked.best or asked.expires)
    best = symbol_name(suggested(use, checked.gtin, more=more), words)
    yield Option("", words("labels.symbology_auto", name=best))
    offered = allowed(use)
    for one in Symbology:
        if one in offered or one == asked.symbology:
            yield Option(one, symbol_name(one, words))


def symbol_name(symbology: Symbology, words: Words) -> str:
    """What people call a symbology."""
    name = symbology.replace("-", "_")
    return words(f"symbol.{name}")


def _papers(words: Words) -> Iterator[Option]:
    for name, grid in PAPERS.items():
        yield Option(name, paper_name(grid, words))


def paper_name(grid: Grid, words: Words) -> str:
    """A paper in words: how many labels of which size."""
    if grid.labels == 1:
        key = "labels.paper_roll"
    else:
        a4 = (grid.page_width, grid.page_height) == A4
        key = "labels.paper_sheet" if a4 else "labels.paper_own"
    facts = {
        "labels": grid.labels,
        "width": length_words(f"{grid.label_width:g}", words),
        "height": length_words(f"{grid.label_height:g}", words),
    }
    return words(key, **facts)


def _facts(drawing: Drawing, words: Words) -> Iterator[tuple[str, str]]:
    row, layout = drawing.rule.row, drawing.layout()
    size = f"{layout.width:.1f} x {layout.height:.1f} mm"
    x_mm = f"{drawing.x_mm:.3f} mm"
    span = f"{row.x_min:.3f} to {row.x_max:.3f} mm"
    yield words("labels.fact_data"), drawing.request.data
    yield words("labels.fact_size"), length_words(size, words)
    yield words("labels.fact_x"), length_words(x_mm, words)
    yield words("labels.fact_range"), length_words(span, words)
    yield words("labels.fact_quality"), row.quality


def _hints(drawing: Drawing, dpi: int, words: Words) -> Iterator[str]:
    dots = dots_per_module(drawing.rule, drawing.request.x_mm, dpi)
    facts = {
        "dots": dots,
        "dpi": dpi,
        "x": length_words(f"{drawing.x_mm:.3f}", words),
        "target": length_words(f"{drawing.rule.row.x_target:.3f}", words),
        "quality": drawing.rule.row.quality,
    }
    for one in hints(drawing, dpi):
        yield words(f"quality.{one.code}", **facts)
