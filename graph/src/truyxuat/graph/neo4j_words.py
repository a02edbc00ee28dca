"""The words of the trade that the graph in Neo4j is told in: labels and relationship types.

An officer reads them in Neo4j Browser, so a lot is a `Lot` and goes by `INPUT_OF` into the
`Transformation` that `MADE` another. What is stored for the platform itself (the event whole,
the states that `reach` walks over) stands beside them and needs none of these names.
"""

from __future__ import annotations

from urllib.parse import unquote

from truyxuat.traceability.epcis.events import Action, EventType
from truyxuat.traceability.identifiers import Scheme, facts
from truyxuat.traceability.links import Link, LinkedEvent, Role

LOT, OTHER = "Lot", "Other"

_KIND_OF: dict[Scheme, str] = {
    Scheme.SGTIN: "Item",
    Scheme.ITIP: "Item",
    Scheme.CPID: "Item",
    Scheme.UPUI: "Item",
    Scheme.GTIN: "Product",
    Scheme.SSCC: "Container",
    Scheme.GRAI: "Container",
    Scheme.GIAI: "Asset",
    Scheme.GLN: "Place",
    Scheme.SGLN: "Place",
    Scheme.PGLN: "Party",
}
FIELDS: dict[str, tuple[str, ...]] = {
    LOT: ("gtin", "lot"),
    "Item": ("gtin", "serial"),
    "Product": ("gtin",),
    "Container": ("sscc", "grai"),
    "Asset": ("giai",),
    "Place": ("gln", "extension"),
    "Party": ("gln",),
    OTHER: (),
}
"""Labels of things (each has one of them beside `Thing`), and the parts of a key they show."""

_PART_OF_KEY = {
    "00": "sscc",
    "01": "gtin",
    "10": "lot",
    "21": "serial",
    "254": "extension",
    "414": "gln",
    "417": "gln",
    "8003": "grai",
    "8004": "giai",
}
"""By which name a part of a GS1 key is shown."""

DECLARATION = "Declaration"
EVENT_LABEL: dict[EventType, str] = {
    EventType.OBJECT: "Observation",
    EventType.AGGREGATION: "Aggregation",
    EventType.TRANSACTION: "Transaction",
    EventType.TRANSFORMATION: "Transformation",
    EventType.ASSOCIATION: "Association",
}
EVENT_KINDS = (*EVENT_LABEL.values(), DECLARATION)
"""Labels of events; an event that declares another one wrong is a `Declaration`."""

_BY_ROLE: dict[Role, str] = {
    Role.INPUT: "INPUT_OF",
    Role.OUTPUT: "MADE",
    Role.EPC: "SAW",
    Role.CHILD: "SAW",
    Role.PARENT: "IN",
    Role.LOT: "OF_LOT",
    Role.CLASS: "OF_PRODUCT",
    Role.PLACE: "AT",
    Role.READ_POINT: "READ_AT",
    Role.STEP: "PART_OF",
    Role.SENSOR: "MEASURED_BY",
}
_BY_ACTION: dict[tuple[EventType, Action, Role], str] = {
    (EventType.OBJECT, Action.ADD, Role.EPC): "MADE",
    (EventType.OBJECT, Action.DELETE, Role.EPC): "ENDED",
    (EventType.AGGREGATION, Action.ADD, Role.CHILD): "PACKED",
    (EventType.AGGREGATION, Action.ADD, Role.PARENT): "INTO",
    (EventType.AGGREGATION, Action.DELETE, Role.CHILD): "UNPACKED",
    (EventType.AGGREGATION, Action.DELETE, Role.PARENT): "OUT_OF",
    (EventType.ASSOCIATION, Action.ADD, Role.CHILD): "FITTED",
    (EventType.ASSOCIATION, Action.ADD, Role.PARENT): "INTO",
    (EventType.ASSOCIATION, Action.DELETE, Role.CHILD): "TAKEN_OFF",
    (EventType.ASSOCIATION, Action.DELETE, Role.PARENT): "OUT_OF",
}
TO_EVENT = frozenset({"INPUT_OF"})
"""Read from the thing to the event; all others from the event to the thing."""

LINK_TYPES = tuple(dict.fromkeys([*_BY_ROLE.values(), *_BY_ACTION.values()]))
"""One for each `Link`: by these an event is found around a thing."""

GIVEN_BY, GIVEN_TO = "GIVEN_BY", "GIVEN_TO"
PARTY_TYPES = (GIVEN_BY, GIVEN_TO)
"""From an event to the parties and places of its sources and destinations; no links."""


def kind_of(key: str) -> str:
    """The label of a thing, by its key alone: who names it first does not matter."""
    known = facts(key)
    if known.level == "lot":
        return LOT
    return OTHER if known.scheme is None else _KIND_OF.get(known.scheme, OTHER)


def row_of(key: str, kind: str) -> tuple[str | None, ...]:
    """A thing as its key, a name to show, and the fields of its kind.

    >>> row_of("https://id.gs1.org/01/09521234001010/10/L%2F1", "Lot")[1:]
    ('L/1', '09521234001010', 'L/1')
    """
    if kind == OTHER:
        return key, key
    steps = key.split("/")[3:]
    if "%" in key:
        steps = [unquote(step) for step in steps]
    found = {
        _PART_OF_KEY.get(ai): value
        for ai, value in zip(steps[::2], steps[1::2], strict=False)
    }
    return key, steps[-1], *[found.get(field) for field in FIELDS[kind]]


def relation(event: LinkedEvent, link: Link) -> str:
    """The type of the relationship between an event and a thing that it names."""
    if event.action is not None:
        special = _BY_ACTION.get((event.type, event.action, link.role))
        if special is not None:
            return special
    return _BY_ROLE[link.role]


def event_kind(event: LinkedEvent) -> str:
    """The label of an event."""
    return DECLARATION if event.declares_wrong else EVENT_LABEL[event.type]
