"""What an event proves about the things it names: the facts a trace walks over.

An EPCIS event becomes one `LinkedEvent`: the event cut down to what tracing needs, every
identifier in its canonical key (a GS1 Digital Link URI on id.gs1.org, or the URI as it was),
and a `Link` for each thing it names, with the part that thing plays. The graph keeps these and
answers one question: which linked events name any of these keys? Objects, lots, classes,
places, transformations and sensors are all asked for by key, so one question serves all.

They are structs of msgspec and no dataclasses: there are hundreds of thousands of them in a
large trace, and a struct is made in a quarter of the time and not looked at by the collector of
reference cycles (``gc=False``: nothing in them can point back at them).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct

from truyxuat.traceability.epcis.events import Action, EventType


class Role(StrEnum):
    """The part a named thing plays in an event."""

    __hash__ = str.__hash__  # an enum's own is Python, and asked for with every link

    EPC = "epc"
    """Named in epcList or quantityList."""
    PARENT = "parent"
    CHILD = "child"
    INPUT = "input"
    OUTPUT = "output"
    LOT = "lot"
    """The lot that an instance of this event belongs to (own identifier or ILMD)."""
    CLASS = "class"
    """The GTIN of a lot or instance of this event."""
    PLACE = "place"
    """bizLocation, and the GLN it is an extension of."""
    READ_POINT = "read_point"
    """readPoint, and the GLN it is an extension of."""
    STEP = "step"
    """The transformationID."""
    SENSOR = "sensor"
    """deviceID of a sensor report or its metadata."""


OBJECT_ROLES = frozenset({Role.EPC, Role.PARENT, Role.CHILD, Role.INPUT, Role.OUTPUT})


class Link(Struct, frozen=True, gc=False):
    """One thing an event names. ``unit`` is a UN/ECE Rec 20 code; None counts pieces.

    ``quantity`` is None when the event gives none: unknown, never 0. ``lot`` is the key of
    the lot that an instance belongs to, where this event proves it (design D1, trace rule 4).
    """

    key: str
    role: Role
    quantity: Decimal | None = None
    unit: str | None = None
    lot: str | None = None


class Declaration(Struct, frozen=True, gc=False):
    """An error declaration that may nullify an event (D2, D4).

    It names the event ``event_id``; when no recorded event has that eventID it nullifies the
    event of equal ``content`` instead. ``target_recorded`` is the first record time of an
    event with that eventID, None if there is none.
    """

    event_id: str
    content: str
    declared: datetime
    recorded: datetime
    target_recorded: datetime | None = None


class LinkedEvent(Struct, frozen=True, kw_only=True, gc=False):
    """An event as a trace sees it. Vocabulary terms are CBV bare words or absolute URIs."""

    position: int
    """Place in the record, in commit order, from 1."""
    event_id: str
    """The eventID, or the CBV event hash where the event came without one."""
    content: str
    """CBV event hash: equal for equal content."""
    explicit_id: bool
    """Whether the event came with an eventID of its own."""
    type: EventType
    time: datetime
    recorded: datetime
    """Knowledge time: when the platform first recorded it."""
    action: Action | None = None
    step: str | None = None
    disposition: str | None = None
    disposition_set: tuple[str, ...] = ()
    disposition_unset: tuple[str, ...] = ()
    read_point: str | None = None
    place: str | None = None
    """bizLocation, canonical."""
    sources: tuple[tuple[str, str], ...] = ()
    """(type, canonical key), e.g. ("possessing_party", "https://id.gs1.org/417/…")."""
    destinations: tuple[tuple[str, str], ...] = ()
    transformation: str | None = None
    declares_wrong: bool = False
    """This event is an error declaration: evidence about another event, never a fact itself."""
    declared: datetime | None = None
    """The declarationTime, when this is an error declaration."""
    lot_unknown: bool = False
    """ILMD names a lot but the event makes several classes (D9): a gap, not_understood."""
    malformed: tuple[str, ...] = ()
    """Identifiers kept as they were though they break their key's rules (gap not_understood)."""
    links: tuple[Link, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    """Attached by the graph when it answers; empty when stored."""
