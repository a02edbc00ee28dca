"""Label sheets as the record keeps them: ordered, their serials made, checked, handed out.

What is wrong with the first label is refused at once. Sheets of few differing labels are checked
before they are answered; larger ones wait, and any process may check them: it claims the
sheet, says so again while it works, and a claim that falls silent is free for the next.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, func, or_, update
from sqlmodel import Session, col, select

from truyxuat.barcode import SerialKey, make_serials, serialised
from truyxuat.graph.sql_rows import insert_new
from truyxuat.services.database import Database
from truyxuat.services.instants import microseconds
from truyxuat.services.label_orders import (
    PROBLEMS_MAX,
    LabelOrder,
    label_problems,
    refuse_unfit,
    serial_key_of,
)
from truyxuat.services.label_tables import LabelSheet, MadeSerial, SheetState
from truyxuat.services.settings import Settings
from truyxuat.services.tables import table_of
from truyxuat.traceability.errors import (
    Conflict,
    InvalidBody,
    NotFound,
    Problem,
    Unavailable,
)

CLAIM = timedelta(seconds=60)
"""A process that has not renewed its claim for so long has fallen."""
LABELS_PER_CLAIM = 250
"""Labels between two signs of life, well under a second."""

_FRESH = re.compile(r"[0-9a-f]{32}")

Clock = Callable[[], datetime]
Stopped = Callable[[], bool]


def order_sheet(
    database: Database,
    order: LabelOrder,
    settings: Settings,
    *,
    now: datetime,
    once: str = "",
) -> LabelSheet:
    """Keep an order, its serials made; a small one is checked and ready.

    The same order that comes again with the same ``once`` (a `fresh_name`) is the sheet that is
    kept already, and uses up no serials.

    Raises:
        InvalidBody: what is wrong with it; nothing is kept and no serial is used up.
        InvalidInput: serials are to be made and there is no key.
        Unavailable: `sheets_waiting_max` sheets wait to be checked.
    """
    key = serial_key_of(settings) if order.make else None
    refuse_unfit(order)
    serials = order.own_serials()
    if key is not None:
        serials = list(make_serials(order.make or 0, order.gtin(), key))
    as_json = order.model_dump_json(by_alias=True)
    kept = LabelSheet(
        id=_name_of(as_json, once), created_at=microseconds(now), order_json=as_json
    )
    if order.drawings <= settings.sheet_drawings_at_once_max:
        # Before the transaction: drawing takes long, and a writer is alone.
        if problems := _problems(order, serials, 0, order.drawings):
            raise InvalidBody(tuple(problems))
        kept.state, kept.checked = SheetState.READY, order.drawings
    with database.writing() as session:
        known = session.get(LabelSheet, kept.id)
        if known is not None:
            return known
        if kept.state == SheetState.WAITING:
            _refuse_crowd(session, settings.sheets_waiting_max)
        session.add(kept)
        session.flush()
        if key is not None:
            _keep_serials(session, kept.id, order.gtin(), serials, key)
    return kept


def fresh_name() -> str:
    """A name that nobody can guess and nobody had before."""
    return uuid.uuid4().hex


def find(session: Session, sheet_id: str) -> LabelSheet:
    """A sheet by its name.

    Raises:
        NotFound: none is kept under it.
    """
    kept = session.get(LabelSheet, sheet_id)
    if kept is None:
        raise NotFound(f"No label sheet is kept as {sheet_id[:80]!r}.")
    return kept


def order_of(kept: LabelSheet) -> LabelOrder:
    """The order as it was given."""
    return LabelOrder.model_validate_json(kept.order_json)


def ready_order(kept: LabelSheet) -> LabelOrder:
    """The order of a sheet that can be handed out.

    Raises:
        Conflict: it is not checked yet, or was refused.
    """
    if kept.state != SheetState.READY:
        raise Conflict(
            f"Label sheet {kept.id}: state ready expected, it is {kept.state}; "
            f"see /barcode/sheets/{kept.id}."
        )
    return order_of(kept)


def serials_of(session: Session, kept: LabelSheet, order: LabelOrder) -> list[str]:
    """Its serials in their order on the sheet; none where all labels are alike."""
    if not order.make:
        return order.own_serials()
    question = (
        select(MadeSerial.serial)
        .where(MadeSerial.sheet == kept.id)
        .order_by(col(MadeSerial.number))
    )
    return list(session.exec(question))


def problems_of(kept: LabelSheet) -> list[Problem]:
    """Why it was refused."""
    return [Problem(**one) for one in json.loads(kept.problems)]


def needs_checking(kept: LabelSheet, *, now: datetime) -> bool:
    """Whether it waits and no living process is checking it."""
    claimed = kept.claimed_at
    free = claimed is None or claimed < microseconds(now - CLAIM)
    return kept.state == SheetState.WAITING and free


def waiting_sheets(session: Session, *, now: datetime) -> list[str]:
    """Those of all sheets that need checking, the oldest first."""
    question = (
        select(LabelSheet.id)
        .where(LabelSheet.state == SheetState.WAITING, _unclaimed(now))
        .order_by(col(LabelSheet.created_at))
    )
    return list(session.exec(question))


def check_sheet(
    database: Database, sheet_id: str, *, clock: Clock, stopped: Stopped
) -> None:
    """Check every label of a waiting sheet, unless another process does.

    Stopped half-way it gives the sheet back; the next who looks begins anew.
    """
    claim = _claimed(database, sheet_id, clock())
    if claim is None:
        return
    order, serials = claim
    problems: list[Problem] = []
    done, count = 0, order.drawings
    while done < count and len(problems) < PROBLEMS_MAX:
        if stopped():
            _note(database, sheet_id, checked=0, claimed_at=None)
            return
        problems += _problems(order, serials, done, done + LABELS_PER_CLAIM)
        done = min(done + LABELS_PER_CLAIM, count)
        _note(database, sheet_id, checked=done, claimed_at=microseconds(clock()))
    told = [asdict(one) for one in problems[:PROBLEMS_MAX]]
    state = SheetState.REFUSED if problems else SheetState.READY
    _note(database, sheet_id, state=state, problems=json.dumps(told), claimed_at=None)


def _name_of(order_json: str, once: str) -> str:
    """What a sheet is called: by chance, or the same for the same order sent twice.

    The order is part of it, so that a form that was changed and sent again is another sheet; a
    ``once`` that none of our pages made would give a name that can be guessed.
    """
    if not _FRESH.fullmatch(once):
        return fresh_name()
    return hashlib.sha256(f"{once} {order_json}".encode()).hexdigest()[: len(once)]


def _keep_serials(
    session: Session, sheet_id: str, gtin: str, serials: Sequence[str], key: SerialKey
) -> None:
    """Keep the serials of a sheet; one that was ever made before gives way to a new one."""
    table, connection = table_of(MadeSerial), session.connection()
    columns = ("gtin", "serial", "sheet", "number")
    counted = select(func.count()).where(col(MadeSerial.sheet) == sheet_id)
    new, tried = list(serials), 0
    while new:
        rows = [(gtin, serial, sheet_id, n) for n, serial in enumerate(new, tried)]
        insert_new(connection, table, columns, rows)
        tried += len(new)
        missing = len(serials) - session.exec(counted).one()
        new = list(make_serials(missing, gtin, key))


def _problems(
    order: LabelOrder, serials: Sequence[str], start: int, end: int
) -> list[Problem]:
    label = order.label()
    each = serialised(label, islice(serials, start, end)) if serials else [label]
    found: list[Problem] = []
    for number, one in enumerate(each, start):
        found += label_problems(one, order, place=f"/labels/{number}")
        if len(found) >= PROBLEMS_MAX:
            break
    return found[:PROBLEMS_MAX]


def _refuse_crowd(session: Session, most: int) -> None:
    question = select(func.count()).where(col(LabelSheet.state) == SheetState.WAITING)
    waiting = session.exec(question).one()
    if waiting >= most:
        raise Unavailable(
            f"{waiting} label sheets wait to be checked: sheets_waiting_max is {most}. "
            "Try again in a minute."
        )


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return or_(
        col(LabelSheet.claimed_at).is_(None),
        col(LabelSheet.claimed_at) < microseconds(now - CLAIM),
    )


def _claimed(
    database: Database, sheet_id: str, now: datetime
) -> tuple[LabelOrder, list[str]] | None:
    """The order and its serials, if the sheet waits and is now ours."""
    with database.writing() as session:
        statement = (
            update(LabelSheet)
            .where(
                col(LabelSheet.id) == sheet_id,
                col(LabelSheet.state) == SheetState.WAITING,
                _unclaimed(now),
            )
            .values(claimed_at=microseconds(now), checked=0)
        )
        if session.connection().execute(statement).rowcount != 1:
            return None
        kept = find(session, sheet_id)
        order = order_of(kept)
        return order, serials_of(session, kept, order)


def _note(database: Database, sheet_id: str, **values: object) -> None:
    with database.writing() as session:
        session.connection().execute(
            update(LabelSheet).where(col(LabelSheet.id) == sheet_id).values(**values)
        )
