"""Make the page of one ordered sheet: how far it is, what is on it, what it looks like, its files.

Whoever knows the address of a sheet may have its serials, so the page says to keep it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from truyxuat.barcode.syntax import understand
from truyxuat.services import label_jobs
from truyxuat.services.instants import instant
from truyxuat.services.label_orders import PROBLEMS_MAX, LabelOrder, pages_of
from truyxuat.services.label_tables import LabelSheet, SheetState
from truyxuat.services.pages.label_ordering import asked_of
from truyxuat.services.pages.label_page import Option, paper_name, symbol_name
from truyxuat.services.pages.label_refusals import reason
from truyxuat.services.pages.meaning_words import meaning_words
from truyxuat.services.pages.problem_words import element_name
from truyxuat.services.pages.wording import Words

VERDICTS: dict[SheetState, str] = {
    SheetState.WAITING: "unknown",
    SheetState.READY: "sound",
    SheetState.REFUSED: "stop",
}
"""The look of each state: one of the four that pages have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetView:
    """A sheet in words: its state first, then what is on it, and its files once it is ready."""

    state: SheetState
    verdict: str
    heading: str
    text: str
    checked: int
    drawings: int
    reasons: tuple[str, ...]
    reasons_cut: bool
    facts: tuple[tuple[str, str], ...]
    ordered: datetime
    downloads: tuple[Option, ...]
    """Address and name of each file."""
    picture: str
    """Address of the page that is shown; empty while there is none."""
    page: int
    pages: int
    again: tuple[tuple[str, str], ...]
    """The fields of the form to order the like again."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was read from the record for one view."""

    kept: LabelSheet
    order: LabelOrder
    """A list of serials makes it long: it is read once."""
    serials: Sequence[str]
    """Wanted where the sheet was refused, to name the labels that were at fault."""


def sheet_view(sheet: Sheet, page: int, product: str, words: Words) -> SheetView:
    """The page of a sheet, which shows one page of it once it is ready."""
    kept, order = sheet.kept, sheet.order
    state = SheetState(kept.state)
    problems = label_jobs.problems_of(kept)
    ordered = instant(kept.created_at)
    pages = pages_of(order)
    numbers = {
        "labels": words.number(order.labels),
        "pages": words.number(pages),
        "checked": words.number(kept.checked),
        "drawings": words.number(order.drawings),
    }
    return SheetView(
        state=state,
        verdict=VERDICTS[state],
        heading=words(f"sheet.heading_{state}", **numbers),
        text=words(f"sheet.text_{state}", **numbers),
        checked=kept.checked,
        drawings=order.drawings,
        reasons=tuple(reason(one, words, sheet.serials) for one in problems),
        reasons_cut=len(problems) >= PROBLEMS_MAX,
        facts=tuple(_facts(order, product, ordered.date(), words)),
        ordered=ordered,
        downloads=tuple(_downloads(kept, order, words)),
        picture=_picture(kept, page) if state is SheetState.READY else "",
        page=page,
        pages=pages,
        again=asked_of(order, ordered.date()).pairs(),
    )


def gtin_of(order: LabelOrder) -> str:
    """The product of the labels; nothing for those of a pallet."""
    return understand(order.data).elements.value("01") or ""


def _facts(
    order: LabelOrder, product: str, today: date, words: Words
) -> Iterator[tuple[str, str]]:
    if product:
        yield words("sheet.product"), product
    for one in understand(order.data).details:
        meant = meaning_words(one.meaning(today), words)
        yield element_name(one.element.ai, words), meant or one.element.value
    yield words("labels.serials"), _serials(order, words)
    yield words("labels.count"), words.number(order.labels)
    yield words("sheet.pages"), words.number(pages_of(order))
    yield words("labels.symbology"), symbol_name(order.symbology, words)
    yield words("labels.paper"), paper_name(order.grid(), words)
    if order.dpi:
        yield words("labels.dpi"), words("labels.dpi_name", dpi=order.dpi)
    for line in order.lines:
        yield words("labels.line"), line


def _serials(order: LabelOrder, words: Words) -> str:
    count = words.number(order.drawings)
    if order.make:
        return words("sheet.serials_made", count=count)
    own = order.own_serials()
    if not own:
        return words("labels.serials_none")
    return words("sheet.serials_own", count=count, first=own[0], last=own[-1])


def _downloads(kept: LabelSheet, order: LabelOrder, words: Words) -> Iterator[Option]:
    """Files to take away, once the sheet is ready."""
    path = f"/barcode/sheets/{kept.id}"
    if kept.state == SheetState.READY:
        yield Option(f"{path}/sheet.pdf", words("labels.download_pdf"))
        if order.dpi:
            yield Option(f"{path}/sheet.zpl", words("labels.download_zpl"))
        if order.serialised:
            yield Option(f"{path}/serials.csv", words("sheet.download_serials"))


def _picture(kept: LabelSheet, page: int) -> str:
    return f"/barcode/sheets/{kept.id}/sheet.svg?page={page}"
