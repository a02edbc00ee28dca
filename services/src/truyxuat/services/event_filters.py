"""The parameters that narrow an event query, one row each (EPCIS 2.0 section 8.2.7.1).

Each row turns the values of its parameter into one SQL condition that an index answers;
there is no pattern matching on text, so `_` and `%` in an identifier are only themselves.
Several values of one parameter are alternatives; several parameters must all hold.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Select, and_, select, true, union
from sqlalchemy.orm import Mapped
from sqlmodel import col

from truyxuat.graph import object_table
from truyxuat.services.event_index import DECLARES_WRONG, KIND, Part
from truyxuat.services.instants import microseconds
from truyxuat.services.master import Place
from truyxuat.services.tables import (
    EventName,
    EventObject,
    EventValue,
    RecordedEvent,
)
from truyxuat.traceability.epcis.cbv import (
    BIZ_STEP,
    BIZ_TRANSACTION_TYPE,
    DISPOSITION,
    ERROR_REASON,
    SOURCE_DEST_TYPE,
    Vocabulary,
    bare,
)
from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.errors import InvalidIdentifier, InvalidInput, InvalidQuery
from truyxuat.traceability.identifiers import canonical, facts

Condition = ColumnElement[bool]
TextColumn = Mapped[str] | Mapped[str | None]
TimeColumn = Mapped[int] | Mapped[int | None]
Make = Callable[[str, Sequence[str]], Condition]

ANY_EPC = (Part.EPC, Part.PARENT, Part.INPUT_EPC, Part.OUTPUT_EPC)
ANY_CLASS = (Part.CLASS, Part.INPUT_CLASS, Part.OUTPUT_CLASS)

LOT_PATTERN = "urn:epc:idpat:lgtin:"
CLASS_PATTERN = "urn:epc:idpat:sgtin:"
SSCC_URN = "urn:epc:id:sscc:"
"""SSCC URNs of a wrong length are recorded as they are, so they can be asked for."""

_PLUS_LOST = re.compile(r" (?=\d{2}:?\d{2}$)")


@dataclass(frozen=True, slots=True)
class Filter:
    """How one parameter narrows the answer; ``many`` takes alternatives."""

    make: Make
    many: bool = True


def condition(name: str, values: Sequence[str]) -> Condition:
    """The SQL condition of one parameter.

    Raises:
        InvalidQuery: a parameter nobody knows, or a value it cannot have.
    """
    found = FILTERS.get(name)
    if found is None:
        for prefix, made in FAMILIES.items():
            if name.startswith(prefix) and len(name) > len(prefix):
                return made(name, values)
        raise InvalidQuery(_unknown(name))
    if not found.many and len(values) > 1:
        raise InvalidQuery(f"{name}: expected one value, got {len(values)}.")
    return found.make(name, values)


def naming(keys: Sequence[str], parts: Sequence[int]) -> Condition:
    """Events that name any of these canonical keys in any of these parts."""
    return _any_of(_positions(object_table.c.key.in_(keys), parts))


def _any_of(*positions: Select[int]) -> Condition:
    """Events that any of the questions finds.

    They are asked as one: PostgreSQL answers an OR of them by reading the whole record.
    """
    return col(RecordedEvent.position).in_(union(*positions))


def _positions(which: Condition, parts: Sequence[int]) -> Select[int]:
    return (
        select(col(EventObject.position))
        .join(object_table, object_table.c.id == col(EventObject.object))
        .where(which, col(EventObject.part).in_(parts))
    )


def moment(name: str, text: str) -> datetime:
    """An instant of a query, in UTC: RFC 3339 with its offset.

    A plus sign that was not percent-encoded arrives as a space and is meant as a plus.

    Raises:
        InvalidQuery: not an instant, or one that is not between the years 1 and 9999 in UTC.
    """
    try:
        parsed = datetime.fromisoformat(_PLUS_LOST.sub("+", text))
        if parsed.tzinfo is not None:
            return parsed.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidQuery(_no_instant(name, text)) from error
    raise InvalidQuery(_no_instant(name, text))


def identifier(name: str, text: str) -> str:
    """The canonical key of an identifier in a query.

    Raises:
        InvalidQuery: a broken identifier; the message names the parameter.
    """
    try:
        # A pattern for every lot of a product names the product.
        return canonical(text.replace(LOT_PATTERN, CLASS_PATTERN, 1))
    except InvalidIdentifier as error:
        if text.startswith(SSCC_URN):
            return text
        raise InvalidQuery(f"{name}: {error}") from error


def _no_instant(name: str, text: str) -> str:
    return f"{name}: expected an instant such as 2026-09-14T12:00:00Z, got {text!r}."


def _unknown(name: str) -> str:
    known = [*FILTERS, *PAGING]
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"; did you mean {close[0]!r}?" if close else "."
    return f"Unknown query parameter {name!r}{hint}"


def _matches(*parts: Part) -> Make:
    """Things named in these parts; a class given for instances asks for all of that class."""
    exact = [int(part) for part in parts]
    kinds = [KIND + part for part in parts]
    classes = set(parts) <= set(ANY_CLASS)

    def make(name: str, values: Sequence[str]) -> Condition:
        keys = [identifier(name, value) for value in values]
        patterns = [
            key
            for key, text in zip(keys, values, strict=True)
            if (text.startswith(LOT_PATTERN) if classes else facts(key).level == "class")
        ]
        found = [_positions(object_table.c.key.in_(keys), exact)]
        if patterns:
            found.append(_positions(object_table.c.key.in_(patterns), kinds))
        return _any_of(*found)

    return make


def _place(part: Part) -> Make:
    def make(name: str, values: Sequence[str]) -> Condition:
        return naming([identifier(name, value) for value in values], [part])

    return make


def _within(part: Part) -> Make:
    """These places, and every place in them by master data (WD: with descendants)."""

    def make(name: str, values: Sequence[str]) -> Condition:
        keys = [identifier(name, value) for value in values]
        known = select(col(Place.key)).where(col(Place.key).in_(keys))
        within = known.cte("within", recursive=True)
        inner = select(col(Place.key)).join(within, col(Place.parent_key) == within.c.key)
        places = select(within.union(inner).c.key)
        key = object_table.c.key
        themselves, inside = key.in_(keys), key.in_(places)
        return _any_of(_positions(themselves, [part]), _positions(inside, [part]))

    return make


def _column(column: TextColumn, allowed: frozenset[str] | None = None) -> Make:
    def make(name: str, values: Sequence[str]) -> Condition:
        if allowed is not None and not set(values) <= allowed:
            wrong = ", ".join(sorted(set(values) - allowed))
            expected = ", ".join(sorted(allowed))
            raise InvalidQuery(f"{name}: expected {expected}; got {wrong}.")
        return column.in_(values)

    return make


def _event_id(_name: str, values: Sequence[str]) -> Condition:
    found = select(col(EventName.position)).where(col(EventName.event_id).in_(values))
    return col(RecordedEvent.position).in_(found)


def _term(column: TextColumn, vocabulary: Vocabulary) -> Make:
    def make(name: str, values: Sequence[str]) -> Condition:
        return column.in_([_bare(name, value, vocabulary) for value in values])

    return make


def _bare(name: str, value: str, vocabulary: Vocabulary) -> str:
    try:
        return bare(value, vocabulary)
    except InvalidInput as error:
        raise InvalidQuery(f"{name}: {error}") from error


def _carrying(entry: str, values: Sequence[str]) -> Condition:
    positions = select(col(EventValue.position)).where(
        col(EventValue.name) == entry, col(EventValue.value).in_(values)
    )
    return col(RecordedEvent.position).in_(positions)


def _value(entry: str, vocabulary: Vocabulary | None = None) -> Make:
    def make(name: str, values: Sequence[str]) -> Condition:
        if vocabulary is not None:
            values = [_bare(name, value, vocabulary) for value in values]
        return _carrying(entry, values)

    return make


def _typed(prefix: str, entry: str, vocabulary: Vocabulary) -> Make:
    """Business transactions, sources, destinations: the type is part of the name."""

    def make(name: str, values: Sequence[str]) -> Condition:
        kind = _bare(name, name.removeprefix(prefix), vocabulary)
        keys = [identifier(name, value) for value in values]
        return _carrying(f"{entry}_{kind}", keys)

    return make


def _time(column: TimeColumn, compare: str) -> Filter:
    def make(name: str, values: Sequence[str]) -> Condition:
        return _COMPARE[compare](column, microseconds(moment(name, values[0])))

    return Filter(make, many=False)


_COMPARE: Mapping[str, Callable[[TimeColumn, int], Condition]] = {
    "GE": lambda column, value: column >= value,
    "GT": lambda column, value: column > value,
    "LE": lambda column, value: column <= value,
    "LT": lambda column, value: column < value,
}


def _declared(name: str, values: Sequence[str]) -> Condition:
    if values[0] not in ("true", "false"):
        raise InvalidQuery(f"{name}: expected true or false, got {values[0]!r}.")
    entry, value = DECLARES_WRONG
    return _carrying(entry, [value]) if values[0] == "true" else true()


def _times(name: str, column: TimeColumn) -> dict[str, Filter]:
    return {f"{compare}_{name}": _time(column, compare) for compare in _COMPARE}


def _declared_times(name: str) -> dict[str, Filter]:
    """Bounds of the declarationTime: among the error declarations, which are few."""

    def among_few(found: Filter) -> Filter:
        def make(name: str, values: Sequence[str]) -> Condition:
            return and_(_declared(name, ["true"]), found.make(name, values))

        return Filter(make, many=False)

    times = _times(name, col(EVENT.declared))
    return {each: among_few(found) for each, found in times.items()}


EVENT = RecordedEvent
FILTERS: dict[str, Filter] = {
    "eventType": Filter(_column(col(EVENT.type), frozenset(EventType))),
    **_times("eventTime", col(EVENT.event_time)),
    **_times("recordTime", col(EVENT.record_time)),
    "EQ_action": Filter(_column(col(EVENT.action), frozenset(Action))),
    "EQ_bizStep": Filter(_term(col(EVENT.biz_step), BIZ_STEP)),
    "EQ_disposition": Filter(_term(col(EVENT.disposition), DISPOSITION)),
    "EQ_persistentDisposition_set": Filter(
        _value("persistentDisposition_set", DISPOSITION)
    ),
    "EQ_persistentDisposition_unset": Filter(
        _value("persistentDisposition_unset", DISPOSITION)
    ),
    "EQ_readPoint": Filter(_place(Part.READ_POINT)),
    "EQ_bizLocation": Filter(_place(Part.BIZ_LOCATION)),
    "WD_readPoint": Filter(_within(Part.READ_POINT)),
    "WD_bizLocation": Filter(_within(Part.BIZ_LOCATION)),
    "EQ_transformationID": Filter(_place(Part.TRANSFORMATION)),
    "MATCH_epc": Filter(_matches(Part.EPC)),
    "MATCH_parentID": Filter(_matches(Part.PARENT)),
    "MATCH_inputEPC": Filter(_matches(Part.INPUT_EPC)),
    "MATCH_outputEPC": Filter(_matches(Part.OUTPUT_EPC)),
    "MATCH_anyEPC": Filter(_matches(*ANY_EPC)),
    "MATCH_epcClass": Filter(_matches(Part.CLASS)),
    "MATCH_inputEPCClass": Filter(_matches(Part.INPUT_CLASS)),
    "MATCH_outputEPCClass": Filter(_matches(Part.OUTPUT_CLASS)),
    "MATCH_anyEPCClass": Filter(_matches(*ANY_CLASS)),
    "EQ_eventID": Filter(_event_id),
    "EXISTS_errorDeclaration": Filter(_declared, many=False),
    # GS1's query schema and its OpenAPI spell this one differently.
    **_declared_times("errorDeclarationTime"),
    **_declared_times("errorDeclaration_Time"),
    "EQ_errorReason": Filter(_value("errorReason", ERROR_REASON)),
    "EQ_correctiveEventID": Filter(_value("correctiveEventID")),
}
"""Parameters with a fixed name."""

FAMILIES: dict[str, Make] = {
    "EQ_bizTransaction_": _typed(
        "EQ_bizTransaction_", "bizTransaction", BIZ_TRANSACTION_TYPE
    ),
    "EQ_source_": _typed("EQ_source_", "source", SOURCE_DEST_TYPE),
    "EQ_destination_": _typed("EQ_destination_", "destination", SOURCE_DEST_TYPE),
}
"""Parameters whose name ends in a type."""

PAGING = (
    "orderBy",
    "orderDirection",
    "eventCountLimit",
    "maxEventCount",
    "perPage",
    "nextPageToken",
)
"""Parameters that order and cut the answer (`event_query`)."""
