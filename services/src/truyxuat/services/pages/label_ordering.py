"""The fields of the form as an order for a sheet, and an order as the fields it came from."""

from __future__ import annotations

from datetime import date

from pydantic import ValidationError

from truyxuat.services.label_orders import LabelOrder, SerialRange
from truyxuat.services.pages.label_form import Asked, Checked, spread
from truyxuat.services.pages.label_serials import SERIALS_LISTED_MAX, CountedSerials
from truyxuat.services.pages.label_uses import USES, suggested
from truyxuat.traceability.errors import InvalidBody, Problem


def order_of(asked: Asked, checked: Checked) -> LabelOrder:
    """The sheet that was asked for, with the very fields of the form.

    Raises:
        InvalidBody: a size or a text that no label has.
    """
    label = checked.label
    assert label is not None, "checked before it is ordered"
    span = checked.range
    alike = not (checked.serials or checked.new_serials)
    try:
        return LabelOrder(
            symbology=label.symbology,
            data=label.data,
            use=label.use,
            stem=label.stem,
            x=label.x_mm,
            height=label.height_mm,
            dpi=label.printer_dpi,
            lines=label.lines,
            paper=asked.paper,
            copies=checked.count if alike else 1,
            serials=checked.serials if checked.serials and span is None else None,
            range=_range(span) if span else None,
            make=checked.count if checked.new_serials else None,
        )
    except ValidationError as error:
        raise InvalidBody(
            tuple(
                Problem(
                    "/" + "/".join(map(str, one["loc"])),
                    "not_taken",
                    one["msg"],
                    got=str(one["input"])[:80],
                )
                for one in error.errors()
            )
        ) from error


def asked_of(order: LabelOrder, today: date) -> Asked:
    """The fields to order the like again: all but serials that were made or fit no address."""
    given = spread(order.data, today)
    use = next((name for name, row in USES.items() if row.use == order.use), "retail")
    more = order.serialised or len(given) > 1
    if order.symbology != suggested(use, given.get("gtin", ""), more=more):
        given["symbology"] = order.symbology
    given |= {
        "use": use,
        "dpi": str(order.dpi or ""),
        "x": f"{order.x:g}" if order.x else "",
        "height": f"{order.height:g}" if order.height else "",
        "line": order.lines[0] if order.lines else "",
    }
    if isinstance(order.paper, str):
        given["paper"] = order.paper
    given |= _serial_fields(order)
    return Asked.of({name: value for name, value in given.items() if value})


def _serial_fields(order: LabelOrder) -> dict[str, str]:
    if order.make:
        return {"serials": "make", "count": str(order.make)}
    if order.range is not None:
        first, last = _counted(order.range).ends
        return {"serials": "range", "serial_from": first, "serial_to": last}
    if order.serials and len(order.serials) <= SERIALS_LISTED_MAX:
        return {"serials": "list", "serial_list": "\n".join(order.serials)}
    return {} if order.serials else {"count": str(order.labels)}


def _range(span: CountedSerials) -> SerialRange:
    return SerialRange(
        prefix=span.prefix, first=span.first, count=span.count, digits=span.digits
    )


def _counted(one: SerialRange) -> CountedSerials:
    return CountedSerials(one.prefix, one.first, one.first + one.count - 1, one.digits)
