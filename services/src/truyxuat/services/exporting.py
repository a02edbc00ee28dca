"""A recall's answer as tables that sort: one CSV file each, or all of them in a workbook.

An inspector opens these in a spreadsheet, so nothing in them may run: a text that begins like a
formula is written with an apostrophe before it (CSV), or as a plain string (XLSX). Amounts are
numbers, instants are dates, and the cover says what was asked, as of when, and the hash of the
result, so a printed list can be held against the platform's own answer (R-068).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import xlsxwriter

from truyxuat.traceability.errors import TooLarge
from truyxuat.traceability.recalling import SCOPES, RecallAnswer, ScopeName
from truyxuat.traceability.recalling.answer import RecallObject
from truyxuat.traceability.tracing import instant_text
from truyxuat.traceability.tracing.answer import Holding

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

EXPORT_ROWS_MAX = 1_000_000
"""Rows in one table; a spreadsheet program takes 1,048,576."""

CELL_LENGTH_MAX = 32_000
"""Signs in one cell; a spreadsheet program takes 32,767."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet program may take for the beginning of a formula."""

Cell: TypeAlias = "str | Decimal | int | bool | datetime | None"


class Table(StrEnum):
    """The tables of an export."""

    AFFECTED = "affected"
    HOLDERS = "holders"
    CONSIGNEES = "consignees"
    GAPS = "gaps"
    EVENTS = "events"


TITLES: Mapping[Table, str] = {
    Table.AFFECTED: "Hàng bị ảnh hưởng",
    Table.HOLDERS: "Nơi giữ",
    Table.CONSIGNEES: "Bên phải báo",
    Table.GAPS: "Chỗ trống",
    Table.EVENTS: "Sự kiện",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands on the first sheet beside the counts."""

    id: str
    reason: str
    drafted: datetime
    state: str
    contract: str
    result_hash: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its column names and its rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]


def keys_of(answer: RecallAnswer) -> Iterator[str]:
    """Every key whose name the export shows."""
    for thing in answer.objects:
        yield thing.id
        yield from (stay.place for stay in thing.stays)
        for held in thing.affected.held:
            yield from (key for key in (held.party, held.place, held.claimed_by) if key)
    for scope in answer.scopes:
        yield from (one.party for one in scope.consignees)
    yield from (event.place for event in answer.events if event.place)
    yield from (gap.object for gap in answer.gaps if gap.object)


def grid_of(answer: RecallAnswer, table: Table, names: Mapping[str, str]) -> Grid:
    """One table of a recall's answer; ``names`` gives keys their names.

    Raises:
        TooLarge: it has more than `EXPORT_ROWS_MAX` rows.
    """
    grid = _GRIDS[table](answer, names)
    if len(grid.rows) > EXPORT_ROWS_MAX:
        raise TooLarge(
            f"The table {table} has {len(grid.rows)} rows; EXPORT_ROWS_MAX is {EXPORT_ROWS_MAX}."
        )
    return grid


def csv_of(grid: Grid) -> bytes:
    """A table as CSV (RFC 4180) in UTF-8, with the mark by which Excel knows the encoding."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(grid.columns)
    writer.writerows([_plain(cell) for cell in row] for row in grid.rows)
    return "\ufeff".encode() + text.getvalue().encode()


def workbook_of(answer: RecallAnswer, cover: Cover, names: Mapping[str, str]) -> bytes:
    """All tables in one workbook, the cover first."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "remove_timezone": True,
        },
    )
    book.set_properties({"title": f"truyxuat {cover.id}", "created": _local(cover.drafted)})
    _write_cover(book, answer, cover)
    for table in Table:
        _write_sheet(book, TITLES[table], grid_of(answer, table, names))
    book.close()
    return data.getvalue()


def guarded(text: str) -> str:
    """A text that no spreadsheet program runs.

    >>> guarded("=HYPERLINK(1)"), guarded("Ngọn su su")
    ("'=HYPERLINK(1)", 'Ngọn su su')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _affected(answer: RecallAnswer, names: Mapping[str, str]) -> Grid:
    states = [name for state in Holding for name in (f"{state}_min", f"{state}_max")]
    columns = (
        *("scope", "role", "id", "name", "gtin", "lot", "serial", "level", "since"),
        *("certainty", "life", "reasons", "unit", "produced_min", "produced_max"),
        *states,
        *("places_passed", "witness_events"),
    )
    rows: list[tuple[Cell, ...]] = []
    for thing in answer.objects:
        balance = thing.balance
        amounts = [balance.produced, *(balance.states[state] for state in Holding)]
        rows.append(
            (
                *(thing.scope, thing.role, thing.id, names.get(thing.id)),
                *_parts(thing.id),
                *(thing.affected.level, thing.affected.since, thing.affected.certainty),
                *(thing.affected.life, _reasons(thing), balance.unit),
                *(bound for amount in amounts for bound in (amount.lower, amount.upper)),
                _listed((names.get(stay.place, stay.place) for stay in thing.stays), "; "),
                _listed(thing.affected.witness),
            )
        )
    return Grid(columns, rows)


def _holders(answer: RecallAnswer, names: Mapping[str, str]) -> Grid:
    columns = (
        *("scope", "id", "name", "gtin", "lot", "serial", "party", "party_name"),
        *("place", "place_name", "state", "amount_min", "amount_max", "unit"),
        *("claimed_by", "claimed_by_name", "first_seen", "last_seen"),
    )
    rows: list[tuple[Cell, ...]] = []
    for thing in answer.objects:
        stays = {stay.place: stay for stay in thing.stays}
        for held in thing.affected.held:
            stay = stays.get(held.place or "")
            rows.append(
                (
                    *(thing.scope, thing.id, names.get(thing.id), *_parts(thing.id)),
                    *(held.party, names.get(held.party or "")),
                    *(held.place, names.get(held.place or "")),
                    *(held.state, held.lower, held.upper, held.unit),
                    *(held.claimed_by, names.get(held.claimed_by or "")),
                    *(stay.first if stay else None, stay.last if stay else None),
                )
            )
    return Grid(columns, rows)


def _consignees(answer: RecallAnswer, names: Mapping[str, str]) -> Grid:
    columns = (
        *("scope", "wave", "party", "party_name", "address", "province", "phone", "email"),
        *("first_received", "objects", "object_names"),
    )
    rows: list[tuple[Cell, ...]] = []
    told: set[str] = set()
    for scope in answer.scopes:
        for one in scope.consignees:
            if one.party in told:
                continue
            told.add(one.party)
            facts = one.contact or {}
            rows.append(
                (
                    *(scope.name, one.wave, one.party),
                    facts.get("name") or names.get(one.party),
                    *(
                        facts.get(part)
                        for part in ("address", "province", "phone", "email")
                    ),
                    *(one.received, _listed(one.objects)),
                    _listed((names.get(key, key) for key in one.objects), "; "),
                )
            )
    return Grid(columns, rows)


def _gaps(answer: RecallAnswer, names: Mapping[str, str]) -> Grid:
    columns = ("kind", "object", "object_name", "event", "since", "count", "reason")
    return Grid(
        columns,
        [
            (
                *(gap.kind, gap.object, names.get(gap.object or "")),
                *(gap.event, gap.since, gap.count, gap.reason),
            )
            for gap in answer.gaps
        ],
    )


def _events(answer: RecallAnswer, names: Mapping[str, str]) -> Grid:
    columns = (
        "time",
        "type",
        "step",
        "place",
        "place_name",
        "inherited",
        "event",
        "objects",
    )
    return Grid(
        columns,
        [
            (
                *(event.time, event.type, event.step, event.place),
                *(names.get(event.place or ""), event.inherited, event.id),
                _listed(event.objects),
            )
            for event in answer.events
        ],
    )


_GRIDS = {
    Table.AFFECTED: _affected,
    Table.HOLDERS: _holders,
    Table.CONSIGNEES: _consignees,
    Table.GAPS: _gaps,
    Table.EVENTS: _events,
}


def _parts(key: str) -> tuple[Cell, Cell, Cell]:
    """GTIN, lot and serial of a key, as they are printed on a pack."""
    steps = key.removeprefix("https://id.gs1.org/").split("/")
    found = dict(zip(steps[::2], steps[1::2], strict=False))
    return (
        found.get("01"),
        unquote(found["10"]) if "10" in found else None,
        unquote(found["21"]) if "21" in found else None,
    )


def _reasons(thing: RecallObject) -> str:
    return _listed((f"{each.kind} {each.source}" for each in thing.reasons), "; ")


def _listed(texts: Iterable[str], between: str = " ") -> str:
    """Texts in one cell, each once; what does not fit is counted at the end."""
    once = list(dict.fromkeys(texts))
    length = 0
    for number, text in enumerate(once):
        length += len(text) + len(between)
        if length > CELL_LENGTH_MAX:
            return f"{between.join(once[:number])} … (+{len(once) - number})"
    return between.join(once)


def _plain(cell: Cell) -> str:
    """A cell as CSV spells it: instants in UTC, unknown as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return instant_text(cell) or ""
    if isinstance(cell, Decimal):
        return format(cell, "f")
    return guarded(cell) if isinstance(cell, str) else str(cell)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(VIETNAM).replace(tzinfo=None)


def _write_sheet(book: xlsxwriter.Workbook, title: str, grid: Grid) -> None:
    sheet = book.add_worksheet(title)
    head = book.add_format({"bold": True, "bottom": 1})
    moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    sheet.write_row(0, 0, grid.columns, head)
    for number, row in enumerate(grid.rows, 1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime):
                sheet.write_datetime(number, column, _local(cell), moment)
            elif isinstance(cell, bool) or cell is None:
                sheet.write_string(
                    number, column, "" if cell is None else str(cell).lower()
                )
            elif isinstance(cell, str):
                sheet.write_string(number, column, guarded(cell))
            else:
                sheet.write_number(number, column, cell)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(grid.rows)), len(grid.columns) - 1)
    sheet.set_column(0, len(grid.columns) - 1, 18)


def _write_cover(book: xlsxwriter.Workbook, answer: RecallAnswer, cover: Cover) -> None:
    sheet = book.add_worksheet("Bìa")
    bold = book.add_format({"bold": True})
    for number, (name, value) in enumerate(_cover_lines(answer, cover)):
        sheet.write_string(number, 0, name, bold)
        sheet.write_string(number, 1, guarded(value))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 90)


def _cover_lines(answer: RecallAnswer, cover: Cover) -> Iterable[tuple[str, str]]:
    question = answer.question
    start = question.seeds or ((question.window.place,) if question.window else ())
    yield "Thu hồi / recall", cover.id
    yield "Lý do / reason", cover.reason
    yield "Trạng thái / state", cover.state
    yield "Lập lúc / drafted (UTC)", instant_text(cover.drafted) or ""
    yield "Biết đến lúc / as of (UTC)", instant_text(question.as_of) or ""
    yield "Số liệu tại / state at (UTC)", instant_text(question.at) or "mới nhất / latest"
    yield "Chế độ / mode", question.mode
    yield "Bắt đầu từ / starts from", " ".join(start)
    yield "Nguyên nhân / causes", " ".join(answer.causes)
    yield "Đầy đủ / complete", "có / yes" if answer.complete else str(answer.truncated_by)
    for name in SCOPES:
        yield f"Phạm vi / scope {name}", _scope_line(answer, name)
    yield "Mẫu / contract", cover.contract
    yield "Băm kết quả / result hash", cover.result_hash
    yield "Giờ trong các bảng / times in tables", "Asia/Ho_Chi_Minh (+07:00)"


def _scope_line(answer: RecallAnswer, name: ScopeName) -> str:
    scope = answer.scope(name)
    amounts = "; ".join(
        f"produced {_bounds(balance.produced.lower, balance.produced.upper)}, on hand "
        f"{_bounds(balance.on_hand.lower, balance.on_hand.upper)} {balance.unit or 'pieces'}"
        for balance in scope.totals
    )
    return f"{len(scope.goods)} goods, {len(scope.holders)} holders; {amounts}"


def _bounds(lower: Decimal | None, upper: Decimal | None) -> str:
    if lower is None and upper is None:
        return "unknown"
    if lower == upper:
        return format(lower or Decimal(0), "f")
    return f"{'?' if lower is None else lower:f}–{'?' if upper is None else upper:f}"
