"""What the fields of one event say to each other (EPCIS 2.0 sections 7.4.2 to 7.4.6).

A schema alone lets some of this through: an ObjectEvent about nothing, an aggregation that
packs things into no container. Such an event proves nothing in a trace, so it is told back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.epcis.fields import Source
from truyxuat.traceability.epcis.findings import At

Raw: TypeAlias = Mapping[str, object]
Values: TypeAlias = Mapping[str, object]
Rule: TypeAlias = Callable[[Source, Raw, Values, At], None]


def _note(source: Source, at: At, code: str, message: str, expected: str) -> None:
    source.findings.problem(at, code, message, expected=expected, got="nothing")


def _objects_named(source: Source, raw: Raw, values: Values, at: At) -> None:
    if raw.get("epcList") or raw.get("quantityList"):
        return
    if not raw.get("sensorElementList"):
        _note(
            source,
            at,
            "nothing_named",
            "An ObjectEvent names objects, or reports sensor data of a place.",
            "epcList or quantityList with an item, or sensorElementList with readPoint",
        )
    elif "readPoint" not in raw and "epcList" not in raw:
        _note(
            source,
            at,
            "nothing_named",
            "Sensor data without objects is about a place, and no place is named.",
            "readPoint, epcList or quantityList",
        )


def _ilmd_only_at_birth(source: Source, raw: Raw, values: Values, at: At) -> None:
    if "ilmd" in raw and values.get("action") in (Action.OBSERVE, Action.DELETE):
        source.findings.problem(
            (at, "ilmd"),
            "not_allowed",
            "ilmd describes objects at the start of their life: only with action ADD.",
            expected="no ilmd, or action ADD",
            got="ilmd with action " + str(raw["action"]),
        )


def _children_named(source: Source, raw: Raw, values: Values, at: At) -> None:
    named = raw.get("childEPCs") or raw.get("childQuantityList")
    if not named and values.get("action") is not Action.DELETE:
        _note(
            source,
            at,
            "nothing_named",
            "Without children this says nothing; only DELETE may name none (all of them).",
            "childEPCs or childQuantityList with an item",
        )


def _parent_named(source: Source, raw: Raw, values: Values, at: At) -> None:
    if "parentID" not in raw and values.get("action") in (Action.ADD, Action.DELETE):
        _note(
            source,
            (at, "parentID"),
            "missing",
            "parentID is missing: into or out of which container?",
            "parentID (only OBSERVE may do without)",
        )


def _transaction_complete(source: Source, raw: Raw, values: Values, at: At) -> None:
    if raw.get("bizTransactionList") == []:
        _note(
            source,
            (at, "bizTransactionList"),
            "missing",
            "A TransactionEvent names at least one business transaction.",
            "at least one bizTransaction",
        )
    deleted = values.get("action") is Action.DELETE
    named = raw.get("epcList") or raw.get("quantityList")
    listed = source.xml or "epcList" in raw
    if not (named or deleted or ("parentID" in raw and listed)):
        _note(
            source,
            at,
            "nothing_named",
            "Which objects does the transaction concern?",
            "epcList or quantityList with an item (none only with DELETE or a parentID)",
        )


def _something_transformed(source: Source, raw: Raw, values: Values, at: At) -> None:
    inputs = raw.get("inputEPCList") or raw.get("inputQuantityList")
    outputs = raw.get("outputEPCList") or raw.get("outputQuantityList")
    if (inputs and outputs) or ("transformationID" in raw and (inputs or outputs)):
        return
    _note(
        source,
        at,
        "nothing_named",
        "A transformation has inputs and outputs.",
        "inputs and outputs, or one of them with a transformationID that links to the other",
    )


_RULES: Mapping[EventType, tuple[Rule, ...]] = {
    EventType.OBJECT: (_objects_named, _ilmd_only_at_birth),
    EventType.AGGREGATION: (_children_named, _parent_named),
    EventType.TRANSACTION: (_transaction_complete,),
    EventType.TRANSFORMATION: (_something_transformed,),
    EventType.ASSOCIATION: (_children_named,),
}


def check(source: Source, kind: EventType, raw: Raw, values: Values, at: At) -> None:
    """Note every rule between fields that this event breaks."""
    for rule in _RULES[kind]:
        rule(source, raw, values, at)
